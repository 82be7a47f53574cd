// The page image: zoom, fit, turn, words under the picture, boxes over it.
import type { Box, Word } from "./picking";

const ns = "http://www.w3.org/2000/svg";
const widest = 62; // rem, of a page at 100 % (app.css)
const least = 0.25;
const most = 6;
const steps = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6];

export interface Clicked {
  page: number;
  words: Word[];
  word: Word;
}

export class Viewer {
  private zoom = 1;
  private fingers: { apart: number; zoom: number } | undefined; // as they lay down
  private aim: number | undefined; // where it is scrolling to by keys
  private readonly words = new Map<number, Word[]>();
  private readonly asked = new Set<number>();

  constructor(
    private readonly root: HTMLElement,
    private readonly sheets: HTMLElement,
    clicked: (c: Clicked) => void,
    selected: (page: number, words: Word[]) => void,
    private readonly framed: (page: number, box: Box) => void,
    closed: AbortSignal,
  ) {
    root.addEventListener("click", (e) => this.tool((e.target as Element).closest<HTMLElement>("[data-view]")));
    sheets.addEventListener("click", (e) => this.click(e, clicked));
    sheets.addEventListener("pointerup", () => window.setTimeout(() => this.select(selected), 0));
    sheets.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
    sheets.addEventListener("pointerdown", (e) => this.frame(e));
    sheets.addEventListener("touchstart", (e) => this.pinch(e), { passive: false });
    sheets.addEventListener("touchmove", (e) => this.pinch(e), { passive: false });
    for (const kind of ["touchend", "touchcancel"]) sheets.addEventListener(kind, () => (this.fingers = undefined));
    root.addEventListener("click", (e) => this.leaf(e));
    const seen = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) void this.load(entry.target as HTMLElement);
      },
      { root: sheets, rootMargin: "400px" },
    );
    for (const sheet of sheets.querySelectorAll(".sheet")) seen.observe(sheet);
    if (root.querySelector(".leaves")) sheets.addEventListener("scroll", () => this.here(), { passive: true });
    // The window outlives the document, and would keep its pages.
    window.addEventListener("beforeprint", () => sheets.querySelectorAll<HTMLElement>(".sheet").forEach(draw), { signal: closed });
    closed.addEventListener("abort", () => seen.disconnect());
    sheets.addEventListener("scrollend", () => (this.aim = undefined));
    this.here();
  }

  // frame lets a person drag a box around what is to be read again. With a
  // mouse it begins beside the words, on which a drag selects; by touch, which
  // scrolls, only while the tool for it is pressed.
  private frame(e: PointerEvent): void {
    const on = (e.target as Element).closest<SVGSVGElement>(".sheet svg");
    const area = this.area();
    if (!on || e.button !== 0 || (!area && (e.pointerType === "touch" || (e.target as Element).closest(".words text, .box")))) return;
    const layer = on.querySelector<SVGGElement>("g");
    const boxes = on.querySelector<SVGGElement>(".boxes");
    if (!layer || !boxes) return;
    e.preventDefault();
    const from = place(layer, e);
    const rect = document.createElementNS(ns, "rect");
    rect.setAttribute("class", "frame");
    let box: Box | undefined;
    const move = (m: PointerEvent) => {
      const to = place(layer, m);
      box = { X0: Math.max(0, Math.min(from.x, to.x)), Y0: Math.max(0, Math.min(from.y, to.y)), X1: Math.max(from.x, to.x), Y1: Math.max(from.y, to.y) };
      if (!rect.isConnected) boxes.append(rect);
      set(rect, box);
    };
    const end = (drawn: boolean) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
      window.removeEventListener("pointercancel", gone);
      rect.remove();
      if (drawn && box && box.X1 - box.X0 > 4 && box.Y1 - box.Y0 > 4) this.framed(Number(on.closest<HTMLElement>(".sheet")?.dataset.page), box);
    };
    const up = () => end(true);
    const gone = () => end(false);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    window.addEventListener("pointercancel", gone);
  }

  private area(): boolean {
    return this.root.querySelector('[data-view="area"]')?.getAttribute("aria-pressed") === "true";
  }

  // leaf goes to the page of the strip that was clicked.
  private leaf(e: MouseEvent): void {
    const leaf = (e.target as Element).closest<HTMLElement>("[data-leaf]");
    if (!leaf) return;
    e.preventDefault();
    this.sheets.querySelector(`[data-page="${leaf.dataset.leaf}"]`)?.scrollIntoView({ block: "start", behavior: glide() });
  }

  // here marks the page of the strip that is seen.
  private here(): void {
    const page = this.current()?.dataset.page;
    for (const leaf of this.root.querySelectorAll<HTMLElement>("[data-leaf]")) {
      const now = leaf.dataset.leaf === page;
      if (now === leaf.hasAttribute("aria-current")) continue;
      leaf.toggleAttribute("aria-current", now);
      if (now) leaf.scrollIntoView({ block: "nearest" });
    }
  }

  // scroll goes through the pages, most of a screen at a time: from where the last
  // key leads, and not from where the picture is on its way there.
  scroll(by: number): void {
    const { scrollTop, scrollHeight, clientHeight } = this.sheets;
    this.aim = Math.min(scrollHeight - clientHeight, Math.max(0, (this.aim ?? scrollTop) + by * clientHeight * 0.85));
    this.sheets.scrollTo({ top: this.aim, behavior: glide() });
  }

  // show brings the box of a field into sight and marks it.
  show(field: string | undefined): void {
    for (const box of this.sheets.querySelectorAll(".box.on")) box.classList.remove("on");
    if (!field) return;
    const boxes = this.sheets.querySelectorAll(`.box[data-field="${CSS.escape(field)}"]`);
    for (const box of boxes) box.classList.add("on");
    const first = boxes[0];
    if (!first) return;
    const seen = first.getBoundingClientRect();
    const frame = this.sheets.getBoundingClientRect();
    const inside = seen.top >= frame.top + 24 && seen.bottom <= frame.bottom - 72 && seen.left >= frame.left && seen.right <= frame.right;
    if (inside) return;
    this.sheets.scrollBy({
      top: seen.top - frame.top - frame.height / 3,
      left: seen.left < frame.left || seen.right > frame.right ? seen.left - frame.left - frame.width / 3 : 0,
      behavior: glide(),
    });
  }

  // mark moves the box of a field to where a person pointed.
  mark(field: string, page: number, box: Box): void {
    for (const old of this.sheets.querySelectorAll(`.box[data-field="${CSS.escape(field)}"]`)) old.remove();
    const boxes = this.sheets.querySelector(`[data-page="${page}"] .boxes`);
    if (!boxes) return;
    const rect = document.createElementNS(ns, "rect");
    rect.setAttribute("class", `box person on at-${field}`);
    rect.dataset.field = field;
    set(rect, { X0: box.X0 - 1.5, Y0: box.Y0 - 1.5, X1: box.X1 + 1.5, Y1: box.Y1 + 1.5 });
    boxes.append(rect);
  }

  // step zooms to the next step from what is seen, also of a page that fits.
  step(by: number): void {
    const seen = this.seen();
    const next = by > 0 ? steps.find((s) => s > seen + 0.01) : steps.filter((s) => s < seen - 0.01).pop();
    this.scale(next ?? seen);
  }

  fit(how: "width" | "page"): void {
    this.sheets.dataset.fit = how;
    this.scale(1, true);
  }

  // turn turns the page that is seen, which stays the one that is seen: a page
  // that lies is lower, and the next turn must not be that of the one below.
  turn(): void {
    const sheet = this.current();
    const svg = sheet?.querySelector("svg");
    const turned = svg?.querySelector("g");
    if (!sheet || !svg || !turned) return;
    const width = Number(svg.dataset.width);
    const height = Number(svg.dataset.height);
    const turn = (Number(svg.dataset.turn) + 90) % 360;
    svg.dataset.turn = String(turn);
    const sideways = turn % 180 === 90;
    svg.setAttribute("viewBox", sideways ? `0 0 ${height} ${width}` : `0 0 ${width} ${height}`);
    const move: Record<number, string> = { 0: "", 90: `translate(${height} 0) rotate(90)`, 180: `translate(${width} ${height}) rotate(180)`, 270: `translate(0 ${width}) rotate(270)` };
    turned.setAttribute("transform", move[turn] ?? "");
    if (this.current() !== sheet) sheet.scrollIntoView({ block: "start" });
  }

  private current(): HTMLElement | undefined {
    const middle = this.sheets.getBoundingClientRect().top + this.sheets.clientHeight / 2;
    const all = Array.from(this.sheets.querySelectorAll<HTMLElement>(".sheet"));
    return all.find((s) => s.getBoundingClientRect().bottom >= middle) ?? all[all.length - 1];
  }

  // seen is the zoom that the page is seen at: one that fits is seen at another
  // than was chosen.
  private seen(): number {
    const sheet = this.current();
    if (!this.sheets.dataset.fit || !sheet) return this.zoom;
    const { paddingLeft, paddingRight } = getComputedStyle(this.sheets);
    const whole = Math.min(this.sheets.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight), widest * parseFloat(getComputedStyle(document.documentElement).fontSize));
    return whole > 0 ? sheet.offsetWidth / whole : this.zoom;
  }

  // pinch zooms by two fingers, about the point between them; one finger scrolls.
  private pinch(e: TouchEvent): void {
    const [one, other] = Array.from(e.touches);
    if (!one || !other || e.touches.length > 2) {
      this.fingers = undefined;
      return;
    }
    e.preventDefault();
    const apart = Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY));
    this.fingers ??= { apart, zoom: this.seen() };
    const zoom = (this.fingers.zoom * apart) / this.fingers.apart;
    if (zoom !== this.fingers.zoom) this.scale(zoom, false, { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 });
  }

  // scale zooms about a point of the screen, or else about the middle.
  private scale(wanted: number, fitted = false, about?: { x: number; y: number }): void {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.sheets;
    const frame = this.sheets.getBoundingClientRect();
    const x = about ? about.x - frame.left : clientWidth / 2;
    const y = about ? about.y - frame.top : clientHeight / 2;
    const zoom = Math.min(most, Math.max(least, wanted));
    const ratio = zoom / this.seen();
    if (!fitted) delete this.sheets.dataset.fit;
    this.zoom = zoom;
    this.sheets.style.setProperty("--zoom", String(zoom));
    this.sheets.scrollTo((scrollLeft + x) * ratio - x, (scrollTop + y) * ratio - y);
    const out = this.root.querySelector("output");
    if (out) out.textContent = `${Math.round(this.seen() * 100)} %`;
  }

  private tool(button: HTMLElement | null): void {
    switch (button?.dataset.view) {
      case "in":
        return this.step(1);
      case "out":
        return this.step(-1);
      case "width":
        return this.fit("width");
      case "page":
        return this.fit("page");
      case "turn":
        return this.turn();
      case "area":
        button.setAttribute("aria-pressed", String(!this.area()));
        return;
      case "boxes": {
        const bare = this.sheets.classList.toggle("bare");
        button.setAttribute("aria-pressed", String(!bare));
      }
    }
  }

  private wheel(e: WheelEvent): void {
    if (!e.ctrlKey) return;
    e.preventDefault();
    this.scale(this.seen() * Math.exp(-e.deltaY / 300), false, { x: e.clientX, y: e.clientY });
  }

  // load puts a page's words over its picture, invisible, to click and select.
  private async load(sheet: HTMLElement): Promise<void> {
    draw(sheet);
    const page = Number(sheet.dataset.page);
    const layer = sheet.querySelector(".words");
    if (!layer || !sheet.dataset.words || this.asked.has(page)) return;
    this.asked.add(page);
    const answer = await fetch(sheet.dataset.words, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) { // without a session it leads to the sign-in
      this.asked.delete(page);
      return;
    }
    const words = ((await answer.json()) as { words: Word[] | null }).words ?? [];
    this.words.set(page, words);
    layer.replaceChildren(...words.map(written));
  }

  private wordAt(target: Element | null): { page: number; word: Word; words: Word[] } | undefined {
    const text = target?.closest<SVGElement>(".words text");
    const page = Number(text?.closest<HTMLElement>(".sheet")?.dataset.page);
    const words = this.words.get(page);
    const word = words?.[Number(text?.dataset.n)];
    return words && word ? { page, word, words } : undefined;
  }

  private click(e: MouseEvent, clicked: (c: Clicked) => void): void {
    if (!getSelection()?.isCollapsed) return;
    const box = (e.target as Element).closest<SVGElement>(".box");
    const under = document.elementsFromPoint(e.clientX, e.clientY).find((el) => el.matches(".words text"));
    const at = this.wordAt(under ?? (e.target as Element));
    if (at) return clicked(at);
    const field = box?.dataset.field;
    if (field) document.getElementById(`i-${field}`)?.focus();
  }

  private select(selected: (page: number, words: Word[]) => void): void {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const chosen: Word[] = [];
    let page = 0;
    for (const text of this.sheets.querySelectorAll(".words text")) {
      if (!range.intersectsNode(text)) continue;
      const at = this.wordAt(text);
      if (!at || (page && at.page !== page)) continue;
      page = at.page;
      chosen.push(at.word);
    }
    if (chosen.length > 1) selected(page, chosen);
  }
}

