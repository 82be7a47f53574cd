package portal

import (
	"strconv"
	"testing"

	keyboard "github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A document goes the whole way under the eyes of an accountant: handed in by
// the file picker, seen in the list as soon as it was read, looked at,
// corrected by a click on a word, approved, and found in the archive.
func TestTheWholeWayInABrowser(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.sees("Alles is nagekeken")
	p.open("/documents?tab=all")
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	p.until("a row that came by itself", "document.querySelector('#rows .state.read')")
	p.sees("Ardsara Bouwpunt vof")
	p.sees("1.543,56")

	p.click("#rows a")
	p.until("words to click", "document.querySelectorAll('.words text').length > 50")
	p.types("#i-supplier_name", "Iemand anders")
	p.presses(kb.Tab)
	p.until("that it was kept", "document.querySelector('[name=\"was.supplier_name\"]').value === 'Iemand anders'")
	p.do(chromedp.Focus(chromedp.CSS("#i-invoice_number")))
	p.clickWord("2627")
	p.until("the clicked word", "document.querySelector('[name=\"was.invoice_number\"]').value === '2627'")
	if p.value("#i-supplier_name") != "Iemand anders" {
		t.Errorf("supplier is %q, want what was typed", p.value("#i-supplier_name"))
	}

	p.click("#approve")
	p.at("/documents?said=last")
	p.open("/documents?tab=approved")
	p.sees("Iemand anders")
	p.click("#rows a")
	p.sees("Goedgekeurd door Bert Claes")
	p.until("the archive", "document.querySelector('#archive')")
	for _, what := range []string{"archive", "manifest", "original"} {
		got := ask[int](p, "(() => { const r = new XMLHttpRequest(); r.open('GET', location.pathname + '/"+what+"', false); r.send(); return r.status })()")
		if got != 200 {
			t.Errorf("%s answers %d, want 200", what, got)
		}
	}
}

// The same without a mouse: what is doubtful is confirmed by Enter, and Enter
// on the last one leads to the approval.
func TestApprovalByKeyboardOnly(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.settled(2)
	house.doubt()
	p := newHand(t, house.url)
	p.open("/sign-in")
	p.until("the cursor in the form", "document.activeElement.id === 'email'")
	p.presses(accountant + kb.Tab + password + kb.Enter)
	p.at("/documents")
	p.do(chromedp.Focus(chromedp.CSS("#rows a")))
	p.presses(kb.Enter)
	p.until("the cursor in a doubtful field", "document.activeElement.closest('.field')")
	first := pathOf(p.where())
	const cursor = "document.activeElement.id || document.activeElement.value || document.activeElement.tagName"
	fields := ask[int](p, "document.querySelectorAll('.field input[id]').length")
	for range fields {
		at := ask[string](p, cursor)
		if at == "approve" {
			break
		}
		p.presses(kb.Enter)
		p.until("the cursor elsewhere than in "+at, "("+cursor+") !== "+strconv.Quote(at))
	}
	if got := p.where(); pathOf(got) != first {
		t.Fatalf("the way to the button led to %s, want to stay at %s", got, first)
	}
	p.presses(kb.Enter)
	p.until("the next document", "document.querySelector('#approve') && location.pathname !== '"+first+"'")
	p.sees("Goedgekeurd.")
	p.until("the page's script", "document.documentElement.classList.contains('listens')")
	p.presses(kb.Escape + "a")
	p.at("/documents?said=last")
}

// U takes an approval back. What was refused behind the next document's back is
// told there and waits, and U leads to it.
func TestApprovalIsTakenBackOrRefused(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	docs := house.settled(2)
	house.surely()
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.click("#rows a.row")
	first := docs[0].ID
	ready := `(() => {
		const ahead = document.querySelector("[data-desk='` + string(first) + `']")?.dataset.ahead;
		return document.activeElement?.id === "approve" && ahead && performance.getEntriesByName("invoer.ahead").some((e) => e.detail === ahead);
	})()`
	p.until("the first document, and the next one ready", ready)
	p.presses(kb.Enter)
	p.until("the next document, and that the first is approved", "!location.pathname.includes('"+string(first)+"') && document.querySelector('#saved').textContent.startsWith('Goedgekeurd.')")
	p.presses("u")
	p.until("the first document again", "document.querySelector('#saved')?.textContent === 'Opnieuw geopend.' && location.pathname.includes('"+string(first)+"')")
	if got, err := house.store.Document(t.Context(), house.identity(accountant), first); err != nil || got.Status != invoer.StatusRead {
		t.Fatalf("after U the document is %s, %v, want read", got.Status, err)
	}
	p.do(chromedp.Evaluate[chromedp.Void](`performance.clearMarks("invoer.ahead")`))
	p.open("/documents")
	p.until("both rows", "document.querySelectorAll('#rows a.row').length === 2")
	p.click("#rows a.row")
	p.until("the first document, and the next one ready", ready)
	p.refused(409)
	p.holdBack("?list=")
	if _, err := house.store.Correct(t.Context(), house.identity(admin1), first, storage.AnyVersion, []storage.Correction{{Field: "invoice_number", Text: "X-1"}}); err != nil {
		t.Fatal(err)
	}
	p.presses("a")
	p.until("the next document, and that the first still waits", "!location.pathname.includes('"+string(first)+"') && document.querySelector('#refused a')?.textContent.includes('wacht nog')")
	p.letGo()
	p.presses("u")
	p.until("the first one as a colleague left it", "location.pathname.includes('"+string(first)+"') && document.querySelector('#i-invoice_number')?.value === 'X-1'")
}

// Each document has its own stroke: a key that is held down approves one. What is
// refused behind the next document's back stays told until it is opened, also
// when another decision is told meanwhile.
func TestHeldKeyAndRefusalsOfMany(t *testing.T) {
	house := openHouse(t)
	for _, name := range []string{"nl-excel-grid-pdf-text", "de-de-craft-pdf-text", "fr-credit-classic-pdf-text", "en-webshop-pdf-text"} {
		house.handIn(accountant, house.client, name, "document.pdf")
	}
	docs := house.settled(4)
	house.surely()
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.click("#rows a.row")
	desk := func(n int) {
		t.Helper()
		p.until("the next document, and the one behind it ready", `(() => {
			const ahead = document.querySelector("[data-desk='`+string(docs[n].ID)+`']")?.dataset.ahead;
			return document.activeElement?.id === "approve" && ahead && performance.getEntriesByName("invoer.ahead").some((e) => e.detail === ahead);
		})()`)
	}
	desk(0)
	p.presses(kb.Enter)
	desk(1)
	p.until("that the first is approved", "document.querySelector('#saved').textContent.startsWith('Goedgekeurd.')")
	p.holds('\r')
	p.holds('a')
	p.holds('u')
	if !ask[bool](p, "location.pathname.includes('"+string(docs[1].ID)+"')") {
		t.Errorf("a held key led to %s, want to stay at what nobody looked at", p.where())
	}
	if got := house.statusOf(docs[1].ID); got != invoer.StatusRead {
		t.Errorf("after a held key the document is %s, want read", got)
	}

	p.refused(409)
	p.holdBack("?list=")
	if _, err := house.store.Correct(t.Context(), house.identity(admin1), docs[1].ID, storage.AnyVersion, []storage.Correction{{Field: "invoice_number", Text: "X-1"}}); err != nil {
		t.Fatal(err)
	}
	p.presses("a")
	p.until("that the second still waits", "document.querySelector(\"[data-desk='"+string(docs[2].ID)+"']\") && document.querySelector('#refused a')?.textContent.includes('wacht nog')")
	p.letGo()
	desk(2)
	p.presses("a")
	p.until("that the third is approved and the second still waits", "document.querySelector(\"[data-desk='"+string(docs[3].ID)+"']\")"+
		" && document.querySelector('#saved').textContent.startsWith('Goedgekeurd.') && document.querySelector('#refused a')?.textContent.includes('wacht nog')")
	p.open("/documents")
	p.until("the same told over the list", "document.querySelector('#refused:not([hidden]) a')?.textContent.includes('wacht nog')")
	p.click("#refused a")
	p.until("the second as a colleague left it, and nothing told any more", "document.querySelector(\"[data-desk='"+string(docs[1].ID)+"']\")"+
		" && document.querySelector('#i-invoice_number')?.value === 'X-1' && document.querySelector('#refused').hidden && !document.querySelector('#refused a')")
	for i, want := range []invoer.Status{invoer.StatusApproved, invoer.StatusRead, invoer.StatusApproved, invoer.StatusRead} {
		if got := house.statusOf(docs[i].ID); got != want {
			t.Errorf("document %d is %s, want %s", i, got, want)
		}
	}
}

// holds sends what a keyboard sends while a key is held down, and lifts it.
func (h *hand) holds(key rune) {
	h.Helper()
	events := stroke(key)
	again := true
	events[0].AutoRepeat = &again
	for _, event := range []keyboard.DispatchKeyEventParams{events[0], events[0], events[0], events[len(events)-1]} {
		if _, err := chromedp.Call(h.ctx, keyboard.DispatchKeyEvent, event); err != nil {
			h.Fatalf("holding %q: %v", key, err)
		}
	}
}

func (h *house) statusOf(id invoer.DocumentID) invoer.Status {
	h.Helper()
	doc, err := h.store.Document(h.Context(), h.identity(accountant), id)
	if err != nil {
		h.Fatal(err)
	}
	return doc.Status
}

// doubt makes the number and the date of every invoice doubtful, however well
// they are read.
func (h *house) doubt() {
	h.Helper()
	err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `update invoices set invoice = jsonb_set(jsonb_set(invoice, '{number,confidence}', '60'), '{issued,confidence}', '60')`)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// Without scripts every form is a plain one: hand in, correct, approve.
func TestWithoutScripts(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	p.withoutScripts()
	p.signIn(accountant, password)
	p.open("/upload")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{testdata("nl-excel-grid-pdf-text", "document.pdf")}))
	p.click("#upload .actions button")
	p.at("/deliveries/")
	p.sees("Ontvangen")
	house.settled(1)
	p.open("/documents")
	p.click("#rows a")
	p.sees("Goedkeuren en volgende")
	p.types("#i-due_date", "31/12/2025")
	p.types("#i-total_vat", "geen bedrag")
	p.refused(422)
	p.click(".decide button.plain-only")
	p.sees("Geen bedrag")
	if got := p.value("#i-total_vat"); got != "geen bedrag" {
		t.Errorf("the mistaken field is %q, want what was typed", got)
	}
	if got := p.value("#i-due_date"); got != "31/12/2025" {
		t.Errorf("the right field is %q, want what was typed", got)
	}
	p.types("#i-total_vat", "267,89")
	p.click("#approve")
	p.at("/documents?said=last")
	p.open("/documents?tab=approved")
	p.sees("31/12/2025")
}
