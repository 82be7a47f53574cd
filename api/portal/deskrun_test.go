package portal

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples"
	"github.com/invoer/invoer/storage"
)

var deskRun = flag.String("desk", "", "folder for what make desk prints: fifty documents and all languages instead of a few")

// tell leaves a line for make desk.
func tell(t *testing.T, name, line string) {
	t.Helper()
	t.Log(line)
	if *deskRun == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*deskRun, name), []byte(line), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Mixed documents of all kinds, by scanner, photo, PDF and e-invoice, are
// approved with the keyboard alone: what is doubtful is looked at and
// confirmed, what was found is answered, and nothing else is asked for.
func TestDesk(t *testing.T) {
	house := openHouse(t)
	want := 6
	if *deskRun != "" {
		want = 50
	}
	house.mixed(want)
	docs := house.ready(want)
	p := newHand(t, house.url)
	p.open("/sign-in")
	p.until("the cursor in the form", "document.activeElement.id === 'email'")
	p.presses(accountant + kb.Tab + password + kb.Enter)
	p.at("/documents")
	p.open("/documents?tab=all")
	p.do(chromedp.Focus(chromedp.CSS("#rows a")))
	p.strokes = 0
	begin := time.Now()
	p.presses(kb.Enter)
	var next []time.Duration
	mostKeys := 0
	for range docs { // behind the last one is the list
		if p.onList() {
			continue
		}
		right, before := p.asksNothing(), p.strokes
		next = append(next, p.approves())
		if keys := p.strokes - before; right {
			mostKeys = max(mostKeys, keys)
		}
	}
	p.at("/documents?")
	took := time.Since(begin)
	for _, d := range house.ready(want) {
		if d.Status != invoer.StatusApproved {
			t.Errorf("document %s of %q is %s, want approved", d.ID, d.Supplier, d.Status)
		}
	}
	if mostKeys == 0 || mostKeys > 3 {
		t.Errorf("a document on which nothing was found took %d keys, want one to three", mostKeys)
	}
	t.Logf("a document on which nothing was found: %d keys at most", mostKeys)
	slices.Sort(next)
	t.Logf("from the key that approves to the next one's fields and picture: %d ms (median), %d ms (p95)",
		next[len(next)/2].Milliseconds(), next[len(next)*95/100].Milliseconds())
	tell(t, "keys", fmt.Sprintf("%d documents, %d keys, %.0f s", len(docs), p.strokes, took.Seconds()))
}

// Five documents with one error each, read wrongly and not surely, are put right
// with the keyboard alone: the cursor stands in the field, the right value is
// typed, and the next document is there. How long that takes without waiting for a
// person is logged, and stands in docs/measurements.md.
func TestTrialDocumentsWithOneErrorEach(t *testing.T) {
	house := openHouse(t)
	trials := map[string]trial{
		"nl-excel-grid-pdf-text":     {"total_incl", func(inv *invoer.Invoice) { inv.Total.Value.Cents += 900; inv.Total.Confidence = 60 }},
		"de-de-craft-pdf-text":       {"invoice_date", func(inv *invoer.Invoice) { inv.Issued.Value = inv.Issued.Value.AddDays(3); inv.Issued.Confidence = 60 }},
		"fr-credit-classic-pdf-text": {"invoice_number", func(inv *invoer.Invoice) { inv.Number.Value += "0"; inv.Number.Confidence = 60 }},
		"en-webshop-pdf-text":        {"supplier_name", func(inv *invoer.Invoice) { inv.Supplier.Name.Value = "lnvoice"; inv.Supplier.Name.Confidence = 60 }},
		"fr-hardware-store-pdf-text": {"due_date", func(inv *invoer.Invoice) { inv.Due.Value = inv.Due.Value.AddDays(-7); inv.Due.Confidence = 60 }},
	}
	right := map[invoer.DocumentID]trialDocument{}
	for name, one := range trials {
		house.handIn(accountant, house.client, name, "document.pdf")
		for _, d := range house.settled(len(right) + 1) {
			if _, known := right[d.ID]; !known {
				right[d.ID] = trialDocument{trial: one}
			}
		}
	}
	house.surely()
	for id, doc := range right {
		doc.typed = house.mistaken(id, doc.trial)
		right[id] = doc
	}
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.do(chromedp.Focus(chromedp.CSS("#rows a.row")))
	p.presses(kb.Enter)
	var took []time.Duration
	for range trials {
		p.until("the cursor in a field", "document.documentElement.classList.contains('listens') && document.activeElement?.closest('.field input') && document.querySelector('#approve')")
		doc := right[invoer.DocumentID(ask[string](p, "document.querySelector('[data-desk]').dataset.desk"))]
		if got := ask[string](p, "document.activeElement.name"); got != doc.field {
			t.Fatalf("the cursor stands in %q, want in %q, which is wrong", got, doc.field)
		}
		begun := time.Now()
		p.presses(doc.typed + kb.Enter)
		p.kept(doc.field, doc.typed)
		p.approves()
		took = append(took, time.Since(begun))
	}
	p.at("/documents?said=last")
	slices.Sort(took)
	tell(t, "trials", fmt.Sprintf("five documents with one error each: %.1f s in the median, %.1f s the longest", took[2].Seconds(), took[4].Seconds()))
	for id, doc := range right {
		got, err := house.store.Document(t.Context(), house.identity(accountant), id)
		if err != nil || got.Status != invoer.StatusApproved {
			t.Errorf("document %s is %s, %v; want it approved", id, got.Status, err)
		}
		at := slices.IndexFunc(got.Invoice.Values(), func(v invoer.Value) bool { return v.Name == doc.field })
		if typed := (tongue{Lang: "nl"}).Shown(doc.field, got.Invoice.Values()[at].Text); typed != doc.typed {
			t.Errorf("the %s of document %s is %q, want %q as it was typed", doc.field, id, typed, doc.typed)
		}
	}
}

