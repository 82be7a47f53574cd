package storage

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// Whoever remembers the last event that he saw must not miss one that is
// committed later with a lower number.
func TestNoEventIsMissed(t *testing.T) {
	t.Parallel()
	h := openHouseWith(t, Settings{MaxConns: 8})
	const writers, each = 6, 15
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range each {
				if err := h.emitSlowly(t.Context()); err != nil {
					t.Errorf("emitting: %v", err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	seen, last := 0, int64(0)
	for finished := false; !finished; {
		select {
		case <-done:
			finished = true // and look once more
		default:
		}
		events, err := h.Events(t.Context(), h.machine, last, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			seen, last = seen+1, e.ID
		}
	}
	if seen != writers*each {
		t.Errorf("saw %d events, want %d", seen, writers*each)
	}
}

func (h *house) emitSlowly(ctx context.Context) error {
	return h.In(ctx, h.machine, func(tx Tx) error {
		if err := tx.Emit(Event{Kind: "document.read", Client: h.client}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `select pg_sleep($1)`, rand.Float64()/100)
		return err
	})
}

func TestEventsOfAClient(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, client := range []invoer.ClientID{h.client, h.other, ""} {
		err := h.In(t.Context(), h.machine, func(tx Tx) error {
			return tx.Emit(Event{Kind: "delivery.received", Client: client, Data: map[string]string{"client": string(client)}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for who, want := range map[invoer.Scope]int{h.accountant: 3, h.person: 1} {
		events, err := h.Events(t.Context(), who, 0, 10)
		if err != nil || len(events) != want {
			t.Fatalf("a %s sees %d events, %v, want %d", who.Role, len(events), err, want)
		}
		last, err := h.LastEvent(t.Context(), who)
		if err != nil || last != events[len(events)-1].ID {
			t.Errorf("last of a %s: %d, %v, want %d", who.Role, last, err, events[len(events)-1].ID)
		}
	}
	if err := h.In(t.Context(), h.machine, func(tx Tx) error { return tx.Emit(Event{}) }); err == nil {
		t.Error("an event without a kind was written")
	}
}

func TestListenersAreWoken(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	woken := make(chan invoer.OfficeID, 100)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- h.Listen(ctx, func(office invoer.OfficeID) { woken <- office }) }()
	expect := func(want invoer.OfficeID) {
		t.Helper()
		select {
		case got := <-woken:
			if got != want {
				t.Fatalf("woken for %q, want %q", got, want)
			}
		case <-time.After(90 * time.Second):
			t.Fatalf("not woken for %q", want)
		}
	}
	expect("")
	if err := h.emitSlowly(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(h.office)
	h.asOwner(t, `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'`)
	expect("") // it may have missed something
	if err := h.emitSlowly(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(h.office)
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("after its context ended: %v", err)
	}
}

var someShare = Share{Webhooks: 10, OfEach: 10, OfOffice: 10}

func TestWebhookAttempts(t *testing.T) {
	t.Parallel()
	c := newClock()
	h := openHouseWith(t, Settings{Now: c.now})
	strange := furnish(t, h.Store, h.db, "b")
	ctx := t.Context()
	secret, all, err := h.AddWebhook(ctx, h.admin, Webhook{URL: "https://example.com/all"})
	if err != nil {
		t.Fatal(err)
	}
	_, some, err := h.AddWebhook(ctx, h.admin, Webhook{URL: "https://example.com/some", Kinds: []string{"document.approved"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"document.read", "document.approved"} {
		for _, office := range []*house{h, strange} {
			err := office.In(ctx, office.person, func(tx Tx) error { return tx.Emit(Event{Kind: kind, Client: office.client}) })
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	due, err := h.DueAttempts(ctx, someShare, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, d := range due {
		got[fmt.Sprintf("%s %s", d.URL, d.Event.Kind)]++
		if d.Webhook == all.ID && d.Secret != secret || d.Office != h.office {
			t.Errorf("dispatch %+v: want the secret that was shown, of office %s", d, h.office)
		}
	}
	want := map[string]int{"https://example.com/all document.read": 1, "https://example.com/all document.approved": 1, "https://example.com/some document.approved": 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("due (-want +got):\n%s", diff)
	}
	if again, err := h.DueAttempts(ctx, someShare, time.Minute); err != nil || len(again) != 0 {
		t.Errorf("another worker got %d of them too, %v", len(again), err)
	}
	h.noteAttempts(t, c, due, some)
}

// Of what is due each webhook gets its share, those that are told already get
// nothing, and an office has no more at once than its own; an attempt that ends
// after its webhook was removed is not tried again.
func TestWebhooksInTurn(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	strange := furnish(t, h.Store, h.db, "b")
	hook := func(of *house, name string, events int) Webhook {
		t.Helper()
		_, w, err := h.AddWebhook(t.Context(), of.admin, Webhook{URL: "https://example.com/" + name, Kinds: []string{name}})
		if err != nil {
			t.Fatal(err)
		}
		for range events {
			if err := h.In(t.Context(), of.admin, func(tx Tx) error { return tx.Emit(Event{Kind: name}) }); err != nil {
				t.Fatal(err)
			}
		}
		return w
	}
	slow := hook(h, "slow", 20)
	for _, name := range []string{"one", "two", "three"} {
		hook(h, name, 1)
	}
	hook(strange, "other", 1)
	take := func(share Share) (map[string]int, []Dispatch) {
		t.Helper()
		due, err := h.DueAttempts(t.Context(), share, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, d := range due {
			got[path.Base(d.URL)]++
		}
		return got, due
	}
	got, due := take(Share{Webhooks: 10, OfEach: 4, OfOffice: 2})
	if diff := cmp.Diff(map[string]int{"slow": 4, "one": 1, "other": 1}, got); diff != "" {
		t.Errorf("first (-want +got):\n%s", diff)
	}
	got, _ = take(Share{Webhooks: 10, OfEach: 4, OfOffice: 2, Busy: []string{slow.ID}})
	if diff := cmp.Diff(map[string]int{"two": 1}, got); diff != "" {
		t.Errorf("while the slow one is told (-want +got):\n%s", diff)
	}
	got, _ = take(Share{Webhooks: 1, OfEach: 4, OfOffice: 8})
	if diff := cmp.Diff(map[string]int{"slow": 4}, got); diff != "" {
		t.Errorf("of one that waits for longest (-want +got):\n%s", diff)
	}
	if err := h.RemoveWebhook(t.Context(), h.admin, slow.ID); err != nil {
		t.Fatal(err)
	}
	for _, d := range due {
		if d.Webhook != slow.ID {
			continue
		}
		if err := h.NoteAttempt(t.Context(), h.office, d.ID, 0, "no answer", false, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	log, err := h.Attempts(t.Context(), h.admin, AttemptFilter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range log {
		if a.Webhook == slow.ID && !a.Next.IsZero() {
			t.Errorf("attempt %+v of a webhook that was removed, want none to follow", a)
		}
	}
}

// noteAttempts goes on with what TestWebhookAttempts got: one is delivered, one
// is given up and sent again by hand, one's webhook is removed.
func (h *house) noteAttempts(t *testing.T, c *clock, due []Dispatch, some Webhook) {
	t.Helper()
	ctx := t.Context()
	if err := h.NoteAttempt(ctx, h.office, due[0].ID, 200, "", true, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if err := h.NoteAttempt(ctx, h.office, due[1].ID, 500, "status 500", false, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if err := h.RemoveWebhook(ctx, h.admin, some.ID); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Hour)
	if err := h.ReplayAttempt(ctx, h.admin, due[1].ID); due[1].Webhook != some.ID && err != nil {
		t.Fatal(err)
	}
	again, err := h.DueAttempts(ctx, someShare, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range again {
		if d.Webhook == some.ID {
			t.Errorf("a webhook that was removed is told of %+v", d)
		}
	}
	log, err := h.Attempts(ctx, h.admin, AttemptFilter{Limit: 10})
	if err != nil || len(log) != 3 {
		t.Fatalf("log of %d attempts, %v, want 3", len(log), err)
	}
	for _, a := range log {
		if a.ID == due[0].ID && (a.Delivered.IsZero() || a.Status != 200 || a.Attempts != 1 || !a.Next.IsZero()) {
			t.Errorf("the delivered one: %+v", a)
		}
	}
	if hooks, err := h.Webhooks(ctx, h.admin); err != nil || len(hooks) != 1 {
		t.Errorf("%d webhooks are left, %v, want 1", len(hooks), err)
	}
}
