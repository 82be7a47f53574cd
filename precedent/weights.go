package precedent

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/invoer/invoer"
)

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

// Packed is how weights are kept: for each the value and the steps (8 bytes, the
// highest first), and its name with its length, as in a tally.
func (w Weights) Packed() []byte {
	b := []byte{} // of none too: null is no weights
	for _, name := range slices.Sorted(maps.Keys(w)) {
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(w[name].Value))
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(w[name].Steps))
		b = appendText(b, name)
	}
	return b
}

// UnpackWeights reads weights as they are kept, or tells that these are none with
// an invoer.ErrInvalid.
func UnpackWeights(b []byte) (Weights, error) {
	room := make([]Weight, len(b)/leastWeight)
	w := make(Weights, len(room)/2)
	for len(b) > 0 {
		if len(b) < leastWeight {
			return nil, fmt.Errorf("%w: weights that are cut off after %d", invoer.ErrInvalid, len(w))
		}
		one := &room[0]
		room = room[1:]
		*one = Weight{math.Float64frombits(binary.BigEndian.Uint64(b)), math.Float64frombits(binary.BigEndian.Uint64(b[8:]))}
		name, rest, ok := cutText(b[16:])
		if !ok {
			return nil, fmt.Errorf("%w: weights that are cut off after %d", invoer.ErrInvalid, len(w))
		}
		w[string(name)], b = one, rest
	}
	return w, nil
}

// leastWeight is how many bytes one takes that has no name.
const leastWeight = 8 + 8 + 4
