package samples

import (
	"fmt"
	"strings"

	"github.com/invoer/invoer"
)

// A notation is how a layout prints numbers and dates.
type notation struct {
	thousands, point string
	before, after    string // around amounts: the currency or nothing
	minus            string // before, behind or brackets
	date             string // one of dateForms
	vat, iban        string // one of vatForms; what stands between groups
}

var (
	dateForms = []string{"d/m/y", "dd/mm/y", "dd/mm/y", "dd-mm-y", "dd.mm.y", "d.m.y", "dd/mm/yy", "dd-mm-yy", "dd.mm.yy", "d month y", "d month y", "d mon y", "dd-mon-y", "iso", "weekday"}
	vatForms  = []string{"BE 0123.456.789", "BE0123456789", "BE 0123 456 789", "BE-0123.456.789", "0123.456.789", "BE 0123456789", "BE.0123.456.789"}
)

func inventNotation(d dice, language, currency string) notation {
	n := notation{
		thousands: pick(d, ".", ".", "", " ", "\u00a0"), point: ",",
		minus: pick(d, "before", "before", "behind", "brackets"),
		date:  pick(d, dateForms...), vat: pick(d, vatForms...), iban: pick(d, " ", " ", " ", "", ".", "-"),
	}
	if language == "en" && d.chance(0.8) {
		n.thousands, n.point = pick(d, ",", ",", ""), "."
	}
	if language == "en" && d.chance(0.2) {
		n.date = "month d, y"
	}
	if language == "fr" && n.thousands == "." && d.chance(0.5) {
		n.thousands = " "
	}
	n.before, n.after = currencySigns(d, currency)
	return n
}

func currencySigns(d dice, currency string) (before, after string) {
	sign := map[string]string{"EUR": "€", "USD": "$", "GBP": "£"}[currency]
	if sign == "" {
		sign = currency
	}
	switch n := d.IntN(7); {
	case n < 2 && currency != "EUR":
		return sign, "" // nobody would know it otherwise
	case n < 2:
		return "", ""
	case n == 2:
		return sign + " ", ""
	case n == 3:
		return sign, ""
	case n == 4:
		return "", " " + sign
	case n == 5:
		return currency + " ", ""
	}
	return "", " " + currency
}

// plain is an amount of cents without its currency.
func (n notation) plain(cents int64) string { return n.decimal(cents, 2, 2) }

// money is an amount of cents with its currency where the layout prints one.
func (n notation) money(cents int64) string {
	text := n.before + n.decimal(max(cents, -cents), 2, 2) + n.after
	if cents < 0 {
		return n.negative(text)
	}
	return text
}

func (n notation) negative(text string) string {
	switch n.minus {
	case "behind":
		return text + "-"
	case "brackets":
		return "(" + text + ")"
	}
	return "-" + text
}

// decimal prints value/10^scale with at least so many digits behind the point.
func (n notation) decimal(value int64, scale, least int) string {
	if value < 0 {
		return n.negative(n.decimal(-value, scale, least))
	}
	digits := fmt.Sprintf("%0*d", scale+1, value)
	whole, rest := digits[:len(digits)-scale], digits[len(digits)-scale:]
	for len(rest) > least && strings.HasSuffix(rest, "0") {
		rest = rest[:len(rest)-1]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + n.thousands + whole[i:]
	}
	if rest == "" {
		return whole
	}
	return whole + n.point + rest
}

// vatNumber prints a VAT number; those of other countries as they are.
func (n notation) vatNumber(vat string) string {
	if !strings.HasPrefix(vat, "BE") {
		return vat
	}
	return strings.NewReplacer("0123", vat[2:6], "456", vat[6:9], "789", vat[9:]).Replace(n.vat)
}

func (n notation) account(iban string) string { return spaced(iban, n.iban) }

// day prints a date in words of a language.
func (n notation) day(date invoer.Date, l *lexicon) string {
	m := int(date.Month)
	switch n.date {
	case "iso":
		return date.String()
	case "d month y":
		return fmt.Sprintf("%d %s %d", date.Day, l.Months[m-1], date.Year)
	case "month d, y":
		return fmt.Sprintf("%s %d, %d", l.Months[m-1], date.Day, date.Year)
	case "d mon y":
		return fmt.Sprintf("%d %s %d", date.Day, l.ShortMonths[m-1], date.Year)
	case "dd-mon-y":
		return fmt.Sprintf("%02d-%s-%d", date.Day, strings.TrimSuffix(l.ShortMonths[m-1], "."), date.Year)
	case "weekday":
		return fmt.Sprintf("%s %d %s %d", l.Weekdays[date.Time().Weekday()], date.Day, l.Months[m-1], date.Year)
	}
	return strings.NewReplacer(
		"dd", fmt.Sprintf("%02d", date.Day), "d", fmt.Sprint(date.Day),
		"mm", fmt.Sprintf("%02d", m), "m", fmt.Sprint(m),
		"yy", fmt.Sprintf("%02d", date.Year%100), "y", fmt.Sprint(date.Year),
	).Replace(n.date)
}
