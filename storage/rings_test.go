package storage

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// Statements of leases and rings are one transaction: of one that fails nothing
// stays, and who asked is forgotten with it.
func TestLeasesAndRingsAreOneTransaction(t *testing.T) {
	t.Parallel()
	h := openHouseWith(t, Settings{MaxConns: 1})
	id := h.addDocument(t, h.client, "x")
	if _, err := h.pool.Exec(t.Context(), `set synchronous_commit = on`); err != nil { // servers of tests do not wait
		t.Fatal(err)
	}
	rung := func() (rung bool) {
		if err := h.In(t.Context(), h.machine, func(tx Tx) (err error) {
			rung, err = one(tx, pgx.RowTo[bool], `select rung is not null from documents where id = $1`, id)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return rung
	}
	ring := func(who invoer.Scope, also string) error {
		return h.lightly(t.Context(), who, func(batch *pgx.Batch) {
			batch.Queue(`update documents set rung = now() where id = $1`, id)
			batch.Queue(also)
		})
	}
	if err := ring(h.machine, `select 1 / (select count(*) - count(*) from documents)`); err == nil || rung() {
		t.Errorf("a statement behind failed with %v, and the document was rung for: %v", err, rung())
	}
	if err := ring(invoer.Machine("00000000-0000-0000-0000-000000000000"), `select 1`); err != nil || rung() {
		t.Errorf("another office rang: %v, and the document was rung for: %v", err, rung())
	}
	if err := ring(h.machine, `select 1`); err != nil || !rung() {
		t.Errorf("the office rang: %v, and the document was rung for: %v", err, rung())
	}
	office, waits := "", ""
	err := h.pool.QueryRow(t.Context(), `select current_setting('invoer.office', true), current_setting('synchronous_commit')`).Scan(&office, &waits)
	if err != nil || office != "" || waits != "on" {
		t.Errorf("the connection still is that of office %q and commits with %q: %v", office, waits, err)
	}
	if _, err := h.Take(t.Context(), invoer.Ring{Office: h.office, Noun: invoer.NounDocument, ID: string(id), Stage: invoer.StageNotify}, "test", 1e9); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("a document that does not wait for a stage was taken for it: %v", err)
	}
}
