// Rows of a long list that are far from what is seen are folded: one empty element
// of their height stands for those of a page, and they are asked for again before
// somebody comes back to them. So a list of a hundred thousand documents is as light
// as one of two hundred. Rows that are chosen, or have the cursor, stay.

const far = 4000; // pixels from what is seen
const ahead = "1500px"; // before they are seen, rows are asked for again
const pause = 150; // ms of scrolling, until what is far is looked for
const again = 2000; // ms until rows that did not come are asked for once more
const mostPages = 4; // that are asked for to find the end of what was folded
const mostPrinted = 100; // folds that are put back before a list is printed, which waits for them

interface Fold {
  address: string; // of the page that has the rows
  ids: string[];
}

// A Source gives pages of a list, and what is in them.
export interface Source {
  page(address: string): Promise<Document | undefined>;
  pageNow(address: string): Document | undefined; // the whole browser waits for it
  rows(of: Document): HTMLElement[];
  older(of: Document): HTMLAnchorElement | null;
}

export class Folds {
  private readonly folds = new Map<Element, Fold>();
  private readonly at = new Map<string, Element>(); // by the id of a folded row
  private readonly near = new Set<Element>();
  private readonly seen: IntersectionObserver;
  private opening = false;
  private later = 0;

  // came are the rows that can be asked for again, with the address of the page
  // that has them.
  constructor(
    private readonly source: Source,
    private readonly came: Map<string, string>,
  ) {
    this.seen = new IntersectionObserver(
      (all) => {
        for (const e of all) this.near[e.isIntersecting ? "add" : "delete"](e.target);
        void this.open();
      },
      { rootMargin: ahead },
    );
    document.addEventListener("scroll", () => this.soon(), { passive: true });
    window.addEventListener("beforeprint", () => this.print());
  }

  // stands tells for how many rows an element stands; 0 for a row.
  stands(at: Element): number {
    return this.folds.get(at)?.ids.length ?? 0;
  }

  // print puts rows back before a list goes on paper: the browser waits for no
  // promise then.
  private print(): void {
    for (const at of [...this.folds.keys()].slice(0, mostPrinted)) {
      const fold = this.folds.get(at);
      if (!fold) continue;
      const steps = this.pages(at, fold);
      let step = steps.next();
      while (!step.done) step = steps.next(this.source.pageNow(step.value));
      if (step.value) this.lay(at, fold, step.value);
    }
  }

  // has tells whether a row is folded.
  has(id: string): boolean {
    return this.at.has(id);
  }

  get size(): number {
    return this.at.size;
  }

  // forget lets go of all of it: the list is another.
  forget(): void {
    for (const fold of [...this.folds.keys()]) this.drop(fold);
  }

  // drop lets go of what an element stands for.
  drop(fold: Element): void {
    for (const id of this.folds.get(fold)?.ids ?? []) this.at.delete(id);
    this.folds.delete(fold);
    this.near.delete(fold);
    this.seen.unobserve(fold);
  }

  // claim takes a row out of what is folded: it is shown.
  claim(id: string): void {
    const at = this.at.get(id) as HTMLElement | undefined;
    const fold = at && this.folds.get(at);
    if (!at || !fold) return;
    const height = at.offsetHeight;
    this.at.delete(id);
    fold.ids = fold.ids.filter((other) => other !== id);
    at.style.height = `${(height * fold.ids.length) / (fold.ids.length + 1)}px`;
    if (fold.ids.length) return;
    this.drop(at);
    at.remove();
  }

  // soon folds what is far, when there is time.
  soon(): void {
    if (!this.later) this.later = window.setTimeout(() => this.fold(), pause);
  }

