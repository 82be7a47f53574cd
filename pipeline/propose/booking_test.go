package propose

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/precedent"
	"github.com/invoer/invoer/storage"
)

func money(cents int64) invoer.Field[invoer.Money] {
	return invoer.Field[invoer.Money]{Value: invoer.EUR(cents), Confidence: 90}
}

func line(rate, base, vat int64, category string) invoer.VATLine {
	return invoer.VATLine{Rate: rate, Base: invoer.EUR(base), VAT: invoer.EUR(vat), Category: category}
}

func from(vat invoer.VATNumber) invoer.Party {
	return invoer.Party{VAT: invoer.Field[invoer.VATNumber]{Value: vat}}
}

// garage is a memory of a supplier whose VAT is deducted by half.
func garage() *precedent.Memory {
	m := precedent.NewMemory()
	for day := range 6 {
		p := ledger.Of("g", "K", inspected(), "")
		p.Date = invoer.Date{Year: 2026, Month: 1, Day: day + 1}
		p.Entries = []ledger.Entry{{Account: "613400", Amount: p.Excl, Treatment: invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 50}}}
		m.Experience(p)
	}
	return m
}

func inspected() invoer.Invoice {
	return invoer.Invoice{
		Kind: invoer.KindInvoice, Supplier: from("BE0477574154"), Total: money(12100),
		Breakdown: []invoer.VATLine{line(2100, 10000, 2100, "S")},
	}
}

func TestBooking(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		grounds storage.Grounds
		want    string // side account amount, one line an entry
	}{
		"one rate of an unknown supplier": {
			storage.Grounds{Invoice: invoer.Invoice{
				Kind: invoer.KindInvoice, Net: money(10000), VAT: money(2100), Total: money(12100),
				Breakdown: []invoer.VATLine{line(2100, 10000, 2100, "S")},
			}},
			"cost 612000 100.00|vat 411000 21.00|supplier 440000 -121.00",
		},
		"the office has an account of its own": {
			storage.Grounds{Account: "600000", Invoice: invoer.Invoice{Kind: invoer.KindReceipt, VAT: money(60), Total: money(1060)}},
			"cost 600000 10.00|vat 411000 0.60|supplier 440000 -10.60",
		},
		"as before, half of the VAT deducted": {
			storage.Grounds{Invoice: inspected()},
			"cost 613400 110.50|vat 411000 10.50|supplier 440000 -121.00",
		},
		"two rates": {
			storage.Grounds{Invoice: invoer.Invoice{
				Kind: invoer.KindInvoice, Total: money(22700),
				Breakdown: []invoer.VATLine{line(2100, 10000, 2100, "S"), line(600, 10000, 600, "S")},
			}},
			"cost 612000 100.00|vat 411000 21.00|cost 612000 100.00|vat 411000 6.00|supplier 440000 -227.00",
		},
		"a credit note the other way round": {
			storage.Grounds{Invoice: invoer.Invoice{
				Kind: invoer.KindCreditNote, Total: money(12100),
				Breakdown: []invoer.VATLine{line(2100, 10000, 2100, "S")},
			}},
			"cost 612000 -100.00|vat 411000 -21.00|supplier 440000 121.00",
		},
		"co-contractor: the VAT is owed and deducted": {
			storage.Grounds{Invoice: invoer.Invoice{
				Kind: invoer.KindInvoice, Supplier: from("BE0477574154"), Total: money(10000),
				Breakdown: []invoer.VATLine{line(0, 10000, 0, "AE")},
			}},
			"cost 612000 100.00|vat 411000 21.00|vat 451000 -21.00|supplier 440000 -100.00",
		},
		"VAT of another member state is cost": {
			storage.Grounds{Invoice: invoer.Invoice{
				Kind: invoer.KindInvoice, Supplier: from("DE123456789"), Total: money(22600),
				Breakdown: []invoer.VATLine{line(1900, 10000, 1900, "S"), line(700, 10000, 700, "S")},
			}},
			"cost 612000 226.00|supplier 440000 -226.00",
		},
		"from another member state without a word about VAT": {
			storage.Grounds{Invoice: invoer.Invoice{Kind: invoer.KindInvoice, Supplier: from("NL671274958B01"), Total: money(10000)}},
			"cost 612000 100.00|vat 411000 21.00|vat 451000 -21.00|supplier 440000 -100.00",
		},
		"small business: nothing to deduct": {
			storage.Grounds{Invoice: invoer.Invoice{Kind: invoer.KindInvoice, Supplier: from("BE0477574154"), Total: money(10000)}},
			"cost 612000 100.00|supplier 440000 -100.00",
		},
		"a cent of rounding goes to the cost": {
			storage.Grounds{Invoice: invoer.Invoice{
				Kind: invoer.KindInvoice, Total: money(12101),
				Breakdown: []invoer.VATLine{line(2100, 10000, 2100, "S")},
			}},
			"cost 612000 100.01|vat 411000 21.00|supplier 440000 -121.01",
		},
		"a breakdown that does not fit is left aside": {
			storage.Grounds{Invoice: invoer.Invoice{
				Kind: invoer.KindInvoice, VAT: money(2100), Total: money(12100),
				Breakdown: []invoer.VATLine{line(2100, 99, 2100, "S")},
			}},
			"cost 612000 100.00|vat 411000 21.00|supplier 440000 -121.00",
		},
		"a total of nothing":       {storage.Grounds{Invoice: invoer.Invoice{Kind: invoer.KindInvoice}}, ""},
		"a reminder is not booked": {storage.Grounds{Invoice: invoer.Invoice{Kind: invoer.KindReminder, Total: money(12100)}}, ""},
		"two currencies are not one booking": {
			storage.Grounds{Invoice: invoer.Invoice{Kind: invoer.KindInvoice, Total: money(12100), Breakdown: []invoer.VATLine{
				{Rate: 2100, Base: invoer.Money{Cents: 10000, Currency: "USD"}, VAT: invoer.Money{Cents: 2100, Currency: "USD"}},
			}}}, "",
		},
	}
	for name, c := range cases {
		m := precedent.NewMemory()
		if strings.HasPrefix(name, "as before") {
			m = garage()
		}
		c.grounds.Purchase = ledger.Of("d", "K", c.grounds.Invoice, "")
		c.grounds.Proposed = m.Propose(c.grounds.Purchase)
		b := Propose(c.grounds).Booking
		if diff := cmp.Diff(c.want, spelled(b)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if b != nil && b.Balanced() != nil {
			t.Errorf("%s: %v", name, b.Balanced())
		}
	}
}

