package precedent

import (
	"errors"
	"testing"

	"github.com/invoer/invoer"
)

// What is kept is read back to the same, and what is cut off or no tally at all is
// refused.
func TestTallyThatIsCutOff(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	k := keyOf("x")
	for _, of := range []string{"613000", "612000", "613000"} {
		m.add(k, m.decide(of), 1)
	}
	m.own(k).record = &Record{Judged: 3, Recent: 1}
	kept := m.All()[0].Tally
	for n := 1; n < len(kept); n++ {
		err := NewMemory().Put(k, kept[:n])
		if whole := n == packedLeast+len("613000") || n == packedLeast+len("613000")+20+len("613000"); whole != (err == nil) || err != nil && !errors.Is(err, invoer.ErrInvalid) {
			t.Errorf("%d bytes of %d: %v", n, len(kept), err)
		}
	}
	weights := Weights{"a": {1, 2}, "bc": {3, 4}}.Packed()
	for n := 1; n < len(weights); n++ {
		if _, err := UnpackWeights(weights[:n]); (err == nil) != (n == leastWeight+1) || err != nil && !errors.Is(err, invoer.ErrInvalid) {
			t.Errorf("%d bytes of weights of %d: %v", n, len(weights), err)
		}
	}
}
