package storage

import (
	"fmt"
	"testing"

	"github.com/invoer/invoer"
)

// TestArrivingFilesAreSeen has one file on its way for a client, one that is a
// document already, and looks with the eyes of each who may or may not see it.
func TestArrivingFilesAreSeen(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.addDocument(t, h.client, "read")
	file := h.addArriving(t, h.client, "reading", 3, 1)
	stranger := furnish(t, h.Store, h.db, "b")
	for name, c := range map[string]struct {
		who    invoer.Scope
		client invoer.ClientID
		want   int
	}{
		"the accountant":                   {h.accountant, "", 1},
		"the accountant, of the client":    {h.accountant, h.client, 1},
		"the accountant, of another":       {h.accountant, h.other, 0},
		"the client's person":              {h.person, "", 1},
		"another office's accountant":      {stranger.accountant, "", 0},
		"another office, with our client":  {stranger.accountant, h.client, 0},
		"nobody":                           {invoer.Scope{Office: h.office}, "", 0},
		"a person of the office's other's": {invoer.Scope{Office: h.office, Client: h.other, Role: invoer.RoleClient}, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, all, err := h.Arriving(t.Context(), c.who, c.client, 10)
			if err != nil {
				t.Fatal(err)
			}
			if all != c.want || len(got) != c.want {
				t.Fatalf("%d files of %d, want %d", len(got), all, c.want)
			}
			if c.want == 1 && (got[0].File != file || got[0].Pages != 3 || got[0].Read != 1 || got[0].ClientName != "Firma BAK") {
				t.Errorf("file %+v, want %s of Firma BAK with 1 of 3 pages read", got[0], file)
			}
		})
	}
}

// TestArrivingIsBounded has more files on their way than are wanted.
func TestArrivingIsBounded(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for range 3 {
		h.addArriving(t, h.client, "open", 0, 0)
	}
	got, all, err := h.Arriving(t.Context(), h.accountant, "", 2)
	if err != nil || all != 3 || len(got) != 2 {
		t.Errorf("%d files of %d, %v, want 2 of 3", len(got), all, err)
	}
}

// addArriving makes a file at a stage, of whose pages some are read.
func (h *house) addArriving(t *testing.T, client invoer.ClientID, stage string, pages, read int) invoer.FileID {
	t.Helper()
	var id invoer.FileID
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		key := fmt.Sprintf("%s/%x", h.office, hashSecret(newSecret("")))
		if _, err := tx.Exec(tx.Ctx, `insert into blobs (office_id, key, size, hash, kind) values ($1, $2, 1, 'h', 'original')`, h.office, key); err != nil {
			return err
		}
		err := tx.QueryRow(tx.Ctx, `with
			delivery as (insert into deliveries (office_id, client_id, door, bytes) values ($1, $2, 'upload', $3) returning id)
			insert into files (office_id, client_id, delivery_id, name, media, original, size, sha256, pages, stage)
				select $1, $2, id, 'scan.pdf', 'application/pdf', $3, 1, 'h', $4, $5 from delivery returning id::text`,
			h.office, client, key, pages, stage).Scan(&id)
		if err != nil {
			return err
		}
		_, err = tx.Exec(tx.Ctx, `insert into pages (office_id, client_id, file_id, number, stage)
			select $1, $2, $3, n, case when n <= $5 then 'done' else 'read' end from generate_series(1, $4) n`, h.office, client, id, pages, read)
		return err
	})
	if err != nil {
		t.Fatalf("making a file on its way: %v", err)
	}
	return id
}
