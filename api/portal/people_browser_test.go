package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Two people at one document: the second sees what the first wrote before he
// saves, and keeps what he typed himself.
func TestTwoPeopleNeverOverwriteEachOther(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	first, second := newHand(t, house.url), newHand(t, house.url)
	first.signIn(accountant, password)
	second.signIn(admin1, password)
	for _, p := range []*hand{first, second} {
		p.open("/documents/" + string(doc.ID))
		p.until("the desk", "document.querySelector('#i-invoice_number')")
	}
	second.types("#i-invoice_number", "TWEEDE")
	second.refused(409)
	first.types("#i-invoice_number", "EERSTE")
	first.presses(kb.Tab)
	first.until("that it was kept", "document.querySelector('[name=\"was.invoice_number\"]').value === 'EERSTE'")
	first.types("#i-supplier_name", "Ook van de eerste")
	first.presses(kb.Tab)
	second.until("what the first wrote elsewhere", "document.querySelector('#i-supplier_name').value === 'Ook van de eerste'")
	if got := second.value("#i-invoice_number"); got != "TWEEDE" {
		t.Errorf("the second's field is %q, want what he typed", got)
	}
	second.presses(kb.Tab)
	second.sees("Nu: EERSTE")
	if got := second.value("#i-invoice_number"); got != "TWEEDE" {
		t.Errorf("after the conflict the second's field is %q, want what he typed", got)
	}
	got, err := house.store.Document(t.Context(), house.identity(accountant), doc.ID)
	if err != nil || got.Invoice.Number.Value != "EERSTE" {
		t.Fatalf("the number is %q, %v, want what the first wrote", got.Invoice.Number.Value, err)
	}
	second.types("#i-invoice_number", "TWEEDE!")
	second.presses(kb.Tab)
	first.until("what the second then chose", "document.querySelector('#i-invoice_number').value === 'TWEEDE!'")
}

// Where the office wants two people to accept an account that changed, the first one
// is told that another must, and has no button for it any more; the second one sees
// who was first, and what he answers opens the way to the approval, also on the
// first one's page. The telephone number to ask at is that of an older invoice.
func TestTheSecondPersonAnswersAnAccountThatChanged(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, admin1)
	status, _, body := v.post("/office/two", url.Values{"two": {"on"}})
	v.wants("wanting two people", status, http.StatusSeeOther, body)
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	known := house.settled(1)[0].ID
	who := house.identity(accountant)
	old, err := house.store.Approve(t.Context(), who, known, storage.AnyVersion)
	if err != nil {
		t.Fatal(err)
	}
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.settled(2)
	changed := house.readBeside(known)
	_, err = house.store.Correct(t.Context(), who, changed, storage.AnyVersion, []storage.Correction{
		{Field: "supplier_name", Text: old.Invoice.Supplier.Name.Value}, {Field: "supplier_vat", Text: string(old.Invoice.Supplier.VAT.Value)}, {Field: "supplier_iban", Text: "BE71096123456769"},
	})
	if err != nil {
		t.Fatal(err)
	}
	first, second := newHand(t, house.url), newHand(t, house.url)
	first.signIn(accountant, password)
	second.signIn(admin1, password)
	const accept = `button[name="finding"][value="account-changed|supplier_iban"]`
	first.open("/documents/" + string(changed))
	first.until("the number of the older invoice to ask at, which leads there", `(a => a?.textContent === "0816047340" && a.pathname === "/documents/`+string(known)+`")(document.querySelector(".findings a.num"))`)
	first.click(accept)
	first.sees("Aanvaard door Bert Claes; een tweede persoon moet dit ook nakijken.")
	first.until("no button for him", "!document.querySelector('"+accept+"')")
	if got, err := house.store.Document(t.Context(), who, changed); err != nil || len(got.Invoice.Blocking()) != 1 {
		t.Errorf("after the first one blocks %v, %v, want the account still", got.Invoice.Blocking(), err)
	}
	second.open("/documents/" + string(changed))
	second.sees("Aanvaard door Bert Claes; een tweede persoon moet dit ook nakijken.")
	second.click(accept)
	const both = "Aanvaard door Bert Claes en An Peeters."
	second.sees(both)
	first.sees(both)
	first.click("#approve")
	first.at("/documents?said=last")
	if got, err := house.store.Document(t.Context(), who, changed); err != nil || got.Status != invoer.StatusApproved {
		t.Errorf("after both it is %s, %v, want approved", got.Status, err)
	}
	first.open("/documents/" + string(changed))
	first.sees(both) // who accepted it stays visible
}

