// The booking under the fields: accounts are found by number and by words, what
// is left between debit and credit is told while one types, a line more is there
// as soon as the last one is used, and Enter approves fields and booking.

interface Account {
  number: string;
  name: string;
}

export function booking(): void {
  const root = document.querySelector<HTMLElement>("[data-desk]");
  if (!root) return;
  const finder = new Finder();
  root.addEventListener("input", (e) => {
    const input = e.target as HTMLInputElement;
    const row = input.closest<HTMLTableRowElement>("[data-booking] tr[data-row]");
    if (!row) return;
    spare(row);
    balance();
    if (input.hasAttribute("data-account")) void finder.search(input);
  });
  root.addEventListener("change", (e) => {
    if ((e.target as Element).closest("[data-booking]")) save();
  });
  root.addEventListener("focusout", (e) => {
    if ((e.target as Element).hasAttribute("data-account")) finder.close();
  });
  root.addEventListener("keydown", (e) => key(e, finder), true);
  new MutationObserver(balance).observe(root, { childList: true, subtree: true });
  balance();
}

function key(e: KeyboardEvent, finder: Finder): void {
  const input = e.target as HTMLElement;
  if (!input.closest("[data-booking]") || e.altKey || e.metaKey) return;
  if (finder.key(e)) return;
  if (e.key !== "Enter" || input instanceof HTMLSelectElement) return;
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

function left(): number {
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

let kept: Promise<void> | undefined;

// keeping is the save of the lines that is on its way: who sends the form before
// it is answered names a version that is over.
export function keeping(): Promise<void> | undefined {
  return kept;
}

// save keeps the lines as soon as they balance, one time after the other; a line
// that is still being typed waits.
function save(): void {
  const now: Promise<void> = (kept ?? Promise.resolve()).then(send).finally(() => {
    if (kept === now) kept = undefined;
  });
  kept = now;
}

async function send(): Promise<void> {
  const form = document.getElementById("fields") as HTMLFormElement | null;
  if (!form || left() !== 0) return;
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => undefined);
  if (!answer || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const version = fresh.querySelector<HTMLInputElement>("[data-version]")?.value;
  if (version) for (const at of document.querySelectorAll<HTMLInputElement>("[data-version]")) at.value = version;
  const old = document.getElementById("p-booking");
  const part = fresh.getElementById("p-booking");
  if (!old || !part) return;
  if (!old.contains(document.activeElement)) return old.replaceWith(part);
  const was = part.querySelector<HTMLInputElement>("[name='b.was']");
  const at = old.querySelector<HTMLInputElement>("[name='b.was']");
  if (answer.ok && was && at) at.value = was.value;
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
