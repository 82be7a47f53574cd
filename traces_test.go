package invoer

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// bad is a document as a scan of it is read of which one digit in thirteen is
// wrong: no field is found, and one figure in eight is cut in two.
func bad(r *rand.Rand, t Twin) Twin {
	var figures []string
	for _, f := range t.Figures {
		digits := []byte(f)
		for i := range digits {
			if r.IntN(12) == 0 {
				digits[i] = byte('0' + r.IntN(10))
			}
		}
		if cut := r.IntN(8); cut == 0 && len(digits) > 5 {
			figures = append(figures, string(digits[:3]), string(digits[3:]))
			continue
		}
		figures = append(figures, string(digits))
	}
	return Twin{Kind: KindOther, Figures: figures}
}

// sold is an invoice of a supplier whose letterhead and articles stand on all.
func sold(r *rand.Rand, n int) Twin {
	t := Twin{
		Kind: KindInvoice, Supplier: fmt.Sprint("Supplier ", n), VAT: VATNumber(fmt.Sprintf("BE%010d", n)), Number: fmt.Sprintf("2026%05d", r.IntN(90000)),
		Issued: Date{2026, time.Month(1 + r.IntN(12)), 1 + r.IntN(28)}, Total: eur(int64(100000 + r.IntN(900000))), Sure: Sureness{95, 95, 95, 95},
	}
	t.Figures = []string{t.Number, fmt.Sprint(t.Total.Cents), fmt.Sprintf("04775741%02d", n), fmt.Sprintf("685390075470%02d", n), "9000", "093334455"}
	for i := range 4 {
		t.Figures = append(t.Figures, fmt.Sprintf("4991856%d", i), fmt.Sprint(10000+r.IntN(90000)), fmt.Sprint(1000+r.IntN(9000)))
	}
	return t
}

// Of scans that can hardly be read nearly all are known by the runs of their
// figures, and none is taken for another document of its supplier, whether its
// own is there or not.
func TestTracesOfBadScans(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	found, wrong, scans := 0, 0, 1000
	for n := range scans {
		own, others := sold(r, n%90), []Twin{sold(r, n%90), sold(r, n%90), sold(r, n%90)}
		scan := bad(r, own)
		scan.Usual = UsualTraces(append(slices.Clone(others), own))
		if f, ok := scan.Compare(own); ok && f.Severity == Block {
			found++
		}
		for _, other := range others {
			if _, ok := scan.Compare(other); ok {
				wrong++
			}
		}
	}
	if found < scans*94/100 || wrong > 3*scans/1000 {
		t.Errorf("%d of %d bad scans found, %d pairs of others taken for one; want 97 %%, and at most 1 in 1,000", found, scans, wrong)
	}
}

