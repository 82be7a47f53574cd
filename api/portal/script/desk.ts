// The document view: fields and page image know each other. What is changed is
// saved when the field is left; nothing that is being typed is ever replaced.
import { drop, keep, kept, refusals, refused, reopened, type Refused, type Typed } from "./drafts";
import { fate, goTo, here, isGone, isLeft, reason, signIn, type Fate } from "./fate";
import { forgetWords, recall, send, written } from "./forms";
import { letters } from "./letters";
import { watch, type Change } from "./live";
import { Ahead, release, type Ready } from "./ahead";
import { Booking, left } from "./booking";
import { pick, region, whole, type Box, type Pick, type Word } from "./picking";
import { seat } from "./seat";
import { Typing } from "./typing";
import { Viewer } from "./viewer";

const again = 4000; // ms before what could not be sent is tried again
const calm = 400; // ms before the page is looked at once more
const together = 250; // ms in which what others do is looked at once

// Fields without which nothing can be booked, and those in which any sign may
// be typed.
const needed = new Set(["supplier_name", "invoice_date", "total_incl"]);
const words = new Set(["supplier_name", "customer_name"]);

// What the server says of a decision: where one goes on.
interface Decided {
  next: string;
  said: string;
  undo: boolean;
}

// The document that was decided on before this one was shown.
interface Before {
  document: string;
  address: string;
}

const lying = new Ahead();
const pending = new Set<Promise<unknown>>(); // decisions on their way
let at: Desk | undefined; // the document that is open

export function desk(): void {
  const root = document.querySelector<HTMLElement>("[data-desk]");
  if (!root) return;
  at = new Desk(root);
  let shown = location.pathname + location.search;
  document.addEventListener("keydown", held, true);
  watch(
    (c) => {
      void lying.changed(c.document);
      at?.heard(c);
    },
    (open) => {
      // What was read since the page was drawn was told to nobody.
      if (open && root.hasAttribute("data-waiting")) at?.heard({ kind: "unknown" });
    },
  );
  // A page that was scrolled as on a telephone fills the window when there is room
  // again, and nobody could scroll it back.
  matchMedia(small).addEventListener("change", () => {
    if (!narrow()) for (let el = document.querySelector("[data-desk]"); el; el = el.parentElement) el.scrollTo(0, 0);
  });
  window.addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) location.reload();
  });
  turn = async (address) => {
    const ready = address.startsWith("/documents/") ? await lying.take(address) : undefined;
    const main = document.getElementById("main");
    const next = ready?.page.getElementById("main");
    const root = ready?.page.querySelector<HTMLElement>("[data-desk]");
    if (!ready || !main || !next || !root) {
      await Promise.all(pending);
      at?.leave();
      return location.assign(address);
    }
    at?.close();
    history.pushState(null, "", address);
    shown = location.pathname + location.search;
    document.title = ready.page.title;
    const picture = root.querySelector(".sheet image[href]");
    picture?.addEventListener("load", () => performance.mark("invoer.drawn"), { once: true });
    main.replaceChildren(...next.childNodes);
    window.scrollTo(0, 0);
    at = new Desk(root, ready);
    performance.mark("invoer.turned");
  };
}

// turn shows the document of an address in place of the one that is open: at
// once where it lies ready.
let turn: (address: string) => Promise<void>;

class Desk {
  private readonly closed = new AbortController();
  private readonly viewer: Viewer | undefined;
  private picking = ""; // the field that the picture is picked for
  private saving: Promise<boolean> | undefined;
  private answering = false; // a finding's answer is on its way, and moves the cursor
  private answered: Promise<unknown> = Promise.resolve(); // it brings the version that a decision must name
  private leaving = false;
  private deciding = false; // a decision takes all lines with it, and is refused where they do not balance
  private warned = false; // of what is not saved, since something was typed
  private passing = false; // a decision is on its way, or the next document
  private before: Before | undefined;
  private sends = 0;
  private retry = 0;
  private looking = 0;
  private looks = 0;
  private readonly confirmed = new Set<string>(); // fields that a person said are right
  private readonly typing: Typing | undefined;
  private readonly booking: Booking;

