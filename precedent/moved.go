package precedent

import "slices"

// surelyThere is how likely an account must have been for its correction to say
// that the accountant books otherwise now, and not that it was a guess.
const surelyThere = 0.7

// movedBy is how many suppliers in a row must have gone from one account to
// another before the next one is proposed there.
const movedBy = 2

// instead is what was booked the last times where an account was proposed
// surely: another one each time when the chart was changed.
func (d *document) instead(account string) *Tally { return d.memory.at(d.key("instead", account)) }

// follow moves a unit to where the last suppliers went that were surely thought
// to go to its account.
func (d *document) follow(u *judged) {
	from := u.choice.candidates[u.account]
	t := d.instead(from)
	if t.Last == "" || t.Last == from || t.Streak < movedBy {
		return
	}
	sure := float64(t.Streak) / (float64(t.Streak) + 0.5)
	c := choice{candidates: slices.Clone(u.choice.candidates), shares: slices.Clone(u.choice.shares)}
	to := slices.Index(c.candidates, t.Last)
	if to < 0 {
		to = len(c.candidates)
		c.candidates, c.shares = append(c.candidates, t.Last), append(c.shares, 0)
	}
	c.shares[to] += c.shares[u.account] * sure
	c.shares[u.account] *= 1 - sure
	if c.shares[to] > c.shares[u.account] {
		u.choice, u.account, u.moved = c, to, true
	}
}

// doubted tells whether the last one that was surely thought to go to the
// account of a unit went elsewhere.
func (d *document) doubted(u judged) bool {
	account := u.choice.candidates[u.account]
	t := d.instead(account)
	return t.Last != "" && t.Last != account
}

// instead teaches where a unit went that was surely thought to go to an account.
// Each supplier is heard once of a change, for it may have changed alone.
func (l *lesson) moves(u judged, booked string) {
	at := u.heard.best()[0]
	from := u.heard.candidates[at]
	if u.heard.shares[at] < surelyThere {
		return
	}
	if from != booked {
		by := l.key("instead", from, booked, l.supplier)
		if l.memory.at(by).Seen > 0 {
			return
		}
		l.add(by, booked, 1)
	}
	l.add(l.key("instead", from), booked, 1)
}
