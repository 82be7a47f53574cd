// The live list: whatever changes is asked for once, together, and only rows
// that differ are replaced, so that focus and place stay where they are.
import { watch } from "./live";

const pause = 350; // ms to wait for more changes
const patience = 1200; // ms after which the list is shown anyhow

export function list(): void {
  const live = document.getElementById("live");
  if (!document.querySelector("#list[data-live]")) return;
  keys();
  if (live) live.hidden = false;
  say(live, true);
  const later = together(refresh);
  watch(later, (open) => say(live, open));
}

// keys go through the rows by arrows, and choose them by x for a deed on all of
// them; the box over them chooses all.
function keys(): void {
  document.addEventListener("keydown", (e) => {
    const row = document.activeElement?.closest<HTMLElement>("#rows > li");
    if (!row || e.altKey || e.ctrlKey || e.metaKey) return;
    const box = row.querySelector<HTMLInputElement>(".choose input");
    const next = e.key === "ArrowDown" ? row.nextElementSibling : e.key === "ArrowUp" ? row.previousElementSibling : undefined;
    if (next) next.querySelector<HTMLElement>("a.row")?.focus();
    else if (e.key === "x" && box) box.checked = !box.checked;
    else return;
    e.preventDefault();
  });
  document.addEventListener("change", (e) => {
    const all = e.target as HTMLInputElement;
    if (!all.matches("[data-all]")) return;
    for (const box of document.querySelectorAll<HTMLInputElement>("#rows .choose input")) box.checked = all.checked;
  });
}

function say(live: HTMLElement | null, open: boolean): void {
  if (!live) return;
  const words = (open ? live.dataset.open : live.dataset.shut) ?? "";
  live.classList.toggle("off", !open);
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
  const answer = await fetch(at.dataset.live ?? location.href, { headers: { "HX-Request": "true" }, cache: "no-store" });
  if (answer.redirected && new URL(answer.url).pathname === "/sign-in") return location.reload();
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  tabs(fresh);
  const rows = document.getElementById("rows");
  const next = fresh.getElementById("rows");
  if (!rows || !next) return;
  if (!rows.children.length || !next.children.length) {
    const whole = fresh.getElementById("list");
    if (whole) at.replaceWith(whole);
    mark(Array.from(document.querySelectorAll("#rows > li")));
    return;
  }
  merge(rows, next);
}

function tabs(fresh: Document): void {
  for (const tab of fresh.querySelectorAll("#tabs a")) {
    const old = document.querySelector(`#tabs a.${CSS.escape(tab.classList[0] ?? "")}`);
    if (old && old.innerHTML !== tab.innerHTML) old.innerHTML = tab.innerHTML;
  }
}

function merge(rows: HTMLElement, next: HTMLElement): void {
  const focus = document.activeElement?.closest("li")?.id;
  const wanted = Array.from(next.children) as HTMLElement[];
  const ids = new Set(wanted.map((row) => row.id));
  for (const row of Array.from(rows.children)) if (!ids.has(row.id)) row.remove();
  const fresh: Element[] = [];
  wanted.forEach((row, at) => {
    const here = rows.children[at];
    const old = document.getElementById(row.id);
    if (old && told(old) === told(row)) {
      if (old !== here) rows.insertBefore(old, here ?? null);
      return;
    }
    const box = row.querySelector<HTMLInputElement>(".choose input");
    if (box) box.checked = !!old?.querySelector<HTMLInputElement>(".choose input")?.checked; // it stays chosen
    old?.remove();
    rows.insertBefore(row, rows.children[at] ?? null);
    fresh.push(row);
  });
  mark(fresh);
  if (focus) document.getElementById(focus)?.querySelector("a")?.focus({ preventScroll: true });
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
