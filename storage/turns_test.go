package storage

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// Two transactions at a time, of which one has what the other one wants. Each of
// these ended in "deadlock detected" once.

// take takes a document that waits for extract, for a minute.
func (h *house) take(t *testing.T, id invoer.DocumentID, by string) *Job {
	t.Helper()
	job, err := h.Take(t.Context(), invoer.Ring{Office: h.office, Noun: invoer.NounDocument, ID: string(id), Stage: invoer.StageExtract}, by, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return job
}

// lockNow locks a document, or fails at once where another one has it.
func (tx Tx) lockNow(id invoer.DocumentID) error {
	_, err := tx.Exec(tx.Ctx, `select from documents where id = $1 for update nowait`, id)
	return err
}

// Leases are renewed without waiting for a row that somebody is about to end the
// stage of: he may want one whose lease was just renewed.
func TestRenewingWaitsForNobody(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	first, second := h.addDocument(t, h.client, "one"), h.addDocument(t, h.client, "two")
	h.take(t, first, "a")
	h.take(t, second, "b")
	until := func(tx Tx, id invoer.DocumentID) time.Time {
		at, err := one(tx, pgx.RowTo[time.Time], `select lease_until from documents where id = $1`, id)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		if err := tx.lockNow(second); err != nil {
			return err
		}
		was := until(tx, second)
		if err := h.Renew(t.Context(), []string{"a", "b"}, time.Hour); err != nil {
			return err
		}
		if now := until(tx, second); !now.Equal(was) {
			t.Errorf("the lease of a row that was locked went from %v to %v", was, now)
		}
		if left := time.Until(until(tx, first)); left < 50*time.Minute {
			t.Errorf("the other lease has %v left, want an hour", left)
		}
		return tx.lockNow(first)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A word that one transaction learns keeps nobody waiting who learns it too, until
// the first one has all rows that it wants.
func TestWordsAreLearntLast(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	shown := h.addRead(t, h.other, bakery("F1", 12100)) // who corrects it waits for no turn of the first client
	other := h.addDocument(t, h.client, "two")
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		inv := bakery("F2", 99900)
		inv.Supplier.Name.Value = "Zonnebloemhuis"
		if err := tx.SaveReading(other, inv); err != nil {
			return err
		}
		// A person types the same word meanwhile, and is done before us.
		if _, err := h.Correct(t.Context(), h.accountant, shown, AnyVersion, []Correction{{Field: "supplier_name", Text: "Zonnebloemhuis"}}); err != nil {
			return err
		}
		return tx.lockNow(shown)
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := h.Documents(t.Context(), h.accountant, Filter{Text: "zonnebloemhius"})
	if err != nil || len(found) != 2 {
		t.Errorf("%d documents by a misspelt word, %v; want both", len(found), err)
	}
}

// The end of a reading waits for its turn before it has the document: who has the
// turn may want it.
func TestReadingWaitsForItsTurnWithoutTheDocument(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addDocument(t, h.client, "one")
	job := h.take(t, id, "a")
	ended := make(chan error, 1)
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		if err := tx.oneAtATime(h.client); err != nil {
			return err
		}
		go func() {
			ended <- h.Finish(context.WithoutCancel(t.Context()), job, invoer.StagePropose, func(tx Tx) error { return tx.SaveReading(id, bakery("F1", 12100)) })
		}()
		if err := tx.untilSomebodyWaits(); err != nil {
			return err
		}
		return tx.lockNow(id)
	})
	if err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// untilSomebodyWaits returns once a transaction waits for a lock of this one.
func (tx Tx) untilSomebodyWaits() error {
	for {
		waits, err := one(tx, pgx.RowTo[bool], `select exists (select from pg_locks l where not granted and pg_backend_pid() = any(pg_blocking_pids(l.pid)))`)
		if err != nil || waits {
			return err
		}
		if _, err := tx.Exec(tx.Ctx, `select pg_sleep(0.01)`); err != nil {
			return err
		}
	}
}
