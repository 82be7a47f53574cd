package precedent

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/invoer/invoer"
)

// A decision is what a tally counts (an account, a treatment): its place among
// those that a memory knows. The first one is none at all.
type decision int32

const undecided decision = 0

// A tally counts what was decided where a witness was seen.
type tally struct {
	seen   int      // how often
	last   decision // what was decided the last time
	streak int      // how often in a row
	counts []count  // in the order in which they were first seen
	record *Record  // where it counts proposals
}

// A count is one decision of a tally. Slow and fast forget: a tenth observation
// ago counts for half in slow and hardly at all in fast.
type count struct {
	of   decision
	slow float64
	fast float64
}

// How much of a count is left after one more observation.
const (
	slowLeft = 0.96
	fastLeft = 0.55
)

// mostCounts is how many decisions a tally keeps; the weakest goes.
const mostCounts = 160

// add counts one more decision. weight is 1, or less for one that says little
// new.
func (t *tally) add(of decision, weight float64) {
	t.seen++
	if of != t.last {
		t.last, t.streak = of, 0
	}
	t.streak++
	found := false
	for i := range t.counts {
		c := &t.counts[i]
		c.slow *= 1 - (1-slowLeft)*weight
		c.fast *= 1 - (1-fastLeft)*weight
		if c.of == of {
			c.slow += weight
			c.fast += weight
			found = true
		}
	}
	if found {
		return
	}
	t.counts = append(t.counts, count{of, weight, weight})
	if len(t.counts) > mostCounts {
		weakest := 0
		for i, c := range t.counts[:len(t.counts)-1] {
			if c.slow < t.counts[weakest].slow {
				weakest = i
			}
		}
		t.counts = slices.Delete(t.counts, weakest, weakest+1)
	}
}

// slow sums what is left of all.
func (t *tally) slow() (sum float64) {
	for i := range t.counts {
		sum += t.counts[i].slow
	}
	return sum
}

// of gives the slow count of a decision.
func (t *tally) of(one decision) float64 {
	for i := range t.counts {
		if t.counts[i].of == one {
			return t.counts[i].slow
		}
	}
	return 0
}

// best is the decision that counts most, by slow, and its share.
func (t *tally) best() (of decision, share float64) {
	sum, most := 0.0, 0.0
	for i := range t.counts {
		c := &t.counts[i]
		sum += c.slow
		if c.slow > most {
			of, most = c.of, c.slow
		}
	}
	if sum == 0 {
		return undecided, 0
	}
	return of, most / sum
}

// none is what nobody ever saw.
var none = &tally{}

// copied is a tally of its own with the same counts.
func (t *tally) copied() *tally {
	c := *t
	c.counts = slices.Clone(t.counts)
	if t.record != nil {
		record := *t.record
		c.record = &record
	}
	return &c
}

// A tally that is kept is written as numbers, the highest byte first: how often (4
// bytes), in a row (4), of a record those judged (4) and what was wrong (8), the
// last decision (4 bytes of length, and its words), and for each count slow (8),
// fast (8) and its decision. So a migration can write it too.
const packedLeast = 4 + 4 + 4 + 8 + 4

// packed is a tally as it is kept.
func (m *Memory) packed(t *tally) []byte {
	record := Record{}
	if t.record != nil {
		record = *t.record
	}
	size := packedLeast + len(m.said(t.last))
	for _, c := range t.counts {
		size += 20 + len(m.said(c.of))
	}
	to := make([]byte, 0, size)
	to = binary.BigEndian.AppendUint32(to, uint32(t.seen))
	to = binary.BigEndian.AppendUint32(to, uint32(t.streak))
	to = binary.BigEndian.AppendUint32(to, uint32(record.Judged))
	to = binary.BigEndian.AppendUint64(to, record.Recent)
	to = appendText(to, m.said(t.last))
	for _, c := range t.counts {
		to = binary.BigEndian.AppendUint64(to, math.Float64bits(c.slow))
		to = binary.BigEndian.AppendUint64(to, math.Float64bits(c.fast))
		to = appendText(to, m.said(c.of))
	}
	return to
}

func appendText(to []byte, text string) []byte {
	return append(binary.BigEndian.AppendUint32(to, uint32(len(text))), text...)
}

// unpacked reads a tally as it is kept, or tells that it is none with an
// invoer.ErrInvalid.
func (m *Memory) unpacked(b []byte) (*tally, error) {
	if len(b) < packedLeast {
		return nil, fmt.Errorf("%w: tally of %d bytes, want %d or more", invoer.ErrInvalid, len(b), packedLeast)
	}
	t := &tally{seen: int(binary.BigEndian.Uint32(b)), streak: int(binary.BigEndian.Uint32(b[4:]))}
	if judged := binary.BigEndian.Uint32(b[8:]); judged > 0 {
		t.record = &Record{Judged: int(judged), Recent: binary.BigEndian.Uint64(b[12:])}
	}
	last, b, ok := cutText(b[20:])
	t.last = m.decisionOf(last)
	for ok && len(b) > 0 {
		if ok = len(b) > 16; !ok {
			break
		}
		c := count{slow: math.Float64frombits(binary.BigEndian.Uint64(b)), fast: math.Float64frombits(binary.BigEndian.Uint64(b[8:]))}
		var of []byte
		if of, b, ok = cutText(b[16:]); ok {
			c.of = m.decisionOf(of)
			t.counts = append(t.counts, c)
		}
	}
	if !ok {
		return nil, fmt.Errorf("%w: a tally that is cut off after %d counts", invoer.ErrInvalid, len(t.counts))
	}
	return t, nil
}

// cutText takes a text with its length from the beginning of b.
func cutText(b []byte) (text, rest []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	n := int(binary.BigEndian.Uint32(b))
	if b = b[4:]; len(b) < n {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}