// draw asks for the picture of a page, which waits until somebody comes near or
// prints it.
function draw(sheet: HTMLElement): void {
  const image = sheet.querySelector("image[data-href]");
  image?.setAttribute("href", image.getAttribute("data-href") ?? "");
  image?.removeAttribute("data-href");
}

// glide is how the picture moves: at once for those who want nothing to move.
function glide(): ScrollBehavior {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

// place is where a pointer is, in points of the page.
function place(layer: SVGGElement, e: PointerEvent): DOMPoint {
  return new DOMPoint(e.clientX, e.clientY).matrixTransform(layer.getScreenCTM()?.inverse());
}

function set(rect: SVGRectElement, box: Box): void {
  rect.setAttribute("x", String(box.X0));
  rect.setAttribute("y", String(box.Y0));
  rect.setAttribute("width", String(box.X1 - box.X0));
  rect.setAttribute("height", String(box.Y1 - box.Y0));
}

function written(word: Word, n: number): SVGTextElement {
  const text = document.createElementNS(ns, "text");
  const { X0, Y0, X1, Y1 } = word.b;
  text.setAttribute("x", String(X0));
  text.setAttribute("y", String(Y1 - (Y1 - Y0) * 0.2));
  text.setAttribute("font-size", String(Math.max(2, Y1 - Y0)));
  text.setAttribute("textLength", String(Math.max(1, X1 - X0)));
  text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  text.dataset.n = String(n);
  text.textContent = word.t + " ";
  return text;
}
