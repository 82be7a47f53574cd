// Who has a document open: this desk says that its person is there, and shows
// when somebody else is.

const pulse = 15_000; // ms; a seat is warm for more than twice as long

export function seat(root: HTMLElement): void {
  const address = root.dataset.seat;
  const at = document.getElementById("seat");
  if (!address || !at) return;
  const say = async (more: Record<string, string> = {}) => {
    if (document.hidden) return;
    const body = new URLSearchParams({ csrf: root.dataset.csrf ?? "", ...more });
    const answer = await fetch(address, { method: "POST", body }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return; // the next pulse says it again
    const { held } = (await answer.json()) as { held: string };
    const words = at.querySelector("span");
    if (words && words.textContent !== held) words.textContent = held;
    at.hidden = !held;
  };
  at.querySelector("[data-take-over]")?.addEventListener("click", () => void say({ take: "1" }));
  window.addEventListener("pagehide", () => {
    navigator.sendBeacon(address, new URLSearchParams({ csrf: root.dataset.csrf ?? "", leave: "1" }));
  });
  window.setInterval(() => void say(), pulse);
  void say();
}
