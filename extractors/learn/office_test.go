package learn

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/weights"
)

func TestApprovedIsWhatPeopleSaid(t *testing.T) {
	t.Parallel()
	inv := invoer.Invoice{Kind: invoer.KindInvoice}
	inv.Number = invoer.Field[string]{Value: "F-1", Confidence: 90, Origin: invoer.Origin{Reader: "ocr"}}
	inv.Supplier.Name = invoer.Field[string]{Value: "De Zetter", Confidence: 97, Origin: invoer.Origin{Reader: "known"}}
	inv.Supplier.VAT = invoer.Field[invoer.VATNumber]{Value: "BE0477574154", Confidence: 97}
	if err := inv.Correct("due_date", "", invoer.Origin{}, "u1"); err != nil {
		t.Fatal(err)
	}
	got := Approved("d1", inv)
	want := map[string]json.RawMessage{"invoice_number": json.RawMessage(`"F-1"`), "supplier_vat": json.RawMessage(`"BE0477574154"`), "due_date": nil}
	if diff := cmp.Diff(want, got.Fields); diff != "" {
		t.Errorf("truth of %+v (-want +got):\n%s", inv, diff)
	}
	if got.Supplier != "BE0477574154" || got.DocType != "invoice" {
		t.Errorf("supplier %q and kind %q, want the number and an invoice", got.Supplier, got.DocType)
	}
}

// TestMoreBeginsWhereTheModelStands learns nothing from documents on which all
// is right already, and keeps what it does not know.
func TestMoreBeginsWhereTheModelStands(t *testing.T) {
	t.Parallel()
	model := weights.Model{
		"invoice_number": {
			Start: map[string]float64{"loud": 1}, Choose: map[string]float64{"label": 3, "loud": 0.5}, Sure: map[string]float64{"margin": 1},
		},
		"due_date": {Choose: map[string]float64{"label: due": 1}},
	}
	var examples []Example
	for i := range 12 {
		examples = append(examples, example(i))
	}
	learnt, results := More(model, examples)
	if len(results) != 1 || results[0].Taken || Better(results) {
		t.Errorf("results %+v, want one that is not taken", results)
	}
	want := weights.Model{
		"invoice_number": {Choose: model["invoice_number"].Choose, Sure: model["invoice_number"].Sure},
		"due_date":       model["due_date"],
	}
	if diff := cmp.Diff(want, learnt); diff != "" {
		t.Errorf("learnt (-want +got):\n%s", diff)
	}
	if model["invoice_number"].Start["loud"] != 1 {
		t.Errorf("the model that was given is changed: %v", model)
	}
}

func TestBetterAndSum(t *testing.T) {
	t.Parallel()
	few, many := Score{Right: 3, Wrong: 2}, Score{Right: 5}
	cases := map[string]struct {
		results       []Result
		better        bool
		before, after Score
	}{
		"nothing was asked":          {},
		"one gained":                 {[]Result{{Before: few, After: many, Taken: true}, {Before: few, After: few}}, true, Score{Right: 6, Wrong: 4}, Score{Right: 8, Wrong: 2}},
		"a worse one is not counted": {[]Result{{Before: many, After: few}}, false, many, many},
		"taken, but not better":      {[]Result{{Before: few, After: few, Taken: true}}, false, few, few},
	}
	for name, c := range cases {
		before, after := Sum(c.results)
		if got := Better(c.results); got != c.better || before != c.before || after != c.after {
			t.Errorf("%s: %+v is better %t, %+v to %+v; want %t, %+v to %+v", name, c.results, got, before, after, c.better, c.before, c.after)
		}
	}
}
