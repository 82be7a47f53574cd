package invoer

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// Traces are the runs of four digits within the figures of a document, as a
// set. Where a poor scan has misread half of all figures, most of their runs
// still are what they were, while two documents that have nothing in common
// share one run in a hundred.
type Traces [(10_000 + 63) / 64]uint64

// runLength is how many digits a run has.
const runLength = 4

// TracesOf are those of figures, as Figures gives them.
func TracesOf(figures []string) (t Traces) {
	for _, f := range figures {
		for i := 0; i+runLength <= len(f); i++ {
			n := 0
			for _, digit := range f[i : i+runLength] {
				n = 10*n + int(digit-'0')
			}
			t[n/64] |= 1 << (n % 64)
		}
	}
	return t
}

func (t Traces) count() int {
	n := 0
	for _, word := range t {
		n += bits.OnesCount64(word)
	}
	return n
}

func (t Traces) and(u Traces) Traces {
	for i := range t {
		t[i] &= u[i]
	}
	return t
}

func (t Traces) or(u Traces) Traces {
	for i := range t {
		t[i] |= u[i]
	}
	return t
}

func (t Traces) without(u Traces) Traces {
	for i := range t {
		t[i] &^= u[i]
	}
	return t
}

// share is which part of the fewer of two sets stands in both.
func (t Traces) share(u Traces) (both int, share float64) {
	both = t.and(u).count()
	return both, float64(both) / float64(max(min(t.count(), u.count()), 1))
}

// UsualTraces are those that stand in two or more of the documents: numbers on a
// letterhead, prices and articles, which tell no document from another. What
// is nearly all the same, as a copy is, counts once.
func UsualTraces(of []Twin) (usual Traces) {
	var counted []Traces
	var seen Traces
	for _, t := range of {
		traces := TracesOf(t.Figures)
		if copyOfOne(traces, counted) {
			continue
		}
		usual = usual.or(seen.and(traces))
		seen = seen.or(traces)
		counted = append(counted, traces)
	}
	return usual
}

func copyOfOne(t Traces, of []Traces) bool {
	for _, other := range of {
		if _, share := t.share(other); share >= surelyAlike {
			return true
		}
	}
	return false
}

// How many of their own runs two documents must share at least to be one, and
// which part of them.
const (
	fewTraces = 8
	ownShare  = 0.45
	allShare  = 0.6 // where nothing is known of what is usual
	// Where so many of all runs of one stand in the other this was read well, and
	// the number of the one would stand there too if it were the same.
	wellRead = 0.85
)

// traced tells whether the figures on two documents show that they are one,
// whatever their fields say that were read unsurely. Where nothing tells what is
// usual, as there is but one document to compare with, a value must agree too.
// Of a receipt, which has few figures, the number must stand on a page that
// looks the same.
func (t Twin) traced(older Twin) bool {
	if t.clearlyOther(older) || t.lacks(older) || older.lacks(t) {
		return false
	}
	both, share := TracesOf(t.Figures).without(t.Usual).share(TracesOf(older.Figures).without(t.Usual))
	if both < fewTraces {
		return t.poor() && len(digitsOf(older.Number)) >= leastDigits && t.shows(older.Number) && sameSheets(t.Prints, older.Prints)
	}
	agree := same(t.Issued, older.Issued) || sameCents(t.Total, older.Total) || t.shows(older.Number) || older.shows(t.Number)
	if t.Usual == (Traces{}) {
		return agree && share >= allShare
	}
	return (agree || t.poor() || older.poor()) && share >= ownShare
}

// lacks tells whether the number of another document does not stand among the
// figures of t, although so many of the other's figures do that it would if the
// two were one. A number with one sign misread is no other one.
func (t Twin) lacks(other Twin) bool {
	if len(digitsOf(other.Number)) < runLength || other.Sure.Number < hardlyRead || t.shows(other.Number) || near(NumberKey(t.Number), NumberKey(other.Number)) {
		return false
	}
	theirs := TracesOf(other.Figures)
	return float64(TracesOf(t.Figures).and(theirs).count()) >= wellRead*float64(max(theirs.count(), fewTraces))
}