  private fold(): void {
    this.later = 0;
    const rows = document.getElementById("rows");
    if (!rows) return;
    const focus = document.activeElement?.closest("li");
    const runs: HTMLElement[][] = [];
    let address: string | undefined;
    for (const row of Array.from(rows.children) as HTMLElement[]) {
      const from = this.folds.has(row) ? undefined : this.came.get(row.id);
      if (from && from === address) runs[runs.length - 1]?.push(row);
      else if (from) runs.push([row]);
      address = from;
    }
    const high = runs.map((run) => ({ run, top: run[0]?.getBoundingClientRect().top ?? 0, bottom: run[run.length - 1]?.getBoundingClientRect().bottom ?? 0 }));
    for (const { run, top, bottom } of high) {
      if (bottom > -far && top < innerHeight + far) continue;
      if (run.some((row) => row === focus || row.querySelector(".choose input:checked"))) continue;
      this.put(run, bottom - top);
    }
  }

  // put puts an empty element in the place of rows.
  private put(run: HTMLElement[], height: number): void {
    const first = run[0];
    const address = first && this.came.get(first.id);
    if (!first || !address) return;
    const fold = document.createElement("li");
    fold.className = "folded";
    fold.setAttribute("aria-hidden", "true");
    fold.style.height = `${height}px`;
    this.folds.set(fold, { address, ids: run.map((row) => row.id) });
    first.before(fold);
    for (const row of run) {
      this.at.set(row.id, fold);
      row.remove();
    }
    this.seen.observe(fold);
  }

  // open asks for the rows that are near, the nearest first.
  private async open(): Promise<void> {
    if (this.opening) return;
    this.opening = true;
    for (let fold = this.nearest(); fold; fold = this.nearest()) if (!(await this.unfold(fold))) await new Promise((r) => window.setTimeout(r, again));
    this.opening = false;
  }

  private nearest(): Element | undefined {
    const off = (fold: Element) => {
      const { top, bottom } = fold.getBoundingClientRect();
      return Math.max(top - innerHeight, -bottom);
    };
    return [...this.near].sort((a, b) => off(a) - off(b))[0];
  }

  // unfold puts rows back; false where they did not come.
  async unfold(at: Element): Promise<boolean> {
    const fold = this.folds.get(at);
    if (!fold?.ids.length || !at.isConnected) {
      this.drop(at);
      return true;
    }
    const steps = this.pages(at, fold);
    let step = steps.next();
    while (!step.done) step = steps.next(await this.source.page(step.value));
    if (step.value && this.folds.get(at) === fold) this.lay(at, fold, step.value); // else it is gone by now
    return !!step.value;
  }

  // pages asks for the addresses of the pages that have the rows of a fold, one
  // after the other, and gives the rows that they have; undefined where one did not
  // come.
  private *pages(at: Element, fold: Fold): Generator<string, HTMLElement[] | undefined, Document | undefined> {
    const last = fold.ids[fold.ids.length - 1];
    const found: HTMLElement[] = [];
    for (let address: string | undefined = fold.address, n = 0; address && n < mostPages; n++) {
      const fresh: Document | undefined = yield address;
      if (!fresh) return undefined;
      found.push(...this.source.rows(fresh));
      if (found.some((row) => row.id === last || this.behind(at, row.id))) break;
      address = this.source.older(fresh)?.href;
    }
    return found;
  }

  // lay puts rows in the place of what stands for them.
  private lay(at: Element, fold: Fold, found: HTMLElement[]): void {
    const mine = new Set(fold.ids);
    const from = found.findIndex((row) => mine.has(row.id));
    const end = found.findIndex((row) => this.behind(at, row.id));
    const rows = found.slice(Math.max(0, from), end < 0 ? undefined : end).filter((row) => !document.getElementById(row.id) && (this.at.get(row.id) ?? at) === at);
    this.drop(at);
    for (const row of rows) this.came.set(row.id, fold.address);
    at.replaceWith(...rows);
  }

  // behind tells whether a row stands, or is folded, behind an element.
  private behind(at: Element, id: string): boolean {
    const other = document.getElementById(id) ?? this.at.get(id);
    return !!other && other !== at && !!(at.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  }
}
