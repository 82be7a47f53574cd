// The live list: whatever changes is asked for once, together, and only rows
// that differ are replaced, so that focus and place stay where they are. Whoever
// scrolls to its end finds the next rows there: they are loaded before he comes.
import { refusals } from "./drafts";
import { Folds } from "./folds";
import { watch, type Change } from "./live";

const pause = 350; // ms to wait for more changes
const patience = 1200; // ms after which the list is shown anyhow
const ahead = "1500px"; // before the end, the next rows are asked for
const again = 4000; // ms until rows that did not come are asked for once more
const atOnce = 5; // places of a long list that are looked at after one change
const mostChosen = 200; // documents that one deed may be for (queues.go)

const changed = new Set<string>(); // documents since the list was last looked at
const came = new Map<string, string>(); // rows that were loaded by scrolling: the address of the page that has them
let end: IntersectionObserver | undefined;
let folds: Folds | undefined; // rows that are far from what is seen

export function list(): void {
  const live = document.getElementById("live");
  sheet();
  if (!document.getElementById("list")) return;
  tellRefused();
  keys();
  folds = new Folds({ page, pageNow, rows: rowsOf, older }, came);
  onward();
  document.addEventListener("htmx:afterSettle", () => {
    forget();
    onward();
  });
  document.addEventListener("click", leave);
  if (!document.querySelector("#list[data-live]")) return;
  say(live, true);
  const later = together(refresh);
  watch(
    (c: Change) => {
      changed.add(c.document ?? inSight());
      later();
    },
    (open) => {
      say(live, open);
      if (open) later(); // what happened since the page was drawn, or while the line was cut, was told to nobody
    },
  );
}

// sheet says on the button of the contact sheet how many documents it approves.
function sheet(): void {
  const count = document.querySelector<HTMLElement>("[data-chosen]");
  const button = count?.closest("button");
  if (!count || !button?.form) return;
  const { form } = button;
  const tell = () => {
    const chosen = form.querySelectorAll('input[name="d"]:checked').length;
    count.textContent = String(chosen);
    button.disabled = !chosen;
  };
  form.addEventListener("change", tell);
  window.addEventListener("pageshow", tell); // the browser may bring back what was chosen before
  tell();
}

// tellRefused leads to the documents on which a decision was refused after the desk
// had gone on, until they are opened.
function tellRefused(): void {
  const place = document.getElementById("refused");
  if (!place) return;
  for (const one of refusals()) {
    const link = document.createElement("a");
    link.href = one.address;
    link.textContent = one.words;
    place.appendChild(document.createElement("li")).append(link);
  }
  place.hidden = !place.children.length;
}

// forget lets go of what is known of rows: the list is another.
function forget(): void {
  came.clear();
  folds?.forget();
}

// onward loads the next rows when the end of those that are there comes near.
function onward(): void {
  end?.disconnect();
  const link = older(document);
  if (!link) return;
  const seen = new IntersectionObserver((all) => all.some((e) => e.isIntersecting) && void further(link, seen), { rootMargin: ahead });
  end = seen;
  seen.observe(link);
}

async function further(link: HTMLAnchorElement, seen: IntersectionObserver): Promise<void> {
  seen.disconnect();
  const fresh = await page(link.href);
  if (!link.isConnected) return; // the list is another by now
  const rows = document.getElementById("rows");
  if (!fresh || !rows) {
    window.setTimeout(onward, again);
    return;
  }
  for (const row of rowsOf(fresh)) {
    if (document.getElementById(row.id) || folds?.has(row.id)) continue;
    came.set(row.id, link.href);
    rows.append(row);
  }
  folds?.soon();
  const next = older(fresh);
  if (next) link.replaceWith(next);
  else link.remove();
  onward();
}

// older leads behind the last row of a page of the list.
function older(of: Document): HTMLAnchorElement | null {
  return of.querySelector<HTMLAnchorElement>("#list .pager a[rel=next]");
}

function rowsOf(of: Document): HTMLElement[] {
  return Array.from(of.getElementById("rows")?.children ?? []) as HTMLElement[];
}

// page gives a page of the list; undefined where it does not come.
async function page(address: string): Promise<Document | undefined> {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, cache: "no-store" }).catch(() => undefined);
  if (answer?.redirected && new URL(answer.url).pathname === "/sign-in") location.reload();
  if (!answer?.ok || answer.redirected) return undefined;
  const text = await answer.text().catch(() => undefined);
  return text === undefined ? undefined : new DOMParser().parseFromString(text, "text/html");
}

// pageNow gives it while everything waits; undefined where it does not come.
function pageNow(address: string): Document | undefined {
  const asked = new XMLHttpRequest();
  asked.open("GET", address, false);
  asked.setRequestHeader("HX-Request", "true");
  try {
    asked.send();
  } catch {
    return undefined;
  }
  const ours = asked.status === 200 && new URL(asked.responseURL).pathname === new URL(address).pathname;
  return ours ? new DOMParser().parseFromString(asked.responseText, "text/html") : undefined;
}

