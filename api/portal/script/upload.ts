// Uploads by drop, paste, picker, folder and camera, two files at a time, each
// with its progress and what became of it.
import { Camera } from "./camera";
import { Finder } from "./finder";
import { largeFrom, passes, Refusal, sendInPieces, type Outcome } from "./pieces";
import { forget, keepFile, keepPage, refused, sendWaiting, waitingOf, type Became, type Waiting } from "./waiting";

const lanes = 2;

export function upload(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-upload]");
  if (form) new Upload(form);
}

class Upload {
  private readonly queue: { file: File; item: HTMLElement }[] = [];
  private running = 0;
  private readonly user = document.body.dataset.user ?? "";

  constructor(private readonly form: HTMLFormElement) {
    const shots = document.getElementById("shots");
    const camera = shots && new Camera(shots, () => this.fields().get("csrf") ?? "", () => photo(), (file) => this.add([file]));
    const own = () => document.getElementById("camera")?.click();
    const dialog = document.querySelector<HTMLDialogElement>("#finder");
    const finder = dialog && camera && new Finder(dialog, own, (file) => void camera.add(file));
    const photo = () => (finder ? void finder.open() : own());
    const drop = form.querySelector<HTMLElement>("[data-drop]");
    const over = (on: boolean) => drop?.classList.toggle("over", on);
    for (const kind of ["dragenter", "dragover"]) {
      document.addEventListener(kind, (e) => {
        e.preventDefault();
        over(true);
      });
    }
    document.addEventListener("dragleave", (e) => {
      if (!e.relatedTarget) over(false);
    });
    document.addEventListener("drop", (e) => {
      e.preventDefault();
      over(false);
      void dropped(e.dataTransfer, (name) => this.miss(name)).then((files) => this.add(files));
    });
    document.addEventListener("paste", (e) => this.add(e.clipboardData?.files));
    for (const input of form.querySelectorAll<HTMLInputElement>('input[type="file"]')) {
      input.addEventListener("change", () => {
        if (input.id === "camera" && camera) for (const photo of Array.from(input.files ?? [])) void camera.add(photo);
        else this.add(Array.from(input.files ?? []).filter((file) => !hidden(file)));
        input.value = "";
      });
    }
    form.addEventListener("click", (e) => {
      const button = (e.target as Element).closest<HTMLElement>("[data-pick]");
      if (button?.dataset.pick === "camera") photo();
      else if (button) document.getElementById(button.dataset.pick ?? "")?.click();
    });
    window.addEventListener("beforeunload", (e) => {
      if (this.running || this.queue.length || camera?.unsent) e.preventDefault();
    });
    window.addEventListener("online", () => this.sendNow());
    document.querySelector("form[data-sign-out]")?.addEventListener("submit", (e) => {
      if (this.kept > 0 && !window.confirm((form.dataset.leave ?? "{1}").replace("{1}", String(this.kept)))) e.preventDefault();
    });
    void keepPage().catch(() => undefined); // the page serves without it as well
    void this.sendKept();
  }

  // Files that wait in the browser: how many, how many of them for a person, the
  // lines that show them, the one that is being sent, and those that wait no more.
  private kept = 0;
  private stuck = 0;
  private readonly rows = new Map<number, HTMLElement>();
  private underWay: number | undefined;
  private readonly over = new Set<number | undefined>();

  private async showKept(): Promise<void> {
    const all = await waitingOf(this.user);
    this.kept = all.length;
    this.stuck = all.filter(refused).length;
    for (const w of all) if (w.id !== this.underWay && !this.over.has(w.id)) this.showWaiting(w);
    const place = document.getElementById("waiting");
    const said = place?.querySelector<HTMLElement>("[data-waiting]");
    if (!place || !said) return;
    said.textContent = (said.dataset.waiting ?? "{1}").replace("{1}", String(this.kept - this.stuck));
    place.hidden = this.kept === this.stuck;
  }

