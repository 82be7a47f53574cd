// The document view: fields and page image know each other. What is changed is
// saved when the field is left; nothing that is being typed is ever replaced.
import { drop, keep, kept } from "./drafts";
import { watch } from "./live";
import { pick, whole, type Pick } from "./picking";
import { Viewer } from "./viewer";

export function desk(): void {
  const root = document.querySelector<HTMLElement>("[data-desk]");
  if (root) new Desk(root);
}

class Desk {
  private readonly viewer: Viewer | undefined;
  private active: HTMLInputElement | undefined;
  private saving: Promise<boolean> | undefined;
  private leaving = false;

  constructor(private readonly root: HTMLElement) {
    const sheets = root.querySelector<HTMLElement>(".sheets");
    if (sheets) {
      this.viewer = new Viewer(
        root,
        sheets,
        ({ page, word, words }) => this.active && this.take(this.active, pick(this.active.name, words, word), page),
        (page, words) => this.active && this.take(this.active, whole(words, " "), page),
      );
      // A click into the picture must not take the cursor out of the field.
      sheets.addEventListener("pointerdown", (e) => {
        if (this.active && (e.target as Element).closest(".words text, .box") && document.activeElement === this.active) this.active.dataset.held = "";
      });
    }
    root.addEventListener("focusin", (e) => this.focus(e.target as Element));
    root.addEventListener("pointerover", (e) => this.point(e.target as Element));
    root.addEventListener("change", (e) => this.changed(e.target as Element));
    root.addEventListener("input", () => this.remember());
    root.addEventListener("click", (e) => this.alternative((e.target as Element).closest<HTMLElement>("[data-take]")));
    document.addEventListener("submit", (e) => this.submit(e));
    document.addEventListener("click", (e) => this.link(e));
    document.addEventListener("keydown", (e) => this.key(e));
    window.addEventListener("beforeunload", (e) => {
      if (!this.leaving && this.dirty().length) e.preventDefault();
    });
    window.addEventListener("pageshow", () => (this.leaving = false));
    this.restore();
    this.follow();
    if (!root.hasAttribute("data-waiting")) this.start();
  }

  // submit waits for a save that is on its way, and saves what is typed before
  // any other form is sent; whoever signs out is let go even when something
  // cannot be saved.
  private submit(e: SubmitEvent): void {
    const form = e.target as HTMLFormElement;
    const unsaved = this.saving || (form !== this.form && this.dirty().length);
    if (this.leaving || !unsaved) {
      this.leaving = true;
      return;
    }
    e.preventDefault();
    void this.save().then((saved) => {
      if (!saved && !form.hasAttribute("data-sign-out")) return;
      this.leaving = true;
      form.requestSubmit(e.submitter);
    });
  }

