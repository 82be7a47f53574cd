package propose

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// said are the rules of the findings of a document that come with its proposal,
// in their order.
func said(v storage.View) string {
	var rules []string
	for _, f := range v.Invoice.Findings {
		if slices.Contains(invoer.ProposedRules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	return strings.Join(rules, " ")
}

// about is the other document that a finding is about.
func about(v storage.View, rule string) invoer.DocumentID {
	for _, f := range v.Invoice.Findings {
		if f.Rule == rule && len(f.Args) > 2 {
			return invoer.DocumentID(f.Args[2])
		}
	}
	return ""
}

// settle has a person approve a document as it stands.
func (h *house) settle(id invoer.DocumentID) invoer.DocumentID {
	h.Helper()
	v := h.view(h.settled(id))
	for _, f := range v.Invoice.Blocking() {
		if _, err := h.Answer(h.Context(), h.first, id, storage.AnyVersion, f.Rule, f.Field); err != nil {
			h.Fatal(err)
		}
	}
	if _, err := h.Approve(h.Context(), h.first, id, storage.AnyVersion); err != nil {
		h.Fatal(err)
	}
	return id
}

// twoRates is an invoice of 100 at 21 % and 50 at 6 %.
func twoRates(number string) invoer.Invoice {
	inv := sureInvoice(number, 12100)
	inv.Net, inv.VAT, inv.Total = sureMoney(15000), sureMoney(2400), sureMoney(17400)
	inv.Breakdown = []invoer.VATLine{line(2100, 10000, 2100, "S"), line(600, 5000, 300, "S")}
	inv.Lines = []invoer.Line{{Description: "Printerinkt", Rate: 2100, Total: invoer.EUR(10000)}, {Description: "Koffie", Rate: 600, Total: invoer.EUR(5000)}}
	return inv
}

// credit is a credit note of all, or a part, of an invoice, with a line that says
// so.
func credit(inv invoer.Invoice, number, says string) invoer.Invoice {
	inv.Kind = invoer.KindCreditNote
	inv.Number.Value = number
	inv.Issued.Value = inv.Issued.Value.AddDays(5)
	inv.Lines = []invoer.Line{{Description: says, Rate: -1}}
	return inv
}

// A credit note finds its invoice by the number that it names, or by its amount
// where no other has that, and is booked as the invoice was: the other way round
// where it is all of it, on its account at the rate where it is a part.
func TestCreditNoteFindsItsInvoice(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	bill := h.settled(h.comes(twoRates("F2026-0077")))
	v := h.view(bill)
	b := *v.Booking
	for i, e := range b.Entries {
		if e.Side == invoer.SideCost {
			b.Entries[i].Account = map[int64]string{2100: "612300", 600: "615000"}[e.Treatment.Rate]
		}
	}
	if _, err := h.SetBooking(t.Context(), h.first, bill, v.Version, b); err != nil {
		t.Fatal(err)
	}
	h.settle(bill)
	other := h.settle(h.comes(sureInvoice("F2026-0099", 5000)))
	referring := credit(sureInvoice("x", 605), "CN5", "Terugname")
	referring.Preceding = []string{"F2026-0099"}

	part := sureInvoice("x", 1210)
	whole := h.comes(credit(twoRates("x"), "CN1", "Creditnota op factuur F 2026-0077"))
	cases := []struct {
		what, rule, want string
		id, of           invoer.DocumentID
	}{
		{
			"all of it, by number", invoer.RuleCredits,
			"cost 612300 -100.00|vat 411000 -21.00|cost 615000 -50.00|vat 411000 -3.00|supplier 440000 174.00", whole, bill,
		},
		{
			"a part, by number, above what is left", invoer.RuleCredits + " " + invoer.RuleCreditAbove,
			"cost 612300 -10.00|vat 411000 -2.10|supplier 440000 12.10", h.comes(credit(part, "CN2", "Korting op F2026-0077")), bill,
		},
		{
			"by its amount alone", invoer.RuleCreditsMaybe,
			"", h.comes(credit(sureInvoice("x", 5000), "CN3", "Terugname")), other,
		},
		{
			"as its e-invoice refers to it", invoer.RuleCredits + " " + invoer.RuleCreditAbove, "",
			h.comes(referring), other,
		},
		{"of nothing that came in", invoer.RuleCreditAlone, "", h.comes(credit(sureInvoice("x", 777), "CN4", "Terugname")), ""},
	}
	for _, c := range cases {
		v := h.view(c.id)
		if said(v) != c.rule || about(v, strings.Fields(c.rule)[0]) != c.of {
			t.Errorf("%s: findings %q, want %q about %q", c.what, said(v), c.rule, c.of)
		}
		if got := spelled(v.Booking); c.want != "" && got != c.want {
			t.Errorf("%s: booked as %s, want %s", c.what, got, c.want)
		}
	}
	v = h.view(whole)
	if why := v.Booking.Entries[0].Why; why.Code != invoer.WhyCredited || why.Args[0] != "F2026-0077" {
		t.Errorf("because %+v, want the invoice named", why)
	}
}

// A credit note that names several invoices says what it credits of each, is
// booked as their sum the other way round where it gives all of them back, and
// leaves of each what is left.
func TestCreditNoteOfSeveralInvoices(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	first := h.settle(h.comes(twoRates("F2026-0077")))
	second := h.settle(h.comes(sureInvoice("F2026-0078", 5000)))
	third := h.settle(h.comes(sureInvoice("F2026-0079", 3000)))
	both := twoRates("x")
	both.Net, both.VAT, both.Total = sureMoney(15000+4132), sureMoney(2400+868), sureMoney(17400+5000)
	both.Breakdown = []invoer.VATLine{line(2100, 14132, 2968, "S"), line(600, 5000, 300, "S")}
	v := h.view(h.settled(h.comes(credit(both, "CN1", "Creditnota op facturen F2026-0077 en F2026-0078"))))
	want := []string{string(first) + " 174.00", string(second) + " 50.00"}
	if got := creditedOf(v); !slices.Equal(got, want) || said(v) != invoer.RuleCredits+" "+invoer.RuleCredits {
		t.Errorf("of each %v with %q, want %v", got, said(v), want)
	}
	if got := v.Booking.Owed().Cents; got != -22400 && got != 22400 || v.Booking.Balanced() != nil {
		t.Errorf("booked as %s", spelled(v.Booking))
	}
	cost := map[int64]int64{}
	for _, e := range v.Booking.Entries {
		if e.Side == invoer.SideCost {
			cost[e.Treatment.Rate] += e.Amount.Cents
		}
		if e.Side == invoer.SideSupplier && e.Amount.Cents != 22400 {
			t.Errorf("the supplier gets %s, want 224.00 on one line", e.Amount)
		}
	}
	if cost[2100] != -14132 || cost[600] != -5000 {
		t.Errorf("costs %v of %s, want those of both invoices the other way round", cost, spelled(v.Booking))
	}
	h.settle(v.Document.ID)
	part := h.view(h.comes(credit(sureInvoice("x", 4000), "CN2", "Korting op F2026-0078 en F2026-0079")))
	want = []string{string(second) + " 0.00", string(third) + " 30.00"}
	if got := creditedOf(part); !slices.Equal(got, want) || !strings.Contains(said(part), invoer.RuleCreditsAbove) {
		t.Errorf("of what is left %v with %q, want %v and that it is too much", got, said(part), want)
	}
}

// creditedOf are the documents that a credit note is about and what it credits of
// each.
func creditedOf(v storage.View) (all []string) {
	for _, f := range v.Invoice.Findings {
		if f.Rule == invoer.RuleCredits && len(f.Args) == 4 {
			all = append(all, f.Args[2]+" "+f.Args[3])
		}
	}
	return all
}

// An invoice that a customer made in the client's name is no purchase: nothing is
// proposed, and a person must say so.
func TestSelfBilledSaleIsNotBooked(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	g, err := h.Grounds(t.Context(), invoer.Machine(h.office), h.comes(sureInvoice("SB1", 12100)))
	if err != nil {
		t.Fatal(err)
	}
	if p := Propose(g); p.Booking == nil {
		t.Fatal("a plain invoice has no booking")
	}
	g.Invoice.SelfBilled, g.Buyer, g.Invoice.Supplier.VAT.Value = true, "BE0477574154", "BE0477574154"
	p := Propose(g)
	if p.Booking != nil || !slices.ContainsFunc(p.Findings, func(f invoer.Finding) bool { return f.Rule == invoer.RuleSale && f.Severity == invoer.Block }) {
		t.Errorf("booked as %s with %+v, want nothing and a block", spelled(p.Booking), p.Findings)
	}
	g.Buyer = "BE0403170701"
	if p := Propose(g); p.Booking == nil {
		t.Errorf("the client bought, and nothing is proposed: %+v", p.Findings)
	}
}

// Lines that are each for a period of their own are carried over by theirs.
func TestLinesOfSeveralPeriodsAreCarriedOver(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	inv := sureInvoice("P1", 96500)
	inv.Net, inv.VAT, inv.Total = sureMoney(96500), sureMoney(0), sureMoney(96500)
	inv.Breakdown = []invoer.VATLine{line(0, 96500, 0, "E")}
	inv.Lines = []invoer.Line{
		{Description: "Brandverzekering 01/11/2026 - 31/10/2027", Rate: 0, Total: invoer.EUR(36500)},
		{Description: "Arbeidsongevallen 01/01/2027 - 31/12/2027", Rate: 0, Total: invoer.EUR(50000)},
		{Description: "Dossierkosten", Rate: 0, Total: invoer.EUR(10000)},
	}
	v := h.view(h.comes(inv))
	if got, want := spelled(v.Booking), "cost 612000 161.00|cost 490000 804.00|supplier 440000 -965.00"; got != want {
		t.Errorf("booked as %s, want %s", got, want)
	}
	var plans []string
	for _, f := range v.Invoice.Findings {
		if f.Rule == invoer.RuleLater {
			plans = append(plans, f.Args[0]+" "+f.Args[3])
		}
	}
	if want := []string{"2026-11-01 2027: 304.00", "2027-01-01 2027: 500.00"}; !slices.Equal(plans, want) {
		t.Errorf("carried over %v, want %v", plans, want)
	}
}

// Lines of an e-invoice are carried over by the periods that it gives them
// (BG-26), whatever their words name; what is left by that of the document.
func TestPeriodsOfLinesOfAnEInvoiceAreCarriedOver(t *testing.T) {
	t.Parallel()
	day := func(year int, month time.Month, day int) invoer.Date {
		return invoer.Date{Year: year, Month: month, Day: day}
	}
	year, next := invoer.Span{From: day(2026, 11, 1), Until: day(2027, 10, 31)}, invoer.Span{From: day(2027, 1, 1), Until: day(2027, 12, 31)}
	month := invoer.Span{From: day(2026, 11, 1), Until: day(2026, 11, 30)}
	h := openHouse(t)
	cases := map[string]struct {
		whole invoer.Span
		lines [3]invoer.Span
		want  string
	}{
		"two lines of three":                    {lines: [3]invoer.Span{year, next}, want: "cost 612000 161.00|cost 490000 804.00|supplier 440000 -965.00"},
		"the document for the third":            {whole: year, lines: [3]invoer.Span{{}, next, month}, want: "cost 612000 161.00|cost 490000 804.00|supplier 440000 -965.00"},
		"all for the year of the document":      {whole: year, lines: [3]invoer.Span{year, year, year}, want: "cost 612000 161.27|cost 490000 803.73|supplier 440000 -965.00"},
		"a month, though the words name a year": {lines: [3]invoer.Span{month, month, month}, want: "cost 612000 965.00|supplier 440000 -965.00"},
	}
	for what, c := range cases {
		inv := sureInvoice(what, 96500)
		inv.Net, inv.VAT, inv.Total = sureMoney(96500), sureMoney(0), sureMoney(96500)
		inv.Breakdown = []invoer.VATLine{line(0, 96500, 0, "E")}
		inv.Period = c.whole
		for i, cents := range []int64{36500, 50000, 10000} {
			inv.Lines = append(inv.Lines, invoer.Line{Description: "Polis", Rate: 0, Total: invoer.EUR(cents), Period: c.lines[i]})
		}
		if c.lines[0] == month {
			inv.Lines[0].Description = "Polis 01/11/2026 - 31/10/2027"
		}
		if got := spelled(h.view(h.comes(inv)).Booking); got != c.want {
			t.Errorf("%s: booked as %s, want %s", what, got, c.want)
		}
	}
}

// Lines of short periods are in one entry with what is for none, a line that
// costs nothing takes nothing, whatever its period, and the one period of all lines
// is that of the document, what is given back included.
func TestShortPeriodsAndFreeLinesPartNothing(t *testing.T) {
	t.Parallel()
	day := func(year int, month time.Month, day int) invoer.Date {
		return invoer.Date{Year: year, Month: month, Day: day}
	}
	year := invoer.Span{From: day(2026, 11, 1), Until: day(2027, 10, 31)}
	month := invoer.Span{From: day(2026, 11, 1), Until: day(2026, 11, 30)}
	const carried = "cost 612000 661.00|cost 490000 304.00|supplier 440000 -965.00"
	h := openHouse(t)
	for what, c := range map[string]struct {
		whole invoer.Span
		lines []invoer.Span
		cents []int64
		want  string
	}{
		"a month beside a line for none":    {lines: []invoer.Span{year, {}, month}, cents: []int64{36500, 50000, 10000}, want: carried},
		"two months beside the year":        {whole: year, lines: []invoer.Span{{}, month, month}, cents: []int64{36500, 50000, 10000}, want: carried},
		"a free line for a month":           {lines: []invoer.Span{year, {}, month}, cents: []int64{36500, 60000, 0}, want: carried},
		"a discount for the same year":      {lines: []invoer.Span{year, year, month}, cents: []int64{100000, -3500, 0}, want: "cost 612000 161.27|cost 490000 803.73|supplier 440000 -965.00"},
		"a free line for the year, in both": {whole: month, lines: []invoer.Span{year, month, year}, cents: []int64{36500, 60000, 0}, want: carried},
	} {
		inv := sureInvoice(what, 96500)
		inv.Net, inv.VAT, inv.Total = sureMoney(96500), sureMoney(0), sureMoney(96500)
		inv.Breakdown = []invoer.VATLine{line(0, 96500, 0, "E")}
		inv.Period, inv.Lines = c.whole, nil
		for i, cents := range c.cents {
			inv.Lines = append(inv.Lines, invoer.Line{Description: "Polis", Rate: 0, Total: invoer.EUR(cents), Period: c.lines[i]})
		}
		if got := spelled(h.view(h.comes(inv)).Booking); got != c.want {
			t.Errorf("%s: booked as %s, want %s", what, got, c.want)
		}
	}
}

// A deposit is booked as an advance, and taken back from there by the invoice
// that ends it, with its VAT: once on a line, once beside the total.
func TestDepositIsDeductedOnce(t *testing.T) {
	t.Parallel()
	deposit := func(number string) invoer.Invoice {
		inv := sureInvoice(number, 36300)
		inv.Lines = []invoer.Line{{Description: "Voorschotfactuur 30 % op bestelling 88", Rate: 2100, Total: invoer.EUR(30000)}}
		return inv
	}
	final := func(net, vat int64) invoer.Invoice {
		inv := sureInvoice("F9", net+vat)
		inv.Issued.Value = inv.Issued.Value.AddDays(20)
		inv.Net, inv.VAT, inv.Total = sureMoney(net), sureMoney(vat), sureMoney(net+vat)
		inv.Breakdown = []invoer.VATLine{line(2100, net, vat, "S")}
		inv.Lines = []invoer.Line{{Description: "Eindfactuur levering deuren", Rate: 2100, Total: invoer.EUR(100000)}}
		return inv
	}
	cases := map[string]struct {
		final       invoer.Invoice
		rules, want string
	}{
		"on a line of its own": {
			func() invoer.Invoice {
				inv := final(70000, 14700)
				inv.Lines = append(inv.Lines, invoer.Line{Description: "Reeds gefactureerd, V2026-5", Rate: 2100, Total: invoer.EUR(-30000)})
				return inv
			}(),
			invoer.RuleDeducts,
			"cost 612000 1000.00|vat 411000 210.00|cost 406000 -300.00|vat 411000 -63.00|supplier 440000 -847.00",
		},
		"beside the total": {
			func() invoer.Invoice {
				inv := final(100000, 21000)
				inv.Payable = sureMoney(84700)
				return inv
			}(),
			invoer.RuleDeducts,
			"cost 612000 1000.00|vat 411000 210.00|cost 406000 -300.00|vat 411000 -63.00|supplier 440000 -847.00",
		},
		"not at all": {final(100000, 21000), invoer.RuleDepositOpen, "cost 612000 1000.00|vat 411000 210.00|supplier 440000 -1210.00"},
	}
	for what, c := range cases {
		h := openHouse(t)
		paid := h.comes(deposit("V2026-5"))
		v := h.view(paid)
		if got := spelled(v.Booking); got != "cost 406000 300.00|vat 411000 63.00|supplier 440000 -363.00" || !strings.Contains(said(v), invoer.RuleDeposit) {
			t.Errorf("the deposit is booked as %s with findings %s", got, said(v))
		}
		h.settle(paid)
		id := h.comes(c.final)
		v = h.view(id)
		if got := spelled(v.Booking); got != c.want || !strings.Contains(said(v), c.rules) || about(v, c.rules) != paid {
			t.Errorf("%s: booked as %s with findings %s, want %s and %s", what, got, said(v), c.want, c.rules)
		}
		h.settled(id)
		if _, err := h.SetBooking(t.Context(), h.first, id, h.view(id).Version, *h.view(id).Booking); err != nil {
			t.Errorf("%s: a person cannot book it so: %v", what, err)
		}
		if c.rules != invoer.RuleDeducts {
			continue
		}
		h.settle(id)
		again := c.final
		again.Number.Value, again.Issued.Value = "F10", again.Issued.Value.AddDays(30)
		if rules := said(h.view(h.comes(again))); strings.Contains(rules, invoer.RuleDeducts) || strings.Contains(rules, invoer.RuleDepositOpen) {
			t.Errorf("%s: the next invoice deducts it again: %s", what, rules)
		}
	}
}

// What belongs to later book years is carried over by days, its VAT is not; what
// carried it is learnt with the cost.
func TestCostOfLaterYearsIsCarriedOver(t *testing.T) {
	t.Parallel()
	insured := func(says string) invoer.Invoice {
		inv := sureInvoice("", 36500)
		inv.Net, inv.VAT, inv.Total = sureMoney(36500), sureMoney(0), sureMoney(36500)
		inv.Breakdown = []invoer.VATLine{line(0, 36500, 0, "E")}
		inv.Lines = []invoer.Line{{Description: says, Rate: 0, Total: invoer.EUR(36500)}}
		return inv
	}
	const all = "cost 612000 365.00|supplier 440000 -365.00"
	cases := map[string]struct {
		says, want string
		plan       string
	}{
		"a year from the first of November": {
			"Verzekering, periode 01/11/2026 - 31/10/2027",
			"cost 612000 61.00|cost 490000 304.00|supplier 440000 -365.00", "2027: 304.00",
		},
		"in words":                     {"Prime du 1 novembre 2026 au 31 octobre 2027", "cost 612000 61.00|cost 490000 304.00|supplier 440000 -365.00", "2027: 304.00"},
		"all of it of next year":       {"01/01/2027 t/m 31/12/2027", "cost 490000 365.00|supplier 440000 -365.00", "2027: 365.00"},
		"as its e-invoice says":        {"e-invoice", "cost 612000 61.00|cost 490000 304.00|supplier 440000 -365.00", "2027: 304.00"},
		"of this year":                 {"01/01/2026 - 31/12/2026", all, ""},
		"a month":                      {"15/12/2026 - 14/01/2027", all, ""},
		"two periods: which is it":     {"01/11/2026 - 31/10/2027 en 01/12/2026 - 30/11/2027", all, ""},
		"less than the office's limit": {"01/02/2026 - 31/01/2027", all, ""},
	}
	h := openHouse(t)
	for what, c := range cases {
		inv := insured(c.says)
		inv.Number.Value = what
		if c.says == "e-invoice" {
			inv.Period = invoer.Span{From: invoer.Date{Year: 2026, Month: 11, Day: 1}, Until: invoer.Date{Year: 2027, Month: 10, Day: 31}}
		}
		g, err := h.Grounds(t.Context(), invoer.Machine(h.office), h.comes(inv))
		if err != nil {
			t.Fatal(err)
		}
		p := Propose(g)
		plan := ""
		for _, f := range p.Findings {
			if f.Rule == invoer.RuleLater {
				plan = f.Args[3]
			}
		}
		if got := spelled(p.Booking); got != c.want || plan != c.plan {
			t.Errorf("%s: booked as %s (%s), want %s (%s)", what, got, plan, c.want, c.plan)
		}
		if learnt := g.Purchase.Booked(*p.Booking); len(learnt.Entries) != 1 || learnt.Entries[0].Account != "612000" || learnt.Adds() != nil {
			t.Errorf("%s: learnt as %+v", what, learnt.Entries)
		}
	}
}

// What is used for years goes on an account of class 2 from the office's limit
// on, in box 83.
func TestFixedAssetFromTheLimitOn(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.change(invoer.Books{Accounts: []invoer.LedgerAccount{{Number: "240100", Name: "Informatica"}, {Number: "612000", Name: "Kosten"}}})
	bought := func(cents int64, says string) storage.View {
		inv := sureInvoice("A"+says, 12100)
		inv.Net, inv.VAT, inv.Total = sureMoney(cents+1000), sureMoney((cents+1000)*21/100), sureMoney((cents+1000)*121/100)
		inv.Breakdown = []invoer.VATLine{line(2100, cents+1000, (cents+1000)*21/100, "S")}
		inv.Lines = []invoer.Line{{Description: says, Rate: 2100, Total: invoer.EUR(cents)}, {Description: "Muismat", Rate: 2100, Total: invoer.EUR(1000)}}
		return h.view(h.comes(inv))
	}
	cost := "cost 612000 1010.00|vat 411000 212.10|supplier 440000 -1222.10"
	if got := spelled(bought(100000, "Laptop").Booking); got != cost {
		t.Errorf("without a limit: %s", got)
	}
	chosen, err := h.OfficeSettings(t.Context(), h.first)
	if err != nil {
		t.Fatal(err)
	}
	chosen.AssetFrom = 100000
	owner := invoer.Scope{Office: h.office, User: h.first.User, Role: invoer.RoleAdmin}
	if err := h.SetOffice(t.Context(), owner, chosen); err != nil {
		t.Fatal(err)
	}
	v := bought(100000, "Laptop 14 inch")
	if got := spelled(v.Booking); got != "cost 612000 10.00|vat 411000 2.10|cost 240100 1000.00|vat 411000 210.00|supplier 440000 -1222.10" ||
		!strings.Contains(said(v), invoer.RuleAsset) || v.Booking.Entries[2].Treatment.Class != "investment" || v.Booking.Entries[2].Text != "Laptop 14 inch" || v.Booking.Entries[0].Text != "" {
		t.Errorf("at the limit: %s, %s", got, said(v))
	}
	if got := spelled(bought(100000, "Herstelling laptop").Booking); got != cost {
		t.Errorf("a repair: %s", got)
	}
	if got := spelled(bought(99900, "Laptop 13 inch").Booking); !strings.HasPrefix(got, "cost 612000 1009.00|") {
		t.Errorf("below the limit: %s", got)
	}
}

// An invoice of a closed period is booked in the next open one, and says so with
// the boxes of the return; nothing of it goes alone.
func TestInvoiceOfAClosedPeriod(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.years(60)
	h.set(asIs)
	day := func(month time.Month, day int) invoer.Date { return invoer.Date{Year: 2026, Month: month, Day: day} }
	period := func(number string, month time.Month, locked bool) invoer.Period {
		return invoer.Period{Year: "6", Number: number, Locked: locked, Span: invoer.Span{From: day(month, 1), Until: day(month, 1).EndOfMonth()}}
	}
	h.change(invoer.Books{Periods: []invoer.Period{period("11", time.November, true), period("12", time.December, false)}})
	v := h.wants("a closed period", h.comes(sureInvoice("C1", 12100)), invoer.StatusRead)
	if v.Booking.Date != day(time.December, 1) {
		t.Errorf("booked on %s, want the first of December", v.Booking.Date)
	}
	want := []string{"2026-11-03", "12", "2026-12-01", "2026-12-31", "59, 82"}
	for _, f := range v.Invoice.Findings {
		if f.Rule == invoer.RuleClosed {
			if diff := cmp.Diff(want, f.Args); diff != "" {
				t.Error(diff)
			}
			want = nil
		}
	}
	if want != nil {
		t.Errorf("findings %s, want %s", said(v), invoer.RuleClosed)
	}
	later := h.settled(h.comes(sureInvoice("C3", 24200)))
	h.change(invoer.Books{Periods: []invoer.Period{period("11", time.November, false)}})
	if v := h.view(later); v.Stage != invoer.StagePropose {
		t.Fatalf("its period was opened, and it waits for %s", v.Stage)
	}
	h.propose(later)
	if v := h.view(later); v.Booking.Date != day(time.November, 3) || strings.Contains(said(v), invoer.RuleClosed) {
		t.Errorf("with its period open it is booked on %s, findings %s", v.Booking.Date, said(v))
	}
	h.change(invoer.Books{Periods: []invoer.Period{period("11", time.November, true)}})
	h.change(invoer.Books{Periods: []invoer.Period{period("12", time.December, true)}})
	if v := h.view(h.comes(sureInvoice("C2", 12100))); v.Booking.Date != day(time.November, 3) || !strings.Contains(said(v), invoer.RuleNoPeriodOpen) {
		t.Errorf("with no period open it is booked on %s, findings %s", v.Booking.Date, said(v))
	}
}
