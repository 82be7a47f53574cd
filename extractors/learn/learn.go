// Package learn finds the weights by which candidates are chosen, from
// documents whose truth is known.
//
// It owns the rules of honest learning: what is measured is measured on
// documents whose layout and supplier were left out, a field keeps the weights
// that it has unless learnt ones are no worse there than those that a person
// gave it, and the same documents give the same weights. It reads no files and knows no field but by
// its name.
package learn

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/invoer/invoer/extractors/eval"
	"github.com/invoer/invoer/extractors/settle"
	"github.com/invoer/invoer/extractors/weights"
)

// An Example is a document with what there was to choose from and what is true.
type Example struct {
	Truth     eval.Truth
	Questions []settle.Question
	Marks     []eval.Mark // of the invoice that was read
	Invented  bool        // by a program: teaches to choose, and is no measure of anything
}

// folds is in how many parts the documents are left out in turn.
const folds = 4

// group is what a document has in common with those that must be left out
// together with it: its layout, or else its supplier.
func (e Example) group() string {
	if e.Truth.Layout != "" {
		return e.Truth.Source + "/" + e.Truth.Layout
	}
	names, _ := e.Truth.Right("supplier_name")
	return e.Truth.Source + "/" + strings.Join(names[:min(1, len(names))], "")
}

// fold is the part in which a document is left out.
func (e Example) fold() int {
	h := fnv.New32a()
	// A hash never fails to be written to.
	_, _ = h.Write([]byte(e.group()))
	return int(h.Sum32() % folds)
}

// A course is how it is learnt.
type course struct {
	// pulls are how strongly weights are drawn to the start, in documents: so
	// many would have to disagree. What is better on documents left out is taken.
	pulls    []float64
	pullSure float64 // how strongly curves of confidence are drawn to those before
	takes    func(before, after Score) bool
	recounts bool // curves of confidence also where the weights of a person stay
}

// program is how the weights of the program are learnt.
var program = course{
	pulls: []float64{0.5, 3}, pullSure: 0.3, recounts: true,
	takes: func(before, after Score) bool { return after.worth() >= before.worth() },
}

// A Result is what became of one field when its documents were left out.
type Result struct {
	Field         string
	Documents     int
	Before, After Score // with the weights of the start, and with learnt ones
	Taken         bool  // the learnt ones
}

// A Score counts documents.
type Score struct{ Right, Wrong, Missed int }

// worth is what a score is worth: a wrong value costs more than none.
func (s Score) worth() int { return s.Right - s.Wrong }

func (s *Score) add(o Score) {
	s.Right, s.Wrong, s.Missed = s.Right+o.Right, s.Wrong+o.Wrong, s.Missed+o.Missed
}

// Learn gives a better model and what it is worth, field by field.
func Learn(model weights.Model, examples []Example) (weights.Model, []Result) {
	learnt, results := program.learn(model, examples)
	if sure := lists(model["lines"], examples); sure != nil {
		learnt["lines"] = weights.Field{Sure: sure}
	}
	return learnt, results
}

// Unlearnt gives a model that chooses by the weights that a person gave it: what
// was learnt from some documents would tell of them where they are left out.
func Unlearnt(model weights.Model) weights.Model {
	begun := maps.Clone(model)
	for name, f := range begun {
		if len(f.Start) > 0 {
			f.Choose = f.Start
			begun[name] = f
		}
	}
	return begun
}

func (c course) learn(model weights.Model, examples []Example) (weights.Model, []Result) {
	learnt := maps.Clone(model)
	// The order of the documents must not matter for the sums that round.
	examples = slices.SortedFunc(slices.Values(examples), func(a, b Example) int { return cmp.Compare(a.Truth.ID, b.Truth.ID) })
	var results []Result
	for _, field := range slices.Sorted(maps.Keys(model)) {
		if len(model[field].Start) == 0 {
			continue
		}
		s := newSchool(c, field, model[field], examples)
		if len(s.lessons) == 0 {
			continue
		}
		f, result := s.learn()
		learnt[field] = f
		results = append(results, result)
		if !result.Taken && !(c.recounts && s.byAPerson()) {
			continue // what was learnt before has seen these documents: no honest curve comes of them
		}
		for name, sure := range s.sureness(model, result.Taken) {
			f := learnt[name]
			f.Sure = sure
			learnt[name] = f
		}
	}
	return learnt, results
}

// Worse tells whether what was taken of all fields together is worth less, on
// documents left out, than what there was.
func Worse(results []Result) bool {
	before, after := 0, 0
	for _, r := range results {
		before += r.Before.worth()
		if r.Taken {
			after += r.After.worth()
			continue
		}
		after += r.Before.worth()
	}
	return after < before
}