// clearlyOther tells whether two documents differ in values that both were read
// surely: in their total, in their number, or, where one sign of the number may
// have been misread, in it and the day. A number of which a part was cut off is
// no other one, nor is a number of the customer that was taken for it.
func (t Twin) clearlyOther(older Twin) bool {
	regrouped := otherParts(t.Number, older.Number)
	number := min(t.Sure.Number, older.Sure.Number) >= surelyRead && (regrouped || apart(NumberKey(t.Number), NumberKey(older.Number)) &&
		!partOf(t.Number, older.Number) && !t.tookAnother(older) && !older.tookAnother(t))
	issued := min(t.Sure.Issued, older.Sure.Issued) >= surelyRead && apart(t.Issued, older.Issued)
	total := min(t.Sure.Total, older.Sure.Total) >= surelyRead && apart(t.Total.Cents, older.Total.Cents) && !t.tookRow(older) && !older.tookRow(t)
	return total || number && issued || number && (regrouped || !near(NumberKey(t.Number), NumberKey(older.Number)))
}

// tookRow tells whether the total of t may be another amount of the same
// document: where its number was not read, neither was what stands beside it,
// and an amount of a row is soon taken for the total.
func (t Twin) tookRow(other Twin) bool {
	digits := digitsOf(strconv.FormatInt(t.Total.Cents, 10))
	return NumberKey(t.Number) == "" && slices.ContainsFunc(other.Figures, func(f string) bool {
		return len(f) >= leastDigits && strings.HasSuffix(digits, f) // thousands may stand apart
	})
}

// tookAnother tells whether the number of t may be another one of the same document,
// as that of the customer: it stands letter for letter on the pages of the other one,
// whose number is not it, and both are of one day and one total.
func (t Twin) tookAnother(other Twin) bool {
	digits := digitsOf(t.Number)
	return t.oneSale(other) && len(digits) >= leastDigits && slices.ContainsFunc(other.Figures, func(f string) bool { return strings.Contains(f, digits) })
}

// oneSale tells whether day and total of two documents are surely the same.
func (t Twin) oneSale(other Twin) bool {
	return same(t.Issued, other.Issued) && sameCents(t.Total, other.Total) && min(t.Sure.Issued, other.Sure.Issued, t.Sure.Total, other.Sure.Total) >= surelyRead
}

// partOf tells whether the digits of one number stand in those of another.
func partOf(a, b string) bool {
	one, two := digitsOf(a), digitsOf(b)
	if len(one) > len(two) {
		one, two = two, one
	}
	return len(one) >= runLength && strings.Contains(two, one)
}

// How alike pages are at least of which hardly a figure can be read, and by how
// much less alike those of any other document are.
const (
	fadedSheet = 0.88
	fadedClear = 0.03
)

// Faded is the finding about the one of older documents that looks like t by
// far the most, where hardly a figure of t can be read: its total and the
// figures that no other document has. Then pictures are all there is, and those
// of one letterhead are much alike, so it is a warning.
func (t Twin) Faded(older []Twin) (f Finding, ok bool) {
	if t.Sure.Total >= hardlyRead || TracesOf(t.Figures).without(t.Usual).count() >= fewTraces {
		return Finding{}, false
	}
	var best, second float64
	var of Twin
	for _, other := range older {
		switch like := alikeAll(t.Prints, other.Prints); {
		case like > best && other.ID == of.ID:
			best = like
		case like > best:
			best, second, of = like, best, other
		case other.ID != of.ID:
			second = max(second, like)
		}
	}
	if best < fadedSheet || best-second < fadedClear {
		return Finding{}, false
	}
	return Find(RuleLooksSame, Warning, "", of.Number, of.Received.String(), string(of.ID)), true
}

// poor tells whether a document was read so badly that its supplier or number
// may be anything.
func (t Twin) poor() bool {
	return t.Number == "" || min(t.Sure.Supplier, t.Sure.Number) < surelyRead
}

// shows tells whether a number stands among the figures of a document, with one
// digit in five misread.
func (t Twin) shows(number string) bool {
	digits := digitsOf(number)
	if len(digits) < runLength {
		return false
	}
	for _, f := range t.Figures {
		if strings.Contains(f, digits) || nearlyAsLong(f, digits) && Edits([]byte(f), []byte(digits)) <= len(digits)/5 {
			return true
		}
	}
	return false
}

// nearlyAsLong tells whether so few digits can make one of two figures of the
// other.
func nearlyAsLong(a, b string) bool {
	d := len(a) - len(b)
	return max(d, -d) <= len(b)/5
}