  constructor(
    private readonly root: HTMLElement,
    private readonly ready?: Ready,
  ) {
    const open = { signal: this.closed.signal };
    const sheets = root.querySelector<HTMLElement>(".sheets");
    if (sheets) {
      this.viewer = new Viewer(
        root,
        sheets,
        ({ page, word, words }) => this.active && this.take(this.active, pick(this.active.name, words, word), page),
        (page, words) => this.active && this.take(this.active, whole(words, " "), page),
        (page, box) => void this.read(page, box),
        this.closed.signal,
      );
    }
    if (root.dataset.typed) {
      this.typing = new Typing(
        root.dataset.typed,
        (means) => this.means(means),
        (values) => this.fill(values),
      );
    }
    root.addEventListener("focusin", (e) => this.focus(e.target as Element));
    root.addEventListener("focusout", (e) => this.left(e.target as Element));
    root.addEventListener("pointerover", (e) => this.point(e.target as Element));
    root.addEventListener("change", (e) => this.changed(e.target as Element));
    root.addEventListener("input", (e) => this.input(e.target as Element));
    root.addEventListener("click", (e) => this.help(e.target as Element));
    window.addEventListener("online", () => void this.save(), open);
    root.addEventListener("click", (e) => this.alternative((e.target as Element).closest<HTMLElement>("[data-take]")));
    document.addEventListener("submit", (e) => this.submit(e), open);
    document.addEventListener("click", (e) => this.link(e), open);
    document.addEventListener("keydown", (e) => this.key(e), open);
    document.addEventListener("formdata", (e) => this.whole(e), open);
    window.addEventListener(
      "beforeunload",
      (e) => {
        if (!this.leaving && !isLeft() && (this.dirty().length || this.booking.dirty || unsent(root))) e.preventDefault();
      },
      open,
    );
    window.addEventListener("pageshow", () => (this.leaving = false), open);
    this.booking = new Booking(root, () => void this.save());
    this.restore();
    recall(root);
    reopened(root.dataset.desk ?? "");
    this.list();
    if (!root.hasAttribute("data-waiting")) this.start();
    if (ready) this.looking = window.setTimeout(() => void this.look(), calm); // it may have changed since it was made ready
    lying.from(root.dataset.ahead);
    seat(root, this.closed.signal);
  }

  // close ends the desk: another document takes its place.
  close(): void {
    this.closed.abort();
    window.clearTimeout(this.retry);
    window.clearTimeout(this.looking);
    release(this.ready);
  }

  // whole leaves lines that do not balance yet out of what is sent: they are no
  // booking, and would be refused with all the rest.
  private whole(e: FormDataEvent): void {
    if (e.target !== this.form || this.deciding || left() === 0) return;
    for (const name of Array.from(e.formData.keys())) if (name.startsWith("b.")) e.formData.delete(name);
  }

  // leave lets the page go.
  leave(): void {
    this.leaving = true;
  }

