// What a person typed and could not send is kept in the tab, for him alone:
// it is gone when he signs out or somebody else signs in.

const drafts = "invoer.drafts";
const owner = "invoer.user";

// A Typed is a value that was typed, and what stood there before.
export interface Typed {
  was: string;
  now: string;
}

// Lines are those of a booking as they were typed, and as they stood before.
export interface Lines {
  was: string;
  rows: string[][];
}

// A Draft is what was typed at a document and is not saved.
export interface Draft {
  fields: Record<string, Typed>;
  lines?: Lines;
}

interface Drafts {
  user: string;
  documents: Record<string, Draft>;
  words: Record<string, string>; // of forms, by place
}

const user = () => document.body.dataset.user ?? "";

function all(): Drafts {
  try {
    const found = JSON.parse(sessionStorage.getItem(drafts) ?? "null") as Drafts | null;
    if (found?.user === user()) return found;
  } catch {
    sessionStorage.removeItem(drafts);
  }
  return { user: user(), documents: {}, words: {} };
}

function change(deed: (kept: Drafts) => void): void {
  if (!user()) return;
  const kept = all();
  deed(kept);
  sessionStorage.setItem(drafts, JSON.stringify(kept));
}

// keep notes all that is not saved at a document; nothing forgets it.
export function keep(documentID: string, draft: Draft): void {
  if (Object.keys(draft.fields).length || draft.lines) return change((kept) => (kept.documents[documentID] = draft));
  drop(documentID);
}

export function drop(documentID: string): void {
  change((kept) => delete kept.documents[documentID]);
}

export function kept(documentID: string): Draft {
  return all().documents[documentID] ?? { fields: {} };
}

// keepWords notes what is written at a place; undefined forgets it.
export function keepWords(place: string, words: string | undefined): void {
  change((kept) => {
    if (words === undefined) delete kept.words[place];
    else kept.words[place] = words;
  });
}

export function wordsAt(place: string): string | undefined {
  return all().words[place];
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
