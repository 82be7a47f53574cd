// The next documents are made ready while this one is looked at: their pages
// and pictures lie in this tab, and are shown at once when it is their turn.

const pause = 150; // ms, for this document's own picture
const depth = 2; // documents
const most = 2; // pages of each, as many as a page shows at once

// Parts of pages that ask for a picture.
const pictures = ".sheet image[href]";

// A Ready is the page of a document with its pictures.
export interface Ready {
  page: Document;
  blobs: string[]; // addresses to let go of
}

// Ahead keeps documents ready by their addresses.
export class Ahead {
  private readonly ready = new Map<string, Promise<Ready | undefined>>();
  private readonly lies = new Set<string>(); // addresses of those that are there

  private first: string | undefined;

  // from makes those ready that follow an address, and lets go of all others.
  from(address: string | undefined): void {
    this.first = address;
    if (!address) return this.keep(new Set());
    window.setTimeout(() => void this.follow(address), pause);
  }

  private async follow(first: string): Promise<void> {
    if (first !== this.first) return; // another document was opened meanwhile
    const wanted = new Set<string>();
    for (let address: string | undefined = first; address && wanted.size < depth; ) {
      wanted.add(address);
      const one: Promise<Ready | undefined> = this.ready.get(address) ?? fetched(address);
      this.ready.set(address, one);
      const ready = await one;
      if (ready && this.ready.get(address) === one) {
        this.lies.add(address);
        performance.mark("invoer.ahead", { detail: address });
      }
      address = ready?.page.querySelector<HTMLElement>("[data-desk]")?.dataset.ahead;
    }
    this.keep(wanted);
  }

  // has tells whether the page of an address lies ready.
  has(address: string | undefined): address is string {
    return address !== undefined && this.lies.has(address);
  }

  // take gives the page of an address, which is the taker's from then on: one
  // that lies ready, or else one that is asked for now.
  async take(address: string): Promise<Ready | undefined> {
    const one = this.ready.get(address);
    this.ready.delete(address);
    this.lies.delete(address);
    return (await one) ?? fetched(address);
  }

  // changed lets go of a document that is not any more as it lies ready.
  async changed(document: string | undefined): Promise<void> {
    for (const [address, one] of this.ready) {
      const root = (await one)?.page.querySelector<HTMLElement>("[data-desk]");
      if (root && document && root.dataset.desk !== document) continue;
      if (this.ready.get(address) === one) this.drop(address);
    }
    this.from(this.first);
  }

  private keep(wanted: Set<string>): void {
    for (const address of [...this.ready.keys()]) if (!wanted.has(address)) this.drop(address);
  }

  private drop(address: string): void {
    const one = this.ready.get(address);
    this.ready.delete(address);
    this.lies.delete(address);
    void one?.then(release);
  }
}

// release lets go of the pictures of a page that is not shown any more.
export function release(ready: Ready | undefined): void {
  for (const blob of ready?.blobs ?? []) URL.revokeObjectURL(blob);
}

// fetched gives the page of a document; undefined when it cannot be had, or is
// something else.
async function fetched(address: string): Promise<Ready | undefined> {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return undefined;
  const text = await answer.text().catch(() => undefined);
  if (text === undefined) return undefined;
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!page.querySelector("[data-desk]")) return undefined;
  const blobs = await Promise.all(Array.from(page.querySelectorAll(pictures)).slice(0, most).map(draw));
  return { page, blobs: blobs.filter((blob) => blob !== "") };
}

// draw has a picture lie in this tab; one that does not come is asked for again
// by the page that shows it.
async function draw(image: Element): Promise<string> {
  const answer = await fetch(image.getAttribute("href") ?? "").catch(() => undefined);
  if (!answer?.ok || answer.redirected) return "";
  const picture = await answer.blob().catch(() => undefined);
  if (!picture) return "";
  const blob = URL.createObjectURL(picture);
  image.setAttribute("href", blob);
  return blob;
}
