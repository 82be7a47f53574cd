// Without a line the page for handing in still opens: it was kept by itself
// (script/waiting.ts). Nothing else is ever answered from here. What the house
// pushes is shown, and a click on it opens what it is about.
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
self.addEventListener("push", (e) => {
  const told = e.data?.json() ?? {};
  e.waitUntil(self.registration.showNotification(String(told.title ?? "invoer"), { body: String(told.body ?? ""), tag: String(told.tag ?? ""), data: String(told.url ?? "/") }));
});
self.addEventListener("notificationclick", (e) => {
  e.notification.close();
  const at = new URL(e.notification.data, location.origin);
  if (at.origin === location.origin) e.waitUntil(self.clients.openWindow(at.href));
});
