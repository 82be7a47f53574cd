// Uploads by drop, paste, picker, folder and camera, two files at a time, each
// with its progress and what became of it.
import { Camera } from "./camera";
import { Finder } from "./finder";
import { largeFrom, Refusal, sendInPieces, type Outcome } from "./pieces";
import { keepFile, keepPage, sendWaiting, waitingOf, type Waiting } from "./waiting";

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
      if (this.running || this.queue.length) e.preventDefault();
    });
    window.addEventListener("online", () => void this.sendKept());
    document.querySelector("form[data-sign-out]")?.addEventListener("submit", (e) => {
      if (this.kept > 0 && !window.confirm((form.dataset.leave ?? "{1}").replace("{1}", String(this.kept)))) e.preventDefault();
    });
    void keepPage().catch(() => undefined); // the page serves without it as well
    void this.sendKept();
  }

  // Files that wait for the line.
  private kept = 0;

  private async countKept(): Promise<void> {
    this.kept = (await waitingOf(this.user)).length;
    const place = document.getElementById("waiting");
    const said = place?.querySelector<HTMLElement>("[data-waiting]");
    if (!place || !said) return;
    said.textContent = (said.dataset.waiting ?? "{1}").replace("{1}", String(this.kept));
    place.hidden = this.kept === 0;
  }

  private async sendKept(): Promise<void> {
    await this.countKept();
    if (this.kept === 0) return;
    await sendWaiting(this.user, (w) => this.sendOne(w));
    await this.countKept();
    this.lookLater();
  }

  // lookLater tries again what still waits: a line that only hiccups sends no
  // event when it is back.
  private lookLater(): void {
    window.clearTimeout(this.later);
    if (this.kept > 0) this.later = window.setTimeout(() => void this.sendKept(), 15000);
  }

  private later = 0;

  // sendOne sends a file that waited, with the token of the session that there is
  // now. Whoever is signed in now must be the one who handed it in.
  private async sendOne(w: Waiting): Promise<boolean> {
    try {
      const page = await fetch("/upload");
      if (!page.ok || page.redirected) return false;
      const text = new DOMParser().parseFromString(await page.text(), "text/html");
      if (text.body.dataset.user !== w.user) return false;
      const csrf = text.querySelector<HTMLInputElement>('input[name="csrf"]')?.value ?? "";
      const fields = new Map([...w.fields, ["csrf", csrf]]);
      const item = this.item(w.file);
      if (w.file.size > largeFrom) {
        this.settle(item, await sendInPieces(w.file, fields, (sent) => this.show(item, sent / w.file.size)), fields);
        return true;
      }
      const body = new FormData();
      for (const name of ["csrf", "client"]) if (fields.has(name)) body.append(name, fields.get(name) ?? "");
      body.append("file", w.file, w.file.name || "image.png");
      const answer = await fetch("/upload", { method: "POST", headers: { Accept: "application/json" }, body });
      const outcome = (await answer.json()) as Outcome;
      if (answer.ok) this.settle(item, outcome, fields);
      else this.close(item, "bad", outcome.error ?? "");
      return answer.status < 500;
    } catch (e) {
      return e instanceof Refusal;
    }
  }

  // keep puts a file aside that found no line.
  private async keep(file: File, item: HTMLElement): Promise<void> {
    try {
      await keepFile({ user: this.user, file, fields: [...this.fields(), ...this.said()] });
      this.close(item, "wait", this.form.dataset.kept ?? "");
      await this.countKept();
      this.lookLater();
    } catch {
      this.fail(this.form.dataset.lost ?? "", file, item);
    }
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
      if (e instanceof Refusal) this.fail(this.form.dataset.lost ?? "", file, item);
      else await this.keep(file, item);
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
    if (new URL(request.responseURL).pathname === "/sign-in") return this.fail(this.form.dataset.ended ?? "", file, item);
    let answer: Outcome | undefined;
    try {
      answer = JSON.parse(request.responseText) as Outcome;
    } catch {
      answer = undefined;
    }
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
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = this.form.dataset.retry ?? "";
    again.addEventListener("click", () => {
      item.remove();
      this.queue.push({ file, item: this.item(file) });
      this.next();
    });
    item.append(again);
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