// A trial makes one value of a document wrong.
type trial struct {
	field string
	spoil func(*invoer.Invoice)
}

// A trialDocument knows what was right, as a person types it.
type trialDocument struct {
	trial
	typed string
}

// mistaken has one value of a document read wrongly, and gives what is right.
func (h *house) mistaken(id invoer.DocumentID, one trial) string {
	h.Helper()
	doc, err := h.store.Document(h.Context(), h.identity(accountant), id)
	if err != nil {
		h.Fatal(err)
	}
	inv := doc.Invoice
	at := slices.IndexFunc(inv.Values(), func(v invoer.Value) bool { return v.Name == one.field })
	right := (tongue{Lang: "nl"}).Shown(one.field, inv.Values()[at].Text)
	one.spoil(&inv)
	if err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error { return tx.SaveReading(id, inv) }); err != nil {
		h.Fatal(err)
	}
	return right
}

// mixed hands so many documents in: those of the corpus, and invented ones
// between them.
func (h *house) mixed(n int) {
	h.Helper()
	files, err := filepath.Glob(testdata("*", "document.*"))
	if err != nil || len(files) < 20 {
		h.Fatalf("%d documents in the corpus (%v), want at least 20", len(files), err)
	}
	who := h.identity(accountant)
	for i := range n {
		if at := i / 2; i%2 == 0 && at < len(files) {
			body, err := os.ReadFile(files[at*7%len(files)]) // 7 has no factor of theirs: all forms soon
			if err != nil {
				h.Fatal(err)
			}
			h.deliver(who, h.client, filepath.Base(files[at*7%len(files)]), body)
			continue
		}
		h.deliver(who, h.client, "invented-"+strconv.Itoa(i)+".pdf", samples.Recipe{Layout: uint64(i), Document: uint64(i), Kind: invoer.KindInvoice}.Make().PDF)
	}
}

// ready waits until the office has so many documents at least, all of them
// read, and gives them, newest first.
func (h *house) ready(want int) []storage.Summary {
	h.Helper()
	for end := time.Now().Add(20 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		docs, err := h.store.Documents(h.Context(), invoer.Machine(h.office), storage.Filter{Limit: 500})
		if err != nil {
			h.Fatal(err)
		}
		for _, d := range docs { // a machine with too much to do gave up on it
			if d.Status == invoer.StatusHeld && d.Held.Code == "failed" {
				if _, err := h.store.Replay(h.Context(), h.identity(accountant), d.ID, storage.AnyVersion); err != nil {
					h.Fatal(err)
				}
			}
		}
		waiting := slices.ContainsFunc(docs, func(d storage.Summary) bool { return d.Status == invoer.StatusWaiting })
		if len(docs) >= want && !waiting {
			return docs
		}
	}
	h.Fatalf("after 20 minutes %d documents were not read", want)
	return nil
}

// asksNothing waits for a document and tells whether nothing was found on it that a
// person must answer: its values may be doubtful, and are right.
func (h *hand) asksNothing() bool {
	h.Helper()
	h.until("a document to decide on", "document.documentElement.classList.contains('listens') && document.querySelector('#approve')")
	return ask[bool](h, "!document.querySelector('.findings .block')")
}

// onList tells whether the hand came behind the last document.
func (h *hand) onList() bool {
	h.Helper()
	return ask[bool](h, "location.pathname === '/documents'")
}

// approves presses Enter until the document is approved, and tells how long it
// took from that key to the fields and the picture of the next one. A person
// looks at a document for a second or more; in that time the next one is made
// ready, and the hand waits for that, as he would.
func (h *hand) approves() time.Duration {
	h.Helper()
	h.until("a document to decide on", "document.documentElement.classList.contains('listens') && document.querySelector('#approve')")
	h.until("the next one ready", `(() => {
		const ahead = document.querySelector("[data-desk]").dataset.ahead;
		return !ahead || performance.getEntriesByName("invoer.ahead").some((e) => e.detail === ahead);
	})()`)
	from := h.where()
	const cursor = "document.activeElement.id || document.activeElement.value || document.activeElement.tagName"
	for range 80 {
		at := ask[string](h, cursor)
		h.do(chromedp.Evaluate[chromedp.Void](`performance.clearMarks("invoer.drawn"); performance.clearMarks("invoer.turned")`))
		if at == "i-supplier_name" && ask[bool](h, "!document.activeElement.value && !!document.querySelector('#f-supplier_name .findings .block button')") {
			h.presses("Leverancier") // nobody is passed by
		}
		pressed := time.Now()
		h.presses(kb.Enter)
		if at != "approve" {
			h.until("the cursor elsewhere than in "+at, "("+cursor+") !== "+strconv.Quote(at))
			if h.where() == from {
				continue
			}
		}
		h.until("the next document", "document.readyState === 'complete' && location.pathname + location.search !== "+strconv.Quote(from)+
			" && (!document.querySelector('[data-desk]') || performance.getEntriesByName('invoer.turned').length > 0"+
			" && (!document.querySelector('.sheet image') || performance.getEntriesByName('invoer.drawn').length > 0))")
		there := ask[float64](h, `performance.timeOrigin + Math.max(0, ...performance.getEntriesByType("mark").filter((e) => e.name !== "invoer.ahead").map((e) => e.startTime))`)
		return time.Duration(there*1e6) - time.Duration(pressed.UnixNano())
	}
	h.Fatalf("eighty keys did not approve the document\nat %s\n%s", h.where(), h.text("body"))
	return 0
}
