package register

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// A Number is an enterprise number as an integer: 477574154 is 0477.574.154.
type Number int64

// VAT is the number in the spelling of the house.
func (n Number) VAT() invoer.VATNumber { return invoer.VATNumber(fmt.Sprintf("BE%010d", int64(n))) }

// NumberOf gives the enterprise number of a Belgian VAT number; ok is false
// for those of other countries.
func NumberOf(vat invoer.VATNumber) (n Number, ok bool) {
	digits, belgian := strings.CutPrefix(string(vat), "BE")
	if !belgian || len(digits) != 10 {
		return 0, false
	}
	value, err := strconv.ParseInt(digits, 10, 64)
	return Number(value), err == nil
}

// parseNumber reads the number of an entity, "0477.574.154" or without dots.
// Ours is false for establishments and branches, whose numbers begin with 2 to
// 9; of enterprises the last two digits are 97 minus the first eight mod 97
// (Royal Decree of 24 June 2003, art. 2).
func parseNumber(text string) (n Number, ours bool, err error) {
	value, digits := int64(0), 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9' && digits < 10:
			value, digits = 10*value+int64(c-'0'), digits+1
		case c != '.':
			return 0, false, fmt.Errorf("number %q, want ten digits as in 0477.574.154", text)
		}
	}
	if digits != 10 {
		return 0, false, fmt.Errorf("number %q, want ten digits as in 0477.574.154", text)
	}
	if value >= 2_000_000_000 {
		return 0, false, nil
	}
	if want := 97 - value/100%97; value%100 != want {
		return 0, false, fmt.Errorf("number %q ends in %02d, want %02d", text, value%100, want)
	}
	return Number(value), true, nil
}

// parseCode reads a short code of digits; an empty one is 0.
func parseCode(what, text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 999 {
		return 0, fmt.Errorf("%s %q, want up to three digits", what, text)
	}
	return n, nil
}
