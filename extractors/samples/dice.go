package samples

import (
	"hash/fnv"
	"math/rand/v2"
)

// A dice throws what is left to chance. The same seed and purpose throw the
// same, whatever else is thrown beside it.
type dice struct{ *rand.Rand }

func newDice(seed uint64, purpose string) dice {
	h := fnv.New64a()
	h.Write([]byte(purpose)) // never fails
	return dice{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// chance is true in p of all throws.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// between is a number from lo up to and including hi.
func (d dice) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

// within is a number from lo up to hi.
func (d dice) within(lo, hi float64) float64 { return lo + d.Float64()*(hi-lo) }

// digits are n digits, the first of which is not 0.
func (d dice) digits(n int) string {
	text := []byte{byte('1' + d.IntN(9))}
	for len(text) < n {
		text = append(text, byte('0'+d.IntN(10)))
	}
	return string(text)
}

// pick is one of some.
func pick[T any](d dice, of ...T) T { return of[d.IntN(len(of))] }

// shuffled are all of some in another order.
func shuffled[T any](d dice, of []T) []T {
	all := append([]T(nil), of...)
	d.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}
