package pipeline

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/pdf"
	"github.com/invoer/invoer/extractors/samples"
	"github.com/invoer/invoer/extractors/samples/paper"
	"github.com/invoer/invoer/extractors/samples/wear"
)

// leastInk is which part of a page's ink a scan in black and white must have
// kept: whoever scans sees that a page came out white, and does it again.
const leastInk = 0.2

// rescanned gives a PDF as a scanner sends its print: askew, worn, at 150 to
// 300 dots an inch, compressed. White says how often a page came out white before
// and was scanned again.
func rescanned(t testing.TB, engine *pdf.Engine, file []byte, seed uint64) (scan []byte, white int) {
	t.Helper()
	doc, err := engine.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	defer doc.Close()
	r := rand.New(rand.NewPCG(seed, 7))
	dpi := []float64{150, 200, 300}[r.IntN(3)]
	var pages []*image.Gray
	for n := range doc.Pages() {
		page, err := doc.Gray(n+1, dpi)
		if err != nil {
			t.Fatal(err)
		}
		worn := wear.Scan(r, page)
		for ; cameOutWhite(page, worn); white++ {
			worn = wear.Scan(r, page)
		}
		pages = append(pages, worn)
	}
	if scan, err = paper.Pictures(pages, dpi, 55+r.IntN(40)); err != nil {
		t.Fatal(err)
	}
	return scan, white
}

// cameOutWhite tells whether a scan in black and white has lost nearly all that
// stood on its page.
func cameOutWhite(page, worn *image.Gray) bool {
	var ink, kept int
	for i, v := range page.Pix {
		if w := worn.Pix[i]; w != 0 && w != 255 {
			return false
		}
		if v < 160 {
			ink++
		}
		if worn.Pix[i] == 0 {
			kept++
		}
	}
	return float64(kept) < leastInk*float64(ink)
}

func drawing(t testing.TB) *pdf.Engine {
	t.Helper()
	engine, err := pdf.Start(filepath.Join(os.TempDir(), "invoer-test-pdfium"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() }) // the test is over
	return engine
}

// How many documents of a sender are sent, and how many kinds of senders there
// are: of eleven eight send invoices.
const (
	ofASender = 7
	likeKinds = 11
	// There are twice as many documents of a sender, and a document and its own
	// scan are no pair of others.
	pairsOfASender = 2 * ofASender * (ofASender - 1)
)

var (
	senders     = flag.Int("senders", 22, "how many senders' documents BenchmarkRescans sends and scans again")
	firstLayout = flag.Uint64("layout", 5000, "layout of the first sender of BenchmarkRescans; those behind it have the next ones")
)

// BenchmarkRescans sends documents as PDF and then each as a scan of its print,
// all to one client through the whole pipeline, and counts what is known again
// and what is taken for another document of its sender.
func BenchmarkRescans(b *testing.B) {
	engine := drawing(b)
	for b.Loop() {
		h := openHouse(b)
		client := h.client("K1")
		p, stop := h.start(h.reader())
		var first, again []invoer.Ring
		var files [][]byte
		for i := range *senders * ofASender {
			made := samples.Recipe{Layout: *firstLayout + uint64(i/ofASender), Document: uint64(i), Kind: kindOfSender(i / ofASender)}.Make()
			files = append(files, made.PDF)
			first = append(first, h.deliver(client, fmt.Sprintf("%d.pdf", i), "application/pdf", made.PDF))
			p.bell.Ring(b.Context(), first[i])
		}
		h.settled(time.Hour)
		whites := 0
		for i, file := range files {
			scan, white := rescanned(b, engine, file, *firstLayout+uint64(i))
			whites += white
			again = append(again, h.deliver(client, fmt.Sprintf("%d-scan.pdf", i), "application/pdf", scan))
			p.bell.Ring(b.Context(), again[i])
		}
		h.settled(2 * time.Hour)
		h.judge(b, first, again)
		b.ReportMetric(float64(whites), "came-out-white")
		stop()
	}
}

func kindOfSender(n int) invoer.Kind {
	switch n % likeKinds {
	case 8:
		return invoer.KindCreditNote
	case 9, 10:
		return invoer.KindReceipt
	}
	return invoer.KindInvoice
}

// judge reports how many scans were known again, and how many documents were
// joined with or suspected of being another.
func (h *house) judge(b *testing.B, first, again []invoer.Ring) {
	b.Helper()
	of := map[invoer.DocumentID]int{}
	for _, rings := range [][]invoer.Ring{first, again} {
		for i, ring := range rings {
			for _, id := range h.documentsOf(ring) {
				of[id] = i
			}
		}
	}
	known, joined, says := map[int]bool{}, map[int]bool{}, map[int][]string{}
	var falselyJoined, falselySuspected int
	for id, i := range of {
		view, err := h.store.Document(b.Context(), h.who(), id)
		if err != nil {
			b.Fatal(err)
		}
		right, wrong := suspects(view.Invoice, of, i)
		falselySuspected += wrong
		says[i] = append(says[i], compared(view.Invoice))
		if view.JoinedTo != "" && of[view.JoinedTo] != i {
			falselyJoined++
			b.Logf("document %d was joined to %d", i, of[view.JoinedTo])
			continue
		}
		joined[i] = joined[i] || view.JoinedTo != ""
		known[i] = known[i] || right || joined[i]
	}
	report := func(what string, of map[int]bool) {
		n := 0
		for i := range again {
			if of[i] {
				n++
			} else {
				b.Logf("scan %d is not %s: %s", i, what, strings.Join(says[i], " | "))
			}
		}
		b.ReportMetric(100*float64(n)/float64(len(again)), what+"-%")
	}
	report("known", known)
	report("joined", joined)
	b.ReportMetric(float64(falselyJoined), "falsely-joined")
	b.ReportMetric(float64(falselySuspected), "falsely-suspected")
	b.ReportMetric(float64(len(first)/ofASender*pairsOfASender), "pairs-of-one-sender")
}

// compared are the values of an invented document by which it is compared, how
// sure each is, and as what it was found again.
func compared(inv invoer.Invoice) string {
	said := []string{string(inv.Kind)}
	for _, field := range []string{"supplier_name", "supplier_vat", "invoice_number", "invoice_date", "total_incl"} {
		v, _ := inv.Value(field) // what is not there is shown empty
		said = append(said, fmt.Sprintf("%q %d", v.Text, v.Confidence))
	}
	for _, f := range inv.Findings {
		if slices.Contains(invoer.TwinRules, f.Rule) {
			said = append(said, f.Rule)
		}
	}
	return strings.Join(said, ", ")
}

func (h *house) documentsOf(ring invoer.Ring) []invoer.DocumentID {
	var ids []invoer.DocumentID
	for id := range strings.FieldsSeq(h.text(`select coalesce(string_agg(id::text, ' '), '') from documents where file_id = $1`, ring.ID)) {
		ids = append(ids, invoer.DocumentID(id))
	}
	return ids
}

// suspects tells whether a document is suspected of being its own other copy,
// and of how many others.
func suspects(inv invoer.Invoice, of map[invoer.DocumentID]int, i int) (right bool, wrong int) {
	for _, f := range inv.Findings {
		if f.Rule == invoer.RuleOtherYear || !slices.Contains(invoer.TwinRules, f.Rule) {
			continue
		}
		if of[invoer.DocumentID(f.Args[2])] == i {
			right = true
		} else {
			wrong++
		}
	}
	return right, wrong
}
