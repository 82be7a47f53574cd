package precedent

import "math"

// Weights say how much each kind of witness counts, by the name of the kind and
// how often it was seen. They are learnt with the tallies, a step a document.
type Weights map[string]*Weight

// A Weight is one of them, and the sum of squares of its steps, which makes the
// next ones smaller (AdaGrad: Duchi, Hazan, Singer, JMLR 12, 2011).
type Weight struct {
	Value float64 `json:"v"`
	Steps float64 `json:"s"`
}

// pace is the length of the first step.
const pace = 0.06

func (w Weights) of(name string, first float64) *Weight {
	if have, ok := w[name]; ok {
		return have
	}
	have := &Weight{Value: first}
	w[name] = have
	return have
}

func (w *Weight) step(gradient float64) {
	w.Steps += gradient * gradient
	w.Value -= pace * gradient / math.Sqrt(0.1+w.Steps)
}

// Clone is a copy that may be changed.
func (w Weights) Clone() Weights {
	c := make(Weights, len(w))
	for name, have := range w {
		copied := *have
		c[name] = &copied
	}
	return c
}
