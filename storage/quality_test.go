package storage

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// What was read is held against what was approved: by field, client, supplier
// and door, with how sure the reading was and how long it took.
func TestQualityIsWhatPeopleApproved(t *testing.T) {
	t.Parallel()
	c := newClock()
	h := openHouseWith(t, Settings{Now: c.now})
	begun := c.now()
	right, wrong := h.addRead(t, h.client, bakery("1", 100)), h.addRead(t, h.other, bakery("2", 200))
	if _, err := h.Correct(t.Context(), h.accountant, wrong, AnyVersion, []Correction{{Field: "invoice_number", Text: "2-B"}}); err != nil {
		t.Fatal(err)
	}
	h.read(t, wrong, bakery("2", 200), "613000") // the machine proposes its booking again
	sit := func(id invoer.DocumentID) {
		t.Helper()
		if _, err := h.Sit(t.Context(), h.accountant, id, false); err != nil {
			t.Fatal(err)
		}
	}
	sit(right)
	c.pass(20 * time.Second)
	sit(right)
	c.pass(5 * time.Second)
	for _, id := range []invoer.DocumentID{right, wrong} {
		if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	all := QualityFilter{From: begun, Until: c.now().Add(time.Second)}
	q, err := h.Quality(t.Context(), h.accountant, all)
	if err != nil {
		t.Fatal(err)
	}
	if q.Documents != 2 || q.Untouched != 1 || q.Timed != 1 || q.Seconds != 25 {
		t.Errorf("got %d documents, %d untouched, %d timed, %d s; want 2, 1, 1, 25", q.Documents, q.Untouched, q.Timed, q.Seconds)
	}
	for _, f := range q.Fields {
		want := 2
		if f.Key == "invoice_number" {
			want = 1
		}
		if f.Of != 2 || f.Untouched != want {
			t.Errorf("%s: %d of %d right, want %d of 2", f.Key, f.Untouched, f.Of, want)
		}
	}
	if len(q.Clients) != 2 || len(q.Suppliers) != 1 || q.Suppliers[0].Of != 2 || len(q.Doors) != 1 {
		t.Errorf("clients %v, suppliers %v, doors %v", q.Clients, q.Suppliers, q.Doors)
	}
	if len(q.Corrected) != 1 || q.Corrected[0].Field != "invoice_number" || q.Corrected[0].Times != 1 || q.Corrected[0].Of != 2 {
		t.Errorf("most corrected: %+v", q.Corrected)
	}
	of, good := 0, 0
	for _, b := range q.Calibration {
		of, good = of+b.Of, good+b.Right
	}
	if fields := len(q.Fields); of != 2*fields || good != 2*fields-1 {
		t.Errorf("calibration: %d of %d right, want %d of %d", good, of, 2*fields-1, 2*fields)
	}
	one, err := h.Quality(t.Context(), h.accountant, QualityFilter{From: all.From, Until: all.Until, Client: h.client})
	if err != nil || one.Documents != 1 || one.Untouched != 1 {
		t.Errorf("of one client: %d of %d, %v; want 1 of 1", one.Untouched, one.Documents, err)
	}
	if _, err := h.Quality(t.Context(), h.person, all); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("a client asks: %v, want %v", err, invoer.ErrForbidden)
	}
	if _, err := h.Reopen(t.Context(), h.accountant, right, AnyVersion); err != nil {
		t.Fatal(err)
	}
	if again, err := h.Quality(t.Context(), h.accountant, all); err != nil || again.Documents != 1 {
		t.Errorf("after one was opened again: %d documents, %v; want 1", again.Documents, err)
	}
}

// Documents that were approved before outcomes were kept are counted later on.
func TestOutcomesAreFilled(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("1", 100))
	if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil {
		t.Fatal(err)
	}
	everything := QualityFilter{Until: time.Now().Add(time.Hour)}
	before, err := h.Quality(t.Context(), h.accountant, everything)
	if err != nil {
		t.Fatal(err)
	}
	h.asOwner(t, `delete from outcomes`)
	if left, err := h.FillOutcomes(t.Context(), h.accountant); err != nil || left != 0 {
		t.Errorf("%d are left, %v; want none", left, err)
	}
	after, err := h.Quality(t.Context(), h.accountant, everything)
	if diff := cmp.Diff(before, after); err != nil || diff != "" || after.Documents != 1 {
		t.Errorf("%v, as approved against as filled (-approved +filled):\n%s", err, diff)
	}
}
