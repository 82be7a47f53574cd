package pipeline

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// The end of a document's way is written with its archive or not at all: while
// it fails nothing is put away and nobody is told, and then both happen once.
// A row that waits for that end by itself, as a version before left it, has it.
func TestArchiveAndEndAreOne(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	var fails, begun atomic.Int64
	fails.Store(2)
	p := h.make(&recorded{}, swift, func(stages []Stage) {
		for i, s := range stages {
			if s.Name != invoer.StageNotify {
				continue
			}
			stages[i].Work = func(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
				write, err := s.Work(ctx, job)
				return func(tx storage.Tx) error {
					if begun.Add(1) <= fails.Load() {
						archived, told := 0, 0
						err := tx.QueryRow(tx.Ctx, `select (select count(*) from archives), (select count(*) from events where kind = 'document.read')`).Scan(&archived, &told)
						if err != nil || archived != 1 || told != 0 {
							t.Errorf("%d archives and %d events within, want 1 and none: %v", archived, told, err)
						}
						return errors.Join(write(tx), errSick)
					}
					return write(tx)
				}, err
			}
		}
	})
	h.run(p)
	ring := h.scripted(h.client("K1"), 1, "text", 0)
	p.bell.Ring(t.Context(), ring)
	h.settled(time.Minute)
	if n := begun.Load(); n != 3 {
		t.Errorf("the end was written %d times, want twice in vain and once", n)
	}
	h.endedOnce(1)

	h.waitsFor("notify")
	if n := begun.Load(); n != 4 {
		t.Errorf("the end was written %d times, want once more", n)
	}
	h.endedOnce(2)

	h.waitsFor("propose") // as after a correction: it is not put away another time
	h.endedOnce(3)
	passages, err := h.store.Passages(t.Context(), h.who(), invoer.DocumentID(h.text(`select id::text from documents`)))
	if n := len(passages); err != nil || n < 2 || passages[n-2].Stage != invoer.StagePropose || passages[n-1].Stage != invoer.StageNotify {
		t.Errorf("it went through %+v, want its proposal and its end last: %v", passages, err)
	}
}

// waitsFor has all documents wait for a stage, and waits until they went on.
func (h *house) waitsFor(stage string) {
	h.t.Helper()
	err := h.owner(func(ctx context.Context, exec func(string) error) error {
		return exec(`update documents set stage = '` + stage + `', run = run + 1, since = now()`)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.settled(time.Minute)
}

// endedOnce checks that one document was put away once and that so many events
// tell of its end.
func (h *house) endedOnce(told int) {
	h.t.Helper()
	for what, want := range map[string]int{
		`select count(*) from archives`: 1,
		`select count(*) from documents where stage = 'done' and status = 'read' and took ?& array['archive', 'notify']`: 1,
		`select count(*) from events where kind = 'document.read'`:                                                       told,
		`select count(*) from audits where action = 'archived'`:                                                          1,
	} {
		if got := h.count(what); got != want {
			h.t.Errorf("%s gives %d, want %d:\n%s", what, got, want, h.picture())
		}
	}
}
