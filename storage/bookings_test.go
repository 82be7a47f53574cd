package storage

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

func typedBooking(account string, cents int64) invoer.Booking {
	inv := bakery("", cents)
	return *booking(inv, account)
}

func TestBookingByHand(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("F1", 12100))
	v, err := h.SetBooking(t.Context(), h.accountant, id, AnyVersion, typedBooking("600000", 12100))
	if err != nil || v.Booking.Entries[0].Account != "600000" || v.Booking.By != h.accountant.User || v.Status != invoer.StatusRead {
		t.Fatalf("booking %+v of a document that is %s, %v", v.Booking, v.Status, err)
	}
	h.read(t, id, bakery("F1", 12100), "613000") // the machine proposes again
	if v, _ = h.Document(t.Context(), h.admin, id); v.Booking.Entries[0].Account != "600000" {
		t.Errorf("after a proposal: %+v, want what the person typed", v.Booking)
	}
	h.read(t, id, bakery("F1", 500), "613000") // of another amount
	if v, _ = h.Document(t.Context(), h.admin, id); v.Booking.Entries[0].Account != "613000" || v.Booking.By != "" {
		t.Errorf("after a proposal of another amount: %+v, want the proposal", v.Booking)
	}
	history, err := h.History(t.Context(), h.admin, id)
	told := false
	for _, a := range history {
		told = told || a.Action == "booking" && strings.Contains(a.Before["booking"], "613000 121.00") && strings.Contains(a.After["booking"], "600000 121.00")
	}
	if err != nil || !told {
		t.Errorf("history %+v, %v; want the booking before and after", history, err)
	}
}

func TestBookingsThatAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("F1", 12100))
	unbalanced := typedBooking("600000", 12100)
	unbalanced.Entries[0].Amount.Cents++
	for name, b := range map[string]invoer.Booking{"it does not balance": unbalanced, "of another amount": typedBooking("600000", 500), "without lines": {Journal: "AANK"}} {
		if _, err := h.SetBooking(t.Context(), h.accountant, id, AnyVersion, b); !errors.Is(err, invoer.ErrInvalid) {
			t.Errorf("%s: %v, want it invalid", name, err)
		}
	}
	good := typedBooking("600000", 12100)
	if _, err := h.SetBooking(t.Context(), h.accountant, id, 999, good); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("of an old version: %v, want a conflict", err)
	}
	if _, err := h.SetBooking(t.Context(), h.person, id, AnyVersion, good); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("by a client's person: %v, want it forbidden", err)
	}
	if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SetBooking(t.Context(), h.accountant, id, AnyVersion, good); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("of an approved document: %v, want a conflict", err)
	}
}

// A machine that has nothing to propose takes away its own proposal only; what a
// person typed is refused at approval where the document asks for another amount
// by then.
func TestBookingByHandStaysWithoutAProposal(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	without := func(id invoer.DocumentID, cents int64) *invoer.Booking {
		err := h.In(t.Context(), h.machine, func(tx Tx) error {
			if err := tx.SaveReading(id, bakery("F1", cents)); err != nil {
				return err
			}
			return tx.SaveBooking(id, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		v, err := h.Document(t.Context(), h.accountant, id)
		if err != nil {
			t.Fatal(err)
		}
		return v.Booking
	}
	id := h.addRead(t, h.client, bakery("F1", 12100))
	if b := without(id, 12100); b != nil {
		t.Errorf("a proposal that is none any more: %+v, want none", b)
	}
	if _, err := h.SetBooking(t.Context(), h.accountant, id, AnyVersion, typedBooking("600000", 12100)); err != nil {
		t.Fatal(err)
	}
	if b := without(id, 500); b == nil || b.By != h.accountant.User {
		t.Errorf("what a person typed: %+v, want it kept", b)
	}
	if v, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("approving another amount than is booked: %s, %v; want it invalid", v.Status, err)
	}
	without(id, 12100)
	if v, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil || v.Booking == nil || v.Booking.By != h.accountant.User {
		t.Errorf("approving what was typed: %+v, %v", v.Booking, err)
	}
}

// Nobody books on an account that the chart does not have, or not on that day.
func TestAccountsThatAreNotOpenAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	inv := bakery("1", 12100)
	id := h.addRead(t, h.client, inv)
	if _, err := h.SetBooking(t.Context(), h.accountant, id, AnyVersion, *booking(inv, "699999")); err != nil {
		t.Fatalf("without a chart: %v", err)
	}
	chart := books()
	chart.Accounts = append(chart.Accounts, invoer.LedgerAccount{Number: "614000", Span: invoer.Span{Until: inv.Issued.Value.AddDays(-1)}})
	h.teach(t, chart)
	for account, open := range map[string]bool{"613000": true, "699999": false, "614000": false} {
		_, err := h.SetBooking(t.Context(), h.accountant, id, AnyVersion, *booking(inv, account))
		var m *invoer.Mistake
		if open != (err == nil) || !open && (!errors.As(err, &m) || m.Field != "entries[0].account") {
			t.Errorf("on %s: %v, want open %v", account, err, open)
		}
	}
}

// What a person booked in a period that was closed since goes to the day that is
// proposed now; in an open one it stays where he put it.
func TestTypedBookingOfAClosedPeriod(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.teach(t, books())
	inv := bakery("1", 12100)
	id := h.addRead(t, h.client, inv)
	typed := *booking(inv, "613000")
	typed.Date = invoer.Date{Year: 2026, Month: time.October, Day: 31}
	if _, err := h.SetBooking(t.Context(), h.accountant, id, AnyVersion, typed); err != nil {
		t.Fatal(err)
	}
	proposes := func(on invoer.Date) invoer.Booking {
		t.Helper()
		b := booking(inv, "604000")
		b.Date = on
		if err := h.In(t.Context(), h.machine, func(tx Tx) error { return tx.SaveBooking(id, b) }); err != nil {
			t.Fatal(err)
		}
		v, err := h.Document(t.Context(), h.admin, id)
		if err != nil || v.Booking.By == "" || v.Booking.Entries[0].Account != "613000" {
			t.Fatalf("booking %+v, %v; want what was typed", v.Booking, err)
		}
		return *v.Booking
	}
	if got := proposes(inv.Issued.Value); got.Date != typed.Date {
		t.Errorf("while its period is open it is booked on %s, want %s", got.Date, typed.Date)
	}
	next := books()
	next.Periods[9].Locked = true
	h.teach(t, next)
	if got := proposes(inv.Issued.Value); got.Date != inv.Issued.Value {
		t.Errorf("after its period was closed it is booked on %s, want %s", got.Date, inv.Issued.Value)
	}
}
