// What became of something that a page sent, and where a person goes on when he
// must sign in first.

// A Fate is what became of it: done; refused with a reason; not heard, so that it
// is tried again; or it cannot go on here, as the session is over, is another's by
// now (the page is loaded again), or what it is about is gone or out of sight.
export type Fate = "done" | "refused" | "lost" | "over" | "another" | "gone";

const gone = [403, 404, 410];

// isGone tells of the answer to a page itself.
export const isGone = (answer: Response | undefined): boolean => !!answer && gone.includes(answer.status);

const signedOut = (answer: Response): boolean => answer.redirected && new URL(answer.url).pathname === "/sign-in";

// here is the address of what this page shows: that of a form that was refused
// shows the same, and cannot be asked for.
export const here = (): string => document.querySelector<HTMLElement>("[data-again]")?.dataset.again ?? location.pathname + location.search;

// fate tells what became of what was sent. A refusal without a reason comes of a
// session that another one replaced, or of what is gone: the page it is about tells.
export async function fate(answer: Response | undefined, about = here()): Promise<Fate> {
  if (!answer || answer.status >= 500 || answer.status === 429) return "lost";
  if (signedOut(answer)) return "over";
  if (!isGone(answer)) return answer.ok ? "done" : "refused";
  const page = await fetch(about, { cache: "no-store" }).catch(() => undefined);
  if (!page || page.status >= 500) return "lost";
  if (signedOut(page)) return "over";
  return page.ok ? "another" : "gone";
}

// The page is being left by itself: nobody is asked whether he wants to.
let left = false;
window.addEventListener("pageshow", () => (left = false));

export const isLeft = (): boolean => left;

// goTo leaves the page, and nobody is asked whether he wants to. Where only the
// place in it is another, the page is loaded again.
export function goTo(address: string): void {
  left = true;
  const to = new URL(address, location.href);
  if (to.pathname + to.search !== location.pathname + location.search) return location.assign(to);
  history.replaceState(null, "", to);
  location.reload();
}

// signIn asks a person whose session is over to sign in, and leads back.
export function signIn(back = here()): void {
  goTo(`/sign-in?${new URLSearchParams({ said: "over", next: back })}`);
}

// reason is what an answer says of why it refused.
export function reason(page: Document): string | undefined {
  return (page.querySelector(".notice:not([hidden]) p") ?? page.querySelector("main .card p"))?.textContent?.trim();
}
