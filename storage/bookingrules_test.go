package storage

import (
	"errors"
	"fmt"
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

// A rule is shown with what it would have changed, and against which others it
// is; what people change again and again is suggested as one.
func TestRulesFromCorrections(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := t.Context()
	for i, number := range []string{"1", "2", "3", "4"} {
		inv := bakery(number, 12100)
		inv.Supplier.VAT.Confidence = 99
		id := h.addRead(t, h.client, inv) // proposed on 613000
		if i == 3 {
			continue
		}
		if suggested, err := h.SuggestedRules(ctx, h.accountant, h.client); err != nil || len(suggested) != 0 {
			t.Errorf("after %d changes %+v, %v; want no rule suggested", i, suggested, err)
		}
		if _, err := h.SetBooking(ctx, h.accountant, id, AnyVersion, *booking(inv, "614000")); err != nil {
			t.Fatal(err)
		}
		if _, err := h.SetBooking(ctx, h.accountant, id, AnyVersion, *booking(inv, "604000")); err != nil {
			t.Fatal(err)
		}
	}
	suggested, err := h.SuggestedRules(ctx, h.accountant, h.client)
	if err != nil || len(suggested) != 1 || suggested[0].Proposed != "613000" || suggested[0].Booked != "604000" || suggested[0].Times != 3 {
		t.Fatalf("suggested %+v, %v; want 613000 to 604000, three times", suggested, err)
	}
	r := bread(1, suggested[0].Booked)
	r.When.Words = []string{"GELEVERDE"}
	seen, err := h.PreviewBookingRule(ctx, h.accountant, r)
	if err != nil || seen.Documents != 4 || seen.Holds != 4 || seen.Changed != 1 || len(seen.Examples) != 1 || seen.Examples[0].Number != "4" || len(seen.Against) != 0 {
		t.Errorf("preview %+v, %v; want 4 documents of which the last would have changed", seen, err)
	}
	other := r
	other.When.Words = []string{"taart"}
	if seen, err = h.PreviewBookingRule(ctx, h.accountant, other); err != nil || seen.Holds != 0 {
		t.Errorf("a word that stands nowhere: %+v, %v", seen, err)
	}
	made, _, err := h.AddBookingRule(ctx, h.accountant, r)
	if err != nil {
		t.Fatal(err)
	}
	if suggested, err := h.SuggestedRules(ctx, h.accountant, h.client); err != nil || len(suggested) != 0 {
		t.Errorf("with the rule made %+v, %v are suggested, want none", suggested, err)
	}
	if seen, err = h.PreviewBookingRule(ctx, h.accountant, bread(2, "614000")); err != nil || len(seen.Against) != 1 || seen.Against[0].ID != made.ID {
		t.Errorf("one that contradicts it: %+v, %v", seen.Against, err)
	}
	if err := h.PlaceBookingRule(ctx, h.accountant, made.ID, 7); err != nil {
		t.Fatal(err)
	}
	if all, err := h.BookingRules(ctx, h.accountant); err != nil || all[0].Place != 7 {
		t.Errorf("placed: %+v, %v", all, err)
	}
}

// A suggestion is silenced by a rule that makes the change: not by one that is
// over or holds for one rate only, but also by one that splits. A supplier without
// a VAT number is suggested by its name.
func TestSuggestedRulesAreThoseThatAreMissing(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := t.Context()
	for i := range 6 {
		inv := bakery(fmt.Sprint(i), 12100)
		if i >= 3 {
			inv.Supplier.VAT = invoer.Field[invoer.VATNumber]{}
			inv.Supplier.Name.Value = "Dokter Peeters"
		}
		id := h.addRead(t, h.client, inv)
		if _, err := h.SetBooking(ctx, h.accountant, id, AnyVersion, *booking(inv, "604000")); err != nil {
			t.Fatal(err)
		}
	}
	rate := int64(600)
	over, rated, split, named := bread(1, "604000"), bread(1, "604000"), bread(1, ""), bread(1, "604000")
	over.When.Until = invoer.Date{Year: 2020, Month: 1, Day: 1}
	rated.When.Rate = &rate
	split.Then.Split = []invoer.RulePart{{Account: "604000", Share: 5000}, {Account: "613000", Share: 5000}}
	named.When = invoer.RuleCondition{Name: "DOKTER PEETERS"}
	for _, c := range []struct {
		what string
		rule invoer.BookingRule
		want int
	}{{"one that is over", over, 2}, {"one for another rate", rated, 2}, {"one that splits", split, 1}, {"one of the name", named, 0}} {
		if _, _, err := h.AddBookingRule(ctx, h.accountant, c.rule); err != nil {
			t.Fatal(err)
		}
		suggested, err := h.SuggestedRules(ctx, h.accountant, h.client)
		if err != nil || len(suggested) != c.want {
			t.Errorf("after %s %+v, %v; want %d suggested", c.what, suggested, err, c.want)
		}
	}
}
