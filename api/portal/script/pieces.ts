// Large files go in pieces (tus 1.0.0): a line that breaks costs a moment, and a
// page that was closed finds its file again when it is chosen again.

const piece = 4 << 20;
const patience = 10; // tries without a byte of progress

export const largeFrom = piece;

export interface Outcome {
  id?: string; // of the delivery
  again: boolean;
  parts: { name: string; outcome: string; known: boolean; text: string }[];
  error?: string;
}

interface Half {
  id: string;
  mark: string;
  client: string;
}

// A Refusal is an answer other than the one hoped for.
export class Refusal extends Error {
  constructor(readonly status: number) {
    super(String(status));
  }
}

// passes tells whether a later try may be answered otherwise: an ended session
// (which leads to another page), a limit, and faults of the house pass.
export const passes = (status: number) => status < 400 || status === 408 || status === 409 || status === 429 || status >= 500;

export async function sendInPieces(file: File, fields: Map<string, string>, progress: (sent: number) => void): Promise<Outcome> {
  const csrf = fields.get("csrf") ?? "";
  const mark = `${file.name}|${file.size}|${file.lastModified}`;
  const address = (await known(mark, fields.get("client") ?? "")) ?? (await begin(file, mark, fields.get("client") ?? "", csrf));
  let failed = 0;
  for (let at: number | undefined; at !== file.size; ) {
    try {
      if (at === undefined) {
        at = await offset(address, csrf);
        continue;
      }
      at = await put(address, at, file.slice(at, at + piece), csrf, progress);
      failed = 0;
    } catch (e) {
      if ((e instanceof Refusal && !passes(e.status)) || ++failed > patience) throw e;
      await pause(Math.min(1000 * 2 ** failed, 20000));
      at = undefined; // the house says how much of it came
    }
  }
  return await became(address);
}

// became asks what became of an upload whose bytes are all there.
async function became(address: string): Promise<Outcome> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Refusal(answer.status);
  return (await answer.json()) as Outcome;
}

async function known(mark: string, client: string): Promise<string | undefined> {
  const halves = (await (await fetch("/uploads", { headers: { Accept: "application/json" } })).json()) as Half[];
  const half = halves.find((h) => h.mark === mark && (client === "" || h.client === client));
  return half && `/uploads/${half.id}`;
}

async function begin(file: File, mark: string, client: string, csrf: string): Promise<string> {
  const said = { filename: file.name, mark, client };
  const metadata = Object.entries(said).filter(([, v]) => v !== "").map(([k, v]) => `${k} ${base64(v)}`);
  const answer = await fetch("/uploads", { method: "POST", headers: { ...headers(csrf), "Upload-Length": String(file.size), "Upload-Metadata": metadata.join(",") } });
  const address = answer.headers.get("Location");
  if (answer.status !== 201 || !address) throw new Refusal(answer.status);
  return address;
}

async function offset(address: string, csrf: string): Promise<number> {
  const answer = await fetch(address, { method: "HEAD", headers: headers(csrf) });
  if (!answer.ok || answer.redirected) throw new Refusal(answer.status);
  return Number(answer.headers.get("Upload-Offset"));
}

// put sends one piece with its progress, which fetch does not tell.
function put(address: string, at: number, body: Blob, csrf: string, progress: (sent: number) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PATCH", address);
    for (const [name, value] of Object.entries(headers(csrf))) request.setRequestHeader(name, value);
    request.setRequestHeader("Upload-Offset", String(at));
    request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    request.upload.onprogress = (e) => progress(at + e.loaded);
    request.onerror = () => reject(new Error("line"));
    request.onload = () => {
      if (request.status === 204) return resolve(Number(request.getResponseHeader("Upload-Offset")));
      reject(new Refusal(request.status));
    };
    request.send(body);
  });
}

function headers(csrf: string): Record<string, string> {
  return { "Tus-Resumable": "1.0.0", "X-CSRF": csrf };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

// pause waits, but not longer than until the line is there again.
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, ms);
    window.addEventListener("online", () => (window.clearTimeout(timer), resolve()), { once: true });
  });
}
