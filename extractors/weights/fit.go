package weights

import (
	"math"
	"slices"
)

// A Case is one question of one document: its options, and which of them are
// right. The option to leave the field out is the one with NoValue.
type Case struct {
	Options []Features
	Right   []bool
	Weight  float64 // how much it counts
}

// How weights are looked for: steps of gradient ascent with a rate for each
// weight that falls as its gradients add up (Adagrad). The same cases give the
// same weights.
const (
	steps = 150
	rate  = 0.3
	tiny  = 1e-8
)

// Fit gives the weights under which the right options of the cases are
// likeliest. Pull draws them to the weights at the start: of what the cases
// say little, little is changed.
func Fit(cases []Case, start map[string]float64, pull float64) map[string]float64 {
	f := newFit(cases, start)
	f.ascend(pull, func(gradient []float64) {
		for _, c := range f.cases {
			c.add(f.now, gradient)
		}
	})
	return f.weights()
}

// A fit has names for numbers while it works.
type fit struct {
	names      []string
	start, now []float64
	cases      []indexed
}

// An indexed is a Case whose features are numbers.
type indexed struct {
	options [][]term
	right   []bool
	weight  float64
}

type term struct {
	at    int
	value float64
}

func newFit(cases []Case, start map[string]float64) *fit {
	f := &fit{}
	seen := map[string]bool{}
	note := func(name string) {
		if !seen[name] {
			seen[name] = true
			f.names = append(f.names, name)
		}
	}
	for name := range start {
		note(name)
	}
	for _, c := range cases {
		for _, o := range c.Options {
			for _, feature := range o {
				note(feature.Name)
			}
		}
	}
	slices.Sort(f.names)
	for _, name := range f.names {
		f.start = append(f.start, start[name])
	}
	f.now = slices.Clone(f.start)
	for _, c := range cases {
		f.cases = append(f.cases, f.indexed(c))
	}
	return f
}

func (f *fit) indexed(c Case) indexed {
	in := indexed{right: c.Right, weight: c.Weight}
	for _, o := range c.Options {
		in.options = append(in.options, f.terms(o))
	}
	return in
}

func (f *fit) terms(features Features) []term {
	var terms []term
	for _, feature := range features {
		at, known := slices.BinarySearch(f.names, feature.Name)
		if known {
			terms = append(terms, term{at, feature.Value})
		}
	}
	return terms
}

func (f *fit) ascend(pull float64, add func(gradient []float64)) {
	past := make([]float64, len(f.names))
	for range steps {
		gradient := make([]float64, len(f.names))
		add(gradient)
		for i := range gradient {
			gradient[i] -= pull * (f.now[i] - f.start[i])
			past[i] += gradient[i] * gradient[i]
			f.now[i] += rate * gradient[i] / math.Sqrt(past[i]+tiny)
		}
	}
}

// add adds the case's gradient of the logarithm of how likely its right
// options are together.
func (c indexed) add(weights, gradient []float64) {
	all := make([]float64, len(c.options))
	var right []float64
	for i, o := range c.options {
		all[i] = sum(weights, o)
		if c.right[i] {
			right = append(right, all[i])
		}
	}
	whole, good := LogSum(all...), LogSum(right...)
	if math.IsInf(good, -1) {
		return // nothing to learn from
	}
	for i, o := range c.options {
		push := -math.Exp(all[i] - whole)
		if c.right[i] {
			push += math.Exp(all[i] - good)
		}
		for _, t := range o {
			gradient[t.at] += c.weight * push * t.value
		}
	}
}

func sum(weights []float64, terms []term) float64 {
	s := 0.0
	for _, t := range terms {
		s += weights[t.at] * t.value
	}
	return s
}

// weights are those that are not nothing, three digits after the point.
func (f *fit) weights() map[string]float64 {
	found := map[string]float64{}
	for i, name := range f.names {
		if w := math.Round(1000*f.now[i]) / 1000; w != 0 {
			found[name] = w
		}
	}
	return found
}

// A Choice is one that was made and whether it was right.
type Choice struct {
	Margin float64
	Doubts Features
	Right  bool
}

// FitSure gives the logistic curve that tells which choices are right. Pull
// draws it to the one at the start.
func FitSure(choices []Choice, start map[string]float64, pull float64) map[string]float64 {
	cases := make([]Case, len(choices))
	for i, c := range choices {
		// A logistic curve is a choice between "right" with features and "wrong" without.
		cases[i] = Case{Options: []Features{sureness(c.Margin, c.Doubts), nil}, Right: []bool{c.Right, !c.Right}, Weight: 1}
	}
	return Fit(cases, start, pull)
}
