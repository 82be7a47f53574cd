// Before anything of a page is drawn: it looks as it does with scripts, and with what
// this browser can do, so that nothing moves when they come. Where they do not, it is a page without scripts.
{
  const root = document.documentElement;
  root.classList.add("scripted");
  if (window.PublicKeyCredential && "parseCreationOptionsFromJSON" in PublicKeyCredential) root.classList.add("has-passkeys");
  if ("serviceWorker" in navigator && "PushManager" in window) root.classList.add("has-push");
  addEventListener("load", () => root.classList.contains("listens") || root.classList.remove("scripted", "has-passkeys", "has-push"));
}
