package portal

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// Files of the picker are sent one by one, each with what became of it; the
// same again is known, and what we do not read is said at once.
func TestUploadByThePicker(t *testing.T) {
	house := openHouse(t)
	letter := filepath.Join(t.TempDir(), "brief.docx")
	if err := os.WriteFile(letter, []byte("not a document that we read"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := newHand(t, house.url)
	p.signIn(clientUser, password)
	p.open("/upload")
	invoice := testdata("nl-excel-grid-pdf-text", "document.pdf")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{invoice, letter}))
	p.until("one that arrived and one that needs help", "document.querySelector('.files .ok') && document.querySelector('.files .bad')")
	p.sees("Ontvangen")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{invoice}))
	p.sees("Hadden we al")
	if n := ask[int](p, "document.querySelectorAll('.files li').length"); n != 3 {
		t.Errorf("the page shows %d files, want 3", n)
	}
	p.click("#after a")
	p.at("/documents")
	if doc := house.settled(1)[0]; doc.Client != house.client {
		t.Errorf("the document is of client %q, want that of the one who sent it", doc.Client)
	}
}

// A document that is being read shows itself as soon as it was read, and a
// held one says why and what to do.
func TestAHeldDocumentSaysWhatToDo(t *testing.T) {
	house := openHouse(t)
	house.deliver(house.identity(accountant), house.client, "stuk.pdf", []byte("%PDF-1.7\nnothing more"))
	doc := house.settled(1)[0]
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents?tab=held")
	p.sees("Het bestand is beschadigd")
	p.open("/documents/" + string(doc.ID))
	p.sees("Open het origineel")
	p.types("#i-supplier_name", "Van papier overgenomen")
	p.types("#i-total_incl", "12,50")
	p.click("#approve")
	p.at("/documents?said=last")
	p.open("/documents?tab=approved")
	p.sees("Van papier overgenomen")
	p.sees("12,50")
}
