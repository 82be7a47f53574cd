package learn

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer/extractors/eval"
	"github.com/invoer/invoer/extractors/settle"
	"github.com/invoer/invoer/extractors/weights"
)

// example is a document on which the number beside its label is right and a
// larger one is not.
func example(i int) Example {
	right, wrong := fmt.Sprintf("F-%d", i), fmt.Sprintf("K-%d", i)
	option := func(text, feature string) settle.Option {
		o := settle.Option{Text: text}
		o.Features.Add(feature, 1)
		return o
	}
	return Example{
		Truth: eval.Truth{
			ID: fmt.Sprintf("d%02d", i), Source: "invented", Layout: fmt.Sprintf("look-%d", i/2),
			Fields: map[string]json.RawMessage{"invoice_number": json.RawMessage(`"` + right + `"`)},
		},
		Questions: []settle.Question{{
			Field: "invoice_number", Chosen: right,
			Options: []settle.Option{option(right, "label"), option(wrong, "large"), option("", weights.NoValue)},
		}},
	}
}

func examples() []Example {
	var list []Example
	for i := range 24 {
		list = append(list, example(i))
	}
	return list
}

// mistaken is a model of somebody who thinks that large numbers are meant.
var mistaken = weights.Model{"invoice_number": {Start: map[string]float64{"label": 0.5, "large": 1}}}

func TestLearnMendsWhatAPersonThought(t *testing.T) {
	t.Parallel()
	model, results := Learn(mistaken, examples())
	want := []Result{{Field: "invoice_number", Documents: 24, Before: Score{Wrong: 24}, After: Score{Right: 24}, Taken: true}}
	if diff := cmp.Diff(want, results); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
	if w := model["invoice_number"].Choose; w["label"] <= w["large"] {
		t.Errorf("learnt %v, want the label to count more", w)
	}
	if sure := model.Confidence("invoice_number", 3, nil); sure < 80 {
		t.Errorf("a choice that was always right has confidence %d", sure)
	}
	if Worse(results) {
		t.Errorf("%v is called worse", results)
	}
}

// TestRefusedWeightsLeaveWhatWasLearnt: where what these documents teach is
// refused, what had been learnt before stays, its curve of confidence too.
func TestRefusedWeightsLeaveWhatWasLearnt(t *testing.T) {
	t.Parallel()
	known := weights.Field{
		Start: map[string]float64{"label": 1}, Choose: map[string]float64{"label": 2, "large": -1}, Sure: map[string]float64{"margin": 0.7},
	}
	model := weights.Model{"invoice_number": known}
	refusing := program
	refusing.takes = func(before, after Score) bool { return false }
	learnt, results := refusing.learn(model, examples())
	if len(results) != 1 || results[0].Taken {
		t.Fatalf("results %+v, want one that is not taken", results)
	}
	if diff := cmp.Diff(model, learnt); diff != "" {
		t.Errorf("refused weights change the model (-want +got):\n%s", diff)
	}
	begun, _ := refusing.learn(Unlearnt(model), examples())
	if diff := cmp.Diff(known.Start, begun["invoice_number"].Choose); diff != "" {
		t.Errorf("a model that has not learnt keeps other weights than a person gave it (-want +got):\n%s", diff)
	}
	if begun["invoice_number"].Sure["margin"] == known.Sure["margin"] {
		t.Error("the curve of a person's weights is not counted anew")
	}
	if model["invoice_number"].Choose["label"] != 2 {
		t.Errorf("the model that was given is changed: %v", model)
	}
}

func TestTheOrderOfDocumentsDoesNotMatter(t *testing.T) {
	t.Parallel()
	one, _ := Learn(mistaken, examples())
	turned := examples()
	for i, j := 0, len(turned)-1; i < j; i, j = i+1, j-1 {
		turned[i], turned[j] = turned[j], turned[i]
	}
	other, _ := Learn(mistaken, turned)
	if diff := cmp.Diff(one, other); diff != "" {
		t.Errorf("another order learns something else:\n%s", diff)
	}
}

func TestOneLookIsLeftOutTogether(t *testing.T) {
	t.Parallel()
	for i, e := range examples() {
		if first := example(i / 2 * 2); e.fold() != first.fold() {
			t.Errorf("%s and %s look alike and are in parts %d and %d", e.Truth.ID, first.Truth.ID, e.fold(), first.fold())
		}
	}
	sellers := Example{Truth: eval.Truth{Source: "a", Fields: map[string]json.RawMessage{"supplier_name": json.RawMessage(`"De Zetter"`)}}}
	if got := sellers.group(); got != "a/De Zetter" {
		t.Errorf("a document without layout is grouped by %q, want its source and supplier", got)
	}
}

func TestWorse(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		result Result
		want   bool
	}{
		"better":                     {Result{Before: Score{Right: 5}, After: Score{Right: 6}, Taken: true}, false},
		"the same":                   {Result{Before: Score{Right: 5}, After: Score{Right: 5}, Taken: true}, false},
		"wrong values cost":          {Result{Before: Score{Right: 5, Missed: 3}, After: Score{Right: 6, Wrong: 2}, Taken: true}, true},
		"what is not taken is as is": {Result{Before: Score{Right: 5}, After: Score{Right: 1}}, false},
	}
	for name, c := range cases {
		if got := Worse([]Result{c.result}); got != c.want {
			t.Errorf("%s: %+v is worse: %t, want %t", name, c.result, got, c.want)
		}
	}
}

func TestATotalIsRightWithAllItsParts(t *testing.T) {
	t.Parallel()
	truth := eval.Truth{Fields: map[string]json.RawMessage{"total_excl": json.RawMessage(`"100.00"`), "total_vat": json.RawMessage("null"), "total_incl": json.RawMessage(`"121.00"`)}}
	judge, known := judgeOfTotals(truth)
	cases := map[string]bool{"100.00 - 121.00": true, "100.00 21.00 121.00": false, "99.00 - 121.00": false, "- - 121.00": false}
	for text, want := range cases {
		if got := judge.right(text); !known || got != want {
			t.Errorf("%q is right: %t, want %t (known %t)", text, got, want, known)
		}
	}
}

// TestInventedDocumentsAreNoMeasure: they teach, but neither the scores nor the
// curve of confidence count them.
func TestInventedDocumentsAreNoMeasure(t *testing.T) {
	t.Parallel()
	all := examples()
	for i := range 200 {
		made := example(1000 + i)
		made.Invented = true
		all = append(all, made)
	}
	_, results := Learn(mistaken, all)
	if want := (Result{Field: "invoice_number", Documents: 24, Before: Score{Wrong: 24}, After: Score{Right: 24}, Taken: true}); len(results) != 1 || results[0] != want {
		t.Errorf("results %+v, want %+v alone", results, want)
	}
}