  // row is the line of a file that waits.
  private row(w: Waiting): HTMLElement {
    const item = (w.id !== undefined && this.rows.get(w.id)) || this.item(w.file);
    if (w.id !== undefined) this.rows.set(w.id, item);
    return item;
  }

  // showWaiting says why a file waits. One that was refused can be sent again at
  // once, or thrown away.
  private showWaiting(w: Waiting): void {
    const item = this.row(w);
    const { kept = "", later = "{1}", failed = "{1}", retry = "", end = "" } = this.form.dataset;
    if (item.dataset.status === String(w.status)) return;
    item.dataset.status = String(w.status);
    item.querySelector(".actions")?.remove();
    if (w.status === undefined) return this.close(item, "wait", kept);
    this.close(item, refused(w) ? "bad" : "wait", (refused(w) ? failed : later).replace("{1}", this.why(w.status)));
    this.offer(item, retry, () => void keepFile({ ...w, status: undefined }).then(() => this.sendNow()));
    this.offer(item, end, () => void this.throwAway(w, item));
  }

  // throwAway takes a file out of the browser, and its line once it is out: who
  // sees the line go and leaves the page must not find it again.
  private async throwAway(w: Waiting, item: HTMLElement): Promise<void> {
    this.over.add(w.id);
    await forget(w.id ?? 0);
    item.remove();
    await this.showKept();
  }

  // why is what a status means in words.
  private why(status: number): string {
    const { ended = "" } = this.form.dataset;
    if (status < 400) return ended;
    return this.form.getAttribute(`data-why-${status}`) ?? this.form.getAttribute(status < 500 ? "data-why-400" : "data-why-503") ?? "";
  }

  private sendNow(): void {
    this.tries = 0;
    void this.sendKept();
  }

  private async sendKept(): Promise<void> {
    await this.showKept();
    if (this.kept === this.stuck) return;
    await sendWaiting(this.user, (w) => this.sendOne(w));
    await this.showKept();
    this.tries++;
    this.lookLater();
  }

  // lookLater tries again what still waits, at first soon, later every two minutes:
  // a line that only hiccups sends no event when it is back, nor does a house that
  // has room again.
  private lookLater(): void {
    window.clearTimeout(this.later);
    if (this.kept > this.stuck) this.later = window.setTimeout(() => void this.sendKept(), 15000 * 2 ** Math.min(this.tries, 3));
  }

  private later = 0;
  private tries = 0;

  // sendOne sends a file that waited, with the token of the session that there is
  // now. Whoever is signed in now must be the one who handed it in.
  private async sendOne(w: Waiting): Promise<Became> {
    try {
      const page = await fetch("/upload");
      if (!page.ok || page.redirected) return "unheard";
      const text = new DOMParser().parseFromString(await page.text(), "text/html");
      if (text.body.dataset.user !== w.user) return "unheard";
      const csrf = text.querySelector<HTMLInputElement>('input[name="csrf"]')?.value ?? "";
      const fields = new Map([...w.fields, ["csrf", csrf]]);
      this.underWay = w.id;
      const item = this.row(w);
      item.querySelector(".actions")?.remove();
      item.dataset.status = "";
      this.settle(item, await this.sendWhole(w.file, fields, item), fields);
      this.over.add(w.id);
      return "sent";
    } catch (e) {
      return e instanceof Refusal ? e.status : "unheard";
    } finally {
      this.underWay = undefined;
    }
  }

  private async sendWhole(file: File, fields: Map<string, string>, item: HTMLElement): Promise<Outcome> {
    if (file.size > largeFrom) return sendInPieces(file, fields, (sent) => this.show(item, sent / file.size));
    const body = new FormData();
    for (const name of ["csrf", "client"]) if (fields.has(name)) body.append(name, fields.get(name) ?? "");
    body.append("file", file, file.name || "image.png");
    const answer = await fetch("/upload", { method: "POST", headers: { Accept: "application/json" }, body });
    if (!answer.ok || answer.redirected) throw new Refusal(answer.redirected ? 303 : answer.status);
    return (await answer.json()) as Outcome;
  }

