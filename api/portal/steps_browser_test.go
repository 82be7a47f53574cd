package portal

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Who begins is led by the guide alone: from an office without clients to the
// first batch for the accounting package, each step a button of the guide.
func TestFirstStepsToABookedInvoice(t *testing.T) {
	house := openHouse(t)
	const founder = "zaakvoerder@nieuw.example"
	office := house.addOffice("Kantoor Nieuw")
	house.addUser(office, "", founder, "Els Nieuw", invoer.RoleAdmin)
	folder := t.TempDir()
	today := time.Now()
	body := longPDF(1)
	for spelled, on := range map[string]time.Time{"12/11/2026": today, "12/12/2026": today.AddDate(0, 0, 30)} {
		body = bytes.ReplaceAll(body, []byte(spelled), []byte(on.Format("02/01/2006")))
	}
	list, invoice := filepath.Join(folder, "klanten.csv"), filepath.Join(folder, "factuur.pdf")
	for path, text := range map[string][]byte{list: []byte("Code;Naam;BTW;Taal\nK001;Slagerij Vermeulen bv;0477574154;N\n"), invoice: body} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}

	p := newHand(t, house.url)
	p.signIn(founder, password)
	begun := time.Now()
	p.strokes, p.clicks = 0, 0
	p.open("/bookkeeping") // nothing to keep books of yet
	p.at("/office/steps")
	p.open("/documents")
	p.click(`.empty a[href="/office/steps"]`)

	p.step("/office/clients#list")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#list-file"), []string{list}))
	p.click("#list button")
	p.sees("Slagerij Vermeulen bv")
	p.click(`form[action="/office/clients/take"] button`)
	p.at("/office/clients?said=listed")

	p.guide("/office/users#new")
	p.types("#i-name", "Bram Nieuw")
	p.types("#i-email", "bram@nieuw.example")
	p.click("#new .actions button")
	p.until("the invitation", "document.querySelector('.secret')?.textContent.includes('/invitation')")

	p.guide("/upload")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{invoice}))
	p.until("that it arrived", "document.querySelector('#sent .ok')")

	p.guide("/documents")
	house.readFor(founder) // a machine with too much to do takes longer than a hand waits
	p.open("/documents")
	p.until("a row that was read", "document.querySelector('#rows .state.read')")
	p.do(chromedp.Focus(chromedp.CSS("#rows a.row")))
	p.presses(kb.Enter)
	p.until("the document", "document.querySelector('#i-supplier_name') && document.querySelector('#approve')")
	p.types("#i-supplier_name", "Bakkerij De Korenbloem bv") // nobody knows it here yet
	p.presses(kb.Enter)
	p.kept("supplier_name", "Bakkerij De Korenbloem bv")
	p.approves()
	p.at("/documents?said=last")

	p.guide("/bookkeeping")
	p.click("#start-books")
	p.click("#write-books")
	p.sees("De lijsten zijn gewijzigd.")
	p.click("#i-number") // its suppliers have no numbers in a package yet
	p.click("#make-batch")
	p.sees("De batch is gemaakt.")
	p.open("/office/steps")
	p.sees("Alles staat klaar: uw eerste factuur is geboekt.")
	t.Logf("from an empty office to its first booked invoice: %.0f s, %d places clicked and %d keys pressed, and two files chosen", time.Since(begun).Seconds(), p.clicks, p.strokes)
	if made, err := house.store.Batches(t.Context(), house.identity(founder), house.only(founder)); err != nil || len(made) != 1 || made[0].Documents != 1 {
		t.Errorf("batches %+v, %v; want one of one document", made, err)
	}
}

// guide opens the first steps and takes one of them.
func (h *hand) guide(to string) {
	h.Helper()
	h.click(".bar .menu summary")
	h.click(`.bar .menu a[href="/office/steps"]`)
	h.step(to)
}

// step takes a step of the guide, which is not done yet.
func (h *hand) step(to string) {
	h.Helper()
	h.at("/office/steps")
	h.click(`.steps a.primary[href="` + to + `"]`)
	path, _, _ := strings.Cut(to, "#")
	h.at(path)
}

// readFor waits until the one document of somebody's office was read.
func (h *house) readFor(email string) {
	h.Helper()
	for end := time.Now().Add(3 * patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		docs, err := h.store.Documents(h.Context(), h.identity(email), storage.Filter{})
		if err != nil {
			h.Fatal(err)
		}
		if len(docs) == 1 && docs[0].Status == invoer.StatusRead {
			return
		}
	}
	h.Fatalf("after %s the document of %s was not read", 3*patience, email)
}

// only is the one client of somebody's office.
func (h *house) only(email string) invoer.ClientID {
	h.Helper()
	all, err := h.store.Clients(h.Context(), h.identity(email))
	if err != nil || len(all) != 1 {
		h.Fatalf("clients %+v, %v; want one", all, err)
	}
	return all[0].ID
}
