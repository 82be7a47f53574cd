package portal

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Rows are chosen by keys and given to a colleague, whose list they are in; the
// list is kept under a name.
func TestQueuesByKeyboard(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.settled(2)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.do(chromedp.Focus(chromedp.CSS("#rows a.row")))
	p.presses("x" + kb.ArrowDown + "x")
	p.until("the bar for both", "getComputedStyle(document.querySelector('#bulk')).display === 'flex' && document.querySelectorAll('#rows .choose input:checked').length === 2")
	p.do(chromedp.Focus(chromedp.CSS("#bulk-assignee")))
	p.presses("Bert" + kb.Tab + kb.Enter)
	p.at("/documents?said=bulk")
	p.open("/documents?tab=read&mine=1")
	p.until("my two documents", "document.querySelectorAll('#rows li').length === 2")
	p.do(chromedp.Focus(chromedp.CSS(".save-list summary")))
	p.presses(kb.Enter + kb.Tab + "Van mij" + kb.Enter)
	p.until("the list by its name", "document.querySelector('.saved-list.here a')?.textContent === 'Van mij'")
	p.open("/documents?order=doubtful")
	p.until("the order", "document.querySelector('#order').value === 'doubtful'")
}

// What was surely read is approved together, without those that are taken out;
// what somebody changed meanwhile is not, and is said.
func TestContactSheet(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	docs := house.settled(2)
	house.surely()
	p := newHand(t, house.url)
	p.refused(409)
	p.signIn(accountant, password)
	p.click(".saved a.button")
	p.until("both sheets", "document.querySelectorAll('.cards li').length === 2")
	p.until("the cursor on what approves", "document.activeElement?.value === 'approve'")
	changed := docs[0]
	if _, err := house.store.Correct(t.Context(), house.identity(admin1), changed.ID, storage.AnyVersion, []storage.Correction{{Field: "invoice_number", Text: "X-1"}}); err != nil {
		t.Fatal(err)
	}
	p.presses(kb.Enter)
	p.sees("1 gedaan; met deze lukte het niet")
	p.sees("intussen veranderd")
	for _, d := range docs {
		got, err := house.store.Document(t.Context(), house.identity(admin1), d.ID)
		if want := map[bool]invoer.Status{true: invoer.StatusRead, false: invoer.StatusApproved}[d.ID == changed.ID]; err != nil || got.Status != want {
			t.Errorf("%s is %s, %v, want %s", d.Supplier, got.Status, err, want)
		}
	}
}

// surely makes every value of every invoice sure, and answers what was found.
func (h *house) surely() {
	h.Helper()
	err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		if _, err := tx.Exec(tx.Ctx, `update invoices set invoice = regexp_replace(invoice::text, '"confidence": [0-9]+', '"confidence": 99', 'g')::jsonb || '{"findings": []}'`); err != nil {
			return err
		}
		_, err := tx.Exec(tx.Ctx, `update documents set sure = 99, findings = 0`)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// Two people have one document open: each sees the other, and who takes over
// is told to have it.
func TestWhoHasADocumentOpen(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.settled(1)
	first, second := newHand(t, house.url), newHand(t, house.url)
	first.signIn(accountant, password)
	first.click("#rows a.row")
	first.until("its script", "document.documentElement.classList.contains('scripted') && document.querySelector('#approve')")
	second.signIn(admin1, password)
	second.until("that the first one sits", "fetch(document.querySelector('#rows a.row').href).then(r => r.text()).then(t => t.includes('Bert Claes heeft dit open'))")
	second.click("#rows a.row")
	second.sees("Bert Claes heeft dit open")
	second.click("[data-take-over]")
	second.until("the seat", "document.querySelector('#seat').hidden")
}
