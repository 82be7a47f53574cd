package precedent

import (
	"slices"
	"strconv"

	"github.com/invoer/invoer/ledger"
)

// How the lines of a supplier are booked, as far as lines of it were seen that
// others part from the rest; empty where none was. What others' lines say of one
// that is new here counts for those that part them, and for the others not.
const (
	mannerParts = "-parts" // each where such a line goes
	mannerLumps = "-lumps" // all where the rest goes
)

// Where a line went.
const (
	home = "h" // where most of the supplier goes
	away = "a" // elsewhere
)

// leastAway is the share of suppliers that must have lines with a word elsewhere
// than the rest, for such a line to tell a supplier's manner.
const leastAway = 0.2

func (d *document) mannerOf() string {
	t := d.memory.at(d.key("manner", d.supplier))
	switch {
	case t.seen == 0:
		return ""
	case t.of(d.memory.decide(away)) >= t.of(d.memory.decide(home)):
		return mannerParts
	}
	return mannerLumps
}

// telling tells whether a unit is one of those that others part from the rest.
func (d *document) telling(u unit) bool {
	return slices.ContainsFunc(u.words, func(w string) bool {
		t := d.memory.at(d.key("departs", w))
		went := t.of(d.memory.decide(away))
		return went > 0 && went >= leastAway*t.slow()
	})
}

// placeOf is what lines that are booked alike have in common: two classes of VAT
// on one account are parted too.
func placeOf(e ledger.Entry) string {
	return e.Account + " " + e.Treatment.Class + " " + strconv.Itoa(e.Treatment.Deductible)
}

// main is the place where most of the supplier goes, and of a new one the largest
// entry's.
func (l *lesson) main() string {
	if of, _ := l.memory.at(l.key("place", l.supplier)).best(); of != undecided {
		return l.memory.said(of)
	}
	return placeOf(slices.MaxFunc(l.Entries, func(a, b ledger.Entry) int { return int(a.Amount.Abs().Cents - b.Amount.Abs().Cents) }))
}

// manners teaches where a line went beside the rest of its supplier.
func (l *lesson) manners(u unit, e ledger.Entry) {
	if !u.line {
		return
	}
	went := home
	if placeOf(e) != l.main() {
		went = away
	}
	if l.telling(u) {
		l.add(l.key("manner", l.supplier), went, 1)
	}
	seen := l.memory.at(l.key("supplier-line", l.supplier, u.joined)).seen
	for _, w := range u.words {
		l.add(l.key("departs", w), went, 1/float64(1+seen))
	}
	l.add(l.key("place", l.supplier), placeOf(e), 1)
}
