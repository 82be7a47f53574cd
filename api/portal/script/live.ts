// Server-sent events: tells what changed, and whether the line is open. The
// browser connects again by itself and says which event it saw last.

export interface Change {
  kind: string;
  document?: string;
  delivery?: string;
}

export function watch(changed: (c: Change) => void, connected: (open: boolean) => void): void {
  let source: EventSource | undefined;
  const open = () => {
    if (source) return;
    source = new EventSource("/events");
    source.onopen = () => connected(true);
    source.onerror = () => connected(false);
    source.addEventListener("change", (e) => {
      try {
        changed(JSON.parse((e as MessageEvent<string>).data) as Change);
      } catch {
        changed({ kind: "unknown" });
      }
    });
  };
  const close = () => {
    source?.close();
    source = undefined;
  };
  // A browser opens six connections to a server at most: a tab that nobody
  // sees gives its own back.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return close();
    open();
    changed({ kind: "unknown" });
  });
  window.addEventListener("pagehide", close);
  if (!document.hidden) open();
}
