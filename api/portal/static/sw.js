// Without a line the page for handing in still opens: it was kept by itself
// (script/waiting.ts). Nothing else is ever answered from here.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (e) => e.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (e) => {
  const at = new URL(e.request.url);
  if (e.request.method !== "GET" || at.origin !== location.origin) return;
  const kept = () => caches.match(at.pathname, { cacheName: "invoer-shell" });
  if (at.pathname.startsWith("/static/")) {
    e.respondWith(fetch(e.request).catch(async (fault) => (await kept()) ?? Promise.reject(fault)));
  } else if (e.request.mode === "navigate") {
    e.respondWith(fetch(e.request).catch(async (fault) => {
      const page = await caches.match("/upload", { cacheName: "invoer-shell" });
      if (!page) throw fault;
      return at.pathname === "/upload" ? page : Response.redirect("/upload", 302);
    }));
  }
});
