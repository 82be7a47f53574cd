package storage

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// Each key that a delivery came with goes on to stand for it: for those bytes,
// and for no others.
func TestEachKeyIsKept(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	send := func(key, hash string) (invoer.DeliveryID, bool, error) {
		part := invoer.Part{Name: "a.pdf", Media: "application/pdf", Size: 1, SHA256: hash, Outcome: invoer.Taken}
		d := invoer.Delivery{Client: h.client, Via: invoer.DoorUpload, Key: key, Parts: []invoer.Part{part}}
		kept, again, err := h.Deliver(t.Context(), h.machine, d, func(invoer.BlobKey) error { return nil })
		return kept.ID, again, err
	}
	first, again, err := send("k1", "aa")
	if err != nil || again {
		t.Fatalf("the first delivery: again %t, %v", again, err)
	}
	for name, key := range map[string]string{"the same key": "k1", "another key": "k2", "the other key again": "k2"} {
		if id, again, err := send(key, "aa"); err != nil || !again || id != first {
			t.Errorf("%s with the same bytes: delivery %s, again %t, %v; want %s again", name, id, again, err, first)
		}
	}
	for _, key := range []string{"k1", "k2"} {
		if _, _, err := send(key, "bb"); !errors.Is(err, invoer.ErrConflict) {
			t.Errorf("key %s with other bytes: %v, want a conflict", key, err)
		}
	}
	if id, again, err := send("k3", "bb"); err != nil || again || id == first {
		t.Errorf("other bytes with a key of their own: delivery %s, again %t, %v; want a new one", id, again, err)
	}
}

// A document of pages of two files is tried again with all of them, and goes on
// when the last is read.
func TestReplayOfTwoFiles(t *testing.T) {
	t.Parallel()
	var rung []invoer.Ring
	h := openHouseWith(t, Settings{Ring: func(r invoer.Ring) { rung = append(rung, r) }})
	id, other := h.addDocument(t, h.client, ""), h.addDocument(t, h.client, "")
	v, err := h.Document(t.Context(), h.machine, other)
	if err != nil {
		t.Fatal(err)
	}
	h.asOwner(t, `insert into document_pages (office_id, client_id, document_id, position, file_id, page) values ($1, $2, $3, 2, $4, 1)`, h.office, h.client, id, v.File.ID)
	h.asOwner(t, `delete from document_pages where document_id = $1`, other)
	h.asOwner(t, `update documents set status = 'rejected', stage = 'done', held = '{"code": "replaced", "args": []}' where id = $1`, other)
	h.asOwner(t, `update pages set stage = 'held', held = '{}' where file_id = $1`, v.File.ID)
	h.asOwner(t, `update documents set status = 'held', stage = 'held', held = '{"code": "damaged", "args": []}' where id = $1`, id)
	if _, err := h.Replay(t.Context(), h.accountant, id, AnyVersion); err != nil {
		t.Fatal(err)
	}
	want := []invoer.Ring{{Office: h.office, Noun: invoer.NounPage, ID: string(v.File.ID), Page: 1, Stage: invoer.StageNormalise, Run: 1}}
	if diff := cmp.Diff(want, rung); diff != "" {
		t.Fatalf("rings (-want +got):\n%s", diff)
	}
	h.asOwner(t, `update pages set stage = 'done' where file_id = $1`, v.File.ID)
	err = h.In(t.Context(), h.machine, func(tx Tx) error {
		return tx.Cut(&Job{File: invoer.File{ID: v.File.ID}, Client: h.client}, nil, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	now, err := h.Document(t.Context(), h.machine, id)
	if err != nil || now.Stage != invoer.StageExtract || now.Status != invoer.StatusWaiting || len(now.Pages) != 2 {
		t.Errorf("stage %s, status %s, %d pages, %v; want it waiting for extract with both", now.Stage, now.Status, len(now.Pages), err)
	}
}
