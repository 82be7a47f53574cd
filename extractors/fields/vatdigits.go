package fields

import (
	"strings"

	"github.com/invoer/invoer"
)

// CheckDigits tells whether the check digits of a number agree, and known whether
// its country's way of computing them is known here and the number has any. Others
// are only checked in form.
func CheckDigits(n invoer.VATNumber) (right, known bool) {
	if len(n) < 3 {
		return false, false
	}
	check, known := vatDigits[string(n[:2])]
	if !known {
		return false, false
	}
	return check(string(n[2:]))
}

// vatDigits are the ways in which countries compute check digits (European
// Commission, VIES: algorithms of VAT numbers; for Switzerland the Ordinance on the
// Enterprise Identification Number, article 3).
var vatDigits = map[string]func(string) (right, known bool){
	"BE": belgianDigits,
	"DE": digits(9, func(n []int) bool { return germanDigit(n[:8]) == n[8] }),
	"LU": digits(8, func(n []int) bool { return asNumber(n[:6])%89 == asNumber(n[6:]) }),
	"IT": digits(11, luhn),
	"SE": digits(12, func(n []int) bool { return luhn(n[:10]) }),
	"PL": digits(10, func(n []int) bool { return weighed(n, 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == n[9] }),
	"DK": digits(8, func(n []int) bool { return weighed(n, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }),
	"FI": digits(8, func(n []int) bool { return (11-weighed(n, 7, 9, 10, 5, 8, 4, 2)%11)%11 == n[7] }),
	"PT": digits(9, func(n []int) bool { return (11-weighed(n, 9, 8, 7, 6, 5, 4, 3, 2)%11)%11%10 == n[8] }),
	"GB": digits(9, britishDigits),
	"XI": digits(9, britishDigits),
	"AT": behind("U", digits(8, austrianDigit)),
	"CH": behind("E", digits(9, func(n []int) bool { return (11-weighed(n, 5, 4, 3, 2, 7, 6, 5, 4)%11)%11 == n[8] })),
	"NL": dutchDigits,
	"FR": frenchDigits,
}

// digits judges a number of so many digits; another one has no check digits that
// are known.
func digits(count int, right func([]int) bool) func(string) (bool, bool) {
	return func(s string) (bool, bool) {
		list, ok := ints(s)
		if !ok || len(list) != count {
			return false, false
		}
		return right(list), true
	}
}

// behind judges what stands behind a sign that each number of a country has.
func behind(sign string, judge func(string) (bool, bool)) func(string) (bool, bool) {
	return func(s string) (bool, bool) {
		rest, found := strings.CutPrefix(s, sign)
		if !found {
			return false, false
		}
		return judge(rest)
	}
}

// ints are the digits of a text that has nothing else.
func ints(s string) (list []int, ok bool) {
	for _, r := range s {
		if r < '0' || r > '9' {
			return nil, false
		}
		list = append(list, int(r-'0'))
	}
	return list, true
}

// asNumber is the one that digits are written for.
func asNumber(digits []int) int {
	n := 0
	for _, d := range digits {
		n = 10*n + d
	}
	return n
}

// weighed is the sum of the first digits, each so many times.
func weighed(digits []int, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += w * digits[i]
	}
	return sum
}

// luhn doubles every second digit from the right (ISO/IEC 7812-1, annex B).
func luhn(digits []int) bool {
	sum := 0
	for i, d := range digits {
		if (len(digits)-i)%2 == 0 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return sum%10 == 0
}

// germanDigit is that of ISO 7064, MOD 11,10.
func germanDigit(digits []int) int {
	product := 10
	for _, d := range digits {
		sum := (d + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = 2 * sum % 11
	}
	return (11 - product) % 10
}

func austrianDigit(n []int) bool {
	sum := 4
	for i, d := range n[:7] {
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return (10-sum%10)%10 == n[7]
}

// britishDigits are those of before and since 2009.
func britishDigits(n []int) bool {
	sum := weighed(n, 8, 7, 6, 5, 4, 3, 2) + asNumber(n[7:])
	return sum%97 == 0 || (sum+55)%97 == 0
}

// dutchDigits are those of companies, and since 2020 those of the whole number for
// persons.
func dutchDigits(s string) (right, known bool) {
	head, _, found := strings.Cut(s, "B")
	list, ok := ints(head)
	if !found || !ok || len(list) != 9 {
		return false, false
	}
	return weighed(list, 9, 8, 7, 6, 5, 4, 3, 2)%11 == list[8] || remainder("NL"+s) == 1, true
}

// remainder is that of a number by 97; letters count as 10 to 35 (ISO 7064).
func remainder(s string) int {
	rest := 0
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			rest = (100*rest + int(r-'A') + 10) % 97
			continue
		}
		rest = (10*rest + int(r-'0')) % 97
	}
	return rest
}

// belgianDigits are the last two (Royal Decree of 24 June 2003, article 2).
func belgianDigits(s string) (right, known bool) {
	list, ok := ints(s)
	if !ok || len(list) != 10 {
		return false, false
	}
	return 97-asNumber(list[:8])%97 == asNumber(list[8:]), true
}

// frenchDigits are two digits before the nine of a company; letters in their place
// are computed in another way.
func frenchDigits(s string) (right, known bool) {
	list, ok := ints(s)
	if !ok || len(list) != 11 {
		return false, false
	}
	return (12+3*(asNumber(list[2:])%97))%97 == asNumber(list[:2]), true
}
