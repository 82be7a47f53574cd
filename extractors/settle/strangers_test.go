package settle

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/weights"
)

// scribbles are what OCR makes of noise: short runs of signs at any place.
func scribbles(seed uint64) []invoer.Page {
	dice := rand.New(rand.NewPCG(seed, 1))
	page := invoer.Page{Number: 1, Width: 595, Height: 842, Reader: "ocr"}
	signs := []rune("abcdeilmnorstu—_|=.,;'10/")
	for range 60 {
		var text []rune
		for range 1 + dice.IntN(5) {
			text = append(text, signs[dice.IntN(len(signs))])
		}
		x, y := dice.Float64()*560, dice.Float64()*820
		page.Words = append(page.Words, invoer.Word{
			Text: string(text), Confidence: invoer.Confidence(dice.IntN(60)),
			Box: invoer.Box{X0: x, Y0: y, X1: x + 5*float64(len(text)), Y1: y + 9},
		})
	}
	return []invoer.Page{page}
}

// believed lists the values that somebody would not look at again.
func believed(inv invoer.Invoice) []string {
	var list []string
	for _, v := range inv.Values() {
		if v.Text != "" && v.Confidence >= 80 {
			list = append(list, fmt.Sprintf("%s %q with %d", v.Name, v.Text, v.Confidence))
		}
	}
	return list
}

// TestNothingIsBelievedOfWhatIsNoInvoice: pictures, notes, noise and other
// alphabets are of the kind other, and no value of them is claimed.
func TestNothingIsBelievedOfWhatIsNoInvoice(t *testing.T) {
	t.Parallel()
	cases := map[string][]invoer.Page{
		"a blank page":        {{Number: 1, Width: 595, Height: 842, Reader: "ocr"}},
		"a note":              pages("Marie,", "bel je Jan even terug?", "tot morgen"),
		"a page of Greek":     pages("Αγαπητέ κύριε,", "σας ευχαριστούμε για την παραγγελία σας", "Με εκτίμηση"),
		"a page of a book":    pages("Het was een koude dag in april, en de klokken sloegen dertien.", "Hij liep 3 km door de regen en dacht aan 1984."),
		"a list of telephone": pages("Jan   02 236 97 74", "An   0477 57 41 54", "Piet   09 282 11 03"),
	}
	for seed := range uint64(6) {
		cases[fmt.Sprintf("noise %d", seed)] = scribbles(seed)
	}
	for name, doc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inv := Invoice(doc, invoer.Known{Today: today})
			if inv.Kind != invoer.KindOther {
				t.Errorf("kind %s, want %s", inv.Kind, invoer.KindOther)
			}
			if list := believed(inv); len(list) > 0 {
				t.Errorf("claims %s", strings.Join(list, ", "))
			}
		})
	}
}

// TestManyInvoicesOnOnePage: of forty invoices on a page none is taken for the
// document's own.
func TestManyInvoicesOnOnePage(t *testing.T) {
	t.Parallel()
	lines := []string{"Lijst"}
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("Factuur %d   %d/%d/2026   Bedrijf %c bv   %d,%02d", 2026000+37*i, 1+i%28, 1+i%12, 'A'+i%26, 100+31*i, i))
	}
	inv := Invoice(pages(lines...), invoer.Known{Today: today})
	for _, v := range inv.Values() {
		if v.Text != "" && v.Confidence >= 90 && v.Name != "currency" {
			t.Errorf("claims %s %q with %d, of one among forty", v.Name, v.Text, v.Confidence)
		}
	}
}

// TestWhatCannotBeIsNotTaken: an impossible date or number is no value, and
// never mended into one.
func TestWhatCannotBeIsNotTaken(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines []string
		field string
	}{
		"the thirty-first of February": {[]string{"FACTUUR 2026-15", "Factuurdatum 31/02/2026", "Totaal 121,00"}, "invoice_date"},
		"a date in a hundred years":    {[]string{"FACTUUR 2026-15", "Factuurdatum 12/03/2126", "Totaal 121,00"}, "invoice_date"},
		"a month without a day":        {[]string{"FACTUUR 2026-15", "Factuurdatum maart 2026", "Totaal 121,00"}, "invoice_date"},
		"the date of a law":            {[]string{"FACTUUR 2026-15", "Bij laattijdige betaling geldt de wet van 2 augustus 2002", "Totaal 121,00"}, "invoice_date"},
		"due before it was issued":     {[]string{"FACTUUR 2026-15", "Factuurdatum 12/03/2026", "Vervaldag 12/02/2026", "Totaal 121,00"}, "due_date"},
		"a VAT number of wrong digits": {[]string{"FACTUUR 2026-15", "BTW BE 0477.574.155", "Totaal 121,00"}, "supplier_vat"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := values(Invoice(pages(c.lines...), invoer.Known{Today: today}))[c.field]; got != "" {
				t.Errorf("%q: %s is %q, want none", c.lines, c.field, got)
			}
		})
	}
}

// TestAValueTravelsWithWhatWasPrinted: a date is ISO 8601, and its place and
// reason tell what stood on the page.
func TestAValueTravelsWithWhatWasPrinted(t *testing.T) {
	t.Parallel()
	inv := Invoice(pages("FACTUUR 2023-15", "Factuurdatum   07/02/23", "Totaal   121,00"), invoer.Known{Today: today})
	if got := inv.Issued.Value.String(); got != "2023-02-07" {
		t.Errorf("07/02/23 is %s, want 2023-02-07", got)
	}
	if diff := cmp.Diff(invoer.Because("right-of-label", "Factuurdatum"), inv.Issued.Origin.Why); diff != "" {
		t.Errorf("reason: want - got +:\n%s", diff)
	}
	if box := inv.Issued.Origin.Box; inv.Issued.Origin.Page != 1 || box.Width() < 30 || box.Y0 != 56 {
		t.Errorf("it stands on page %d at %v, want the second line of page 1", inv.Issued.Origin.Page, box)
	}
}

// TestExplainTellsOfEveryChoice: each field that was chosen has its question,
// and the value chosen is among the options.
func TestExplainTellsOfEveryChoice(t *testing.T) {
	t.Parallel()
	doc := pages("Drukkerij De Zetter bv", "BTW BE 0477.574.154", "FACTUUR 2026-15", "Factuurdatum 1/3/2026", "Vervaldag 31/3/2026", "Subtotaal 100,00", "Btw 21% 21,00", "Totaal 121,00")
	known := invoer.Known{Today: today}
	inv, questions := Explain(weights.Committed, doc, known)
	if diff := cmp.Diff(Invoice(doc, known), inv); diff != "" {
		t.Errorf("explained it is another invoice: read - explained +:\n%s", diff)
	}
	asked := map[string]Question{}
	for _, q := range questions {
		asked[q.Field] = q
	}
	for field, want := range map[string]string{"supplier_name": "Drukkerij De Zetter bv", "invoice_number": "2026-15", "invoice_date": "2026-03-01", "due_date": "2026-03-31", Totals: "100.00 21.00 121.00"} {
		q := asked[field]
		if q.Chosen != want || len(q.Options) < 2 || q.Options[0].Text != want || len(q.Options[0].Features) == 0 {
			t.Errorf("%s: chosen %q of %d options, want %q, the first of several with its features", field, q.Chosen, len(q.Options), want)
		}
	}
}
