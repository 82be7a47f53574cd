package pipeline

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/storage"
)

// A typewriter reads files of plain lines as pages of one.
type typewriter struct{ recorded }

func (*typewriter) Inspect(context.Context, extractors.Source) (extractors.Contents, error) {
	return extractors.Contents{Pages: make([]extractors.Size, 1)}, nil
}

func (*typewriter) Normalise(_ context.Context, src extractors.Source, n int) (extractors.Sheet, error) {
	text, err := os.ReadFile(src.Path)
	if err != nil {
		return extractors.Sheet{}, err
	}
	page := invoer.Page{Number: n, Width: 595, Height: 842, Reader: "text"}
	for i, line := range strings.Split(string(text), "\n") {
		x, y := 60.0, 60+24*float64(i)
		for _, word := range strings.Fields(line) {
			right := x + 6*float64(len(word))
			page.Words = append(page.Words, invoer.Word{Text: word, Confidence: 100, Box: invoer.Box{X0: x, Y0: y, X1: right, Y1: y + 11}})
			x = right + 4
		}
	}
	return extractors.Sheet{Page: page}, nil
}

// letter is an invoice of one supplier, whose number stands beside a word that
// no list of labels has.
func letter(number, date string) []byte {
	return []byte(strings.Join([]string{
		"de zetter", "Kerkstraat 12", "2000 Antwerpen", "BTW BE0477574154", "", "FACTUUR", "Kwitkode " + number, "Factuurdatum " + date,
		"Aan Bakkerij Peeters", "", "Drukwerk 100,00", "Maatstaf 100,00", "BTW 21% 21,00", "Totaal te betalen EUR 121,00",
	}, "\n"))
}

// TestNextDocumentGainsByWhatWasApproved corrects and approves one document;
// the next of its supplier is named as people named it, and its number is found
// where it stood.
func TestNextDocumentGainsByWhatWasApproved(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	store, err := storage.Open(t.Context(), storage.Settings{URL: h.db.URL, Traits: extractors.Traits})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	h.store = store
	client := h.client("K1")
	p, _ := h.start(&typewriter{})
	read := func(number, date string) storage.View {
		ring := h.deliver(client, number+".pdf", "application/pdf", letter(number, date))
		p.bell.Ring(t.Context(), ring)
		h.settled(20 * time.Second)
		return h.only(ring)
	}
	first := read("88417", "03/10/2026")
	if got := first.Invoice; got.Number.Value == "88417" || got.Supplier.Name.Value == "Drukkerij De Zetter bv" {
		t.Fatalf("number %q and name %q are read without help; the test needs others", got.Number.Value, got.Supplier.Name.Value)
	}
	person := h.person()
	v, err := store.Correct(t.Context(), person, first.ID, storage.AnyVersion, []storage.Correction{
		{Field: "invoice_number", Text: "88417"}, {Field: "supplier_name", Text: "Drukkerij De Zetter bv"},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.bell.Ring(t.Context(), v.Ring())
	h.settled(20 * time.Second)
	if _, err := store.Approve(t.Context(), person, first.ID, storage.AnyVersion); err != nil {
		t.Fatal(err)
	}
	next := read("90233", "05/11/2026").Invoice
	got := []string{next.Number.Value, next.Supplier.Name.Value, next.Supplier.Name.Origin.Reader}
	if diff := cmp.Diff([]string{"90233", "Drukkerij De Zetter bv", "known"}, got); diff != "" {
		t.Errorf("number, name and its reader of the next document (-want +got):\n%s", diff)
	}
}

// person is somebody who decides in the office.
func (h *house) person() invoer.Scope {
	h.t.Helper()
	u, err := h.store.AddUser(h.t.Context(), h.who(), storage.User{Role: invoer.RoleAccountant, Email: "boek@example.com", Name: "Boek", Language: "nl"}, "")
	if err != nil {
		h.t.Fatal(err)
	}
	return invoer.Scope{Office: h.office, User: u.ID, Role: invoer.RoleAccountant}
}
