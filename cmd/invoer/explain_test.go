package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/settle"
	"github.com/invoer/invoer/extractors/weights"
)

// TestExplanation: a stranger sees what there was to choose from, what each
// feature adds, and what was chosen.
func TestExplanation(t *testing.T) {
	t.Parallel()
	model := weights.Model{"invoice_number": {
		Choose: map[string]float64{"label": 3, "depth": -1, weights.NoValue: 1},
		Sure:   map[string]float64{"margin": 1},
	}}
	option := func(text string, score float64, features weights.Features) settle.Option {
		return settle.Option{Text: text, Score: score, Features: features, Origin: invoer.Origin{Page: 1, Box: invoer.Box{X0: 12, Y0: 34}}}
	}
	q := settle.Question{Field: "invoice_number", Chosen: "FV 119", Margin: 2, Options: []settle.Option{
		option("FV 119", 2.9, weights.Features{{Name: "depth", Value: 0.1}, {Name: "label", Value: 1}}),
		option("FV 119", 1.5, weights.Features{{Name: "label", Value: 0.5}}),
		{Score: 1, Features: weights.Features{{Name: weights.NoValue, Value: 1}}},
	}}
	var out bytes.Buffer
	explanation{&out, model}.document(extractors.Reading{File: "a.pdf", Questions: []settle.Question{q, {Field: "due_date"}}})
	for _, want := range []string{
		"a.pdf", `invoice_number: "FV 119", 88 in 100 such choices are right (ahead of all others together by 2.0)`,
		`1. "FV 119"  score 2.9; page 1 at 12, 34; found 2 times`, "+3.0  label", "-0.1  depth  (0.10)", "2. (leave it out)  score 1.0",
		"due_date: left out, for no candidate is likelier than none",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it lacks %q:\n%s", want, out.String())
		}
	}
}