// A document that somebody decided on meanwhile is not decided on again.
func TestSecondDecisionIsTold(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	p := newHand(t, house.url)
	p.withoutScripts()
	p.signIn(accountant, password)
	p.open("/documents/" + string(doc.ID))
	if _, err := house.store.Reject(t.Context(), house.identity(admin1), doc.ID, storage.AnyVersion, "dubbel"); err != nil {
		t.Fatal(err)
	}
	p.refused(409)
	p.click("#approve")
	p.sees("Geweigerd: dubbel")
	p.sees("Er werd niets veranderd")
}

// Who signs in after another at the same browser finds nothing of him: no
// page, no typed value, no picture.
func TestNothingRemainsAfterSignOut(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents/" + string(doc.ID))
	p.until("words", "document.querySelectorAll('.words text').length > 50")
	p.types("#i-invoice_number", "half getypt")
	p.until("a draft", "JSON.stringify(sessionStorage).includes('half getypt')")
	ask[bool](p, "document.querySelector('form[data-sign-out]').requestSubmit() || true")
	p.at("/sign-in")
	p.signIn(stranger, password)
	p.refused(404)
	past, err := chromedp.Run(p.ctx, chromedp.NavigationEntries())
	if err != nil || len(past.Entries) < 5 {
		t.Fatalf("the browser has %d pages to go back to, %v; want 5 at least", len(past.Entries), err)
	}
	for n, back := range past.Entries[1:past.CurrentIndex] { // the first one is the empty page of a new browser
		ask[int](p, fmt.Sprintf("window.left = %d", n+1)) // a page that comes back as it was has another number, or none
		if _, err := chromedp.Call(p.ctx, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: back.ID}); err != nil {
			t.Fatal(err)
		}
		p.until("a page before", fmt.Sprintf("window.left !== %d", n+1))
		p.ready()
		text := p.text("body")
		for _, private := range []string{"Ardsara", "half getypt", "Bert Claes", "1.543,56"} {
			if strings.Contains(text, private) {
				t.Errorf("%s shows %q to the next person", back.URL, private)
			}
		}
	}
	p.open("/documents")
	left := ask[string](p, "JSON.stringify([localStorage, sessionStorage])")
	for _, private := range []string{"half getypt", string(doc.ID), string(house.identity(accountant).User)} {
		if strings.Contains(left, private) {
			t.Errorf("the browser keeps %q in %s", private, left)
		}
	}
	cached := ask[int](p, "fetch('/documents/"+string(doc.ID)+"/pages/1').then(r => r.status)")
	if cached != 404 {
		t.Errorf("the picture of another office answers %d from the browser's cache, want 404", cached)
	}
}

// Who is signed in elsewhere sees that at his profile and ends it there, by keys:
// the other browser asks for a sign-in, and his own goes on.
func TestASessionElsewhereIsEnded(t *testing.T) {
	house := openHouse(t)
	here, elsewhere := newHand(t, house.url), newHand(t, house.url)
	elsewhere.signIn(accountant, password)
	here.signIn(accountant, password)
	here.open("/profile")
	const ends = "form[action$='/end'] button"
	if n := ask[int](here, `document.querySelectorAll("`+ends+`").length`); n != 1 {
		t.Fatalf("%d sessions can be ended, want the other one and not his own", n)
	}
	here.do(chromedp.Focus(chromedp.CSS(ends)))
	here.presses(kb.Enter)
	here.until("that only this one is left", `document.readyState === "complete" && document.querySelector("[data-new-passkey]") && !document.querySelector("`+ends+`")`)
	elsewhere.open("/documents")
	elsewhere.at("/sign-in")
	here.open("/documents")
	here.at("/documents")
}
