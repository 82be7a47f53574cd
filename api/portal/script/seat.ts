// Who has a document open: this desk says that its person is there, and shows
// when somebody else is.

const pulse = 15_000; // ms; a seat is warm for more than twice as long
const first = 400; // ms: who only passes by does not sit down

// seat keeps the seat at a document until the desk is left.
export function seat(root: HTMLElement, left: AbortSignal): void {
  const address = root.dataset.seat;
  if (!address) return;
  let sat = false;
  let asked = 0;
  const say = async (more: Record<string, string> = {}) => {
    if (document.hidden) return;
    sat = true;
    const now = ++asked;
    const body = new URLSearchParams({ csrf: root.dataset.csrf ?? "", ...more });
    const answer = await fetch(address, { method: "POST", body, signal: left }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return; // the next pulse says it again
    const said = (await answer.json().catch(() => undefined)) as { held: string } | undefined;
    if (now !== asked) return; // it was asked again since, perhaps to take over
    const at = document.getElementById("seat"); // another one after a look at what others did
    if (!said || !at || left.aborted) return;
    const words = at.querySelector("span");
    if (words && words.textContent !== said.held) words.textContent = said.held;
    at.hidden = !said.held;
  };
  const rise = () => sat && navigator.sendBeacon(address, new URLSearchParams({ csrf: root.dataset.csrf ?? "", leave: "1" }));
  document.addEventListener("click", (e) => (e.target as Element).closest("[data-take-over]") && void say({ take: "1" }), { signal: left });
  window.addEventListener("pagehide", rise, { signal: left });
  const begin = window.setTimeout(() => void say(), first);
  const timer = window.setInterval(() => void say(), pulse);
  left.addEventListener("abort", () => {
    window.clearTimeout(begin);
    window.clearInterval(timer);
    rise();
  });
}
