package precedent

import (
	"slices"
	"strings"
)

// surelyThere is how likely an account must have been for its correction to say
// that the accountant books otherwise now, and not that it was a guess.
const surelyThere = 0.7

// movedBy is how many in a row must have gone from one account to another before
// the next one is proposed there.
const movedBy = 2

// insteads are what was booked the last times where an account was proposed: at
// this supplier, at all suppliers, and at those with a word of this unit, for
// what several things were booked on may be left by one of them.
func (d *document) insteads(account string, u unit) []*tally {
	all := []*tally{d.memory.at(d.key("instead-here", d.supplier, account)), d.memory.at(d.key("instead", account))}
	for _, w := range u.words {
		all = append(all, d.memory.at(d.key("instead-word", account, w)))
	}
	return all
}

func (t *tally) left(account decision) bool { return t.last != undecided && t.last != account }

// follow moves a unit to where the last ones went that were thought to go to its
// account.
func (d *document) follow(u *judged) {
	from := u.decided()
	all := d.insteads(d.memory.said(from), u.unit)
	at := slices.IndexFunc(all, func(t *tally) bool { return t.left(from) && t.streak >= movedBy })
	if at < 0 {
		return
	}
	t := all[at]
	sure := float64(t.streak) / (float64(t.streak) + 0.5)
	c := choice{candidates: slices.Clone(u.choice.candidates), shares: slices.Clone(u.choice.shares)}
	to := slices.Index(c.candidates, t.last)
	if to < 0 {
		to = len(c.candidates)
		c.candidates, c.shares = append(c.candidates, t.last), append(c.shares, 0)
	}
	c.shares[to] += c.shares[u.account] * sure
	c.shares[u.account] *= 1 - sure
	if c.shares[to] > c.shares[u.account] {
		u.choice, u.account, u.moved = c, to, true
	}
}

// doubted tells whether the last one of which that was thought surely did not go
// to the account of a unit.
func (d *document) doubted(u judged) bool {
	account := u.decided()
	return slices.ContainsFunc(d.insteads(d.memory.said(account), u.unit)[1:], func(t *tally) bool { return t.left(account) })
}

// shared tells whether a unit names several cost carriers (two cars), and
// nothing says what each of them bears.
func (d *document) shared(u judged) bool {
	first := ""
	for _, code := range u.codes {
		best, _ := d.memory.at(d.key("code", code)).best()
		of := d.memory.said(best)
		if of == first || !strings.HasSuffix(of, "="+code) {
			continue
		}
		if first != "" {
			return true
		}
		first = of
	}
	return false
}

// moves teaches where a unit went that was thought to go to an account. Each
// supplier is heard once of a change, for it may have changed alone.
func (l *lesson) moves(u judged, booked decision) {
	at := u.heard.best()
	if u.heard.shares[at] < surelyThere {
		return
	}
	from := l.memory.said(u.heard.candidates[at])
	l.count(l.key("instead-here", l.supplier, from), booked, 1)
	if u.heard.candidates[at] != booked {
		by := l.key("instead-by", from, l.memory.said(booked), l.supplier)
		if l.memory.at(by).seen > 0 {
			return
		}
		l.count(by, booked, 1)
	}
	l.count(l.key("instead", from), booked, 1)
	for _, w := range u.words {
		l.count(l.key("instead-word", from, w), booked, 1)
	}
}