  // keep puts a file aside that found no line, or no room.
  private async keep(file: File, item: HTMLElement, status?: number): Promise<void> {
    try {
      const id = await keepFile({ user: this.user, file, fields: [...this.fields(), ...this.said()], status });
      this.rows.get(id)?.remove(); // one that was shown as soon as it was kept
      this.rows.set(id, item);
      await this.showKept();
      this.lookLater();
    } catch {
      this.fail(status === undefined ? (this.form.dataset.lost ?? "") : this.why(status), file, item);
    }
  }

  // sendAnew sends a file with the token of the session that there is now: who
  // signed in again in another tab has one that this page does not know.
  private async sendAnew(file: File, item: HTMLElement): Promise<void> {
    await this.keep(file, item);
    this.sendNow();
  }

  // said is what the person says of what he hands in.
  private said(): Map<string, string> {
    const form = document.querySelector<HTMLFormElement>("form[data-handed]");
    if (!form) return new Map();
    return new Map(Array.from(new FormData(form), ([name, value]): [string, string] => [`said.${name}`, String(value)]).filter(([, value]) => value !== ""));
  }

  // tellSaid sends that with the delivery that the file became.
  private async tellSaid(item: HTMLElement, id: string, fields: Map<string, string>): Promise<void> {
    const said = [...fields].filter(([name]) => name.startsWith("said.")).map(([name, value]) => [name.slice(5), value]);
    if (said.length === 0 || !id) return;
    const body = new URLSearchParams([["csrf", fields.get("csrf") ?? ""], ...said]);
    const answer = await fetch(`/deliveries/${id}/said`, { method: "POST", headers: { Accept: "application/json" }, body }).catch(() => undefined);
    if (answer?.ok) return;
    const why = answer ? ((await answer.json().catch(() => ({}))) as Partial<Outcome>).error : undefined;
    const link = document.createElement("a");
    link.href = `/deliveries/${id}#said`;
    link.textContent = why ?? this.form.dataset.lost ?? "";
    item.append(link);
  }

  private add(files: FileList | File[] | null | undefined): void {
    for (const file of Array.from(files ?? [])) {
      const item = this.item(file);
      this.queue.push({ file, item });
    }
    this.next();
  }

  private item(file: File): HTMLElement {
    const item = document.createElement("li");
    const sign = document.createElement("span");
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = file.name || "image.png";
    const said = document.createElement("span");
    said.className = "said num";
    const progress = document.createElement("progress");
    progress.max = 1;
    progress.value = 0;
    progress.setAttribute("aria-label", name.textContent);
    item.append(sign, name, said, progress);
    document.querySelector("#sent ul")?.prepend(item);
    for (const id of ["sent", "after"]) document.getElementById(id)?.removeAttribute("hidden");
    return item;
  }

  private next(): void {
    while (this.running < lanes) {
      const job = this.queue.shift();
      if (!job) return;
      this.running++;
      if (job.file.size > largeFrom) void this.pieces(job.file, job.item);
      else this.send(job.file, job.item);
    }
  }

  private async pieces(file: File, item: HTMLElement): Promise<void> {
    try {
      const outcome = await sendInPieces(file, this.fields(), (sent) => this.show(item, sent / file.size));
      this.settle(item, outcome, new Map([...this.fields(), ...this.said()]));
    } catch (e) {
      if (e instanceof Refusal && e.status === 403) await this.sendAnew(file, item);
      else if (e instanceof Refusal && !passes(e.status)) this.fail(this.why(e.status), file, item);
      else await this.keep(file, item, e instanceof Refusal ? e.status : undefined);
    } finally {
      this.running--;
      this.next();
    }
  }

  // fields are what the form says beside its files.
  private fields(): Map<string, string> {
    const inputs = this.form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input[type="hidden"], select');
    return new Map(Array.from(inputs, (input) => [input.name, input.value]));
  }

