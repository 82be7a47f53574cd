// What a person typed and could not send is kept in the tab, for him alone:
// it is gone when he signs out or somebody else signs in.

const key = "invoer.draft";
const owner = "invoer.user";

interface Draft {
  user: string;
  document: string;
  values: Record<string, string>;
}

const user = () => document.body.dataset.user ?? "";

export function keep(documentID: string, values: Record<string, string>): void {
  if (!user()) return;
  const draft: Draft = { user: user(), document: documentID, values };
  sessionStorage.setItem(key, JSON.stringify(draft));
}

export function drop(): void {
  sessionStorage.removeItem(key);
}

export function kept(documentID: string): Record<string, string> {
  try {
    const draft = JSON.parse(sessionStorage.getItem(key) ?? "null") as Draft | null;
    if (draft && draft.user === user() && draft.document === documentID) return draft.values;
  } catch {
    drop();
  }
  return {};
}

// A Refused is a decision that was refused after the next document was shown.
export interface Refused {
  document: string;
  address: string;
  words: string;
}

const refusedKey = "invoer.refused";

// refusals are those whose documents were not opened since, the last one first.
export function refusals(): Refused[] {
  try {
    return JSON.parse(sessionStorage.getItem(refusedKey) ?? "[]") as Refused[];
  } catch {
    return [];
  }
}

function others(documentID: string): Refused[] {
  return refusals().filter((one) => one.document !== documentID);
}

export function refused(one: Refused): void {
  sessionStorage.setItem(refusedKey, JSON.stringify([one, ...others(one.document)]));
}

// reopened forgets the refusal of a document that is looked at.
export function reopened(documentID: string): void {
  sessionStorage.setItem(refusedKey, JSON.stringify(others(documentID)));
}

// forget clears all that the tab keeps when somebody else signs in, and at
// sign-out: also what htmx notes of the address.
export function forget(): void {
  if (user() && sessionStorage.getItem(owner) !== user()) {
    sessionStorage.clear();
    sessionStorage.setItem(owner, user());
  }
  document.querySelector("form[data-sign-out]")?.addEventListener("submit", (e) => {
    if (!e.defaultPrevented) sessionStorage.clear();
  });
}
