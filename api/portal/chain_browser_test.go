package portal

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A document's chain is followed in a browser: a value is changed, a question goes to
// the client, who answers it, the time line says what was changed from what to what
// and begins at the door, and the original is one click away. What was changed is in
// the overview of quality, and in its file.
func TestTheChainInABrowser(t *testing.T) {
	house := openHouse(t)
	house.handIn(clientUser, house.client, "de-de-craft-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	at := "/documents/" + string(doc.ID)
	desk, client := newHand(t, house.url), newHand(t, house.url)
	desk.signIn(accountant, password)
	desk.open(at)
	desk.until("words", "document.querySelectorAll('.words text').length > 20")
	desk.types("#i-due_date", "31/08/2025")
	desk.presses(kb.Enter)
	desk.kept("due_date", "31/08/2025")
	desk.types("#talk", "Waarvoor zijn de mappen?")
	desk.click("#p-talk button[value=question]")
	desk.sees("Waarvoor zijn de mappen?")
	desk.sees("Wacht op een antwoord")

	client.signIn(clientUser, password)
	client.click(`.bar a[href="/questions"]`)
	client.click(".asked a")
	client.at(at)
	client.types("#p-talk textarea", "Voor het archief.")
	client.click("#p-talk button.primary")
	client.sees("Voor het archief.")
	client.open("/questions")
	client.sees("Er staan geen vragen open")

	desk.until("the answer", "fetch('"+at+"').then((r) => r.text()).then((t) => t.includes('Voor het archief.'))")
	desk.open(at)
	desk.sees("Voor het archief.")
	desk.click("#p-history summary")
	desk.until("what was changed, from what to what, by whom", `[...document.querySelectorAll("#p-history li")].some((li) => li.querySelector("del")?.textContent === "25/07/2025" && li.querySelector("ins")?.textContent === "31/08/2025" && li.textContent.includes("Bert Claes"))`)
	desk.until("the door at its beginning", `document.querySelector("#p-history li:last-child").textContent.includes("kwam binnen langs Opladen")`)
	desk.until("the original", `fetch([...document.querySelectorAll(".links a")].find((a) => a.pathname.endsWith("/original")).href).then((r) => r.ok && r.text()).then((t) => t.startsWith("%PDF"))`)
	house.surely()
	desk.open(at)
	desk.until("the document", "document.querySelector('#approve')")
	desk.do(chromedp.Focus(chromedp.CSS("#approve")))
	desk.presses(kb.Enter)
	desk.at("/documents?said=last")
	desk.open("/quality")
	desk.sees("Meest verbeterd")
	desk.until("the field that was changed", `[...document.querySelectorAll(".quality tr")].some((tr) => tr.textContent.includes("Vervaldag") && tr.textContent.includes("1"))`)
	desk.until("its file", `fetch(document.querySelector("a[download]").href).then((r) => r.text()).then((t) => t.includes("Per veld;Vervaldag;;1;0"))`)
}
