// The booking under the fields: accounts are found by number and by words, what
// is left between debit and credit is told while one types, a line more is there
// as soon as the last one is used, and Enter approves fields and booking. What was
// typed stands until it is saved: nothing that comes from the server replaces it.
import type { Lines } from "./drafts";

interface Account {
  number: string;
  name: string;
}

const head = "head"; // what begins the line of journal and day
const cells = ["side", "account", "text", "vat", "debit", "credit", "codes"]; // of a line, as the server compares them

export class Booking {
  private readonly finder = new Finder();

  constructor(
    private readonly root: HTMLElement,
    private readonly save: () => void,
  ) {
    root.addEventListener("input", (e) => this.input(e.target as HTMLInputElement));
    root.addEventListener("change", (e) => {
      if ((e.target as Element).closest("[data-booking]")) this.save();
    });
    root.addEventListener("focusout", (e) => {
      if ((e.target as Element).hasAttribute("data-account")) this.finder.close();
    });
    root.addEventListener("keydown", (e) => key(e, this.finder), true);
    new MutationObserver(balance).observe(root, { childList: true, subtree: true });
    balance();
  }

  private input(at: HTMLInputElement): void {
    const row = at.closest<HTMLTableRowElement>("[data-booking] tr[data-row]");
    if (!row) return;
    spare(row);
    balance();
    if (at.hasAttribute("data-account")) void this.finder.search(at);
  }

  private get part(): HTMLElement | null {
    return this.root.querySelector("#p-booking");
  }

  private get was(): HTMLInputElement | null {
    return this.part?.querySelector<HTMLInputElement>('[name="b.was"]') ?? null;
  }

  // heads are the journal and the day that all lines share.
  private get heads(): HTMLInputElement[] {
    return Array.from(this.part?.querySelectorAll<HTMLInputElement>("[data-head] input") ?? []);
  }

  private rows(): string[][] {
    const lines = Array.from(this.part?.querySelectorAll("tr[data-row]") ?? [], (row) => cells.map((name) => cell(row, name)?.value.trim() ?? "")).filter(used);
    return [[head, ...this.heads.map((at) => at.value.trim()), "", "", "", ""], ...lines];
  }

  // text is the lines as they stand, the way the server writes them.
  text(): string {
    return this.rows()
      .map(([side = "", account = "", ...rest]) => [side, account.split(" ")[0], ...rest].join("|"))
      .join("\n");
  }

  // dirty tells whether other lines stand here than those that are saved.
  get dirty(): boolean {
    return !!this.was && !same(this.text(), this.was.value);
  }

  // ready tells whether there is something to save: lines that balance.
  get ready(): boolean {
    return this.dirty && left() === 0;
  }

  // place is where a line is not saved yet.
  place(): HTMLElement | undefined {
    if (!this.dirty) return undefined;
    const inputs = Array.from(this.part?.querySelectorAll<HTMLInputElement>("[data-head] input, tr[data-row] input:not([type=hidden])") ?? []);
    return inputs.find((at) => at.value !== at.defaultValue) ?? inputs[0];
  }

  // draft is what was typed and is not saved.
  draft(): Lines | undefined {
    return this.dirty ? { was: this.was?.value ?? "", rows: this.rows() } : undefined;
  }

  // restore puts lines back that were typed before the page was left. Where others
  // were saved meanwhile, a save of these will say so.
  restore(lines: Lines | undefined): void {
    const was = this.was;
    if (!lines) return;
    if (!was) return void this.part?.append(told(this.root.dataset.wrote, lines.rows));
    const rows = lines.rows.filter(([side]) => side !== head);
    const [, ...shared] = lines.rows.find(([side]) => side === head) ?? [];
    this.heads.forEach((at, i) => {
      at.value = shared[i] ?? at.value;
    });
    for (let n = 0; n === 0 || n < rows.length; n++) {
      const row = this.part?.querySelectorAll<HTMLTableRowElement>("tr[data-row]")[n];
      if (row) spare(row);
    }
    this.part?.querySelectorAll("tr[data-row]").forEach((row, n) => {
      cells.forEach((name, i) => {
        const at = cell(row, name);
        if (at) at.value = rows[n]?.[i] ?? "";
      });
    });
    if (this.dirty) was.value = lines.was;
    balance();
  }

