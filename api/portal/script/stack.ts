// The stack of a delivery by keys and by drag: each stroke is a form of the
// page, sent at once, and the page that comes back takes the stack's place with
// the cursor where it was. One change goes after the other, so that quick keys
// lose none. Each names its pages and how the stack lay that it was made of: what
// somebody else changed meanwhile is shown, and changed by nobody who did not see it.
import { letters } from "./letters";

const least = 6; // pixels of a drag; less is a click
const hold = 350; // ms that a finger rests on a page to lift it; one that moves before scrolls
const edge = 56; // pixels from the edge of the screen within which a drag scrolls
const twice = 500; // ms within which a second click at the same place is one of a double click

let before: Promise<void> = Promise.resolve();

export function stack(): void {
  if (!document.querySelector("#stack .stack")) return;
  document.addEventListener("keydown", key);
  document.addEventListener("pointerdown", drag);
  document.addEventListener("click", once, { capture: true });
  document.addEventListener("touchmove", (e) => lifted() && e.preventDefault(), { passive: false }); // the page goes with the finger, not the screen
  document.addEventListener("contextmenu", (e) => lifted() && e.preventDefault());
  document.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    if (!form.closest("#stack")) return;
    e.preventDefault();
    const button = e.submitter as HTMLButtonElement | null;
    const body = fields(form);
    if (button?.name) body.set(button.name, button.value);
    const ref = button?.closest<HTMLElement>("[data-ref]")?.dataset.ref;
    later(() => send(body, ref));
  });
}

// The last click on a button of the stack.
let clicked: { at: number; x: number; y: number } | undefined;

// once lets a double click press one button once: the page that came back may have
// laid another button under it.
function once(e: MouseEvent): void {
  if (!e.detail || !(e.target as Element).closest("#stack button")) return; // a key has no place
  const last = clicked;
  clicked = { at: e.timeStamp, x: e.clientX, y: e.clientY };
  if (!last || e.timeStamp - last.at > twice || Math.hypot(e.clientX - last.x, e.clientY - last.y) >= least) return;
  e.preventDefault();
  e.stopPropagation();
}

function key(e: KeyboardEvent): void {
  const target = e.target as Element;
  if (e.ctrlKey || e.metaKey || target.closest("input, select, textarea, dialog") || (e.key.length === 1 && !letters())) return;
  if (target.closest("#stack") && e.repeat && !e.key.startsWith("Arrow")) return e.preventDefault(); // a key that is held does one thing
  if (e.key.toLowerCase() === "u" && target.closest("#stack")) {
    e.preventDefault();
    return later(undo);
  }
  const page = target.closest<HTMLElement>("#stack [data-sheaf] [data-ref]");
  const ref = page?.dataset.ref;
  if (!page || !ref) return;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key] ?? 0;
  if (by && !e.altKey) {
    e.preventDefault();
    const all = pages();
    return cursor(all[all.indexOf(page) + by]?.dataset.ref);
  }
  if (e.altKey && !by) return;
  const does = by ? () => shift(ref, by) : strokes[e.key.toLowerCase()]?.(ref);
  if (!does) return;
  e.preventDefault();
  later(does);
}

// What keys do at a page.
const strokes: Record<string, (ref: string) => () => Promise<void>> = {
  c: (ref) => () => press(ref, "cut"),
  r: (ref) => () => press(ref, "turn"),
  delete: (ref) => () => press(ref, "drop"),
  backspace: (ref) => () => press(ref, "drop"),
  j: (ref) => () => press(ref, "join"),
};

const pages = () => Array.from(document.querySelectorAll<HTMLElement>("#stack [data-sheaf] [data-ref]"));
const find = (ref: string | undefined) => (ref ? pages().find((page) => page.dataset.ref === ref) : undefined);

function cursor(ref: string | undefined): void {
  const link = find(ref)?.querySelector<HTMLElement>("a");
  link?.focus();
  link?.closest("figure")?.scrollIntoView({ block: "nearest" });
}

// later does something after what was asked for before.
function later(does: () => Promise<void>): void {
  before = before.then(does).catch(() => lost());
}

