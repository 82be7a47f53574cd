package storage

import (
	"errors"
	"testing"

	"github.com/invoer/invoer"
)

func bread(place int, account string) invoer.BookingRule {
	return invoer.BookingRule{
		Name: "bread on " + account, Place: place,
		When: invoer.RuleCondition{Supplier: bakery("1", 100).Supplier.VAT.Value}, Then: invoer.RuleOutcome{Account: account},
	}
}

func TestBookingRules(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := t.Context()
	late, against, err := h.AddBookingRule(ctx, h.accountant, bread(2, "604000"))
	if err != nil || len(against) != 0 || late.ID == "" || late.By != h.accountant.User {
		t.Fatalf("the first rule: %+v, against %v, %v", late, against, err)
	}
	first := bread(1, "614000")
	first.Client = h.client
	if _, against, err = h.AddBookingRule(ctx, h.accountant, first); err != nil || len(against) != 1 || against[0].ID != late.ID {
		t.Fatalf("a rule against the first: against %v, %v", against, err)
	}
	id := h.addRead(t, h.client, bakery("1", 12100))
	g, err := h.Grounds(ctx, invoer.Machine(h.office), id)
	if err != nil || len(g.Rules) != 2 || g.Rules[0].Then.Account != "614000" {
		t.Fatalf("rules for a document: %+v, %v", g.Rules, err)
	}
	if err := h.EndBookingRule(ctx, h.accountant, g.Rules[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := h.EndBookingRule(ctx, h.accountant, g.Rules[0].ID); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("ended twice: %v", err)
	}
	if all, err := h.BookingRules(ctx, h.accountant); err != nil || len(all) != 1 || all[0].Then.Account != "604000" {
		t.Errorf("rules left: %+v, %v", all, err)
	}
	if _, _, err := h.AddBookingRule(ctx, h.person, bread(1, "604000")); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("a client's person makes a rule: %v", err)
	}
}