  // link saves what is typed before the page is left by a link.
  private link(e: MouseEvent): void {
    const link = (e.target as Element).closest<HTMLAnchorElement>("a[href]");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || !this.dirty().length) return;
    e.preventDefault();
    void this.save().then((saved) => {
      if (saved) location.assign(link.href);
    });
  }

  private get form(): HTMLFormElement | null {
    return document.querySelector<HTMLFormElement>("#fields");
  }

  private inputs(): HTMLInputElement[] {
    return Array.from(this.form?.querySelectorAll<HTMLInputElement>(".field input[id]") ?? []);
  }

  private was(input: HTMLInputElement): string {
    return this.form?.querySelector<HTMLInputElement>(`[name="was.${input.name}"]`)?.value ?? "";
  }

  private dirty(): HTMLInputElement[] {
    return this.inputs().filter((input) => input.value.trim() !== this.was(input));
  }

  // start puts the cursor into the first field that is doubtful.
  private start(): void {
    if (location.hash || narrow()) return;
    const first = this.doubtful()[0];
    first?.focus({ preventScroll: true });
    first?.select();
  }

  private doubtful(): HTMLInputElement[] {
    return this.inputs().filter((input) => {
      const level = input.closest<HTMLElement>(".field")?.dataset.level;
      return level === "medium" || level === "low";
    });
  }

  private focus(target: Element): void {
    const field = target.closest<HTMLElement>(".field");
    if (!field) return;
    if (target instanceof HTMLInputElement) this.active = target;
    if (!narrow()) field.scrollIntoView({ block: "nearest" });
    this.viewer?.show(field.dataset.field);
  }

  // point shows the box of the field under the pointer, and afterwards again
  // that of the field with the cursor.
  private point(target: Element): void {
    const field = target.closest<HTMLElement>(".field") ?? target.closest<SVGElement>(".box");
    const name = field?.dataset.field ?? document.activeElement?.closest<HTMLElement>(".field")?.dataset.field;
    if (target.closest(".box")) return;
    for (const box of this.root.querySelectorAll<SVGElement>(".box")) box.classList.toggle("on", box.dataset.field === name);
  }

  private take(input: HTMLInputElement, picked: Pick, page: number): void {
    input.value = picked.text;
    const seen = this.form?.querySelector<HTMLInputElement>(`[name="seen.${input.name}"]`);
    const { X0, Y0, X1, Y1 } = picked.box;
    if (seen) seen.value = [page, X0, Y0, X1, Y1].join(",");
    this.viewer?.mark(input.name, page, picked.box);
    getSelection()?.removeAllRanges();
    input.focus({ preventScroll: true });
    input.select();
    this.remember();
    void this.save();
  }

  private alternative(button: HTMLElement | null): void {
    const input = button?.closest(".field")?.querySelector<HTMLInputElement>("input[id]");
    if (!button || !input) return;
    input.value = button.dataset.take ?? "";
    input.focus();
    void this.save();
  }

  private changed(target: Element): void {
    if (target instanceof HTMLInputElement && target.closest(".field")) void this.save();
  }

  private remember(): void {
    const values: Record<string, string> = {};
    for (const input of this.dirty()) values[input.name] = input.value;
    if (Object.keys(values).length) keep(this.root.dataset.desk ?? "", values);
    else drop();
    this.say(Object.keys(values).length ? this.root.dataset.unsaved : "");
  }

  private restore(): void {
    const values = kept(this.root.dataset.desk ?? "");
    for (const input of this.inputs()) {
      const value = values[input.name];
      if (value !== undefined) input.value = value;
    }
    if (this.dirty().length) this.say(this.root.dataset.unsaved);
  }

  private say(words: string | undefined, bad = false): void {
    const at = document.getElementById("saved");
    if (!at) return;
    at.textContent = words ?? "";
    at.classList.toggle("bad", bad);
  }

  // save sends what is changed; one request at a time, and again when more was
  // typed meanwhile.
  private save(): Promise<boolean> {
    const before = this.saving ?? Promise.resolve(true);
    const now = before.then(() => this.send());
    this.saving = now;
    void now.finally(() => {
      if (this.saving === now) this.saving = undefined;
    });
    return now;
  }

  private async send(): Promise<boolean> {
    const form = this.form;
    if (!form || !this.dirty().length) return true;
    this.say(this.root.dataset.saving);
    const sent = new Map(this.inputs().map((input) => [input.name, input.value]));
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>), headers: { "HX-Request": "true" } });
      if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
        this.say(this.root.dataset.ended, true);
        return false;
      }
      if (!answer.ok && answer.status !== 409 && answer.status !== 422) throw new Error(String(answer.status));
      const typing = (input: HTMLInputElement) => input.value !== sent.get(input.name);
      this.replace(new DOMParser().parseFromString(await answer.text(), "text/html"), typing);
      this.say(answer.ok ? this.root.dataset.saved : "");
      if (!answer.ok) return false;
      if (!this.dirty().length) drop();
    } catch {
      this.say(this.root.dataset.lost, true);
      return false;
    }
    const more = this.dirty().some((input) => input.value !== sent.get(input.name));
    return more ? this.send() : true;
  }

  // replace takes over the parts of an answer, but never a field that is being
  // typed in; where the cursor was it is again afterwards.
  private replace(fresh: Document, typing: (input: HTMLInputElement) => boolean): void {
    for (const part of fresh.querySelectorAll<HTMLElement>("[data-part]")) {
      const old = document.getElementById(part.id);
      if (!old) continue;
      const input = old.querySelector<HTMLInputElement>("input[id]");
      const next = part.querySelector<HTMLInputElement>("input[id]");
      if (input && next && old.classList.contains("field")) {
        const focused = document.activeElement === input;
        if (typing(input)) continue;
        if (focused) next.setAttribute("value", next.value);
        old.replaceWith(part);
        if (focused) {
          this.active = next;
          next.focus({ preventScroll: true });
          next.select();
        }
        continue;
      }
      if (!old.contains(document.activeElement)) old.replaceWith(part);
    }
    const version = fresh.querySelector<HTMLInputElement>("[data-version]")?.value;
    if (version) for (const at of document.querySelectorAll<HTMLInputElement>("[data-version]")) at.value = version;
    this.notice(fresh);
  }

  private notice(fresh: Document): void {
    document.getElementById("p-notice")?.remove();
    const notice = fresh.getElementById("p-notice");
    if (notice) document.querySelector("#side .scroll")?.prepend(notice);
  }

  private key(e: KeyboardEvent): void {
    if (e.altKey || e.metaKey || (e.ctrlKey && e.key !== "Enter")) return;
    const target = e.target as Element;
    if (e.key === "Enter" && target instanceof HTMLInputElement && target.closest(".field")) {
      e.preventDefault();
      return e.ctrlKey ? this.approve() : this.onward(target);
    }
    if (target.closest("input, select, textarea, summary, [contenteditable]")) {
      if (e.key === "Escape" && target instanceof HTMLInputElement && target.closest(".field")) this.undo(target);
      return;
    }
    switch (e.key) {
      case "a":
      case "A":
        return this.approve();
      case "n":
      case "N":
        return document.getElementById("next")?.click();
      case "p":
      case "P":
        return document.getElementById("previous")?.click();
      case "Enter":
        if (!target.closest("a, button")) document.getElementById("next")?.click();
        return;
      case "+":
      case "=":
        return this.viewer?.step(1);
      case "-":
        return this.viewer?.step(-1);
      case "0":
        return this.viewer?.fit("page");
      case "r":
      case "R":
        return this.viewer?.turn();
    }
  }

  private undo(input: HTMLInputElement): void {
    input.value = this.was(input);
    this.remember();
    input.blur();
  }

  // onward goes to the next doubtful field, and from the last one to the
  // button that approves.
  private onward(from: HTMLInputElement): void {
    void this.save();
    const all = this.inputs();
    const rest = new Set(this.doubtful());
    const next = all.slice(all.indexOf(from) + 1).find((input) => rest.has(input));
    if (next) {
      next.focus();
      next.select();
      return;
    }
    document.getElementById("approve")?.focus();
  }

  private approve(): void {
    const button = document.getElementById("approve") as HTMLButtonElement | null;
    if (!button || !this.form) return;
    this.form.requestSubmit(button);
  }

  // follow shows what others do to the document, and the document itself as
  // soon as it was read.
  private follow(): void {
    const id = this.root.dataset.desk;
    let timer = 0;
    watch(
      (c) => {
        if (c.document !== id && c.kind !== "unknown") return;
        window.clearTimeout(timer);
        timer = window.setTimeout(() => void this.look(), 250);
      },
      () => undefined,
    );
  }

  private async look(): Promise<void> {
    if (this.saving || this.leaving) return;
    const answer = await fetch(this.root.dataset.again ?? location.href, { cache: "no-store" }).catch(() => undefined);
    if (!answer?.ok || answer.redirected || this.saving || this.leaving) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const waits = (doc: Document) => !!doc.querySelector("[data-desk][data-waiting]");
    if (waits(fresh) !== waits(document)) return location.reload();
    const dirty = new Set(this.dirty());
    this.replace(fresh, (input) => input === document.activeElement || dirty.has(input));
  }
}

function narrow(): boolean {
  return matchMedia("(max-width: 60rem)").matches;
}
