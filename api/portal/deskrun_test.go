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
	for range docs { // behind the last one is the list
		if !p.onList() {
			next = append(next, p.approves())
		}
	}
	p.at("/documents?")
	took := time.Since(begin)
	for _, d := range house.ready(want) {
		if d.Status != invoer.StatusApproved {
			t.Errorf("document %s of %q is %s, want approved", d.ID, d.Supplier, d.Status)
		}
	}
	slices.Sort(next)
	t.Logf("from the key that approves to the next one's fields and picture: %d ms (median), %d ms (p95)",
		next[len(next)/2].Milliseconds(), next[len(next)*95/100].Milliseconds())
	tell(t, "keys", fmt.Sprintf("%d documents, %d keys, %.0f s", len(docs), p.strokes, took.Seconds()))
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
				if _, err := h.store.Replay(h.Context(), h.identity(accountant), d.ID); err != nil {
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
	h.until("a document to decide on", "document.documentElement.classList.contains('scripted') && document.querySelector('#approve')")
	h.until("the next one ready", `(() => {
		const ahead = document.querySelector("[data-desk]").dataset.ahead;
		return !ahead || performance.getEntriesByName("invoer.ahead").some((e) => e.detail === ahead);
	})()`)
	from := h.where()
	const cursor = "document.activeElement.id || document.activeElement.value || document.activeElement.tagName"
	for range 80 {
		at := ask[string](h, cursor)
		h.do(chromedp.Evaluate[chromedp.Void](`performance.clearMarks("invoer.drawn"); performance.clearMarks("invoer.turned")`))
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
