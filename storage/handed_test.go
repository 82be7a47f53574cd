package storage

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// What a client says of what he handed in is seen by him and his office, and
// replaces what he said before; another client says nothing of it.
func TestClientsSayWhatTheyHandIn(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("1", 100))
	v, err := h.Document(t.Context(), h.person, id)
	if err != nil {
		t.Fatal(err)
	}
	at := v.Document.Delivery
	said := Handed{Remark: "met de bestelwagen", Due: invoer.Date{Year: 2026, Month: time.December, Day: 15}, Amount: invoer.Money{Cents: 12100, Currency: "EUR"}, Paid: PaidPrivate}
	if err := h.SayOfDelivery(t.Context(), h.person, at, Handed{Remark: "eerst"}); err != nil {
		t.Fatal(err)
	}
	if err := h.SayOfDelivery(t.Context(), h.person, at, said); err != nil {
		t.Fatal(err)
	}
	for name, who := range map[string]invoer.Scope{"the client": h.person, "his accountant": h.accountant} {
		got, err := h.SaidOfDelivery(t.Context(), who, at)
		if err != nil || got.Remark != said.Remark || got.Due != said.Due || got.Amount != said.Amount || got.Paid != said.Paid || !got.Said() {
			t.Errorf("%s sees %+v, %v; want %+v", name, got, err, said)
		}
	}
	neighbour := h.addUser(t, invoer.RoleClient, h.other, "garage@a.be")
	if got, err := h.SaidOfDelivery(t.Context(), neighbour, at); err != nil || got.Said() {
		t.Errorf("another client sees %+v, %v; want nothing", got, err)
	}
	wrong := map[string]struct {
		who  invoer.Scope
		said Handed
		want error
	}{
		"another client":     {neighbour, said, invoer.ErrNotFound},
		"a very long remark": {h.person, Handed{Remark: strings.Repeat("é", mostRemark+1)}, invoer.ErrInvalid},
		"shells":             {h.person, Handed{Paid: "shells"}, invoer.ErrInvalid},
		"a machine":          {h.machine, said, invoer.ErrForbidden},
	}
	for name, c := range wrong {
		if err := h.SayOfDelivery(t.Context(), c.who, at, c.said); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// Lists say what was paid: where the document says that nothing is left, and where
// who handed it in says so.
func TestListsSayWhatWasPaid(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	owed := func(number string, cents int64) invoer.Invoice {
		inv := bakery(number, 12100)
		inv.Payable = invoer.Field[invoer.Money]{Value: invoer.EUR(cents), Confidence: 90}
		return inv
	}
	open := h.addRead(t, h.client, owed("1", 12100))
	silent := h.addRead(t, h.client, bakery("2", 12200))
	settled := h.addRead(t, h.client, owed("3", 0))
	said := h.addRead(t, h.client, owed("4", 12100))
	v, err := h.Document(t.Context(), h.person, said)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SayOfDelivery(t.Context(), h.person, v.Delivery, Handed{Paid: PaidCard}); err != nil {
		t.Fatal(err)
	}
	want := map[invoer.DocumentID]bool{open: false, silent: false, settled: true, said: true}
	for name, who := range map[string]invoer.Scope{"the client": h.person, "his accountant": h.accountant} {
		list, err := h.Documents(t.Context(), who, Filter{Limit: 10})
		if err != nil || len(list) != len(want) {
			t.Fatalf("%s sees %d documents, %v; want %d", name, len(list), err, len(want))
		}
		for _, doc := range list {
			if doc.Paid != want[doc.ID] {
				t.Errorf("%s sees that %s was paid: %v, want %v", name, doc.Number, doc.Paid, want[doc.ID])
			}
		}
	}
}