// press presses a button of a page, or of its document where only that has it;
// without the button it cannot be done.
async function press(ref: string, name: string): Promise<void> {
  const page = find(ref);
  const sheaf = page?.closest<HTMLElement>("[data-sheaf]");
  const button = page?.querySelector<HTMLButtonElement>(`button[name="${name}"]`) ?? sheaf?.querySelector<HTMLButtonElement>(`button[name="${name}"]:not([data-ref] *)`);
  if (!page || !button?.form) return;
  const all = pages();
  const beside = all[all.indexOf(page) + 1] ?? all[all.indexOf(page) - 1];
  const body = fields(button.form);
  body.set(button.name, button.value);
  await send(body, name === "drop" ? beside?.dataset.ref : ref);
}

async function undo(): Promise<void> {
  const form = document.querySelector<HTMLButtonElement>('#stack button[value="undo"]')?.form;
  if (!form) return;
  const body = fields(form);
  body.set("do", "undo");
  await send(body, document.activeElement?.closest<HTMLElement>("[data-ref]")?.dataset.ref);
}

// shift moves a page one place on, over the edge of its document into the next.
async function shift(ref: string, by: number): Promise<void> {
  const page = find(ref);
  const sheaf = page?.closest<HTMLElement>("[data-sheaf]");
  if (!page || !sheaf) return;
  const mine = refsOf(sheaf);
  const place = mine.indexOf(ref) + by;
  if (place >= 0 && place < mine.length) return move(page, sheaf, mine[by > 0 ? place + 1 : place]);
  const to = by > 0 ? sheaf.nextElementSibling : sheaf.previousElementSibling;
  if (to instanceof HTMLElement) await move(page, to, by > 0 ? refsOf(to)[0] : undefined);
}

function refsOf(sheaf: Element): string[] {
  return Array.from(sheaf.querySelectorAll<HTMLElement>("[data-ref]")).map((page) => page.dataset.ref ?? "");
}

// move lays a page before another one of a document, or at its end.
async function move(page: HTMLElement, to: HTMLElement, before: string | undefined): Promise<void> {
  const form = page.closest("form");
  if (!form || to.hasAttribute("data-fixed") || page.closest("[data-fixed]")) return;
  const body = fields(form);
  body.set("move", `${page.dataset.ref}>${to.dataset.sheaf}>${before ?? ""}`);
  await send(body, page.dataset.ref);
}

function fields(form: HTMLFormElement): URLSearchParams {
  return new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
}

