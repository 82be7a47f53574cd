package invoer

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Money is an amount in cents of a currency (ISO 4217). All our currencies
// are kept with two decimals. The zero value is "no amount in no currency".
type Money struct {
	Cents    int64  `json:"cents"`
	Currency string `json:"currency"`
}

// EUR makes an amount of euro from cents.
func EUR(cents int64) Money { return Money{Cents: cents, Currency: "EUR"} }

// ParseMoney reads the canonical spelling: an optional minus, digits, and at
// most two decimals after a point ("1471.60", "-3", "0.5").
func ParseMoney(s, currency string) (Money, error) {
	cents, err := ParseDecimal(s, 2)
	if err != nil {
		return Money{}, fmt.Errorf("amount %w", err)
	}
	return Money{Cents: cents, Currency: currency}, nil
}

// ParseDecimal reads a decimal number with a point and at most scale decimals
// and gives it as a whole number of 10^-scale ("1.5", 2 is 150).
func ParseDecimal(s string, scale int) (int64, error) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, pointed := strings.Cut(digits, ".")
	if whole == "" || len(fraction) > scale || (pointed && fraction == "") || len(whole)+scale > 18 {
		return 0, fmt.Errorf("%w: %q, want digits and at most %d decimals after a point", ErrInvalid, s, scale)
	}
	n, err := strconv.ParseUint(whole+fraction+strings.Repeat("0", scale-len(fraction)), 10, 63)
	if err != nil {
		return 0, fmt.Errorf("%w: %q, want digits and at most %d decimals after a point", ErrInvalid, s, scale)
	}
	if negative {
		return -int64(n), nil
	}
	return int64(n), nil
}

// String gives the canonical spelling with two decimals and without currency.
func (m Money) String() string {
	sign, cents := "", m.Cents
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
}

// Abs is the amount without its sign.
func (m Money) Abs() Money {
	if m.Cents < 0 {
		m.Cents = -m.Cents
	}
	return m
}

// Plus adds two amounts of one currency; the currency of the first that has
// one is kept.
func (m Money) Plus(n Money) Money {
	if m.Currency == "" {
		m.Currency = n.Currency
	}
	m.Cents += n.Cents
	return m
}

// Share is rate per cent of m, rounded half away from zero to the cent. The
// rate is in hundredths of a per cent (2100 is 21 %).
func (m Money) Share(rate int64) Money {
	m.Cents = int64(math.Round(float64(m.Cents) * float64(rate) / 10000))
	return m
}