// leave notes in the address, before a row far down is opened, which page of the
// list has it: who comes back finds it again.
function leave(e: MouseEvent): void {
  const row = (e.target as Element).closest?.<HTMLElement>("#rows > li");
  const address = came.get(row?.id ?? "");
  if (!row || !address || !(e.target as Element).closest("a.row") || e.ctrlKey || e.metaKey || e.shiftKey) return;
  history.scrollRestoration = "manual";
  history.replaceState(null, "", `${address}#${row.id}`);
}

// inSight is the document of the first row that is seen.
function inSight(): string {
  const row = Array.from(document.querySelectorAll("#rows > li")).find((li) => li.getBoundingClientRect().bottom > 0);
  return row?.id.slice(2) ?? "";
}

// place is where a row stands in the list, as an address has it.
function place(row: Element | null): string {
  const list = new URLSearchParams(row?.querySelector<HTMLAnchorElement>("a.row")?.search).get("list");
  return new URLSearchParams(list ?? "").get("here") ?? "";
}

// keys go through the rows by arrows, and choose them by x for a deed on all of
// them; the box over them chooses all.
function keys(): void {
  document.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.target as Element).id === "bulk-reason") {
      e.preventDefault();
      return document.querySelector<HTMLElement>('#bulk [value="reject"]')?.click();
    }
    const row = document.activeElement?.closest<HTMLElement>("#rows > li");
    if (!row || e.altKey || e.ctrlKey || e.metaKey) return;
    const box = row.querySelector<HTMLInputElement>(".choose input");
    const beside = () => (e.key === "ArrowDown" ? row.nextElementSibling : e.key === "ArrowUp" ? row.previousElementSibling : undefined);
    const next = beside();
    if (next && folds?.stands(next)) void folds.unfold(next).then(() => row.contains(document.activeElement) && step(beside()));
    else if (next) step(next);
    else if (e.key === "x" && box) box.checked = !box.checked;
    else return;
    e.preventDefault();
  });
  document.addEventListener("change", (e) => {
    const all = e.target as HTMLInputElement;
    if (all.matches("[data-all]")) void choose(all);
  });
}

function step(row: Element | null | undefined): void {
  row?.querySelector<HTMLElement>("a.row")?.focus();
}

// choose chooses the first rows of the list, as many as one deed may be for, also
// those that are folded, or none. The box is half on where there are more.
async function choose(all: HTMLInputElement): Promise<void> {
  const rows = document.getElementById("rows");
  for (let fold = among(rows); fold && all.checked; fold = among(rows)) if (!(await folds?.unfold(fold))) break;
  const boxes = Array.from(document.querySelectorAll<HTMLInputElement>("#rows .choose input"));
  boxes.forEach((box, n) => (box.checked = all.checked && n < mostChosen));
  all.indeterminate = all.checked && (boxes.length > mostChosen || !!folds?.size);
}

// among finds what stands for rows that are among the first.
function among(rows: HTMLElement | null): Element | undefined {
  let count = 0;
  for (const row of Array.from(rows?.children ?? [])) {
    if (count >= mostChosen) return undefined;
    const folded = folds?.stands(row) ?? 0;
    if (folded) return row;
    count++;
  }
  return undefined;
}

function say(live: HTMLElement | null, open: boolean): void {
  if (!live) return;
  const words = (open ? live.dataset.open : live.dataset.shut) ?? "";
  live.classList.toggle("off", !open);
  delete live.dataset.asleep;
  if (live.textContent !== words) live.textContent = words;
}

// together calls work once for many calls of its result.
function together(work: () => Promise<void>): () => void {
  let timer = 0;
  let since = 0;
  let busy = false;
  const run = async () => {
    if (busy) {
      since = 0;
      return call();
    }
    busy = true;
    since = 0;
    await work().catch(() => undefined); // the next event asks again
    busy = false;
  };
  const call = () => {
    const now = performance.now();
    if (!since) since = now;
    window.clearTimeout(timer);
    timer = window.setTimeout(run, now - since > patience ? 0 : pause);
  };
  return call;
}

