// Messages on this device: the browser asks its maker's push service for an
// address, and the house keeps it.

export function push(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-push]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const said = form.querySelector<HTMLElement>("[data-said]");
    if (said) said.hidden = true;
    subscribe(form).catch(() => {
      if (!said) return;
      said.textContent = form.dataset.failed ?? "";
      said.hidden = false;
    });
  });
}

async function subscribe(form: HTMLFormElement): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
  await navigator.serviceWorker.register("/sw.js");
  const worker = await navigator.serviceWorker.ready;
  const made = (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push })).toJSON();
  const fields = new URLSearchParams({ csrf: String(new FormData(form).get("csrf")), endpoint: made.endpoint ?? "", p256dh: made.keys?.p256dh ?? "", auth: made.keys?.auth ?? "" });
  const answer = await fetch(form.action, { method: "POST", body: fields });
  if (!answer.ok) throw new Error(String(answer.status));
  location.assign(String(((await answer.json()) as { go: string }).go));
}
