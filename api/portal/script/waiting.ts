// Files that could not be sent wait in the browser until the line is there
// again: for the one who handed them in, and until he signs out. They go when the
// house took them, or when a person throws them away; not before.
import { passes } from "./pieces";

const store = "files";
const shell = "invoer-shell";

export interface Waiting {
  id?: number;
  user: string;
  file: File;
  fields: [string, string][];
  status?: number; // of the answer that refused it last
}

// refused tells whether a file waits for a person: the same try again would be
// refused again.
export const refused = (w: Waiting) => w.status !== undefined && !passes(w.status);

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("invoer", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: "id", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error("indexedDB"));
  });
}

async function within<T>(mode: IDBTransactionMode, deed: (files: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const change = db.transaction(store, mode);
      const request = deed(change.objectStore(store));
      change.oncomplete = () => resolve(request.result);
      change.onabort = change.onerror = () => reject(new Error("indexedDB"));
    });
  } finally {
    db.close();
  }
}

// keepFile keeps a file, or what is to be known of one that is kept, and gives its number.
export const keepFile = (waiting: Waiting) => within("readwrite", (files) => files.put(waiting)) as Promise<number>;
export const forget = (id: number) => within("readwrite", (files) => files.delete(id));

export async function waitingOf(user: string): Promise<Waiting[]> {
  const all = await within("readonly", (files) => files.getAll() as IDBRequest<Waiting[]>);
  return all.filter((w) => w.user === user);
}

// What became of a file that waited: the house took it, nothing got through, or
// the status by which it was refused.
export type Became = "sent" | "unheard" | number;

// sendWaiting sends what waits, one after the other, in one tab only. It stops
// at the first that does not get through, or that comes when there is no room:
// the rest would not do better.
export async function sendWaiting(user: string, send: (w: Waiting) => Promise<Became>): Promise<void> {
  await navigator.locks.request("invoer-waiting", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const w of await waitingOf(user)) {
      if (w.id === undefined || refused(w)) continue;
      const became = await send(w);
      if (became === "unheard") return;
      if (became === "sent") await forget(w.id);
      else await keepFile({ ...w, status: became });
      if (became === 429 || became === 503) return;
    }
  });
}

// keepPage makes this page open without a line too.
export async function keepPage(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/sw.js");
  const cache = await caches.open(shell);
  const page = await fetch("/upload");
  if (!page.ok || page.redirected) return;
  const assets = Array.from(document.querySelectorAll<HTMLElement>("script[src], link[rel=stylesheet], link[rel=icon]"), (e) => e.getAttribute("src") ?? e.getAttribute("href") ?? "");
  const icons = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0];
  for (const old of await cache.keys()) await cache.delete(old);
  await cache.put("/upload", page);
  await cache.addAll([...new Set([...assets, ...(icons ? [icons] : [])])]);
}
