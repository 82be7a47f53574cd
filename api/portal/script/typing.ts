// Help while a person types: how he will be understood, whether the amounts add
// up, and which suppliers he may mean. Dates and amounts are understood here, at
// once; the rest the server says. Nothing is changed before he leaves the field.

import { added, meaning, understands } from "./entry";

interface Suggestion {
  text: string;
  sub: string;
  values: Record<string, string>;
}

interface Meaning {
  means: string;
  sum: { text: string; fits: boolean };
  options: Suggestion[];
}

const patience = 5000; // ms for an answer; a line that hangs must not end all help

export class Typing {
  private asking = false; // a question is on its way
  private next: HTMLInputElement | undefined; // the field to ask about when it is answered
  private asked = 0;
  private options: Suggestion[] = [];
  private at = -1;
  private input: HTMLInputElement | undefined;

  constructor(
    private readonly address: string,
    private readonly said: (means: string) => void,
    private readonly taken: (values: Record<string, string>) => void,
  ) {}

  // typed says what the field means now. The server is asked at once, and while a
  // question is on its way once more when it is answered, so that who types fast is
  // asked about as fast as the server answers, and who types one key waits for
  // nothing else.
  typed(input: HTMLInputElement): void {
    if (understands(input.name)) {
      this.forget();
      return this.say(input);
    }
    this.next = input;
    if (!this.asking) void this.askOn();
  }

  // say says what is understood here.
  private say(input: HTMLInputElement): void {
    const language = document.documentElement.lang;
    const named = (name: string) => input.form?.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? "";
    const { today = "", adds = "", addsNot = "" } = input.closest<HTMLElement>("[data-today]")?.dataset ?? {};
    const issued = [named("invoice_date"), named("was.invoice_date")];
    this.said(meaning(input.name, input.value, { language, today, issued }));
    const sum = added(named("total_excl"), named("total_vat"), named("total_incl"), language);
    const parts = sum ? [sum.net, sum.vat, sum.sum, sum.total, sum.off] : [];
    const text = parts.reduce((said, part, n) => said.replace(`{${n + 1}}`, part), sum ? (sum.fits ? adds : addsNot) : "");
    add({ text, fits: !!sum?.fits });
  }

  private async askOn(): Promise<void> {
    this.asking = true;
    for (let input = this.next; input; input = this.next) {
      this.next = undefined;
      await this.ask(input);
    }
    this.asking = false;
  }

  private async ask(input: HTMLInputElement): Promise<void> {
    const form = input.form;
    if (!form) return;
    const now = ++this.asked;
    const question = new URLSearchParams({ field: input.name });
    for (const name of ["invoice_date", "total_excl", "total_vat", "total_incl", input.name]) {
      question.set(name, form.querySelector<HTMLInputElement>(`[id="i-${name}"]`)?.value ?? "");
    }
    const answer = await fetch(`${this.address}?${question}`, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(patience) }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return; // help only: what is typed is saved all the same
    const meaning = (await answer.json().catch(() => undefined)) as Meaning | undefined;
    if (!meaning || now !== this.asked || document.activeElement !== input || this.next) return;
    this.said(meaning.means);
    add(meaning.sum);
    this.list(input, meaning.options);
  }

  private list(input: HTMLInputElement, options: Suggestion[]): void {
    const chosen = this.input === input ? this.options[this.at] : undefined;
    this.close();
    const list = document.getElementById(input.getAttribute("aria-controls") ?? "");
    if (!list || !options.length) return;
    this.input = input;
    this.options = options;
    list.replaceChildren(...options.map((option, n) => line(list.id, option, n)));
    list.hidden = false;
    list.onpointerdown = (e) => {
      e.preventDefault();
      const n = Number((e.target as Element).closest<HTMLElement>("[role=option]")?.dataset.n ?? -1);
      if (n >= 0) this.take(n);
    };
    input.setAttribute("aria-expanded", "true");
    const still = options.findIndex((option) => option.text === chosen?.text && option.sub === chosen.sub);
    if (still >= 0) this.move(still + 1); // an answer that comes late takes no choice back
  }

  // close puts the list away.
  close(): void {
    const list = document.getElementById(this.input?.getAttribute("aria-controls") ?? "");
    if (list) list.hidden = true;
    this.input?.setAttribute("aria-expanded", "false");
    this.input?.removeAttribute("aria-activedescendant");
    this.options = [];
    this.at = -1;
  }

  // forget drops what is asked for and shown: the cursor left the field.
  forget(): void {
    this.next = undefined;
    this.asked++;
    this.close();
  }

  // key tells whether a key was meant for the list.
  key(key: string): boolean {
    if (!this.options.length) return false;
    switch (key) {
      case "ArrowDown":
      case "ArrowUp":
        this.move(key === "ArrowDown" ? 1 : -1);
        return true;
      case "Enter":
        if (this.at < 0) return false;
        this.take(this.at);
        return true;
      case "Escape":
        this.close();
        return true;
    }
    return false;
  }

  private move(by: number): void {
    const lines = document.querySelectorAll<HTMLElement>(`#${this.input?.getAttribute("aria-controls")} [role=option]`);
    this.at = (this.at + by + lines.length) % lines.length;
    lines.forEach((line, n) => line.setAttribute("aria-selected", String(n === this.at)));
    this.input?.setAttribute("aria-activedescendant", lines[this.at]?.id ?? "");
    lines[this.at]?.scrollIntoView({ block: "nearest" });
  }

  private take(n: number): void {
    const values = this.options[n]?.values;
    this.forget();
    if (values) this.taken(values);
  }
}

function line(list: string, option: Suggestion, n: number): HTMLElement {
  const at = document.createElement("li");
  at.id = `${list}-${n}`;
  at.dataset.n = String(n);
  at.setAttribute("role", "option");
  at.setAttribute("aria-selected", "false");
  const name = document.createElement("b");
  name.textContent = option.text;
  const sub = document.createElement("span");
  sub.textContent = option.sub;
  at.append(name, sub);
  return at;
}

// add shows whether the amounts add up.
function add(sum: Meaning["sum"]): void {
  const at = document.getElementById("sum");
  const words = at?.querySelector("span");
  if (!at || !words) return;
  at.classList.toggle("fits", !!sum.text && sum.fits);
  at.classList.toggle("off", !!sum.text && !sum.fits);
  if (words.textContent !== sum.text) words.textContent = sum.text;
}