  private show(item: HTMLElement, share: number): void {
    const progress = item.querySelector("progress");
    const said = item.querySelector(".said");
    if (progress) progress.value = share;
    if (said) said.textContent = `${Math.floor(share * 100)} %`;
  }

  private send(file: File, item: HTMLElement): void {
    const body = new FormData();
    for (const [name, value] of this.fields()) body.append(name, value);
    body.append("file", file, file.name || "image.png");
    const request = new XMLHttpRequest();
    request.upload.onprogress = (e) => this.show(item, e.loaded / Math.max(1, e.total));
    request.onload = () => this.done(request, file, item);
    request.onerror = () => void this.keep(file, item);
    request.onloadend = () => {
      this.running--;
      this.next();
    };
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  }

  private done(request: XMLHttpRequest, file: File, item: HTMLElement): void {
    if (new URL(request.responseURL).pathname === "/sign-in") return void this.keep(file, item, 303);
    if (request.status === 403) return void this.sendAnew(file, item);
    let answer: Outcome | undefined;
    try {
      answer = JSON.parse(request.responseText) as Outcome;
    } catch {
      answer = undefined;
    }
    if (request.status >= 400 && passes(request.status)) return void this.keep(file, item, request.status);
    if (request.status >= 300 || !answer) return this.fail(answer?.error ?? this.form.dataset.lost ?? "", file, item);
    this.settle(item, answer, new Map([...this.fields(), ...this.said()]));
  }

  private settle(item: HTMLElement, answer: Outcome, fields: Map<string, string>): void {
    void this.tellSaid(item, answer.id ?? "", fields);
    const part = answer.parts[0];
    const held = answer.parts.find((p) => p.outcome !== "taken" && !p.known);
    this.close(item, held ? "bad" : "ok", answer.again ? (this.form.dataset.again ?? "") : (held?.text ?? part?.text ?? ""));
  }

  // miss tells of a dropped file or folder that could not be read.
  private miss(name: string): void {
    this.close(this.item(new File([], name)), "bad", this.form.dataset.unreadable ?? "");
  }

  private fail(why: string, file: File, item: HTMLElement): void {
    this.close(item, "bad", (this.form.dataset.failed ?? "{1}").replace("{1}", why));
    this.offer(item, this.form.dataset.retry ?? "", () => {
      item.remove();
      this.queue.push({ file, item: this.item(file) });
      this.next();
    });
  }

  // offer puts a button beside what is said of a file.
  private offer(item: HTMLElement, words: string, deed: () => void): void {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", deed);
    const place = item.querySelector(".actions") ?? document.createElement("div");
    place.className = "actions";
    place.append(button);
    item.append(place);
  }

  private close(item: HTMLElement, kind: "ok" | "bad" | "wait", words: string): void {
    item.className = kind;
    item.querySelector("progress")?.remove();
    const said = item.querySelector(".said");
    if (said) said.textContent = words;
  }
}

// hidden tells whether a file of a folder that was picked, or a folder around
// it, begins with a point, as what a system leaves in folders does.
function hidden(file: File): boolean {
  return file.webkitRelativePath.split("/").some((name) => name.startsWith("."));
}

// dropped gives the files of a drop, also those in folders. What begins with a
// point is hidden and not sent; what cannot be read, as it was moved meanwhile, is
// told by its name.
async function dropped(data: DataTransfer | null, lost: (name: string) => void): Promise<File[]> {
  const entries = Array.from(data?.items ?? [], (item) => item.webkitGetAsEntry()).filter((e) => e !== null);
  if (entries.length === 0) return Array.from(data?.files ?? []);
  const lists = await Promise.all(entries.map((e) => within(e, lost)));
  return lists.flat();
}

async function within(entry: FileSystemEntry, lost: (name: string) => void): Promise<File[]> {
  if (entry.name.startsWith(".")) return [];
  const files: File[] = [];
  try {
    if (entry.isFile) return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
      if (some.length === 0) return files;
      for (const inner of some) files.push(...(await within(inner, lost)));
    }
  } catch {
    lost(entry.name);
    return files;
  }
}
