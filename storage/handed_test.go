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
