package propose

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
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
			"cost 613400 100.00|vat 411000 21.00|supplier 440000 -121.00", "rule-over fuel all",
		},
		"the second says what the first does not": {
			[]invoer.BookingRule{
				rule("fuel", "613400", as), rule("cars", "604000", func(r *invoer.BookingRule) { r.Then.Deductible = &half }),
			},
			"cost 613400 110.50|vat 411000 10.50|supplier 440000 -121.00", "rule-over fuel cars",
		},
		"a split": {
			[]invoer.BookingRule{rule("telephone", "", func(r *invoer.BookingRule) {
				r.Then.Split = []invoer.RulePart{{Account: "612100", Share: 3333}, {Account: "613400", Share: 6667}}
			})},
			"cost 612100 33.33|vat 411000 7.00|cost 613400 66.67|vat 411000 14.00|supplier 440000 -121.00", "rule telephone",
		},
		"the rule that says the account is its reason": {
			[]invoer.BookingRule{
				rule("vehicle", "", func(r *invoer.BookingRule) { r.Then.Analytic = map[string]string{"car": "1-ABC-123"} }), rule("fuel", "613400", as),
			},
			"cost 613400 100.00 1-ABC-123|vat 411000 21.00|supplier 440000 -121.00", "rule fuel",
		},
		"a reverse charge": {
			[]invoer.BookingRule{rule("builder", "", func(r *invoer.BookingRule) { r.Then.Case = "cocontractor" })},
			"cost 612000 121.00|vat 411000 21.00|vat 451000 -21.00|supplier 440000 -121.00", "rule builder",
		},
		"exempt": {
			[]invoer.BookingRule{rule("doctor", "", func(r *invoer.BookingRule) { r.Then.Case = "exempt" })},
			"cost 612000 121.00|supplier 440000 -121.00", "rule doctor",
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
		said := fmt.Sprintf("%s %s %s", e.Side, e.Account, e.Amount)
		for _, code := range e.Analytic {
			said += " " + code
		}
		entries = append(entries, said)
	}
	return strings.Join(entries, "|")
}

func accountsOf(numbers ...string) (all []invoer.LedgerAccount) {
	for _, n := range numbers {
		number, name, _ := strings.Cut(n, " ")
		all = append(all, invoer.LedgerAccount{Number: number, Name: name})
	}
	return all
}