// send lays the stack otherwise and shows it as it then lies, with the cursor at
// a page. It is made of the stack that is shown by then: what was asked for before
// it changed that. Only an order, which counts places, is one of what was seen.
async function send(body: URLSearchParams, ref: string | undefined): Promise<void> {
  const shown = document.querySelector<HTMLInputElement>('#stack input[name="version"]')?.value;
  if (shown && !body.has("order")) body.set("version", shown);
  const answer = await fetch(`${location.pathname}/stack`, { method: "POST", body });
  if (new URL(answer.url).pathname === "/sign-in") return location.assign(`/sign-in?${new URLSearchParams({ said: "over", next: location.pathname })}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  const main = document.getElementById("main");
  if (!fresh?.querySelector("#stack") || !main) return lost();
  const ticked = Array.from(document.querySelectorAll<HTMLInputElement>("#stack .tick input:checked")).map((box) => box.value);
  const typed = half(main);
  const { scrollX, scrollY } = window;
  main.replaceChildren(...fresh.childNodes);
  for (const box of document.querySelectorAll<HTMLInputElement>("#stack .tick input")) box.checked = ticked.includes(box.value);
  for (const put of typed) put();
  window.scrollTo(scrollX, scrollY);
  cursor(ref);
  if (!answer.ok) main.querySelector('.notice[role="alert"]:not([hidden])')?.scrollIntoView({ block: "center" });
  main.dataset.arranged = String(Number(main.dataset.arranged ?? 0) + 1);
}

// half remembers what was typed beside the stack and not sent, to put it back into
// the page that comes in its place; what that one says otherwise stays as it says.
function half(main: HTMLElement): (() => void)[] {
  const typed = Array.from(main.querySelectorAll<Typed>("input[id]:not([type=checkbox], [type=radio]), textarea[id], select[id]")).filter((at) => !at.closest("#stack") && at.value !== drawn(at));
  return typed.map((was) => () => {
    const now = document.getElementById(was.id) as Typed | null;
    if (now && drawn(now) === drawn(was)) now.value = was.value;
  });
}

type Typed = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

// drawn is what an input said before anybody typed.
function drawn(at: Typed): string {
  if (!(at instanceof HTMLSelectElement)) return at.defaultValue;
  return Array.from(at.options).find((option) => option.defaultSelected)?.value ?? at.options[0]?.value ?? "";
}

// lost says that a change did not arrive: the page shows what is kept.
function lost(): void {
  const at = document.getElementById("stack-lost");
  if (at) at.hidden = false;
}

const lifted = () => !!document.querySelector("#stack .lifted");

// drag moves a page with the mouse, or with a finger that rested on it: before
// another page, to those that were put aside, or back from them; Escape lets it
// lie where it was.
function drag(e: PointerEvent): void {
  const page = (e.target as Element).closest<HTMLElement>("#stack [data-ref]");
  if (!page || e.button !== 0 || (e.target as Element).closest("button") || page.closest("[data-fixed]")) return;
  let ghost: HTMLElement | undefined;
  let at: Element | undefined;
  const over = (to?: Element, behind = false) => {
    at?.classList.remove("over", "behind");
    at = to;
    at?.classList.add("over");
    at?.classList.toggle("behind", behind);
  };
  const touch = e.pointerType === "touch";
  const carry = (m: PointerEvent) => {
    ghost ??= lift(page);
    ghost.style.translate = `${m.clientX}px ${m.clientY}px`;
  };
  const rested = touch ? window.setTimeout(() => carry(e), hold) : 0;
  const moved = (m: PointerEvent) => {
    if (m.pointerId !== e.pointerId || (!ghost && Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) < least)) return;
    if (touch && !ghost) return end(false);
    carry(m);
    if (touch && (m.clientY < edge || m.clientY > window.innerHeight - edge)) window.scrollBy(0, m.clientY < edge ? -edge / 4 : edge / 4);
    const under = document.elementFromPoint(m.clientX, m.clientY);
    const target = under?.closest<HTMLElement>("#stack [data-sheaf]:not([data-fixed]) [data-ref]") ?? under?.closest("#bin, #stack [data-sheaf]:not([data-fixed])") ?? undefined;
    const seen = target?.getBoundingClientRect();
    over(target, !!seen && m.clientX > seen.left + seen.width / 2);
  };
  const end = (laid: boolean) => {
    ends.abort();
    window.clearTimeout(rested);
    const to = at;
    const behind = !!to?.classList.contains("behind");
    over();
    if (!ghost) return;
    ghost.remove();
    page.classList.remove("lifted");
    document.addEventListener("click", (c) => c.preventDefault(), { once: true, capture: true, signal: AbortSignal.timeout(50) });
    if (laid && to && to !== page) later(() => lay(page, to, behind));
  };
  const ends = new AbortController();
  const until = { signal: ends.signal };
  window.addEventListener("pointermove", moved, until);
  window.addEventListener("pointerup", () => end(true), until);
  window.addEventListener("pointercancel", () => end(false), until);
  window.addEventListener("keydown", (k) => k.key === "Escape" && end(false), until);
}

function lift(page: HTMLElement): HTMLElement {
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  const picture = page.querySelector("img")?.cloneNode();
  if (picture) ghost.append(picture);
  document.body.append(ghost);
  page.classList.add("lifted");
  return ghost;
}

// lay puts a page where it was dropped.
async function lay(page: HTMLElement, to: Element, behind: boolean): Promise<void> {
  const from = page.closest<HTMLElement>("[data-sheaf]");
  const sheaf = to.closest<HTMLElement>("[data-sheaf]");
  if (!sheaf) return from ? press(page.dataset.ref ?? "", "drop") : undefined;
  if (!from) {
    const form = sheaf.querySelector<HTMLFormElement>("form.strip");
    if (!form) return;
    const body = fields(form);
    body.set("take", page.dataset.ref ?? "");
    return send(body, page.dataset.ref);
  }
  const refs = refsOf(sheaf);
  const at = to instanceof HTMLElement ? refs.indexOf(to.dataset.ref ?? "") : -1;
  await move(page, sheaf, at < 0 ? undefined : refs[at + (behind ? 1 : 0)]);
}
