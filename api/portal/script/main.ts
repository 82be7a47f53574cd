// The portal's script. Every page works without it; it adds what must feel
// immediate: the live list, the document viewer, uploads with progress.
import { desk } from "./desk";
import { forget } from "./drafts";
import { forms } from "./forms";
import { list } from "./list";
import { passkeys } from "./passkey";
import { push } from "./push";
import { stack } from "./stack";
import { upload } from "./upload";

// One open menu at a time; a click elsewhere and Escape close it.
function menus(): void {
  const open = () => document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]");
  document.addEventListener("click", (e) => {
    for (const menu of open()) if (!menu.contains(e.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

// A choice with a button of its own is sent when it is made.
function choices(): void {
  document.addEventListener("change", (e) => {
    const choice = (e.target as Element).closest<HTMLSelectElement>("select[data-auto]");
    const button = document.getElementById(choice?.dataset.auto ?? "");
    if (button) choice?.form?.requestSubmit(button);
  });
}

const patience = 3000; // ms after which a form that led nowhere may be sent again

// A form is sent once, however often its button is pressed: what the second click
// of a double click sends would be done again. Scripts that send one themselves
// have a way of their own.
function once(): void {
  const sent = new WeakSet<HTMLFormElement>();
  window.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    if (e.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) return e.preventDefault();
    sent.add(form);
    window.setTimeout(() => sent.delete(form), patience);
  });
}

menus();
choices();
once();
forget();
list();
forms();
desk();
stack();
upload();
passkeys();
push();
document.documentElement.classList.add("scripted", "listens"); // whoever waits for the script waits for the second
