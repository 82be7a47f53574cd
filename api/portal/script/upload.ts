// Uploads by drop, paste, picker, folder and camera, two files at a time, each
// with its progress and what became of it.
import { largeFrom, sendInPieces, type Outcome } from "./pieces";

const lanes = 2;

export function upload(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-upload]");
  if (form) new Upload(form);
}

class Upload {
  private readonly queue: { file: File; item: HTMLElement }[] = [];
  private running = 0;

  constructor(private readonly form: HTMLFormElement) {
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
      void dropped(e.dataTransfer).then((files) => this.add(files));
    });
    document.addEventListener("paste", (e) => this.add(e.clipboardData?.files));
    for (const input of form.querySelectorAll<HTMLInputElement>('input[type="file"]')) {
      input.addEventListener("change", () => {
        this.add(input.files);
        input.value = "";
      });
    }
    form.addEventListener("click", (e) => {
      const button = (e.target as Element).closest<HTMLElement>("[data-pick]");
      if (button) document.getElementById(button.dataset.pick ?? "")?.click();
    });
    window.addEventListener("beforeunload", (e) => {
      if (this.running || this.queue.length) e.preventDefault();
    });
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
      this.settle(item, outcome);
    } catch {
      this.fail(this.form.dataset.lost ?? "", file, item);
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
    request.onerror = () => this.fail(this.form.dataset.lost ?? "", file, item);
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
    this.settle(item, answer);
  }

  private settle(item: HTMLElement, answer: Outcome): void {
    const part = answer.parts[0];
    const held = answer.parts.find((p) => p.outcome !== "taken" && !p.known);
    this.close(item, held ? "bad" : "ok", answer.again ? (this.form.dataset.again ?? "") : (held?.text ?? part?.text ?? ""));
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

  private close(item: HTMLElement, kind: "ok" | "bad", words: string): void {
    item.className = kind;
    item.querySelector("progress")?.remove();
    const said = item.querySelector(".said");
    if (said) said.textContent = words;
  }
}

// dropped gives the files of a drop, also those in folders. What begins with a
// point is hidden and not sent.
async function dropped(data: DataTransfer | null): Promise<File[]> {
  const entries = Array.from(data?.items ?? [], (item) => item.webkitGetAsEntry()).filter((e) => e !== null);
  if (entries.length === 0) return Array.from(data?.files ?? []);
  const lists = await Promise.all(entries.map(within));
  return lists.flat();
}

async function within(entry: FileSystemEntry): Promise<File[]> {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
    if (some.length === 0) return files;
    for (const inner of some) files.push(...(await within(inner)));
  }
}