func TestTracesThatSayNo(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	first := sold(r, 7)
	monthly := first
	monthly.Number, monthly.Issued = "202699123", Date{2026, time.December, 24}
	monthly.Figures = append([]string{monthly.Number}, first.Figures[1:]...)
	unsure := monthly
	unsure.Issued, unsure.Sure = Date{}, Sureness{95, 60, 0, 95}
	dearer := first
	dearer.Number, dearer.Total = "", eur(999)
	row := first
	row.Number, row.Total = "", eur(1234567)
	rowOf, rowApart := first, first
	rowOf.Figures = append([]string{"1234567"}, first.Figures...)
	rowApart.Figures = append([]string{"12", "34567"}, first.Figures...)
	numbered := row
	numbered.Number = "202699123"
	short := first
	short.Number, short.Figures = "9301", append([]string{"9301"}, first.Figures[1:]...)
	misread := short
	misread.Number, misread.Issued, misread.Figures = "9391", Date{}, append([]string{"9391"}, first.Figures[1:]...)
	customer := first
	customer.Number, customer.VAT, customer.Figures = "505510", "", append([]string{"505510"}, first.Figures...)
	ofCustomer, beside := first, first
	ofCustomer.Figures = customer.Figures
	beside.Number, beside.Figures = "202699123", append([]string{"202699123"}, first.Figures[1:]...)
	receipt := Twin{Kind: KindReceipt, Number: "2024/227", Figures: Figures("2024/227 220.96"), Prints: []Print{page(1, 0.5)}}
	for name, c := range map[string]struct {
		later, older Twin
		want         bool
	}{
		"itself, nothing read but its figures":                 {Twin{Kind: KindInvoice, Figures: first.Figures}, first, true},
		"its second page alone, of a supplier who is known":    {Twin{Kind: KindOther, Figures: first.Figures[6:], Usual: TracesOf([]string{"49918560"})}, first, true},
		"its second page alone, of one who is not":             {Twin{Kind: KindOther, Figures: first.Figures[6:]}, first, false},
		"next month's, all else the same":                      {monthly, first, false},
		"next month's, its number read unsurely":               {unsure, first, false},
		"next month's, no field read":                          {Twin{Kind: KindInvoice, Figures: monthly.Figures}, first, false},
		"a part of its number, cut off from the rest":          {Twin{Kind: KindInvoice, Number: first.Number[3:], Total: first.Total, Sure: Sureness{50, 95, 0, 95}, Figures: first.Figures}, first, true},
		"another total, surely read":                           {dearer, first, false},
		"a row taken for its total, its number not read":       {row, rowOf, true},
		"the same, thousands stand apart":                      {row, rowApart, true},
		"the same, of another number":                          {numbered, rowOf, false},
		"its customer's number taken for its own":              {customer, ofCustomer, true},
		"another of the same day and total":                    {beside, first, false},
		"another kind of document":                             {Twin{Kind: KindCreditNote, Figures: first.Figures}, first, false},
		"too few figures":                                      {Twin{Kind: KindOther, Figures: first.Figures[:1]}, first, false},
		"a bad scan of it that was taken for another supplier": {Twin{Kind: KindInvoice, VAT: "BE0999100097", Supplier: "Linde", Sure: Sureness{40, 0, 0, 0}, Figures: first.Figures}, first, true},
		"the buyer taken for its supplier, its total misread": {Twin{
			Kind: KindInvoice, VAT: "BE0999100097", Supplier: "Linde", Number: first.Number, Issued: first.Issued, Total: eur(999), Sure: Sureness{99, 98, 98, 7}, Figures: first.Figures,
		}, first, true},
		"a digit of a short number misread, the day not read": {misread, short, true},
		"a scan of a receipt that shows its number":           {Twin{Kind: KindOther, Figures: receipt.Figures[:1], Prints: receipt.Prints}, receipt, true},
		"a scan that looks like it and shows another":         {Twin{Kind: KindOther, Figures: Figures("2024/441"), Prints: receipt.Prints}, receipt, false},
		"a scan that shows its number and looks otherwise":    {Twin{Kind: KindOther, Figures: receipt.Figures[:1], Prints: []Print{page(2, 0.5)}}, receipt, false},
	} {
		if f, ok := c.later.Compare(c.older); ok != c.want {
			t.Errorf("%s: %v %v, want %v", name, f, ok, c.want)
		}
		if c.want && !c.later.Undecided(c.older) {
			t.Errorf("%s: its pages would not be looked at", name)
		}
	}
}

func TestEdits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"2026118", "2026118", 0}, {"2026113", "2026118", 1}, {"202618", "2026118", 1}, {"20260118", "2026118", 1}, {"12", "2026118", 6}, {"2062118", "2026118", 2}} {
		if got := Edits([]byte(c.a), []byte(c.b)); got != c.want {
			t.Errorf("%s and %s differ by %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// page is a print; seed says what stands on it, beside what stands on all.
func page(seed uint64, own float64) Print {
	letterhead, r := rand.New(rand.NewPCG(1, 1)), rand.New(rand.NewPCG(seed, 2))
	p := make(Print, PrintWidth*PrintHeight)
	for i := range p {
		p[i] = byte(letterhead.Float64()*(255-255*own) + r.Float64()*255*own)
	}
	return p
}

// A scan of which nothing can be read looks like one document far more than
// like the others of its supplier, or like none.
func TestFaded(t *testing.T) {
	t.Parallel()
	like := func(id DocumentID, pages ...Print) Twin { return Twin{ID: id, Prints: pages} }
	a, b, c := page(1, 0.5), page(2, 0.5), page(3, 0.5)
	scan := like("scan", page(1, 0.5))
	for name, test := range map[string]struct {
		scan  Twin
		older []Twin
		want  string
	}{
		"one looks the same":               {scan, []Twin{like("b", b), like("a", a), like("c", c)}, "a"},
		"two originals of one document do": {scan, []Twin{like("a", a), like("b", b), like("a", a)}, "a"},
		"two documents do":                 {scan, []Twin{like("a", a), like("b", a)}, ""},
		"none does":                        {scan, []Twin{like("b", b), like("c", c)}, ""},
		"another number of pages":          {scan, []Twin{like("a", a, b)}, ""},
		"nothing to compare with":          {scan, nil, ""},
		"its total is read":                {Twin{Prints: scan.Prints, Sure: Sureness{0, 0, 0, 70}}, []Twin{like("a", a)}, ""},
		"its figures are read":             {Twin{Prints: scan.Prints, Figures: Figures("49918560 93120367 46989629 42945737")}, []Twin{like("a", a)}, ""},
	} {
		f, ok := test.scan.Faded(test.older)
		if got := append(f.Args, "", "", "")[2]; got != test.want || ok != (test.want != "") {
			t.Errorf("%s: %v, want %q", name, f, test.want)
		}
	}
}
