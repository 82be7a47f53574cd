package invoer

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSame(t *testing.T) {
	t.Parallel()
	figures := strings.Fields("118 2026 0477574154 68539007547034 12100 2100 10000 33 2800 3105")
	sheet := make(Print, PrintWidth*PrintHeight)
	for i := range sheet {
		sheet[i] = byte(i * i % 251)
	}
	base := Twin{
		Kind: KindInvoice, Supplier: "De Zetter bv", VAT: "BE0477574154", Number: "2026/118", Issued: Date{2026, time.March, 3}, Total: eur(12100),
		Figures: figures, Sure: Sureness{95, 90, 90, 95}, Prints: []Print{sheet},
	}
	bare := base
	bare.Prints, bare.Figures = nil, nil
	with := func(of Twin, change func(*Twin)) Twin {
		change(&of)
		return of
	}
	xml := with(bare, func(t *Twin) { t.EInvoice, t.Sure = true, Sureness{100, 100, 100, 100} })
	many := Figures("2026118 0477574154 68539007547034 12100 10000 3105551 990123 778812 665521 443312 33221")
	paper := with(bare, func(t *Twin) { t.Number, t.Figures, t.Sure = "2026118", many, Sureness{99, 99, 99, 99} })
	scan := with(paper, func(t *Twin) { t.Figures = slices.Concat(many[:7], Figures("778813 665527 44 3312")) })
	for name, c := range map[string]struct {
		later, older Twin
		want         string
	}{
		"all four values, read surely":              {bare, bare, SameValues},
		"the number spelled with other signs":       {with(bare, func(t *Twin) { t.Number = "2026-0118" }), bare, ""},
		"a number that may be misread":              {with(bare, func(t *Twin) { t.Number = "2O26/118" }), bare, ""},
		"a total that was hardly read":              {with(bare, func(t *Twin) { t.Sure.Total = 60 }), bare, ""},
		"another total":                             {with(bare, func(t *Twin) { t.Total = eur(500) }), bare, ""},
		"receipts of one terminal":                  {with(bare, func(t *Twin) { t.Kind = KindReceipt }), with(bare, func(t *Twin) { t.Kind = KindReceipt }), ""},
		"its credit note":                           {with(bare, func(t *Twin) { t.Kind = KindCreditNote }), bare, ""},
		"two e-invoices":                            {xml, xml, SameEInvoice},
		"an e-invoice and its PDF, another total":   {with(xml, func(t *Twin) { t.Total = eur(12200) }), with(bare, func(t *Twin) { t.Sure.Total = 70 }), SameInvoice},
		"an e-invoice and its PDF, total and date":  {with(xml, func(t *Twin) { t.Total, t.Issued = eur(12200), Date{2026, time.May, 3} }), bare, ""},
		"an e-invoice of another supplier":          {with(xml, func(t *Twin) { t.VAT, t.Supplier = "BE0999100097", "Linde" }), bare, ""},
		"the same picture, no value read":           {Twin{Kind: KindReceipt, Figures: figures, Prints: base.Prints}, base, SamePicture},
		"the same picture, other figures":           {Twin{Kind: KindReceipt, Figures: strings.Fields("1 22 33 44 55 66 77 88 99 1010"), Prints: base.Prints}, base, ""},
		"the same letterhead, another number":       {with(base, func(t *Twin) { t.Number, t.Issued = "2026/231", Date{} }), base, ""},
		"as many figures, another picture":          {Twin{Kind: KindReceipt, Figures: figures, Prints: []Print{slices.Clone(sheet[:0])}}, base, ""},
		"one page of the two":                       {Twin{Kind: KindReceipt, Figures: figures, Prints: []Print{sheet, sheet}}, base, ""},
		"a scan, another day read":                  {with(scan, func(t *Twin) { t.Issued, t.VAT = Date{2026, time.March, 13}, "BE0999100097" }), paper, SameFigures},
		"a scan, its supplier not read":             {with(scan, func(t *Twin) { t.Supplier, t.VAT, t.Sure.Supplier = "E Z TTER", "", 10 }), paper, SameFigures},
		"a scan, its number not taken":              {with(scan, func(t *Twin) { t.Number, t.Sure.Number = "", 0 }), paper, SameFigures},
		"a scan, another word taken for its number": {with(scan, func(t *Twin) { t.Number, t.Sure.Number = "158", 22 }), paper, SameFigures},
		"the scan came first":                       {paper, with(scan, func(t *Twin) { t.Number, t.Sure.Number = "", 0 }), SameFigures},
		"a scan, neither its number nor its day":    {with(scan, func(t *Twin) { t.Number, t.Issued, t.Sure.Number = "", Date{}, 0 }), paper, ""},
		"a scan, its total hardly read":             {with(scan, func(t *Twin) { t.Sure.Total, t.Sure.Supplier = 60, 10 }), paper, ""},
		"the same number in another year":           {with(scan, func(t *Twin) { t.Issued = Date{2025, time.March, 3} }), paper, ""},
		"the same number and total, other figures": {with(scan, func(t *Twin) {
			t.Issued, t.Figures = Date{2026, time.May, 3}, Figures("2026118 12100 9911223344 88776655 5544332211")
		}), paper, ""},
		"a second contract, billed on the same day":  {with(scan, func(t *Twin) { t.Number, t.Figures = "2026119", append([]string{"2026119"}, many[1:]...) }), paper, ""},
		"a second contract, its number not read":     {with(scan, func(t *Twin) { t.Number, t.Sure.Number, t.Figures = "", 0, many[1:] }), paper, ""},
		"receipts of one terminal, the same figures": {with(scan, func(t *Twin) { t.Kind, t.Issued = KindReceipt, Date{2026, time.March, 4} }), paper, ""},
		"nothing is the same as nothing":             {Twin{Kind: KindInvoice}, Twin{Kind: KindInvoice}, ""},
	} {
		if got := c.later.Same(c.older); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestCheckOriginals(t *testing.T) {
	t.Parallel()
	field := func(text string, sure Confidence) Invoice {
		inv := Invoice{}
		for _, name := range []string{"total_incl", "supplier_iban"} {
			if err := inv.Correct(name, map[string]string{"total_incl": text, "supplier_iban": "BE68539007547034"}[name], Origin{}, "u"); err != nil {
				t.Fatal(err)
			}
		}
		inv.Total.Confidence = sure
		return inv
	}
	for name, c := range map[string]struct {
		theirs  string
		sure    Confidence
		text    string
		decided bool
		want    Severity
	}{
		"the same":                           {"121.00", 95, "", false, ""},
		"another amount":                     {"122.00", 95, "122,00", false, Block},
		"another amount, read with doubt":    {"122.00", 70, "122,00", false, Warning},
		"another amount, hardly read":        {"122.00", 30, "122,00", false, ""},
		"another was chosen of two printed":  {"100.00", 95, "100,00 121,00", false, ""},
		"another amount, already decided on": {"122.00", 95, "122,00", true, Warning},
	} {
		inv := field("121.00", 100)
		others := []OriginalReading{{Document: "d", Received: Date{2026, time.March, 4}, Invoice: field(c.theirs, c.sure), Text: c.text}}
		inv.CheckOriginals(others, c.decided)
		inv.CheckOriginals(others, c.decided) // again replaces
		var got Severity
		if len(inv.Findings) == 1 {
			got = inv.Findings[0].Severity
			if want := []string{"121.00", c.theirs, "2026-03-04", "d"}; !slices.Equal(inv.Findings[0].Args, want) {
				t.Errorf("%s: arguments %q, want %q", name, inv.Findings[0].Args, want)
			}
		}
		if got != c.want || len(inv.Findings) > 1 {
			t.Errorf("%s: %+v, want severity %q", name, inv.Findings, c.want)
		}
	}
}
