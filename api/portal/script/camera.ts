// Photos of one document: pages are taken one after the other, looked at while
// the paper still lies there, and sent together as one file.

const longest = 2600; // pixels of a page as it is sent
const toLookAt = 1700; // and as it is looked at
const perInch = 200;
const glancePatience = 2500; // ms, with the way there and back

interface Shot {
  nth: number; // as they were taken; some are drawn sooner than others
  file: File;
  page: Page;
}

export interface Page {
  jpeg: Blob;
  width: number;
  height: number;
}

export class Camera {
  private shots: Shot[] = [];
  private taken = 0;
  private readonly drawing = new Set<Promise<void>>(); // photos that are being drawn
  private busy = false; // with what a person wants of all photos
  private told = false; // that they could not be put together, which nothing that comes late says away
  private readonly place: HTMLElement;

  constructor(place: HTMLElement, private readonly csrf: () => string, private readonly take: () => void, private readonly send: (file: File) => void) {
    this.place = place;
    place.addEventListener("click", (e) => {
      const button = (e.target as Element).closest<HTMLElement>("[data-shots]");
      if (button) void this.deed(button.dataset.shots ?? "");
    });
  }

  // unsent tells whether there are photos that only this page has.
  get unsent(): boolean {
    return this.shots.length + this.drawing.size > 0 || this.busy;
  }

  // add takes a photo as a page. One that the browser cannot open or draw is sent
  // by itself, as it is.
  async add(file: File): Promise<void> {
    this.told = false;
    const work = this.draw(file, this.taken++);
    this.drawing.add(work);
    await work.finally(() => this.drawing.delete(work));
  }

  private async draw(file: File, nth: number): Promise<void> {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      this.place.hidden = false;
      this.say(this.place.dataset.looking ?? "", "");
      const shot: Shot = { nth, file, page: await drawn(picture, longest, 0.88) };
      this.shots = [...this.shots, shot].sort((a, b) => a.nth - b.nth);
      this.show();
      void drawn(picture, toLookAt, 0.8).catch(() => undefined).then((small) => (picture.close(), this.glance(shot, small?.jpeg)));
    } catch {
      this.say("", "");
      this.show();
      this.send(file);
    }
  }

  private async glance(shot: Shot, jpeg: Blob | undefined): Promise<void> {
    let said: { good: boolean; text: string } | undefined;
    try {
      if (!jpeg) throw new Error("canvas");
      const answer = await fetch("/upload/glance", { method: "POST", headers: { "X-CSRF": this.csrf(), "Content-Type": "image/jpeg" }, body: jpeg, signal: AbortSignal.timeout(glancePatience) });
      if (answer.ok && !answer.redirected) said = (await answer.json()) as { good: boolean; text: string };
    } catch {
      said = undefined; // no line, no memory, or too slow: that keeps nobody from sending
    }
    if (this.told || this.shots.at(-1) !== shot) return; // another one is looked at by now
    this.say(said?.text ?? this.place.dataset.late ?? "", said ? (said.good ? "good" : "doubtful") : "");
  }

  private async deed(name: string): Promise<void> {
    if (name === "more") return this.take();
    if (this.busy) return; // a second press
    this.busy = true;
    try {
      while (this.drawing.size > 0) await Promise.all(this.drawing); // the last photo is one of them
      if (name === "send") return await this.sendAll();
      this.shots = name === "again" ? this.shots.slice(0, -1) : [];
      this.show();
      if (name === "again") this.take();
    } finally {
      this.busy = false;
    }
  }

  // sendAll sends the photos as one file. Where they cannot be put together, as
  // without memory, all stay.
  private async sendAll(): Promise<void> {
    const shots = this.shots;
    let file: File;
    try {
      file = await together(shots);
    } catch {
      this.told = true;
      return this.say(this.place.dataset.failed ?? "", "doubtful");
    }
    this.shots = this.shots.filter((shot) => !shots.includes(shot));
    this.show();
    this.send(file);
  }

  private say(text: string, look: string): void {
    const verdict = this.place.querySelector<HTMLElement>("[data-verdict]");
    if (!verdict) return;
    verdict.textContent = text;
    verdict.className = look;
  }

  private show(): void {
    const list = this.place.querySelector("ol");
    for (const img of list?.querySelectorAll("img") ?? []) URL.revokeObjectURL(img.src);
    list?.replaceChildren(
      ...this.shots.map((shot, i) => {
        const item = document.createElement("li");
        const img = document.createElement("img");
        img.src = URL.createObjectURL(shot.page.jpeg);
        img.alt = `${this.place.dataset.page ?? ""} ${i + 1}`;
        item.append(img);
        return item;
      }),
    );
    this.place.hidden = this.shots.length === 0;
  }
}

// drawn is a picture upright, at most so many pixels long.
async function drawn(picture: ImageBitmap, most: number, quality: number): Promise<Page> {
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const jpeg = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
  if (!jpeg) throw new Error("canvas");
  return { jpeg, width: canvas.width, height: canvas.height };
}

// together is one file: of one photo that photo as the telephone made it, of
// several a PDF with a page for each, by whose name the server knows that they
// are pages of one document.
async function together(shots: Shot[]): Promise<File> {
  const first = shots[0];
  if (shots.length === 1 && first) return first.file;
  const pages = shots.map((shot) => shot.page);
  const name = `${new Date().toISOString().slice(0, 16).replace(/[T:]/g, "-")}.photos.pdf`;
  return new File([await pdf(pages)], name, { type: "application/pdf" });
}

// pdf writes a PDF (ISO 32000-1 §7.5) whose pages are JPEG pictures as they are.
export async function pdf(pages: Page[]): Promise<Blob> {
  const parts: BlobPart[] = [];
  const offsets: number[] = [];
  let at = 0;
  const put = (part: string | Blob) => {
    parts.push(part);
    at += typeof part === "string" ? part.length : part.size; // all our text is ASCII
  };
  const object = (body: () => void) => {
    offsets.push(at);
    put(`${offsets.length} 0 obj\n`);
    body();
    put("\nendobj\n");
  };
  put("%PDF-1.4\n");
  object(() => put("<</Type/Catalog/Pages 2 0 R>>"));
  object(() => put(`<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, i) => `${3 + 3 * i} 0 R`).join(" ")}]>>`));
  pages.forEach((page, i) => {
    const [width, height] = [page.width, page.height].map((pixels) => ((pixels * 72) / perInch).toFixed(2));
    const drawing = `q ${width} 0 0 ${height} 0 0 cm /P Do Q`;
    object(() => put(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents ${4 + 3 * i} 0 R/Resources<</XObject<</P ${5 + 3 * i} 0 R>>>>>>`));
    object(() => put(`<</Length ${drawing.length}>>stream\n${drawing}\nendstream`));
    object(() => {
      put(`<</Type/XObject/Subtype/Image/Width ${page.width}/Height ${page.height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length ${page.jpeg.size}>>stream\n`);
      put(page.jpeg);
      put("\nendstream");
    });
  });
  const table = at;
  const line = (offset: number) => `${String(offset).padStart(10, "0")} 00000 n \n`;
  put(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${offsets.map(line).join("")}trailer<</Size ${offsets.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`);
  return new Blob(parts, { type: "application/pdf" });
}