  // take shows the booking of an answer. Sent is what stood here when it was asked
  // for, where the lines went with the question; ok tells that it was not refused.
  take(part: HTMLElement, ok: boolean, sent?: string): void {
    const old = this.part;
    if (!old) return;
    const theirs = part.querySelector<HTMLInputElement>('[name="b.was"]');
    const saved = (ok && sent !== undefined) || same(theirs?.value ?? "", this.text());
    if (saved && theirs && this.was) this.was.value = theirs.value;
    const away = !old.contains(document.activeElement);
    if (!this.dirty) {
      if (away) old.replaceWith(part);
      return;
    }
    if (!theirs) {
      part.append(told(this.root.dataset.wrote, this.rows())); // to copy: it can be saved no more
      return old.replaceWith(part);
    }
    if (ok) return;
    if (theirs.value !== this.was?.value) return this.beside(part, theirs.value);
    if (away && sent === this.text() && part.querySelector(".mistake")) old.replaceWith(part);
  }

  // beside shows that somebody else saved other lines, which can be taken over;
  // whoever saves his own now knows of them.
  private beside(part: HTMLElement, theirs: string): void {
    const root = this.part?.querySelector<HTMLElement>("[data-booking]");
    if (!root || !this.was) return;
    this.was.value = theirs;
    root.querySelector(".now")?.remove();
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = root.dataset.take ?? "";
    button.addEventListener("click", () => {
      this.part?.replaceWith(part);
      this.save();
    });
    const said = told(root.dataset.theirs, theirs.split("\n").map((line) => line.split("|")));
    said.append(" ", button);
    root.append(said);
  }
}

// same tells whether lines are the same. Spaces make no other: an input shows fewer
// of them than a line may have.
const same = (one: string, other: string): boolean => one.replace(/\s+/g, "") === other.replace(/\s+/g, "");

const cell = (row: Element, name: string) => row.querySelector<HTMLInputElement | HTMLSelectElement>(`[name^="b.${name}."]`);

// used tells whether a line says something.
const used = ([, account, text, , debit, credit]: string[]): boolean => !!(account || text || debit || credit);

// told says lines in words.
function told(words: string | undefined, rows: string[][]): HTMLElement {
  const at = document.createElement("p");
  at.className = "now";
  at.textContent = `${words ?? ""} ${rows.map(([, account, text, , debit, credit]) => [account, text, debit || (credit && `−${credit}`)].filter(Boolean).join(" ")).join(" · ")}`;
  return at;
}

function key(e: KeyboardEvent, finder: Finder): void {
  const input = e.target as HTMLElement;
  if (!input.closest("[data-booking]") || e.altKey || e.metaKey) return;
  if (finder.key(e)) return;
  if (e.key !== "Enter" || input instanceof HTMLSelectElement || input instanceof HTMLButtonElement) return;
  e.preventDefault();
  e.stopPropagation();
  const approve = document.getElementById("approve") as HTMLButtonElement | null;
  const form = document.getElementById("fields") as HTMLFormElement | null;
  if (left() === 0 && approve && form) form.requestSubmit(approve);
}

// cents reads an amount as people of Belgium write one; NaN is none.
function cents(typed: string): number {
  const s = typed.replace(/[\s'€]/g, "");
  if (!s) return 0;
  const at = Math.max(s.lastIndexOf(","), s.lastIndexOf("."));
  const decimals = at < 0 ? "" : s.slice(at + 1);
  const cut = at >= 0 && decimals.length <= 2;
  const whole = (cut ? s.slice(0, at) : s).replace(/[.,]/g, "");
  if (!/^-?\d*$/.test(whole) || !/^\d*$/.test(cut ? decimals : "")) return Number.NaN;
  return Math.round(Number(`${whole || "0"}.${cut ? decimals || "0" : "0"}`) * 100);
}

// left is what is left between debit and credit, in cents.
export function left(): number {
  let sum = 0;
  for (const input of document.querySelectorAll<HTMLInputElement>("[data-booking] [data-debit]")) sum += cents(input.value);
  for (const input of document.querySelectorAll<HTMLInputElement>("[data-booking] [data-credit]")) sum -= cents(input.value);
  return sum;
}

function balance(): void {
  const root = document.querySelector<HTMLElement>("[data-booking]");
  const at = root?.querySelector<HTMLOutputElement>("[data-balance]");
  if (!root || !at) return;
  const n = left();
  const shown = Number.isNaN(n) ? "?" : new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 2 }).format(n / 100);
  const words = n === 0 ? (root.dataset.balanced ?? "") : `${root.dataset.left ?? ""} ${shown}`;
  if (at.textContent !== words) at.textContent = words;
  at.classList.toggle("bad", n !== 0);
}

