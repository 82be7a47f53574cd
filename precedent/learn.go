package precedent

import (
	"slices"
	"strings"

	"github.com/invoer/invoer/ledger"
)

// A taught is what is counted under a key.
type taught struct {
	key Key
	of  decision
}

// An addition is one observation to be counted.
type addition struct {
	taught

	weight float64
}

// Experience learns a purchase that was booked, and gives what would have been
// proposed for it from what was known before: so each document is a test first
// and a lesson after.
func (m *Memory) Experience(p ledger.Purchase) Proposal {
	d := m.open(p)
	proposed := d.propose()
	if m.part && len(m.put) == 0 {
		return proposed
	}
	m.judge(proposed, p)
	d.learn()
	return proposed
}

func (d *document) learn() {
	l := newLesson(d)
	to := align(d.units, d.Entries)
	if to == nil {
		d.units, d.judged = ratesOf(d.Purchase), nil
		to = align(d.units, d.Entries)
	}
	if to == nil {
		d.judged = nil
		l.shares()
	} else {
		l.units(to)
		l.add(l.key("parting", l.supplier), shapeLines, 1)
	}
	for _, a := range l.added {
		d.memory.add(a.key, a.of, a.weight)
	}
	d.memory.room.added = l.added
}

// A lesson collects what one document teaches, so that nothing of it is counted
// twice or before all of it was looked at.
type lesson struct {
	*document

	added []addition
}

func newLesson(d *document) lesson {
	room := &d.memory.room
	if room.taught == nil {
		room.taught = map[taught]bool{}
	}
	clear(room.taught)
	return lesson{d, room.added[:0]}
}

func (l *lesson) add(k Key, of string, weight float64) { l.count(k, l.memory.decide(of), weight) }

func (l *lesson) count(k Key, of decision, weight float64) {
	one := taught{k, of}
	if !l.memory.room.taught[one] {
		l.memory.room.taught[one] = true
		l.added = append(l.added, addition{one, weight})
	}
}

// units teaches what each unit was booked on.
func (l *lesson) units(to []int) {
	if len(l.judged) != len(l.document.units) {
		l.judged = l.judge()
	}
	if len(to) > 1 && alone(l.judged) {
		shape := l.shape(to)
		l.add(l.key("shape", l.supplier), shape, 1)
		l.add(l.key("shape"), shape, 1)
	}
	for i := range l.judged {
		l.unit(l.judged[i], l.Entries[to[i]])
	}
}

// alone tells whether the units, each for itself, would go to several accounts.
func alone(units []judged) bool {
	first := undecided
	for _, u := range units {
		best := u.choice.decided()
		if first != undecided && best != first {
			return true
		}
		first = best
	}
	return false
}

func (l *lesson) unit(u judged, e ledger.Entry) {
	account := l.memory.decide(e.Account)
	u.heard.learn(account)
	l.moves(u, account)
	l.manners(u.unit, e)
	// The more often this supplier went to this account, the less one more time
	// says of others.
	fresh := max(0.1, 1/(1+l.history.of(account)))
	l.witnesses(u.witnesses, account, fresh)
	l.count(l.key(usual, classOf(e.Account)), account, fresh)
	class := l.memory.decide(l.Client + " " + classOf(e.Account))
	for _, w := range u.office {
		for _, k := range w.keys {
			l.count(k, class, fresh)
			l.memory.shared[k] = true
		}
	}
	if u.taxBy == nil || u.decided() != account {
		u.tax, u.taxBy = l.treatment(u.unit, e.Account, u.known)
	}
	decided := l.memory.decide(spell(e.Treatment, u.unit))
	u.tax.learn(decided)
	l.witnesses(u.taxBy, decided, fresh)
	analytic, printed := spellAnalytic(e.Analytic), false
	if analytic == "" {
		analytic = noAnalytic
	}
	for _, code := range u.codes {
		printed = printed || strings.HasSuffix(analytic, "="+code)
	}
	for _, code := range u.codes {
		if !printed || strings.HasSuffix(analytic, "="+code) { // what stands beside a plate says nothing of it
			l.add(l.key("code", code), analytic, 1)
		}
	}
	if !printed { // a code that stands on the line says nothing of lines without one
		l.add(l.key("analytic", l.supplier, e.Account), analytic, 1)
	}
}

func (l *lesson) witnesses(all []witness, of decision, fresh float64) {
	for _, w := range all {
		if w.kind == usual {
			continue
		}
		weight := fresh
		if w.own || w.kind == "after" {
			weight = 1
		}
		for _, k := range w.keys {
			l.count(k, of, weight)
		}
	}
}

// shape tells how the units were parted, where each for itself would have gone to
// several accounts. Rates that the lines part as well say nothing of rates.
func (l *lesson) shape(to []int) string {
	first := l.Entries[to[0]].Account
	shape := l.lump(first)
	if slices.ContainsFunc(to, func(e int) bool { return l.Entries[e].Account != first }) {
		shape = shapeLines
	}
	for _, group := range groups(l.judged, shapeRates) {
		heard, booked := map[decision]bool{}, map[string]bool{}
		for _, i := range group {
			u := l.judged[i]
			heard[u.choice.decided()] = true
			booked[l.Entries[to[i]].Account] = true
		}
		switch {
		case len(booked) > 1:
			return shapeLines
		case len(heard) > 1 && shape == shapeLines:
			shape = shapeRates
		}
	}
	return shape
}

// lump tells which shape it is where all went to one account.
func (l *lesson) lump(account string) string {
	all := groups(l.judged, shapeOne)[0]
	likeliest, _ := l.jointly(l.judged, all, shapeOne)
	largest, _ := l.jointly(l.judged, all, shapeLargest)
	switch {
	case account != l.memory.said(largest):
		return shapeOne
	case account != l.memory.said(likeliest):
		return shapeLargest
	}
	return shapeEither
}

// shares teaches a booking whose amounts follow neither lines nor rates.
func (l *lesson) shares() {
	l.add(l.key("parting", l.supplier), shapeShares, 1)
	l.add(l.key("shares", l.supplier), spellShares(l.Purchase), 1)
	said := saidOn(l.Purchase)
	for _, e := range l.Entries {
		u := unit{amount: e.Amount, rate: e.Treatment.Rate}.saying(said)
		u.codes = nil // nothing says which entry a code is of
		l.document.units = []unit{u}
		l.unit(l.judge()[0], e)
	}
}