func TestRulesOfTheOfficeAreObeyed(t *testing.T) {
	t.Parallel()
	half, reduced := 50, int64(600)
	rule := func(name, account string, change func(*invoer.BookingRule)) invoer.BookingRule {
		r := invoer.BookingRule{Name: name, Then: invoer.RuleOutcome{Account: account}}
		change(&r)
		return r
	}
	as := func(*invoer.BookingRule) {}
	cases := map[string]struct {
		rules []invoer.BookingRule
		want  string
		why   string
	}{
		"none": {nil, "cost 612000 100.00|vat 411000 21.00|supplier 440000 -121.00", "common-default"},
		"the first of two that contradict": {
			[]invoer.BookingRule{rule("fuel", "613400", as), rule("all", "604000", as)},
			"cost 613400 100.00|vat 411000 21.00|supplier 440000 -121.00", "rule fuel",
		},
		"the second says what the first does not": {
			[]invoer.BookingRule{
				rule("fuel", "613400", as), rule("cars", "604000", func(r *invoer.BookingRule) { r.Then.Deductible = &half }),
			},
			"cost 613400 110.50|vat 411000 10.50|supplier 440000 -121.00", "rule fuel",
		},
		"a split": {
			[]invoer.BookingRule{rule("telephone", "", func(r *invoer.BookingRule) {
				r.Then.Split = []invoer.RulePart{{Account: "612100", Share: 3333}, {Account: "613400", Share: 6667}}
			})},
			"cost 612100 33.33|vat 411000 7.00|cost 613400 66.67|vat 411000 14.00|supplier 440000 -121.00", "rule telephone",
		},
		"one that says only who approves": {
			[]invoer.BookingRule{rule("two", "", func(r *invoer.BookingRule) { r.Then.Second = true })},
			"cost 612000 100.00|vat 411000 21.00|supplier 440000 -121.00", "common-default",
		},
		"one for another rate": {
			[]invoer.BookingRule{rule("food", "604000", func(r *invoer.BookingRule) { r.When.Rate = &reduced })},
			"cost 612000 100.00|vat 411000 21.00|supplier 440000 -121.00", "common-default",
		},
	}
	for name, c := range cases {
		g := storage.Grounds{Invoice: inspected(), Rules: c.rules}
		g.Purchase = ledger.Of("d", "K", g.Invoice, "")
		g.Proposed = precedent.NewMemory().Propose(g.Purchase)
		b := Propose(g).Booking
		if diff := cmp.Diff(c.want, spelled(b)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
			continue
		}
		why := b.Entries[0].Why
		if got := strings.Join(append([]string{why.Code}, why.Args...), " "); got != c.why {
			t.Errorf("%s: because %q, want %q", name, got, c.why)
		}
	}
}

func spelled(b *invoer.Booking) string {
	if b == nil {
		return ""
	}
	var entries []string
	for _, e := range b.Entries {
		entries = append(entries, fmt.Sprintf("%s %s %s", e.Side, e.Account, e.Amount))
	}
	return strings.Join(entries, "|")
}
