// A form in which a person writes (a note, an answer, a reason, a remark) is sent
// by the page: without a line, or after his session ended, what he wrote stays in
// it and in the tab, and he is told. What did not get through is sent again when
// the line is there: such forms say a thing once, however often they are sent.
import { keepWords, wordsAt } from "./drafts";
import { fate, goTo, here, reason, signIn } from "./fate";

const again = 4000; // ms before what could not be sent is tried again

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const kinds = 'input:not([type="hidden"]), textarea, select';

export function forms(): void {
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (e) => {
      const at = e.target as Control;
      if (at.form?.hasAttribute("data-keep") && at.matches(kinds)) keepWords(place(at), changed(at) ? at.value : undefined);
    });
  }
  document.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    if (!form.hasAttribute("data-keep") || form.closest("[data-desk]")) return; // the desk saves its fields first
    e.preventDefault();
    void send(form, e.submitter);
  });
  recall(document);
}

const controls = (form: HTMLFormElement) => Array.from(form.elements).filter((at): at is Control => at.matches(kinds));

// place names a control wherever its page is shown.
const place = (at: Control): string => `${new URL(at.form?.action ?? "", location.href).pathname}#${at.id}`;

function stood(at: Control): string {
  if (!(at instanceof HTMLSelectElement)) return at.defaultValue;
  return (Array.from(at.options).find((option) => option.defaultSelected) ?? at.options[0])?.value ?? "";
}

const changed = (at: Control): boolean => at.value !== stood(at);

// written are the controls of a part of the page in which something stands that
// was not sent.
export function written(part: ParentNode): Control[] {
  return Array.from(part.querySelectorAll<HTMLFormElement>("form[data-keep]")).flatMap(controls).filter(changed);
}

// recall puts back what was written before the page was left.
export function recall(part: ParentNode): void {
  for (const at of Array.from(part.querySelectorAll<HTMLFormElement>("form[data-keep]")).flatMap(controls)) {
    const words = wordsAt(place(at));
    if (words === undefined) continue;
    at.value = words;
    const fold = at.closest("details");
    if (fold) fold.open = true;
  }
}

// forgetWords lets go of what a form said.
export function forgetWords(form: HTMLFormElement): void {
  for (const at of controls(form)) keepWords(place(at), undefined);
}

const sending = new WeakSet<HTMLFormElement>();

// send sends a form and goes where its answer leads; what did not get through is
// told at the form.
export async function send(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  if (sending.has(form)) return;
  sending.add(form);
  const body = new URLSearchParams(new FormData(form, button) as unknown as Record<string, string>);
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => undefined);
  const became = await fate(answer);
  const page = became === "refused" ? new DOMParser().parseFromString((await answer?.text().catch(() => "")) ?? "", "text/html") : undefined;
  sending.delete(form);
  switch (became) {
    case "done":
      forgetWords(form);
      return goTo(`${answer?.url ?? here()}${form.dataset.keep ? `#${form.dataset.keep}` : ""}`);
    case "over":
      return signIn();
    case "another":
      return goTo(here());
    case "refused":
      return page && refuse(form, page);
    case "gone":
      return tell(form, form.dataset.gone);
  }
  tell(form, form.dataset.lost);
  window.setTimeout(() => form.isConnected && void send(form, button), again);
}

// refuse shows what is wrong in a form, at its inputs where the answer says it there.
function refuse(form: HTMLFormElement, page: Document): void {
  const fresh = Array.from(page.querySelectorAll<HTMLFormElement>("form[data-keep]")).find((one) => one.getAttribute("action") === form.getAttribute("action"));
  if (fresh?.querySelector('[aria-invalid="true"]')) return form.replaceWith(fresh);
  tell(form, reason(page));
}

function tell(form: HTMLFormElement, words: string | undefined): void {
  const said = form.querySelector<HTMLElement>("[data-said]");
  if (!said) return;
  said.textContent = words ?? "";
  said.hidden = !words;
}