// spare adds an empty line below the last one when that is used.
function spare(row: HTMLTableRowElement): void {
  if (row.nextElementSibling) return;
  const fresh = row.cloneNode(true) as HTMLTableRowElement;
  const n = Number(row.dataset.row) + 1;
  fresh.dataset.row = String(n);
  fresh.classList.remove("wrong");
  for (const part of fresh.querySelectorAll(".small, .mistake, [role=listbox]")) part.remove();
  for (const field of fresh.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    field.name = field.name.replace(/\d+$/, String(n));
    field.removeAttribute("aria-invalid");
    if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
    else field.value = "";
  }
  row.after(fresh);
}

// A Finder shows the accounts that fit what is typed.
class Finder {
  private list: HTMLUListElement | undefined;
  private input: HTMLInputElement | undefined;
  private asked = 0;

  async search(input: HTMLInputElement): Promise<void> {
    const turn = ++this.asked;
    const where = input.closest<HTMLElement>("[data-booking]")?.dataset.accounts;
    const typed = input.value.trim();
    if (!where || !typed) return this.close();
    const answer = await fetch(`${where}?q=${encodeURIComponent(typed)}`).catch(() => undefined);
    if (!answer?.ok || answer.redirected || turn !== this.asked || document.activeElement !== input) return;
    const { accounts } = (await answer.json()) as { accounts: Account[] };
    this.show(input, accounts);
  }

  private show(input: HTMLInputElement, accounts: Account[]): void {
    const chosen = this.list?.querySelector<HTMLElement>("[aria-selected=true]")?.dataset.number;
    this.close();
    if (!accounts.length || (accounts.length === 1 && accounts[0]?.number === input.value)) return;
    const list = document.createElement("ul");
    list.className = "accounts";
    list.setAttribute("role", "listbox");
    list.id = "accounts-found";
    for (const [i, account] of accounts.entries()) {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.id = `account-${i}`;
      item.dataset.number = account.number;
      item.textContent = `${account.number} ${account.name}`;
      item.addEventListener("pointerdown", (e) => {
        e.preventDefault();
        this.choose(item);
      });
      list.append(item);
    }
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-controls", list.id);
    this.list = list;
    this.input = input;
    const still = accounts.findIndex((account) => account.number === chosen);
    if (still >= 0) this.mark([...list.children] as HTMLElement[], still); // an answer that comes late takes no choice back
  }

  close(): void {
    this.asked++;
    this.list?.remove();
    this.input?.setAttribute("aria-expanded", "false");
    this.input?.removeAttribute("aria-activedescendant");
    this.list = undefined;
  }

  // key moves in the list, and tells whether the key was meant for it.
  key(e: KeyboardEvent): boolean {
    const items = [...(this.list?.children ?? [])] as HTMLElement[];
    if (!items.length) return false;
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      this.mark(items, e.key === "ArrowDown" ? Math.min(at + 1, items.length - 1) : Math.max(at - 1, 0));
    } else if (e.key === "Escape") {
      this.close();
    } else if ((e.key === "Enter" || e.key === "Tab") && at >= 0) {
      this.choose(items[at]);
      if (e.key === "Tab") return true;
    } else {
      return false;
    }
    e.preventDefault();
    e.stopPropagation();
    return true;
  }

  private mark(items: HTMLElement[], at: number): void {
    for (const [i, item] of items.entries()) item.setAttribute("aria-selected", String(i === at));
    items[at]?.scrollIntoView({ block: "nearest" });
    this.input?.setAttribute("aria-activedescendant", items[at]?.id ?? "");
  }

  private choose(item: HTMLElement | undefined): void {
    const input = this.input;
    if (!item || !input) return;
    input.value = item.dataset.number ?? "";
    this.close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
