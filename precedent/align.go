package precedent

import (
	"slices"

	"github.com/invoer/invoer/ledger"
)

// mostTries is how many ways to lay units on entries are tried.
const mostTries = 20000

// entryRounding is by how many cents the units of an entry may miss it.
const entryRounding = 2

// align says for each unit which entry it was booked in, and nil where the
// amounts do not tell.
func align(units []unit, entries []ledger.Entry) []int {
	to := make([]int, len(units))
	if len(entries) == 1 {
		return to
	}
	a := aligning{units: units, entries: entries, to: to, order: make([]int, len(units))}
	for i := range units {
		a.order[i] = i
	}
	slices.SortStableFunc(a.order, func(i, j int) int {
		return int(units[j].amount.Abs().Cents - units[i].amount.Abs().Cents)
	})
	for _, e := range entries {
		a.left = append(a.left, e.Amount.Cents)
	}
	if a.lay(0) {
		return to
	}
	return nil
}

type aligning struct {
	units   []unit
	entries []ledger.Entry
	order   []int   // units, the largest first
	left    []int64 // of each entry, in cents
	to      []int
	tries   int
}

// lay tries the entries for the n-th unit and all after it.
func (a *aligning) lay(n int) bool {
	if n == len(a.order) {
		return !slices.ContainsFunc(a.left, func(cents int64) bool { return cents > entryRounding || cents < -entryRounding })
	}
	if a.tries++; a.tries > mostTries {
		return false
	}
	i := a.order[n]
	u := a.units[i]
	for e := range a.entries {
		if !suits(u, a.entries[e]) || u.amount.Cents > 0 && a.left[e]+entryRounding < u.amount.Cents && !slices.ContainsFunc(a.units, credits) {
			continue
		}
		a.left[e] -= u.amount.Cents
		a.to[i] = e
		if a.lay(n + 1) {
			return true
		}
		a.left[e] += u.amount.Cents
	}
	return false
}

func credits(u unit) bool { return u.amount.Cents < 0 }

// suits tells whether the rate of a unit may be that of an entry. Under a
// reverse charge the document says 0 and the booking the rate that is owed.
func suits(u unit, e ledger.Entry) bool {
	return u.rate <= 0 || u.rate == e.Treatment.Rate || e.Treatment.Rate == 0
}
