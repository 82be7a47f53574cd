package belgium

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// stated is an invoice of a Belgian supplier at 21 % that nothing is to be said
// against.
func stated(change func(*Stated)) Stated {
	s := Stated{
		Buyer: "BE0403170701", Words: "factuur",
		Treatments: []invoer.Treatment{{Case: "domestic", Class: "services", Rate: 2100, Deductible: 100}},
		Invoice: invoer.Invoice{
			Kind:     invoer.KindInvoice,
			Issued:   invoer.Field[invoer.Date]{Value: day(2026, 3, 31)},
			Supplier: invoer.Party{VAT: invoer.Field[invoer.VATNumber]{Value: "BE0477574154"}},
			VAT:      invoer.Field[invoer.Money]{Value: invoer.EUR(2100)},
			Breakdown: []invoer.VATLine{
				{Rate: 2100, Base: invoer.EUR(10000), VAT: invoer.EUR(2100), Category: "S"},
			},
		},
	}
	change(&s)
	return s
}

func TestCheck(t *testing.T) {
	t.Parallel()
	reverse := func(s *Stated) {
		s.Invoice.VAT.Value, s.Invoice.Breakdown = invoer.EUR(0), nil
		s.Treatments = []invoer.Treatment{{Case: "cocontractor", Rate: 2100, Deductible: 100}}
	}
	night := func(on invoer.Date, rate int64) func(*Stated) {
		return func(s *Stated) {
			s.Invoice.Issued.Value = on
			s.Invoice.Lines = []invoer.Line{{Description: "Overnachting, 2 nachten", Rate: rate}}
			s.Invoice.Breakdown[0].Rate = 600
		}
	}
	cases := map[string]struct {
		change func(*Stated)
		want   string // rules and arguments
	}{
		"nothing": {func(*Stated) {}, ""},
		"a rate of another country": {
			func(s *Stated) { s.Invoice.Breakdown[0].Rate = 1900 },
			"vat-rate-not-valid 19.00 2026-03-31",
		},
		"a German supplier at his own rate": {
			func(s *Stated) { s.Invoice.Breakdown[0].Rate, s.Invoice.Supplier.VAT.Value = 1900, "DE123456789" },
			"vat-of-another-country DE",
		},
		"a Dutch supplier at 21 %, as here": {
			func(s *Stated) { s.Invoice.Supplier.VAT.Value = "NL123456789B01" },
			"vat-of-another-country NL",
		},
		"a room at 6 % before the reform":       {night(day(2026, 2, 28), 600), ""},
		"a room at 6 % after it":                {night(day(2026, 3, 1), 600), "vat-rate-changed 6.00 2026-03-01 12.00"},
		"a room whose line has no rate, at 6 %": {night(day(2026, 3, 1), -1), "vat-rate-changed 6.00 2026-03-01 12.00"},
		"a room at 12 % after it":               {night(day(2026, 3, 1), 1200), ""},
		"a room at 21 %, which it never was":    {night(day(2026, 3, 1), 2100), ""},
		"a credit note of a room from before":   {func(s *Stated) { night(day(2026, 3, 1), 600)(s); s.Invoice.Kind = invoer.KindCreditNote }, ""},
		"VAT without a number":                  {func(s *Stated) { s.Invoice.Supplier.VAT.Value = "" }, "vat-without-number"},
		"a receipt without a number":            {func(s *Stated) { s.Invoice.Supplier.VAT.Value, s.Invoice.Kind = "", invoer.KindReceipt }, ""},
		"no VAT and no number":                  {func(s *Stated) { s.Invoice.Supplier.VAT.Value = ""; s.Invoice.VAT.Value.Cents = 0 }, ""},
		"co-contractor without a word":          {reverse, "reverse-charge-unsaid"},
		"co-contractor with the words":          {func(s *Stated) { reverse(s); s.Words = "BTW VERLEGD, KB nr. 1 art. 20" }, ""},
		"figures that are no article":           {func(s *Stated) { reverse(s); s.Words = "Totaal 1196,00\nTel. 02 138 19 62, art. 7 196,00 1.138" }, "reverse-charge-unsaid"},
		"an article, in Dutch":                  {func(s *Stated) { reverse(s); s.Words = "Vrijgesteld, artikel 138 Richtlijn 2006/112/EG" }, ""},
		"an article, cut short":                 {func(s *Stated) { reverse(s); s.Words = "Art.196, 2006/112/EC" }, ""},
		"two articles, in English":              {func(s *Stated) { reverse(s); s.Words = "Articles 44 & 196" }, ""},
		"co-contractor with the category":       {func(s *Stated) { reverse(s); s.Invoice.Breakdown = []invoer.VATLine{{Category: "AE"}} }, ""},
		"co-contractor, and VAT was charged": {
			func(s *Stated) {
				s.Treatments = []invoer.Treatment{{Case: "cocontractor", Rate: 2100, Deductible: 100}}
			},
			"reverse-charge-charged 21.00",
		},
		"co-contractor beside what is taxed": {
			func(s *Stated) {
				s.Treatments = append(s.Treatments, invoer.Treatment{Case: "cocontractor", Rate: 2100, Deductible: 100})
			},
			"",
		},
		"a PDF on the last day of tolerance": {func(*Stated) {}, ""},
		"a PDF the day after":                {func(s *Stated) { s.Invoice.Issued.Value = day(2026, 4, 1) }, "pdf-of-vat-payer 2026-04-01 2026-01-01"},
		"an e-invoice the day after": {func(s *Stated) {
			s.Invoice.Issued = invoer.Field[invoer.Date]{Value: day(2026, 4, 1), Origin: invoer.Origin{Path: "/Invoice"}}
		}, ""},
		"a receipt the day after": {func(s *Stated) { s.Invoice.Issued.Value, s.Invoice.Kind = day(2026, 4, 1), invoer.KindReceipt }, ""},
		"a PDF of a Dutch supplier": {func(s *Stated) {
			s.Invoice.VAT.Value, s.Invoice.Breakdown = invoer.EUR(0), nil
			s.Invoice.Issued.Value, s.Invoice.Supplier.VAT.Value = day(2026, 4, 1), "NL123456789B01"
		}, ""},
		"a PDF for a client without a number": {func(s *Stated) { s.Invoice.Issued.Value, s.Buyer = day(2026, 4, 1), "" }, ""},
		"a PDF of a hospital, which is exempt": {func(s *Stated) {
			s.Invoice.Issued.Value, s.Treatments = day(2026, 4, 1), []invoer.Treatment{{Case: "exempt"}}
		}, ""},
		"a reminder is not held against the law":     {func(s *Stated) { s.Invoice.Issued.Value, s.Invoice.Kind = day(2026, 4, 1), invoer.KindReminder }, ""},
		"a document without a date is asked nothing": {func(s *Stated) { s.Invoice.Issued.Value = invoer.Date{} }, ""},
	}
	for name, c := range cases {
		var got []string
		for _, f := range Check(stated(c.change)) {
			if f.Severity != invoer.Warning {
				t.Errorf("%s: %s is a %s", name, f.Rule, f.Severity)
			}
			got = append(got, strings.TrimSpace(f.Rule+" "+strings.Join(f.Args, " ")))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What the buyer made in the supplier's name is told, and held where the client
// is the supplier, or nobody can tell.
func TestSelfBilled(t *testing.T) {
	t.Parallel()
	eInvoice := func(s *Stated) {
		s.Invoice.SelfBilled = true
		s.Invoice.Number.Origin.Path = "Invoice/ID"
	}
	cases := map[string]struct {
		change   func(*Stated)
		rule     string
		severity invoer.Severity
		sale     bool
	}{
		"the client bought":         {eInvoice, invoer.RuleSelfBilled, invoer.Warning, false},
		"the client sold":           {func(s *Stated) { eInvoice(s); s.Invoice.Supplier.VAT.Value = s.Buyer }, invoer.RuleSale, invoer.Block, true},
		"on pages, in Dutch":        {func(s *Stated) { s.Words = "FACTUUR\nFactuur uitgereikt door afnemer" }, invoer.RuleSelfBilledWho, invoer.Block, false},
		"on pages, in French":       {func(s *Stated) { s.Words = "Facture émise par le preneur" }, invoer.RuleSelfBilledWho, invoer.Block, false},
		"on pages, in English":      {func(s *Stated) { s.Words = "Self-billing invoice" }, invoer.RuleSelfBilledWho, invoer.Block, false},
		"a client without a number": {func(s *Stated) { eInvoice(s); s.Buyer, s.Invoice.Supplier.VAT.Value = "", "" }, invoer.RuleSelfBilled, invoer.Warning, false},
		"a plain invoice":           {func(s *Stated) {}, "", "", false},
	}
	for name, c := range cases {
		s := stated(c.change)
		var got invoer.Finding
		for _, f := range Check(s) {
			if strings.HasPrefix(f.Rule, "self-billed") {
				got = f
			}
		}
		if got.Rule != c.rule || got.Severity != c.severity || s.Sale() != c.sale {
			t.Errorf("%s: %s %s, sale %v; want %s %s, %v", name, got.Rule, got.Severity, s.Sale(), c.rule, c.severity, c.sale)
		}
	}
}
