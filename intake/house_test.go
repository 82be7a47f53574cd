package intake

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest"
)

// A house is an office with two clients and a gate on real parts.
type house struct {
	*Gate
	who   invoer.Scope
	a, b  invoer.ClientID
	bell  *heard
	store *storage.Store
}

func open(t *testing.T) *house {
	t.Helper()
	store := storagetest.Open(t)
	bytes, err := blobs.OpenDirectory(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	office, err := store.AddOffice(ctx, "Kantoor", "nl")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{who: invoer.Machine(office.ID), bell: &heard{}, store: store}
	h.a, h.b = h.client(t, "A"), h.client(t, "B")
	h.Gate = &Gate{Store: store, Blobs: bytes, Bell: h.bell, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	return h
}

func (h *house) client(t *testing.T, code string) invoer.ClientID {
	t.Helper()
	c, err := h.store.AddClient(t.Context(), h.who, storage.Client{Code: code, Name: "Client " + code, Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// heard remembers what was rung.
type heard struct {
	mu    sync.Mutex
	rings []invoer.Ring
}

func (h *heard) Ring(_ context.Context, r invoer.Ring) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rings = append(h.rings, r)
}

func (h *heard) all() []invoer.Ring {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]invoer.Ring(nil), h.rings...)
}

// of is an arrival of named bodies for a client.
func of(client invoer.ClientID, parts ...string) Arrival {
	return Arrival{
		Owner: func(context.Context) (invoer.ClientID, error) { return client, nil },
		Via:   invoer.DoorUpload, From: "tester",
		Parts: func(yield func(Item, error) bool) {
			for i := 0; i+1 < len(parts); i += 2 {
				if !yield(Item{Name: parts[i], Body: strings.NewReader(parts[i+1])}, nil) {
					return
				}
			}
		},
	}
}

func (h *house) accept(t *testing.T, a Arrival) Receipt {
	t.Helper()
	r, err := h.Accept(t.Context(), h.who, a)
	if err != nil {
		t.Fatalf("accepting: %v", err)
	}
	return r
}

// ledgerOf is a delivery's ledger in short.
func ledgerOf(d invoer.Delivery) []string {
	var lines []string
	for _, p := range d.Parts {
		lines = append(lines, strings.TrimSpace(p.Name+" "+string(p.Outcome)+" "+p.Reason.Code))
	}
	return lines
}

func (h *house) read(t *testing.T, key invoer.BlobKey) string {
	t.Helper()
	blob, err := h.Blobs.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	text, err := io.ReadAll(blob)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
