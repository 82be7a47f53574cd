package invoer

import (
	"errors"
	"testing"
)

func fuel() BookingRule {
	return BookingRule{Name: "fuel", When: RuleCondition{Words: []string{"Diesel", "benzine"}}, Then: RuleOutcome{Account: "613400"}}
}

func TestBookingRuleHolds(t *testing.T) {
	t.Parallel()
	inv := Invoice{
		Supplier: Party{VAT: Field[VATNumber]{Value: "BE0477574154"}}, Total: Field[Money]{Value: EUR(12100)},
		Issued: Field[Date]{Value: Date{Year: 2026, Month: 3, Day: 2}},
	}
	least, most := EUR(12100), EUR(12099)
	cases := map[string]struct {
		change func(*RuleCondition)
		want   bool
	}{
		"a word":                      {func(*RuleCondition) {}, true},
		"no such word":                {func(w *RuleCondition) { w.Words = []string{"adblue"} }, false},
		"its supplier":                {func(w *RuleCondition) { w.Supplier = "BE0477574154" }, true},
		"another supplier":            {func(w *RuleCondition) { w.Supplier = "BE0403170701" }, false},
		"a name, and it has a number": {func(w *RuleCondition) { w.Name = "Garage" }, false},
		"just enough":                 {func(w *RuleCondition) { w.Least = &least }, true},
		"a cent too much":             {func(w *RuleCondition) { w.Most = &most }, false},
		"from that day on":            {func(w *RuleCondition) { w.From = inv.Issued.Value }, true},
		"until that day":              {func(w *RuleCondition) { w.Until = inv.Issued.Value }, true},
		"until the day before":        {func(w *RuleCondition) { w.Until = Date{Year: 2026, Month: 3, Day: 1} }, false},
	}
	for name, c := range cases {
		r := fuel()
		c.change(&r.When)
		if got := r.Holds(inv, "40 l DIESEL B7"); got != c.want {
			t.Errorf("%s: holds %t, want %t", name, got, c.want)
		}
	}
}

func TestBookingRulesThatContradict(t *testing.T) {
	t.Parallel()
	least, most, full, reduced := EUR(50000), EUR(49999), int64(2100), int64(600)
	cases := map[string]struct {
		change func(a, b *BookingRule)
		want   bool
	}{
		"another account":             {func(_, b *BookingRule) { b.Then.Account = "612000" }, true},
		"the same account":            {func(_, _ *BookingRule) {}, false},
		"another client":              {func(a, b *BookingRule) { b.Then.Account, a.Client, b.Client = "612000", "a", "b" }, false},
		"one client, and all clients": {func(a, b *BookingRule) { b.Then.Account, a.Client = "612000", "a" }, true},
		"amounts that do not meet":    {func(a, b *BookingRule) { b.Then.Account, a.When.Least, b.When.Most = "612000", &least, &most }, false},
		"other rates":                 {func(a, b *BookingRule) { b.Then.Account, a.When.Rate, b.When.Rate = "612000", &full, &reduced }, false},
		"one after the other": {func(a, b *BookingRule) {
			b.Then.Account, a.When.Until, b.When.From = "612000", Date{Year: 2026, Month: 1, Day: 1}, Date{Year: 2026, Month: 1, Day: 2}
		}, false},
		"another code of one plan": {func(a, b *BookingRule) {
			a.Then, b.Then = RuleOutcome{Analytic: map[string]string{"car": "1"}}, RuleOutcome{Analytic: map[string]string{"car": "2"}}
		}, true},
		"account and code": {func(_, b *BookingRule) { b.Then = RuleOutcome{Analytic: map[string]string{"car": "2"}} }, false},
	}
	for name, c := range cases {
		a, b := fuel(), fuel()
		c.change(&a, &b)
		if a.Contradicts(b) != c.want || b.Contradicts(a) != c.want {
			t.Errorf("%s: contradicts %t and %t, want %t", name, a.Contradicts(b), b.Contradicts(a), c.want)
		}
	}
}

func TestBookingRuleThatSaysNothing(t *testing.T) {
	t.Parallel()
	if err := fuel().Check(); err != nil {
		t.Fatal(err)
	}
	more, less, half := EUR(2), EUR(1), 500
	for name, change := range map[string]func(*BookingRule){
		"no name":           func(r *BookingRule) { r.Name = " " },
		"for every one":     func(r *BookingRule) { r.When = RuleCondition{} },
		"a letter":          func(r *BookingRule) { r.When.Words = []string{"a"} },
		"amounts crossed":   func(r *BookingRule) { r.When.Least, r.When.Most = &more, &less },
		"no outcome":        func(r *BookingRule) { r.Then = RuleOutcome{} },
		"no account number": func(r *BookingRule) { r.Then.Account = "fuel" },
		"five times":        func(r *BookingRule) { r.Then.Deductible = &half },
	} {
		r := fuel()
		change(&r)
		if err := r.Check(); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
}

// A supplier without a VAT number is known by its name, however that is written.
func TestBookingRuleByName(t *testing.T) {
	t.Parallel()
	inv := Invoice{Supplier: Party{Name: Field[string]{Value: "Dokter A. Peeters"}}}
	r := BookingRule{Name: "doctor", When: RuleCondition{Name: "dokter a peeters"}, Then: RuleOutcome{Case: "exempt"}}
	if err := r.Check(); err != nil || !r.Holds(inv, "") || !r.Books() {
		t.Errorf("%v, holds %t, books %t; want a rule that holds", err, r.Holds(inv, ""), r.Books())
	}
	other := r
	if other.When.Name = "Dokter B"; other.Holds(inv, "") || other.Contradicts(r) {
		t.Error("a rule of another name holds, or contradicts the first")
	}
	if same := (BookingRule{Name: "x", When: r.When, Then: RuleOutcome{Case: "none"}}); !same.Contradicts(r) {
		t.Error("two cases of VAT for one supplier do not contradict each other")
	}
	for what, bad := range map[string]BookingRule{
		"number and name": {Name: "x", When: RuleCondition{Supplier: "BE0477574154", Name: "a"}, Then: r.Then},
		"a case of none":  {Name: "x", When: r.When, Then: RuleOutcome{Case: "barter"}},
		"no name at all":  {Name: "x", When: RuleCondition{Name: "--"}, Then: r.Then},
	} {
		if err := bad.Check(); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v, want it refused", what, err)
		}
	}
	if e := (Entry{Treatment: Treatment{Case: "domestic"}}); !r.Changes(e) {
		t.Error("a cost in another case is not told to change")
	}
}
