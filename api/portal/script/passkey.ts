// Passkeys: what the server asks, the browser asks of an authenticator.

type Asked = { publicKey: Record<string, unknown> } | Record<string, unknown>;

export function passkeys(): void {
  if (!window.PublicKeyCredential || !("parseCreationOptionsFromJSON" in PublicKeyCredential)) return;
  const enter = document.querySelector<HTMLButtonElement>("button[data-passkey]");
  if (enter) {
    enter.addEventListener("click", () => void tell(enter, signIn(enter.dataset.passkey ?? "", enter.dataset.next ?? "")));
  }
  const form = document.querySelector<HTMLFormElement>("form[data-new-passkey]");
  if (form) {
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      void tell(form, add(form));
    });
  }
}

async function signIn(address: string, next: string): Promise<void> {
  const options = PublicKeyCredential.parseRequestOptionsFromJSON((await ask(`${address}/ask`)) as unknown as PublicKeyCredentialRequestOptionsJSON);
  const answer = (await navigator.credentials.get({ publicKey: options })) as PublicKeyCredential;
  await finish(`${address}?next=${encodeURIComponent(next)}`, answer, "");
}

async function add(form: HTMLFormElement): Promise<void> {
  const fields = new URLSearchParams(Array.from(new FormData(form), ([name, value]) => [name, String(value)]));
  const options = PublicKeyCredential.parseCreationOptionsFromJSON((await ask("/profile/passkeys/ask", fields)) as unknown as PublicKeyCredentialCreationOptionsJSON);
  const made = (await navigator.credentials.create({ publicKey: options })) as PublicKeyCredential;
  await finish("/profile/passkeys", made, fields.get("csrf") ?? "");
}

async function ask(address: string, fields?: URLSearchParams): Promise<Asked> {
  return said(await fetch(address, { method: "POST", body: fields ?? new URLSearchParams() }));
}

async function finish(address: string, answer: PublicKeyCredential, csrf: string): Promise<void> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (csrf) headers["X-CSRF"] = csrf;
  const done = await said(await fetch(address, { method: "POST", headers, body: JSON.stringify(answer.toJSON()) }));
  location.assign(String((done as { go: string }).go));
}

async function said(answer: Response): Promise<Record<string, unknown>> {
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Record<string, unknown>;
}

// tell says beside the button what did not work; the browser itself says
// nothing of what its person cancelled.
async function tell(at: HTMLElement, work: Promise<void>): Promise<void> {
  const place = (at.closest("form") ?? at).querySelector<HTMLElement>("[data-said]");
  if (place) place.hidden = true;
  try {
    await work;
  } catch {
    if (!place) return;
    place.textContent = at.dataset.failed ?? "";
    place.hidden = false;
  }
}
