package pipeline

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// wanted is the ledger of one scanned file of so many pages, done.
func wanted(pages int) map[string]int {
	return map[string]int{
		"documents": 1, "read": 1, "pages": pages, "document pages": pages, "archives": 1,
		"told of as read": 1, "waiting events": 1, "fates": pages,
	}
}

// killed leaves a row as a worker leaves it that was killed, once its work was
// done and before it was written, and lets its lease run out.
func (h *house) killed(p *Pipeline, ring invoer.Ring) {
	h.t.Helper()
	job, err := h.store.Take(h.t.Context(), ring, "killed", time.Minute)
	if errors.Is(err, invoer.ErrConflict) {
		return
	}
	if err != nil {
		h.t.Fatal(err)
	}
	job.Next = p.runner.stages[ring.Stage].Next
	write, err := p.runner.stages[ring.Stage].Work(h.t.Context(), job)
	if err != nil {
		h.t.Fatal(err)
	}
	plug := errors.New("plug pulled")
	err = h.store.Finish(h.t.Context(), job, job.Next, func(tx storage.Tx) error {
		if write != nil {
			if err := write(tx); err != nil {
				return err
			}
		}
		return plug
	})
	if !errors.Is(err, plug) {
		h.t.Fatalf("finishing %s of %s: %v, want the plug pulled", ring.Stage, ring.Noun, err)
	}
	h.expire()
}

// expire ends all leases.
func (h *house) expire() {
	h.t.Helper()
	err := h.store.In(h.t.Context(), h.who(), func(tx storage.Tx) error {
		for _, table := range []string{"files", "pages", "documents"} {
			if _, err := tx.Exec(tx.Ctx, `update `+table+` set lease_until = now() - interval '1 second' where lease_by <> ''`); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// one makes every stage the end of a job, so that a test can stand between all.
func one(stages []Stage) {
	for i := range stages {
		stages[i].Queue = string(stages[i].Name)
	}
}

// TestKilledInEachStage kills a worker in each stage, before anything of its
// work is written, twice; what comes out is as if nothing had happened.
func TestKilledInEachStage(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, usual, one)
	h.scripted(h.client("K1"), 3, "ocr", 0)
	for range 40 {
		for _, ring := range h.rings(t) {
			h.killed(p, ring)
			h.killed(p, ring)
			h.step(p, ring)
		}
		if h.waits() == 0 {
			break
		}
	}
	if diff := cmp.Diff(wanted(3), h.ledger()); diff != "" {
		t.Errorf("ledger (-want +got):\n%s\n%s", diff, h.picture())
	}
}

// TestLeaseLost lets a worker sleep through its lease in each stage: another
// one does the work, and what the sleeper writes then is refused.
func TestLeaseLost(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, usual, one)
	h.scripted(h.client("K1"), 2, "ocr", 0)
	refused := 0
	for range 40 {
		for _, ring := range h.rings(t) {
			job, err := h.store.Take(t.Context(), ring, "sleeper", time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			job.Next = p.runner.stages[ring.Stage].Next
			write, err := p.runner.stages[ring.Stage].Work(t.Context(), job)
			if err != nil {
				t.Fatal(err)
			}
			h.expire()
			h.step(p, ring)
			if err := h.store.Finish(t.Context(), job, job.Next, write); !errors.Is(err, invoer.ErrConflict) {
				t.Errorf("sleeper finishes %s: %v, want a conflict", ring.Stage, err)
			}
			if err := h.store.Hold(t.Context(), job, invoer.Because("failed")); !errors.Is(err, invoer.ErrConflict) {
				t.Errorf("sleeper holds %s: %v, want a conflict", ring.Stage, err)
			}
			refused++
		}
		if h.waits() == 0 {
			break
		}
	}
	if diff := cmp.Diff(wanted(2), h.ledger()); diff != "" {
		t.Errorf("after %d refused finishes, ledger (-want +got):\n%s\n%s", refused, diff, h.picture())
	}
}

// TestTaken says who gets a row and who does not.
func TestTaken(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ring := h.scripted(h.client("K1"), 1, "text", 0)
	job, err := h.store.Take(t.Context(), ring, "first", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]func(invoer.Ring) invoer.Ring{
		"the same row again":      func(r invoer.Ring) invoer.Ring { return r },
		"another run of it":       func(r invoer.Ring) invoer.Ring { r.Run++; return r },
		"a stage it is not at":    func(r invoer.Ring) invoer.Ring { r.Stage = invoer.StageSplit; return r },
		"a row that is not there": func(r invoer.Ring) invoer.Ring { r.ID = "00000000-0000-4000-8000-000000000000"; return r },
		"a page of it": func(r invoer.Ring) invoer.Ring {
			r.Noun, r.Page, r.Stage = invoer.NounPage, 1, invoer.StageRead
			return r
		},
	}
	for name, change := range cases {
		if _, err := h.store.Take(t.Context(), change(ring), "second", time.Minute); !errors.Is(err, invoer.ErrConflict) {
			t.Errorf("taking %s: %v, want a conflict", name, err)
		}
	}
	if err := h.store.PutBack(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	again, err := h.store.Take(t.Context(), ring, "second", time.Minute)
	if err != nil || again.Attempts != 1 {
		t.Errorf("taking what was put back: attempt %v, %v; want the first", again, err)
	}
	if err := h.store.Retry(context.Background(), again, time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.Take(t.Context(), ring, "third", time.Minute); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("taking what is put off: %v, want a conflict", err)
	}
}
