package portal

import (
	"math/big"
	"strings"

	"github.com/invoer/invoer"
)

// longestSum is how many signs a sum may have.
const longestSum = 80

// sum works out what a person typed as a sum of amounts: "100+21%" is 121.00,
// "3*12,50" is 37.50, "121/1,21" is 100.00. Products come before sums, and a
// percentage is one of what stands before it. The result is rounded to cents,
// half away from zero. It is not ok for what is no sum.
func sum(typed string) (canonical string, ok bool) {
	if len(typed) > longestSum {
		return "", false
	}
	steps, ok := stepsOf(typed)
	if !ok || len(steps) < 2 {
		return "", false
	}
	total := new(big.Rat)
	for len(steps) > 0 {
		var part *big.Rat
		sign, percent := steps[0].sign, false
		if part, percent, steps, ok = product(steps); !ok {
			return "", false
		}
		if percent {
			part.Mul(part, total).Quo(part, big.NewRat(100, 1))
		}
		if sign == '-' {
			part.Neg(part)
		}
		total.Add(total, part)
	}
	return cents(total)
}

// A step is an amount with the sign before it, one of + - * /.
type step struct {
	sign    rune
	value   *big.Rat
	percent bool
}

var operators = strings.NewReplacer("−", "-", "–", "-", "×", "*", "x", "*", "X", "*", "÷", "/", ":", "/")

// stepsOf takes a sum apart.
func stepsOf(typed string) (steps []step, ok bool) {
	rest, sign := strings.TrimSpace(operators.Replace(typed)), '+'
	if cut, negative := strings.CutPrefix(rest, "-"); negative {
		rest, sign = cut, '-'
	}
	for {
		at := strings.IndexAny(rest, "+-*/")
		word := rest
		if at >= 0 {
			word = rest[:at]
		}
		s, ok := stepOf(sign, strings.TrimSpace(word))
		if !ok {
			return nil, false
		}
		steps = append(steps, s)
		if at < 0 {
			return steps, true
		}
		sign, rest = rune(rest[at]), rest[at+1:]
	}
}

func stepOf(sign rune, word string) (step, bool) {
	word, percent := strings.CutSuffix(word, "%")
	canonical, ok := amount(word)
	if !ok {
		return step{}, false
	}
	value, ok := new(big.Rat).SetString(canonical)
	return step{sign, value, percent}, ok
}

// product takes the factors of one part of a sum from its front.
func product(steps []step) (value *big.Rat, percent bool, rest []step, ok bool) {
	value, percent = steps[0].value, steps[0].percent
	steps = steps[1:]
	for len(steps) > 0 && (steps[0].sign == '*' || steps[0].sign == '/') {
		factor := steps[0].value
		if steps[0].percent {
			factor = new(big.Rat).Quo(factor, big.NewRat(100, 1))
		}
		if steps[0].sign == '/' {
			if factor.Sign() == 0 {
				return nil, false, nil, false
			}
			factor = new(big.Rat).Inv(factor)
		}
		value, steps = new(big.Rat).Mul(value, factor), steps[1:]
	}
	return value, percent, steps, true
}

// cents rounds to cents.
func cents(r *big.Rat) (canonical string, ok bool) {
	text := r.FloatString(2) // rounds half away from zero
	n, err := invoer.ParseDecimal(text, 2)
	if err != nil {
		return "", false
	}
	return invoer.Money{Cents: n}.String(), true
}
