package pipeline

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// reason is why the only document of a file is held.
func (h *house) reason(file string) string {
	return h.text(`select coalesce((select held ->> 'code' from documents where file_id = $1 and status = 'held'), '')`, file)
}

func TestUnreadableFileIsHeldAndReadAgain(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, swift)
	h.run(p)
	client := h.client("K1")
	ring := h.deliver(client, "broken.pdf", "application/pdf", []byte("no script"))
	p.bell.Ring(t.Context(), ring)
	h.settled(10 * time.Second)
	if got := h.reason(ring.ID); got != "damaged" {
		t.Fatalf("its document is held for %q, want damaged:\n%s", got, h.picture())
	}
	id := invoer.DocumentID(h.text(`select id::text from documents where file_id = $1`, ring.ID))
	again, err := h.store.Replay(t.Context(), h.admin(), id, storage.AnyVersion)
	if err != nil {
		t.Fatal(err)
	}
	p.bell.Ring(t.Context(), again)
	h.settled(10 * time.Second)
	if got := h.count(`select count(*) from documents`); got != 1 {
		t.Errorf("%d documents after reading it again, want the same one:\n%s", got, h.picture())
	}
	if got := h.count(`select run from files`); got != 1 {
		t.Errorf("the file is in run %d, want 1: it was not opened again", got)
	}
}

// TestLogHasNoWordsOfDocuments hands in an e-invoice whose total is no number:
// the log says in which element of which file, and not what stands there.
func TestLogHasNoWordsOfDocuments(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	var log book
	h.log = slog.New(slog.NewTextHandler(&log, nil))
	h.run(h.make(&recorded{}, swift))
	_, xml := corpus(t, "de-de-craft-xml")
	broken := regexp.MustCompile(`(PayableAmount[^>]*>)[0-9.]+`).ReplaceAll(xml, []byte("${1}secret words"))
	ring := h.deliver(h.client("K1"), "invoice.xml", "application/xml", broken)
	h.settled(20 * time.Second)
	if got := h.reason(ring.ID); got == "" {
		t.Fatalf("it is not held:\n%s", h.picture())
	}
	if text := log.text(); !strings.Contains(text, ring.ID) || !strings.Contains(text, "PayableAmount") || strings.Contains(text, "secret") {
		t.Errorf("the log, which must name file %s and the element, and quote nothing of it:\n%s", ring.ID, text)
	}
}

// A book is what was logged.
type book struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.lines.Write(p)
}

func (b *book) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.lines.String()
}

// TestBadPageHoldsItsDocument has a page that cannot be read between two that
// can: they are read, and the document waits for a person.
func TestBadPageHoldsItsDocument(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, swift)
	h.run(p)
	client := h.client("K1")
	bad := h.scripted(client, 3, "bad", 0)
	p.bell.Ring(t.Context(), bad)
	good := h.scripted(client, 3, "ocr", 0)
	p.bell.Ring(t.Context(), good)
	h.settled(15 * time.Second)
	if got := h.reason(bad.ID); got != "damaged" {
		t.Errorf("the document with the bad page is held for %q, want damaged:\n%s", got, h.picture())
	}
	if got := h.count(`select count(*) from pages where file_id = $1 and stage = 'done' and words is not null`, bad.ID); got != 2 {
		t.Errorf("%d pages beside the bad one were read, want 2", got)
	}
	if got := h.count(`select count(*) from document_pages r join documents d on d.id = r.document_id where d.file_id = $1`, bad.ID); got != 3 {
		t.Errorf("the document has %d pages, want all 3", got)
	}
	if got := h.count(`select count(*) from documents where file_id = $1 and status = 'read'`, good.ID); got != 1 {
		t.Errorf("the other file's document is not read:\n%s", h.picture())
	}
	if got := h.count(`select count(*) from events where kind = 'document.held'`); got != 1 {
		t.Errorf("%d events say that it is held, want 1", got)
	}
}

// TestTriesUsedUp lets a stage fail until its row is held; then it can be read
// again (asynq #492: a used-up task must not block its row).
func TestTriesUsedUp(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	r := &recorded{}
	r.sick.Store(true)
	p := h.make(r, swift)
	h.run(p)
	ring := h.scripted(h.client("K1"), 1, "ocr", 0)
	p.bell.Ring(t.Context(), ring)
	h.settled(15 * time.Second)
	if got := h.reason(ring.ID); got != "failed" {
		t.Fatalf("its document is held for %q, want failed:\n%s", got, h.picture())
	}
	r.sick.Store(false)
	id := invoer.DocumentID(h.text(`select id::text from documents where file_id = $1`, ring.ID))
	if _, err := h.store.Replay(t.Context(), h.admin(), id, storage.AnyVersion); err != nil {
		t.Fatal(err)
	}
	h.settled(15 * time.Second)
	if got := h.count(`select count(*) from documents where status = 'read' and stage = 'done' and id = $1`, id); got != 1 {
		t.Errorf("it was not read in the second run:\n%s", h.picture())
	}
}

// TestPoison puts a file that hangs its worker for ever, heeding nothing,
// among others: its slot is free again after its time, the others are done.
func TestPoison(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, swift, func(stages []Stage) {
		for i := range stages {
			stages[i].Limit = 300 * time.Millisecond
		}
	})
	h.run(p)
	client := h.client("K1")
	for range 2 { // as many as there are slots
		p.bell.Ring(t.Context(), h.scripted(client, 1, "hang", 0))
	}
	h.load(p.bell, client, 20, 0)
	h.settled(30 * time.Second)
	if got := h.count(`select count(*) from documents where status = 'read'`); got != 20 {
		t.Errorf("%d of the others are read, want 20:\n%s", got, h.picture())
	}
	if got := h.count(`select count(*) from documents where status = 'held' and held ->> 'code' = 'timeout'`); got != 2 {
		t.Errorf("%d of the hanging ones are held for their time, want 2:\n%s", got, h.picture())
	}
}

// TestWorkerThatAlwaysDies counts tries when they begin: a row that kills its
// worker each time is held, too.
func TestWorkerThatAlwaysDies(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, swift)
	ring := h.scripted(h.client("K1"), 1, "ocr", 0)
	for range swift.tries() {
		if _, err := h.store.Take(t.Context(), ring, "dying", time.Minute); err != nil {
			t.Fatal(err)
		}
		h.expire()
	}
	h.step(p, ring)
	if got := h.reason(ring.ID); got != "failed" {
		t.Errorf("its document is held for %q, want failed:\n%s", got, h.picture())
	}
}