// The accounts of suppliers and VAT are the client's own: as the package has the
// supplier, as its codes of VAT say, else as its chart, whose headings take
// nothing.
func TestAccountsOfTheClientsBooks(t *testing.T) {
	t.Parallel()
	services := invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 100}
	seven := accountsOf("411 Btw", "4110000 Terug te vorderen btw", "4112000 Btw, andere", "440", "4400000 Leveranciers", "4400100 Leveranciers, groep", "451", "4510000 Te betalen btw")
	cases := map[string]struct {
		books invoer.Books
		kind  invoer.VATLine
		want  string
	}{
		"of seven digits": {invoer.Books{Accounts: seven}, line(2100, 10000, 2100, "S"), "cost 612000 100.00|vat 4110000 21.00|supplier 4400000 -121.00"},
		"of seven digits, reverse charge": {
			invoer.Books{Accounts: seven},
			line(0, 12100, 0, "AE"),
			"cost 612000 121.00|vat 4110000 25.41|vat 4510000 -25.41|supplier 4400000 -121.00",
		},
		"the chart has the usual one": {
			invoer.Books{Accounts: accountsOf("411000", "411900", "440000", "440900")},
			line(2100, 10000, 2100, "S"),
			"cost 612000 100.00|vat 411000 21.00|supplier 440000 -121.00",
		},
		"the codes of VAT": {
			invoer.Books{Accounts: seven, VATCodes: []invoer.VATCode{{Code: "221400", Treatment: services, Deductible: "4112000"}}},
			line(2100, 10000, 2100, "S"),
			"cost 612000 100.00|vat 4112000 21.00|supplier 4400000 -121.00",
		},
		"the supplier": {
			invoer.Books{Accounts: seven, Suppliers: []invoer.Third{{Number: "X", Name: "X", VAT: "BE0477574154", Central: "4400100"}}},
			line(2100, 10000, 2100, "S"),
			"cost 612000 100.00|vat 4110000 21.00|supplier 4400100 -121.00",
		},
	}
	for name, c := range cases {
		inv := inspected()
		inv.Breakdown = []invoer.VATLine{c.kind}
		g := storage.Grounds{Invoice: inv, Books: c.books}
		g.Purchase = ledger.Of("d", "K", inv, "")
		g.Proposed = precedent.NewMemory().Propose(g.Purchase)
		if diff := cmp.Diff(c.want, spelled(Propose(g).Booking)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Where no history speaks, the client's own chart does: by the names of its
// accounts, else by the class that is likely.
func TestTheChartIsAWitness(t *testing.T) {
	t.Parallel()
	chart := accountsOf("61 Diensten", "6120 Kosten", "6120000 Water", "6121000 Telefoon en internet", "6134000 Brandstof wagens", "6150000 Publiciteit", "6400000 Taksen")
	for said, want := range map[string]string{
		"Abonnement internet maart": "6121000 as-chart-says",
		"Diesel 45 l":               "6134000 as-chart-says",
		"Zomaar iets":               "6120000 as-chart",
		"Publiciteit in de krant":   "6150000 as-chart-says",
	} {
		inv := inspected()
		inv.Lines = []invoer.Line{{Description: said, Rate: 2100, Total: invoer.EUR(10000)}}
		g := storage.Grounds{Invoice: inv, Chart: invoer.Books{Accounts: chart}}
		g.Purchase = ledger.Of("d", "K", inv, "")
		g.Proposed = precedent.NewMemory().Propose(g.Purchase)
		cost := Propose(g).Booking.Entries[0]
		if got := cost.Account + " " + cost.Why.Code; got != want {
			t.Errorf("%q: %s, want %s", said, got, want)
		}
	}
}

// VAT that was charged is of what is taxed, and not of what the customer owes it
// for, though both are at one rate.
func TestChargedVATIsOfWhatIsTaxed(t *testing.T) {
	t.Parallel()
	costs := []belgium.Cost{
		{Base: invoer.EUR(5000), Treatment: invoer.Treatment{Case: "cocontractor", Rate: 2100}},
		{Base: invoer.EUR(10000), Treatment: invoer.Treatment{Case: "domestic", Rate: 2100}},
	}
	charge(costs, ledger.Rate{Percent: 2100, Base: invoer.EUR(10000), VAT: invoer.EUR(2100)})
	if costs[0].VAT.Cents != 0 || costs[1].VAT.Cents != 2100 {
		t.Errorf("charged on the reverse charge %s, on what is taxed %s; want 0.00 and 21.00", costs[0].VAT, costs[1].VAT)
	}
}

// A currency without a rate is asked about before the batch.
func TestCurrencyWithoutARateAsks(t *testing.T) {
	t.Parallel()
	for rate, want := range map[string]bool{"": true, "1.0842": false} {
		inv := inspected()
		dollars := func(m *invoer.Money) { m.Currency = "USD" }
		dollars(&inv.Total.Value)
		dollars(&inv.Breakdown[0].Base)
		dollars(&inv.Breakdown[0].VAT)
		g := storage.Grounds{Invoice: inv, Rate: rate}
		g.Purchase = ledger.Of("d", "K", inv, "")
		g.Proposed = precedent.NewMemory().Propose(g.Purchase)
		p := Propose(g)
		if got := slices.ContainsFunc(p.Findings, func(f invoer.Finding) bool { return f.Rule == invoer.RuleNoRate }); got != want || p.Booking == nil {
			t.Errorf("rate %q: asked %v, booking %v; want %v and one", rate, got, p.Booking, want)
		}
	}
}
