// The next document is made ready while this one is looked at: its picture is
// drawn and lies in the browser, which asks whether it may still show it.

const pause = 250; // ms, for this document's own picture
const most = 2; // pages of the next document

export function ahead(address: string | undefined): void {
  if (!address) return;
  const go = () => void prepare(address).catch(() => undefined); // it is asked for again when it is opened
  window.setTimeout(go, pause);
}

async function prepare(address: string): Promise<void> {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const image of Array.from(next.querySelectorAll(".sheet image[href]")).slice(0, most)) {
    new Image().src = image.getAttribute("href") ?? "";
  }
}