async function refresh(): Promise<void> {
  const at = document.querySelector<HTMLElement>("#list[data-live]");
  if (!at) return;
  const news = [...changed];
  changed.clear();
  const address = at.dataset.live ?? location.href;
  const fresh = await page(address);
  const rows = document.getElementById("rows");
  if (!fresh?.getElementById("rows") || !rows || !at.isConnected) return;
  tabs(fresh);
  const wanted = rowsOf(fresh);
  if (!rows.children.length || !wanted.length) {
    const whole = fresh.getElementById("list");
    if (whole) at.replaceWith(whole);
    forget();
    onward();
    mark(rowsOf(document));
    return;
  }
  const long = came.size > 0;
  const reaches = long && (await joined(wanted, fresh, Math.ceil((rows.children.length + (folds?.size ?? 0)) / wanted.length)));
  if (!at.isConnected) return; // the list is another by now, and its rows are not to be moved into this one
  if (!reaches) {
    merge(rows, rowsOf(fresh), undefined, true);
    return pager(at, fresh);
  }
  merge(rows, wanted, undefined, false);
  const far = news.filter((id) => document.getElementById(`d-${id}`) && !wanted.some((row) => row.id === `d-${id}`));
  for (const id of far.slice(0, atOnce)) await look(address, rows, id);
  for (const id of far.slice(atOnce)) changed.add(id); // with the next change
}

// pager lets the way onward be that of a page whose rows the list now has.
function pager(list: HTMLElement, fresh: Document): void {
  forget();
  const old = list.querySelector(".pager");
  const now = fresh.querySelector("#list .pager");
  if (old && now) old.replaceWith(now);
  else if (now) list.append(now);
  else old?.remove();
  onward();
}

// joined adds the next pages to fresh rows until they reach those that are there,
// and tells whether they do: more may have come at once than a page has.
async function joined(wanted: HTMLElement[], fresh: Document, most: number): Promise<boolean> {
  const met = () => wanted.some((row) => document.getElementById(row.id));
  let link = older(fresh);
  for (let n = 0; n < most && link && !met(); n++) {
    const next = await page(link.href);
    if (!next) break;
    wanted.push(...rowsOf(next));
    link = older(next);
  }
  return link !== null && met();
}

// look asks for the rows from a document on that is far down a long list.
async function look(address: string, rows: HTMLElement, id: string): Promise<void> {
  const before = document.getElementById(`d-${id}`)?.previousElementSibling;
  const after = place(before ?? null);
  if (!before || !after) return;
  const from = new URL(address, location.href);
  from.searchParams.set("after", after);
  const fresh = await page(from.href);
  if (!fresh || !before.isConnected) return;
  const wanted = rowsOf(fresh);
  for (const row of wanted) if (!document.getElementById(row.id)) came.set(row.id, from.href);
  merge(rows, wanted, before, !older(fresh));
}

function tabs(fresh: Document): void {
  for (const tab of fresh.querySelectorAll("#tabs a")) {
    const old = document.querySelector(`#tabs a.${CSS.escape(tab.classList[0] ?? "")}`);
    if (old && old.innerHTML !== tab.innerHTML) old.innerHTML = tab.innerHTML;
  }
}

// merge makes the rows behind one, or from the first on, those that are wanted:
// rows between them that are not are gone. What lies further down stays, unless
// these are the whole rest.
function merge(rows: HTMLElement, wanted: HTMLElement[], after: Element | undefined, whole: boolean): void {
  const held = document.activeElement;
  const focus = held?.closest("li")?.id;
  const ids = new Set(wanted.map((row) => row.id));
  const there = Array.from(rows.children);
  const behind = there.slice(after ? there.indexOf(after) + 1 : 0);
  const reach = whole ? behind.length : behind.reduce((far, row, n) => (ids.has(row.id) ? n + 1 : far), 0);
  for (const row of behind.slice(0, reach)) {
    if (ids.has(row.id)) continue;
    folds?.drop(row);
    row.remove();
  }
  const fresh: Element[] = [];
  let last = after;
  for (const row of wanted) {
    folds?.claim(row.id);
    const old = document.getElementById(row.id);
    const same = old && told(old) === told(row) ? old : undefined;
    if (!same) {
      const box = row.querySelector<HTMLInputElement>(".choose input");
      if (box) box.checked = !!old?.querySelector<HTMLInputElement>(".choose input")?.checked; // it stays chosen
      old?.remove();
      fresh.push(row);
    }
    const here = last ? last.nextElementSibling : rows.firstElementChild;
    const now = same ?? row;
    if (now !== here) rows.insertBefore(now, here);
    last = now;
  }
  mark(fresh);
  if (!focus || !held || document.activeElement === held) return;
  const row = document.getElementById(focus);
  const back = row?.contains(held) ? held : row?.querySelector(held.matches("input") ? ".choose input" : "a");
  if (back instanceof HTMLElement) back.focus({ preventScroll: true });
}

// What a row tells, without how long ago it came.
function told(row: Element): string {
  const copy = row.cloneNode(true) as Element;
  copy.classList.remove("fresh");
  copy.removeAttribute("class");
  copy.querySelector("time")?.replaceChildren();
  return copy.outerHTML;
}

function mark(rows: Element[]): void {
  for (const row of rows) row.classList.add("fresh");
}
