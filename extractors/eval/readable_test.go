package eval

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

// written makes a page of lines of words.
func written(lines ...string) invoer.Page {
	p := invoer.Page{Number: 1, Width: 600, Height: 800}
	for y, line := range lines {
		for x, text := range strings.Fields(line) {
			text, other, _ := strings.Cut(text, "~")
			x0, y0 := float64(20+60*x), float64(40+30*y)
			p.Words = append(p.Words, invoer.Word{Text: text, Alternative: other, Box: invoer.Box{X0: x0, Y0: y0, X1: x0 + 50, Y1: y0 + 12}})
		}
	}
	return p
}

func TestWhatStandsInWords(t *testing.T) {
	t.Parallel()
	cases := []struct {
		field, value, line string
		stands             bool
	}{
		{"supplier_name", "Drukkerij De Zetter bv", "DRUKKERIJ DE ZETTER", true},
		{"supplier_name", "Drukkerij De Zetter bv", "Drukkerij De Zeiler", false},
		{"supplier_vat", "BE0477574154", "BTW 0477.574.154", true},
		{"supplier_iban", "BE02409709438240", "BE02 4097 0943 8240", true},
		{"supplier_iban", "BE02409709438240", "BE02 4097 0943 8248", false},
		{"invoice_date", "2026-03-05", "5 maart 2026", true},
		{"invoice_date", "2026-03-05", "05.03.26", true},
		{"invoice_date", "2026-03-05", "March 5th, 2026", true},
		{"invoice_date", "2026-03-05", "15/03/2026", false},
		{"invoice_date", "2026-03-05", "15 maart 2026", false},
		{"total_incl", "1471.60", "€ 1.471,60", true},
		{"total_incl", "471.60", "€ 1.471,60", false},
		{"total_incl", "1471.60", "1.471,6", false},
		{"total_excl", "100.00", "100,-", true},
		{"total_vat", "8.00", "8.00", true},
		{"invoice_number", "FV-7719", "Nr. FV 7719", true},
	}
	for _, c := range cases {
		if got := textOf([]invoer.Page{written(c.line)}, false).has(c.field, c.value); got != c.stands {
			t.Errorf("%s %s stands in %q: %v, want %v", c.field, c.value, c.line, got, c.stands)
		}
	}
}

func TestReadable(t *testing.T) {
	t.Parallel()
	r := NewReadable("kind")
	truth := Truth{ID: "a", Kind: "scan", Fields: map[string]json.RawMessage{
		"total_incl": json.RawMessage(`"12.10"`), "total_vat": json.RawMessage(`"2.10"`), "due_date": json.RawMessage(`null`),
		"lines": json.RawMessage(`[{"total":"4.00"},{"total":"6.00"}]`),
	}}
	r.Add(truth, []invoer.Page{written("totaal 12,10", "btw 2,70~2,10", "4,00")})
	r.Add(Truth{ID: "b", Kind: "photo", Fields: map[string]json.RawMessage{"total_incl": json.RawMessage(`"1.00"`)}}, nil)
	var out strings.Builder
	if err := r.Write(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"50.0%", "75.0%", "1/2", "0.0%"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %s:\n%s", want, out.String())
		}
	}
	if len(r.Unseen) != 3 || r.Unseen[0] != (Unseen{"a", "scan", "total_vat", "2.10", true}) {
		t.Errorf("unseen: %v, want the VAT, which a second reading has, and two more", r.Unseen)
	}
}
