package storage

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// One person has a document open; another one sees so, may take over, and is
// alone when the first one leaves.
func TestSeats(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("1", 100))
	first, second := h.accountant, h.addUser(t, invoer.RoleAdmin, "", "tweede@kantoor.example")
	holds := func(who invoer.Scope, takeOver bool, want invoer.Scope) {
		t.Helper()
		seat, err := h.Sit(t.Context(), who, id, takeOver)
		if err != nil || seat.Holder.ID != want.User {
			t.Fatalf("%s sits down: held by %s, %v, want %s", who.User, seat.Holder.ID, err, want.User)
		}
	}
	holds(first, false, first)
	holds(second, false, first)
	holds(second, true, second)
	holds(first, false, second)
	if err := h.Rise(t.Context(), second, id); err != nil {
		t.Fatal(err)
	}
	holds(first, false, first)
	h.asOwner(t, `update seats set seen = now() - interval '2 minutes'`)
	holds(second, false, second)
	if _, err := h.Sit(t.Context(), h.addUser(t, invoer.RoleClient, h.client, "klant@klant.example"), id, true); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("a client sits down: %v, want %v", err, invoer.ErrForbidden)
	}
}

// What is entrusted to somebody is in his list, and the history says so.
func TestEntrusted(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("1", 100))
	h.addRead(t, h.client, bakery("2", 100))
	if err := h.Entrust(t.Context(), h.accountant, id, h.accountant.User); err != nil {
		t.Fatal(err)
	}
	mine, err := h.Documents(t.Context(), h.accountant, Filter{Assignee: h.accountant.User})
	if err != nil || len(mine) != 1 || mine[0].ID != id {
		t.Errorf("my documents: %v, %v, want the one that was entrusted to me", numbers(mine), err)
	}
	history, err := h.History(t.Context(), h.accountant, id)
	if err != nil || !slices.ContainsFunc(history, func(a Audit) bool { return a.Action == "entrusted" && a.After["assignee"] != "" }) {
		t.Errorf("history %v, %v, want who it was entrusted to", history, err)
	}
	client := h.addUser(t, invoer.RoleClient, h.client, "klant@klant.example")
	if err := h.Entrust(t.Context(), h.accountant, id, client.User); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("entrusted to a client: %v, want %v", err, invoer.ErrInvalid)
	}
}

// Every order goes on behind a cursor, and a document that moves in its order
// while somebody corrects it keeps the neighbours that it had.
func TestOrdersOfAList(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, number := range []string{"1", "2", "3", "4"} {
		h.addRead(t, h.client, bakery(number, 100))
	}
	h.asOwner(t, `update documents set sure = case number when '1' then 80 when '2' then 99 when '3' then 40 else 80 end,
		received = '2026-01-01 10:00Z'::timestamptz + number::int * interval '1 minute'`)
	for order, want := range map[Sorting][]string{
		NewestFirst: {"4", "3", "2", "1"}, OldestFirst: {"1", "2", "3", "4"}, DoubtfulFirst: {"3", "1", "4", "2"},
	} {
		got, after := []string{}, ""
		for range 4 {
			page, err := h.Documents(t.Context(), h.accountant, Filter{Order: order, Limit: 1, After: after})
			if err != nil || len(page) != 1 {
				t.Fatalf("order %q behind %q: %d rows, %v", order, after, len(page), err)
			}
			got, after = append(got, page[0].Number), page[0].Cursor
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("order %q (-want +got):\n%s", order, diff)
		}
	}
	doubtful, err := h.Documents(t.Context(), h.accountant, Filter{Order: DoubtfulFirst})
	if err != nil {
		t.Fatal(err)
	}
	h.asOwner(t, `update documents set sure = 99 where number = '3'`) // he corrected it
	previous, next, err := h.Neighbours(t.Context(), h.accountant, doubtful[0].ID, Filter{Order: DoubtfulFirst, After: doubtful[0].Cursor})
	if err != nil || previous.ID != "" || next.ID != doubtful[1].ID {
		t.Errorf("neighbours of what was the most doubtful: %q, %q, %v, want none and %q", previous.ID, next.ID, err, doubtful[1].ID)
	}
}

// A list is kept under its name, for one person alone.
func TestSavedLists(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, query := range []string{"tab=read", "tab=read&kind=invoice"} {
		if err := h.SaveList(t.Context(), h.accountant, "Mijn maandag", query); err != nil {
			t.Fatal(err)
		}
	}
	mine, err := h.SavedLists(t.Context(), h.accountant)
	if err != nil || len(mine) != 1 || mine[0].Query != "tab=read&kind=invoice" {
		t.Fatalf("my lists are %v, %v, want one with what it says now", mine, err)
	}
	other := h.addUser(t, invoer.RoleAdmin, "", "tweede@kantoor.example")
	if theirs, err := h.SavedLists(t.Context(), other); err != nil || len(theirs) != 0 {
		t.Errorf("another one's lists are %v, %v, want none", theirs, err)
	}
	if err := h.ForgetList(t.Context(), other, mine[0].ID); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("another one forgets my list: %v, want %v", err, invoer.ErrNotFound)
	}
	if err := h.ForgetList(t.Context(), h.accountant, mine[0].ID); err != nil {
		t.Error(err)
	}
}
