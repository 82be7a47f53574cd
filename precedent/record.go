package precedent

import "math/bits"

// A Record is how the last proposals of a supplier did, of which nothing was new
// to it.
type Record struct {
	Judged int    `json:"n"` // all of them
	Recent uint64 `json:"w"` // of the last 64 a bit each, the last one lowest: set where it was wrong
}

func (r *Record) add(right bool) {
	r.Judged++
	r.Recent <<= 1
	if !right {
		r.Recent |= 1
	}
}

// leastJudged is how many proposals of a supplier must have been judged before
// one goes by itself, and lately is of how many of the last none may be wrong:
// the score knows of how few a record is.
const (
	leastJudged = 1
	lately      = 3
)

// oneWrongIn is of how many proposals one may have been wrong: a supplier of
// several accounts is misjudged now and then, and the score tells when.
const oneWrongIn = 10

// Earned tells whether of the last so many (64 at most), or all where they are
// fewer, one in ten at most was wrong, and none of the last three.
func (r Record) Earned(last int) bool {
	n := min(last, r.Judged, 64)
	return n >= leastJudged && r.wrong(n)*oneWrongIn <= n && r.wrong(lately) == 0
}

// wrong counts those of the last n that were.
func (r Record) wrong(n int) int { return bits.OnesCount64(r.Recent & (1<<n - 1)) }

// Steady is how many in a row were right, up to the last one.
func (r Record) Steady() int { return min(r.Judged, bits.TrailingZeros64(r.Recent)) }
