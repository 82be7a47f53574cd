package mail

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest"
)

// A house is an office behind a mail door, on real parts.
type house struct {
	*Door
	who     invoer.Scope
	clients map[string]invoer.ClientID // by code
	store   *storage.Store
	url     string // of the database
	blobs   *blobs.Directory
	bell    *heard
}

const domain = "in.example.test"

func open(t testing.TB) *house {
	t.Helper()
	store, db := storagetest.OpenDatabase(t)
	bytes, err := blobs.OpenDirectory(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	office, err := store.AddOffice(t.Context(), "Kantoor", "nl")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{who: invoer.Machine(office.ID), clients: map[string]invoer.ClientID{}, store: store, url: db.URL, blobs: bytes, bell: &heard{}}
	log := slog.New(slog.DiscardHandler)
	gate := &intake.Gate{Store: store, Blobs: bytes, Bell: h.bell, Log: log, Now: time.Now}
	h.Door = &Door{Gate: gate, Store: store, Domains: []string{domain}, Spool: t.TempDir(), Trust: Trust{Hosts: []string{"relay.example.test"}}, Log: log, Now: time.Now}
	h.client(t, "terlinde", "7kq2m9xw")
	h.client(t, "terlinde-gent", "b4c8n2ps")
	h.client(t, "garagemaes", "x9d3f6hj")
	return h
}

func (h *house) client(t testing.TB, code, token string) {
	t.Helper()
	c, err := h.store.AddClient(t.Context(), h.who, storage.Client{Code: code, Name: "Client " + code, Language: "nl"})
	if err == nil {
		_, err = h.store.RenewMailToken(t.Context(), h.who, c.ID, token)
	}
	if err != nil {
		t.Fatal(err)
	}
	h.clients[code] = c.ID
}

// serve opens the door until the test ends, and gives its address.
func (h *house) serve(t testing.TB, speaks Protocol) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Serve(ctx, l, speaks) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("serving: %v", err)
		}
	})
	return l.Addr().String()
}

// deliveries are those of a client, oldest first.
func (h *house) deliveries(t testing.TB, code string) []invoer.Delivery {
	t.Helper()
	list, err := h.store.Deliveries(t.Context(), h.who, h.clients[code], "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// ledgerOf is a delivery's ledger in short.
func ledgerOf(d invoer.Delivery) []string {
	lines := []string{}
	for _, p := range d.Parts {
		lines = append(lines, strings.TrimSpace(p.Name+" "+string(p.Outcome)+" "+p.Reason.Code))
	}
	return lines
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