  // submit waits for a save that is on its way, and saves what is typed before
  // any other form is sent; whoever signs out is let go even when something
  // cannot be saved.
  private submit(e: SubmitEvent): void {
    const form = e.target as HTMLFormElement;
    if (form.method === "dialog") return;
    const button = e.submitter as HTMLButtonElement | null;
    if (button?.name === "finding") {
      e.preventDefault();
      if (!this.answering) this.answered = this.answer(button);
      return;
    }
    const unsaved = this.saving || (form !== this.form && (this.dirty().length || this.booking.ready));
    if (this.leaving) {
      if (this.passing) e.preventDefault(); // it is being sent already
      return;
    }
    if ((button ?? form).hasAttribute("data-onward")) {
      e.preventDefault();
      return void this.pass(form, button);
    }
    if (form.hasAttribute("data-keep")) {
      e.preventDefault();
      return void this.save().then(() => (isLeft() ? undefined : send(form, button))); // a field that is not saved waits in the tab
    }
    if (!unsaved) {
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

  // pass decides on the document and shows the next one: at once where that lies
  // ready and nothing here speaks against the decision, and otherwise when the
  // decision is taken. While it is on its way nothing is sent twice; what is
  // refused stays open with what was typed.
  private async pass(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
    if (this.passing || this.writing(form)) return;
    this.passing = true;
    if (this.answering) await this.answered;
    const next = this.root.dataset.ahead;
    const name = document.querySelector("h1")?.firstChild?.textContent?.trim() ?? "";
    const before = { document: this.root.dataset.desk ?? "", address: this.root.dataset.again ?? "" };
    if (this.quiet() && lying.has(next)) {
      const decided = this.decide(form, button);
      pending.add(decided);
      await turn(next);
      const said = await decided;
      pending.delete(decided);
      if (said) at?.tell(`${said.said} ${name}`, said.undo ? before : undefined);
      else at?.refuse({ ...before, words: `${name}: ${this.root.dataset.refused}` });
      return;
    }
    const decided = (await this.save()) ? await this.decide(form, button) : undefined;
    this.passing = this.leaving = false;
    if (!decided) return;
    await turn(decided.next);
    at?.tell(`${decided.said} ${name}`, decided.undo ? before : undefined);
  }

  // writing leads back to a note or question that was not sent, and tells whether
  // there is one; what is written into the form that is sent is no such.
  private writing(form?: HTMLFormElement): boolean {
    const at = unsent(this.root, form);
    if (at) this.say(this.root.dataset.unsent, true);
    at?.focus();
    return !!at;
  }

  // holds leads back to what is not saved before another document is shown, lines
  // that do not balance too. Who goes on all the same finds it when he comes back.
  private holds(): boolean {
    if (this.warned) return false;
    const lines = this.booking.ready ? undefined : this.booking.place();
    this.warned = this.writing() || !!lines;
    if (lines && !unsent(this.root)) {
      this.say(this.root.dataset.unbalanced, true);
      lines.focus();
    }
    return this.warned;
  }

  // quiet tells whether nothing is to be saved or answered first.
  private quiet(): boolean {
    return !this.saving && !this.dirty().length && !this.booking.dirty && !this.root.querySelector(".findings .block");
  }

  // decide sends a decision; undefined when it was not taken.
  private async decide(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<Decided | undefined> {
    this.leaving = this.deciding = true;
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    this.deciding = false;
    const lines = this.booking.text();
    const answer = await fetch(button?.hasAttribute("formaction") ? button.formAction : form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      keepalive: true, // it arrives when the page is left meanwhile
    }).catch(() => undefined);
    const became = await fate(answer, this.root.dataset.again);
    if (became === "done") {
      drop(this.root.dataset.desk ?? "");
      forgetWords(form);
      return (await answer?.json().catch(() => undefined)) as Decided | undefined;
    }
    if (became === "over") this.failed(became);
    if (this.closed.signal.aborted) return undefined; // it is opened again to see why
    if (became !== "refused") {
      this.failed(became);
      return undefined;
    }
    const fresh = await pageOf(answer);
    if (!fresh.querySelector("[data-desk]")) this.say(reason(fresh) ?? this.root.dataset.lost, true);
    button?.blur();
    this.replace(fresh, () => false, { ok: false, lines });
    this.go(this.stops()[0]);
    return undefined;
  }

  // failed says why something did not get through; it tells whether it is worth
  // another try.
  private failed(became: Fate): boolean {
    switch (became) {
      case "over":
        this.say(this.root.dataset.ended, true);
        signIn(this.root.dataset.again);
        return false;
      case "another":
        goTo(here());
        return false;
      case "gone":
        this.gone();
        return false;
    }
    this.say(this.root.dataset.lost, true);
    return true;
  }

  // gone tells that the document is not there any more, or not for this person.
  // What he typed stays where it stands, to copy; nothing is tried any more.
  private gone(): void {
    this.close();
    this.say("");
    for (const at of this.root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(".side input, .side textarea")) at.readOnly = true;
    for (const at of this.root.querySelectorAll<HTMLButtonElement | HTMLSelectElement>(".side button, .side select")) at.disabled = true;
    const notice = document.getElementById("gone");
    if (notice) notice.hidden = false;
    notice?.scrollIntoView({ block: "nearest" });
  }

  // refuse notes that a decision on a document before was refused; that is told
  // until the document is opened, whatever is said of others meanwhile.
  refuse(one: Refused): void {
    if (one.document === this.root.dataset.desk) return this.say(one.words, true);
    refused(one);
    this.list();
  }

  // list shows what was refused, the last one first: U leads there as long as
  // nothing newer can be taken back.
  private list(): void {
    const place = document.getElementById("refused");
    if (!place) return;
    const links = refusals().map((one) => {
      const link = document.createElement("a");
      link.href = one.address;
      link.textContent = one.words;
      const item = document.createElement("li");
      item.append(link);
      return item;
    });
    place.hidden = !links.length;
    place.replaceChildren(...links);
    const button = document.querySelector<HTMLElement>("[data-take-back]");
    if (button) button.hidden = !this.before;
  }

  // tell says what was decided on the document before, and how to take it back.
  tell(words: string, before?: Before): void {
    this.say(words);
    this.before = before;
    const button = document.querySelector<HTMLElement>("[data-take-back]");
    if (button) button.hidden = !before;
  }

  // takeBack opens the document again that was decided on before this one.
  private async takeBack(): Promise<void> {
    const before = this.before;
    const back = before ? undefined : refusals()[0];
    if ((!before && !back) || this.passing || this.holds() || !(await this.save())) return;
    this.passing = true;
    if (back) return turn(back.address);
    if (!before) return;
    const body = new URLSearchParams({ csrf: this.root.dataset.csrf ?? "" });
    const answer = await fetch(`/documents/${before.document}/reopen`, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => undefined);
    this.passing = false;
    const became = await fate(answer, before.address);
    if (became === "refused") return this.notBack(await pageOf(answer));
    if (became === "gone") return this.tell(this.root.dataset.gone ?? "");
    if (became !== "done" || !answer) return void this.failed(became);
    const { said } = (await answer.json()) as Decided;
    await turn(before.address);
    at?.tell(said);
  }

  // notBack says why a decision cannot be taken back any more, and how its document
  // is now.
  private notBack(page: Document): void {
    const name = page.querySelector("h1")?.firstChild?.textContent?.trim() ?? "";
    this.tell(`${name}: ${page.querySelector(".title .state")?.textContent?.trim() ?? ""}. ${reason(page) ?? ""}`);
    document.getElementById("saved")?.classList.add("bad");
  }

  // link saves what is typed before the page is left by a link; a neighbour is
  // shown in this one's place.
  private link(e: MouseEvent): void {
    const target = e.target as Element;
    if (target.closest("[data-take-back]")) return void this.takeBack();
    const link = target.closest<HTMLAnchorElement>("a[href]");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || e.defaultPrevented) return;
    const beside = link.rel === "next" || link.rel === "prev";
    if (beside && this.holds()) return e.preventDefault();
    if (!beside && !this.dirty().length && !this.booking.ready) return;
    e.preventDefault();
    void this.save().then((saved) => {
      if (!saved || this.passing) return;
      if (!beside) return location.assign(link.href);
      this.passing = true;
      return turn(link.getAttribute("href") ?? "");
    });
  }

  private get form(): HTMLFormElement | null {
    return document.querySelector<HTMLFormElement>("#fields");
  }

  private inputs(): HTMLInputElement[] {
    return Array.from(this.form?.querySelectorAll<HTMLInputElement>(".field input[id]") ?? []);
  }

  // active is the field that had the cursor last, as it now stands on the page:
  // what a save brings takes its place.
  private get active(): HTMLInputElement | undefined {
    return this.inputs().find((input) => input.name === this.picking);
  }

  private was(input: HTMLInputElement): string {
    return this.form?.querySelector<HTMLInputElement>(`[name="was.${input.name}"]`)?.value ?? "";
  }

  private dirty(): HTMLInputElement[] {
    return this.inputs().filter((input) => input.value.trim() !== this.was(input));
  }

  // start puts the cursor where a person is asked first; where he is asked
  // nothing, on the button that approves.
  private start(): void {
    if (location.hash || narrow()) return;
    this.go(this.stops()[0], true);
  }

  // stops are where a person is asked something that he has not answered: the
  // doubtful fields with their findings in booking order, then the findings
  // about the whole document.
  private stops(): HTMLElement[] {
    const doubtful = this.inputs().filter((input) => {
      const level = input.closest<HTMLElement>(".field")?.dataset.level;
      return (level === "medium" || level === "low" || (level === "missing" && needed.has(input.name))) && !this.confirmed.has(input.name);
    });
    const findings = Array.from(this.root.querySelectorAll<HTMLElement>('.findings .block button[name="finding"]'));
    const inForm = (el: HTMLElement) => !!el.closest("#fields");
    const fields = [...doubtful, ...findings.filter(inForm)].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    return [...fields, ...findings.filter((f) => !inForm(f))];
  }

  // go puts the cursor somewhere; without a place to go to on the button that
  // approves.
  private go(to: HTMLElement | undefined, still = false): void {
    const at = to ?? document.getElementById("approve");
    at?.focus({ preventScroll: still });
    if (at instanceof HTMLInputElement) at.select();
  }

  private focus(target: Element): void {
    const field = target.closest<HTMLElement>(".field");
    if (!field) return;
    if (target instanceof HTMLInputElement) this.picking = target.name;
    if (!narrow()) field.scrollIntoView({ block: "nearest" });
    this.viewer?.show(field.dataset.field);
    this.because(field);
  }

  // left saves what was put into a field otherwise than by typing.
  private left(target: Element): void {
    if (!(target instanceof HTMLInputElement) || !target.closest(".field")) return;
    this.typing?.forget();
    if (target.value.trim() !== this.was(target)) void this.save();
  }

  // because shows, in the place that is kept for it, why a field says what it
  // says: nothing below it moves.
  private because(field: Element): void {
    const at = document.getElementById("because");
    const why = field.querySelector(".why");
    if (at && why) at.replaceChildren(...Array.from(why.cloneNode(true).childNodes));
  }

  // means says how what is being typed will stand.
  private means(words: string): void {
    const at = document.getElementById("because");
    if (!at) return;
    at.querySelector(".means")?.remove();
    if (!words) return;
    const said = document.createElement("p");
    said.className = "means num";
    said.textContent = `${this.root.dataset.means}${words}`;
    at.prepend(said);
  }

  private input(target: Element): void {
    this.warned = false;
    this.remember();
    if (target instanceof HTMLInputElement && target.closest(".field")) this.typing?.typed(target);
  }

  // fill puts a supplier that was chosen into its fields.
  private fill(values: Record<string, string>): void {
    for (const input of this.inputs()) {
      const value = values[input.name];
      if (value !== undefined) input.value = value;
    }
    this.remember();
    void this.save();
  }

  // read has a box of the page read again and puts it into the field with the
  // cursor.
  private async read(page: number, box: Box): Promise<void> {
    const name = this.active?.name;
    const words = this.root.querySelector<HTMLElement>(`[data-page="${page}"]`)?.dataset.words;
    if (!name || !words) return;
    this.say(this.root.dataset.looking);
    const place = [box.X0, box.Y0, box.X1, box.Y1].map((n) => n.toFixed(1)).join(",");
    const answer = await fetch(`${words.replace(/words$/, "region")}?box=${place}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
    const became = await fate(answer);
    if (became !== "done" || !answer) return void this.failed(became);
    const found = ((await answer.json()) as { words: Word[] | null }).words ?? [];
    if (!found.length) return this.say(this.root.dataset.nothing, true);
    this.say("");
    const input = this.inputs().find((i) => i.name === name);
    if (input) this.take(input, region(name, found), page);
  }

  // answer accepts a finding and goes on to what is asked next.
  private async answer(button: HTMLButtonElement): Promise<void> {
    this.answering = true; // also while the save is on its way: a second key answers nothing twice
    const saved = await this.save();
    const form = this.form;
    if (!saved || !form) {
      this.answering = false;
      return;
    }
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    body.set(button.name, button.value);
    const lines = body.has("b.was") ? this.booking.text() : undefined;
    this.sends++;
    const answer = await fetch(button.formAction, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => undefined);
    const text = await answer?.text().catch(() => undefined);
    const became = await fate(answer);
    this.answering = false;
    if (this.closed.signal.aborted) return;
    if ((became !== "done" && became !== "refused") || text === undefined) return void this.failed(became);
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const done = became === "done";
    if (done) button.blur(); // refused, the cursor stays where it can be answered again
    this.replace(fresh, () => false, { ok: done, lines });
    if (done) this.go(this.stops()[0]);
  }

  private help(target: Element): void {
    if (target.closest('[data-view="keys"]')) this.keys();
  }

  private keys(): void {
    const keys = document.getElementById("keys") as HTMLDialogElement | null;
    if (keys && !keys.open) keys.showModal();
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
    const input = button?.closest(".field")?.querySelector<HTMLInputElement>("input[id]") ?? this.active;
    if (!button || !input) return;
    input.value = button.dataset.take ?? "";
    input.focus();
    void this.save();
  }

  // turnOver shows the next reading of a field; behind the last one stands what
  // was there first.
  private turnOver(input: HTMLInputElement, by: number): void {
    const others = Array.from(input.closest(".field")?.querySelectorAll<HTMLElement>(".also [data-take]") ?? []).map((b) => b.dataset.take ?? "");
    if (!others.length) return;
    const readings = [this.was(input), ...others];
    const at = Math.max(0, readings.indexOf(input.value));
    input.value = readings[(at + by + readings.length) % readings.length] ?? "";
    input.select();
    this.remember();
    this.typing?.typed(input);
  }

  private changed(target: Element): void {
    if (target instanceof HTMLInputElement && target.closest(".field")) void this.save();
  }

  private remember(): void {
    this.keep();
    this.say(this.dirty().length || this.booking.dirty ? this.root.dataset.unsaved : "");
  }

  // keep notes in the tab what is not saved.
  private keep(): void {
    const fields = Object.fromEntries(this.dirty().map((input) => [input.name, { was: this.was(input), now: input.value }]));
    keep(this.root.dataset.desk ?? "", { fields, lines: this.booking.draft() });
  }

  // restore puts back what was typed before the page was left. Where somebody else
  // wrote something there meanwhile, a save will say so.
  private restore(): void {
    const draft = kept(this.root.dataset.desk ?? "");
    for (const [name, typed] of Object.entries(draft.fields)) this.putBack(name, typed);
    this.booking.restore(draft.lines);
    if (this.dirty().length || this.booking.dirty) this.say(this.root.dataset.unsaved);
    if (this.inputs().length) this.keep();
  }

  private putBack(name: string, typed: Typed): void {
    const input = this.inputs().find((one) => one.name === name);
    const was = this.form?.querySelector<HTMLInputElement>(`[name="was.${CSS.escape(name)}"]`);
    if (!input || !was) return void document.getElementById(`f-${name}`)?.append(this.wrote(typed.now));
    if (typed.now.trim() === was.value) return; // it was saved, and the answer was lost
    input.value = typed.now;
    was.value = typed.was;
  }

  private say(words: string | undefined, bad = false): void {
    const at = document.getElementById("saved");
    if (!at) return;
    at.textContent = words ?? "";
    at.classList.toggle("bad", bad);
  }

  // save sends what is changed; one request at a time, and again when more was
  // typed meanwhile. What waited behind a refusal is not sent with the version
  // that the refusal brought: the person decides first.
  private save(): Promise<boolean> {
    const before = this.saving ?? Promise.resolve(true);
    const now = before.then((saved) => saved && this.send());
    this.saving = now;
    void now.finally(() => {
      if (this.saving === now) this.saving = undefined;
    });
    return now;
  }

  private async send(): Promise<boolean> {
    const form = this.form;
    if (!form || this.closed.signal.aborted || (!this.dirty().length && !this.booking.ready)) return true;
    this.say(this.root.dataset.saving);
    this.sends++;
    const sent = new Map(this.inputs().map((input) => [input.name, input.value]));
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    const lines = body.has("b.was") ? this.booking.text() : undefined;
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => undefined);
    const became = await fate(answer);
    const fresh = became === "done" || became === "refused" ? await pageOf(answer).catch(() => undefined) : undefined;
    if (!fresh) {
      window.clearTimeout(this.retry);
      if (this.failed(became)) this.retry = window.setTimeout(() => void this.save(), again);
      return false;
    }
    const typing = (input: HTMLInputElement) => input.value !== sent.get(input.name);
    const done = became === "done";
    this.replace(fresh, typing, { ok: done, lines });
    if (done) this.stands(fresh, this.inputs().filter(typing));
    this.keep();
    this.say(done ? (this.booking.dirty ? this.root.dataset.unsaved : this.root.dataset.saved) : "");
    if (!done) return false;
    const more = this.dirty().some(typing) || (this.booking.ready && this.booking.text() !== lines);
    return more ? this.send() : true;
  }

  // stands notes what is kept of fields that are typed in again already: what
  // the page itself sent is nobody else's change.
  private stands(fresh: Document, inputs: HTMLInputElement[]): void {
    for (const input of inputs) {
      const name = `[name="was.${CSS.escape(input.name)}"]`;
      const was = this.form?.querySelector<HTMLInputElement>(name);
      const now = fresh.querySelector<HTMLInputElement>(name);
      if (was && now) was.value = now.value;
    }
  }

  // replace takes over the parts of an answer, but never a field that is being
  // typed in; where the cursor was it is again afterwards.
  // Nor does it replace lines or words that were typed.
  private replace(fresh: Document, typing: (input: HTMLInputElement) => boolean, { ok, lines }: Answer = { ok: true }): void {
    for (const part of fresh.querySelectorAll<HTMLElement>("[data-part]")) {
      const old = document.getElementById(part.id);
      if (!old) continue;
      if (part.id === "p-booking") {
        this.booking.take(part, ok, lines);
        continue;
      }
      const input = old.querySelector<HTMLInputElement>("input[id]");
      const next = part.querySelector<HTMLInputElement>("input[id]");
      if (input && next && old.classList.contains("field")) {
        const focused = document.activeElement === input;
        const button = old.contains(document.activeElement) && document.activeElement instanceof HTMLButtonElement ? document.activeElement.value : undefined;
        if (typing(input)) continue;
        if (focused) next.setAttribute("value", next.value);
        old.replaceWith(part);
        // A finding that is gone leaves the cursor in its field: nowhere, the next key would leave the document.
        if (button !== undefined) (Array.from(part.querySelectorAll("button")).find((b) => b.value === button) ?? next).focus({ preventScroll: true });
        if (focused) {
          next.focus({ preventScroll: true });
          next.select();
        }
        continue;
      }
      if (input && old.classList.contains("field")) {
        if (input.value.trim() !== this.was(input) && !part.querySelector(".now")) part.append(this.wrote(input.value));
        old.replaceWith(part);
        continue;
      }
      if (old.contains(document.activeElement)) continue;
      this.carry(old, part);
      const said = old.querySelector(".status");
      if (said) part.querySelector(".status")?.replaceWith(said);
      old.replaceWith(part);
    }
    const version = fresh.querySelector<HTMLInputElement>("[data-version]")?.value;
    if (version) for (const at of document.querySelectorAll<HTMLInputElement>("[data-version]")) at.value = version;
    for (const name of this.confirmed) this.mark(name);
    const focused = document.activeElement?.closest(".field");
    if (focused) this.because(focused);
    // What is being typed is newer than what came: how it will stand is said again.
    const input = document.activeElement;
    if (focused && input instanceof HTMLInputElement && input.value.trim() !== this.was(input)) this.typing?.typed(input);
    this.notice(fresh);
  }

  // wrote shows, where it can be saved no more, what was typed: to copy.
  private wrote(text: string): HTMLElement {
    const said = document.createElement("p");
    said.className = "now";
    said.textContent = `${this.root.dataset.wrote} ${text}`;
    return said;
  }

  // carry puts what is written in a part of the page into the one that takes its
  // place.
  private carry(old: HTMLElement, part: HTMLElement): void {
    for (const at of written(old)) {
      const next = part.querySelector<HTMLInputElement | HTMLTextAreaElement>(`#${CSS.escape(at.id)}`);
      if (next) next.value = at.value;
      else part.append(this.wrote(at.value));
      const fold = next?.closest("details");
      if (fold) fold.open = !!at.closest("details")?.open;
    }
  }

  // mark shows that a person said that a field is right.
  private mark(name: string): void {
    const sure = document.querySelector(`#f-${CSS.escape(name)}:not(.person) .sure`);
    const word = sure?.querySelector(".word");
    if (!sure || !word) return;
    sure.closest(".field")?.classList.add("confirmed");
    word.textContent = this.root.dataset.confirmed ?? "";
    const icon = sure.querySelector("use");
    icon?.setAttribute("href", (icon.getAttribute("href") ?? "").replace(/#.*/, "#person"));
  }

  private notice(fresh: Document): void {
    document.getElementById("p-notice")?.remove();
    const notice = fresh.getElementById("p-notice");
    if (notice) document.querySelector("#side .scroll")?.prepend(notice);
  }

  private key(e: KeyboardEvent): void {
    const target = e.target as Element;
    if (e.metaKey || (e.ctrlKey && e.key !== "Enter") || target.closest("dialog")) return;
    const field = target instanceof HTMLInputElement && target.closest(".field") ? target : undefined;
    if (this.paging(e, !field)) return e.preventDefault();
    if (e.altKey) return;
    if (field && this.typing?.key(e.key)) return e.preventDefault();
    if (e.key === "?" && letters() && (!target.closest("input, select, textarea") || (field && !words.has(field.name)))) {
      e.preventDefault();
      return this.keys();
    }
    if (field && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      e.preventDefault();
      return this.turnOver(field, e.key === "ArrowDown" ? 1 : -1);
    }
    if (e.key === "Enter" && field) {
      e.preventDefault();
      return e.ctrlKey ? this.approve() : this.onward(field);
    }
    if (target.closest("input, select, textarea, summary, [contenteditable]")) {
      if (e.key === "Escape" && target instanceof HTMLInputElement && target.closest(".field")) this.undo(target);
      return;
    }
    if (e.key.length === 1 && !letters()) return;
    if (/^[aunp]$/i.test(e.key)) e.preventDefault(); // where the cursor goes meanwhile, nothing is written
    switch (e.key.toLowerCase()) {
      case "a":
        return this.approve();
      case "u":
        return void this.takeBack();
      case "n":
        return document.getElementById("next")?.click();
      case "p":
        return document.getElementById("previous")?.click();
      case "enter":
        if (!target.closest("a, button")) document.getElementById("next")?.click();
        return;
    }
  }

  // paging moves the picture by keys: with Alt also from within a field.
  private paging(e: KeyboardEvent, outside: boolean): boolean {
    if (!this.viewer) return false;
    if (e.key === "PageDown" || e.key === "PageUp") {
      this.viewer.scroll(e.key === "PageDown" ? 1 : -1);
      return true;
    }
    if (!e.altKey && (!outside || !letters() || (e.target as Element).closest("input, select, textarea"))) return false;
    switch (e.key) {
      case "+":
      case "=":
        this.viewer.step(1);
        return true;
      case "-":
        this.viewer.step(-1);
        return true;
      case "0":
        this.viewer.fit("page");
        return true;
      case "r":
      case "R":
        this.viewer.turn();
        return true;
    }
    return false;
  }

  private undo(input: HTMLInputElement): void {
    input.value = this.was(input);
    this.remember();
    input.blur();
  }

  // onward confirms a field and goes to what is asked next, first behind it,
  // then before it; from the last one to the button that approves.
  // What must not be empty is not confirmed by a key: the cursor stays at what stands
  // in the way, until something is typed or the finding itself is accepted.
  private onward(from: HTMLInputElement): void {
    this.typing?.forget();
    if (!from.value.trim() && needed.has(from.name) && from.closest(".field")?.querySelector('.findings .block button[name="finding"]')) return;
    this.confirmed.add(from.name);
    this.mark(from.name);
    void this.save();
    const rest = this.stops();
    this.go(rest.find((stop) => from.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING) ?? rest[0]);
  }

  private approve(): void {
    const button = document.getElementById("approve") as HTMLButtonElement | null;
    if (!button || !this.form) return;
    this.form.requestSubmit(button);
  }

  private get busy(): boolean {
    return !!this.saving || this.answering || this.leaving;
  }

  // heard shows what others do to the document, and the document itself as soon
  // as it was read.
  heard(c: Change): void {
    if (c.document !== this.root.dataset.desk && c.kind !== "unknown") return;
    this.lookSoon();
  }

  private lookSoon(): void {
    if (this.closed.signal.aborted) return;
    window.clearTimeout(this.looking);
    this.looking = window.setTimeout(() => void this.look(), together);
  }

  // look shows the document as it is now. What is sent meanwhile is newer than
  // what it found, and so is a look that began later.
  private async look(): Promise<void> {
    if (this.busy) return this.lookSoon();
    const before = this.sends;
    const mine = ++this.looks;
    const answer = await fetch(this.root.dataset.again ?? location.href, { cache: "no-store" }).catch(() => undefined);
    if (isGone(answer) && !this.closed.signal.aborted) return this.gone();
    const text = answer?.ok && !answer.redirected ? await answer.text().catch(() => undefined) : undefined;
    if (text === undefined || this.closed.signal.aborted || this.looks !== mine) return;
    if (this.busy || this.sends !== before) return this.lookSoon();
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const waits = (doc: Document) => !!doc.querySelector("[data-desk][data-waiting]");
    if (waits(fresh) !== waits(document)) return location.reload();
    const dirty = new Set(this.dirty());
    this.replace(fresh, (input) => input === document.activeElement || dirty.has(input));
  }
}

// held stops a key that decides or confirms from doing so again while it is held
// down: the next document has its own stroke, as nobody has looked at it yet.
function held(e: KeyboardEvent): void {
  if (!e.repeat) return;
  const target = e.target as Element;
  const again = e.key === "Enter" ? !target.closest("textarea") : /^[au]$/i.test(e.key) && !target.closest("input, select, textarea");
  if (!again) return;
  e.preventDefault();
  e.stopImmediatePropagation();
}

// An Answer is what a page came with: ok where nothing was refused, and the lines
// of the booking where they were sent.
interface Answer {
  ok: boolean;
  lines?: string;
}

const pageOf = async (answer: Response | undefined) => new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");

// unsent tells whether a note or question is being written in a part of the page,
// otherwise than in one form.
function unsent(part: Element, but?: HTMLFormElement): HTMLElement | undefined {
  return written(part).find((at) => at.form !== but);
}

const small = "(max-width: 60rem)"; // as in the style

function narrow(): boolean {
  return matchMedia(small).matches;
}
