package portal

import (
	"strconv"
	"strings"
	"time"

	"github.com/invoer/invoer"
)

// canonical turns what a person typed or picked from the page into the
// spelling of the reading contract. What it does not understand it leaves as
// it is: the noun refuses it and says what it wants. A due date may be said
// from the invoice date, as "+30".
func canonical(name, typed string, today, issued invoer.Date) string {
	typed = strings.Join(strings.Fields(typed), " ")
	switch name {
	case "invoice_date":
		if d, ok := dayFrom(typed, today, today); ok {
			return d.String()
		}
	case "due_date":
		if issued.Zero() {
			issued = today
		}
		if d, ok := dayFrom(typed, today, issued); ok {
			return d.String()
		}
	case "total_excl", "total_vat", "total_incl", "amount_due":
		if amount, ok := amount(typed); ok {
			return amount
		}
		if amount, ok := sum(typed); ok {
			return amount
		}
	case "currency":
		return currency(typed)
	case "supplier_iban":
		if iban, err := invoer.ParseIBAN(typed); err == nil {
			return string(iban)
		}
	case "supplier_vat", "customer_vat":
		if vat, ok := vatNumber(typed); ok {
			return string(vat)
		}
	case "structured_ref":
		if ref, err := invoer.ParseReference(typed); err == nil {
			return string(ref)
		}
	}
	return typed
}

// vatNumber takes a Belgian number also without its country.
func vatNumber(typed string) (invoer.VATNumber, bool) {
	if vat, err := invoer.ParseVATNumber(typed); err == nil {
		return vat, true
	}
	vat, err := invoer.ParseVATNumber("BE" + typed)
	return vat, err == nil
}

func currency(typed string) string {
	switch typed {
	case "€":
		return "EUR"
	case "$":
		return "USD"
	case "£":
		return "GBP"
	}
	return strings.ToUpper(typed)
}

// amount reads an amount in any notation of our languages: "1.471,60",
// "1,471.60", "1 471,60 €", "€ 12", "12,-". The last sign before one or two
// digits is the point; a sign before three digits groups thousands.
func amount(typed string) (canonical string, ok bool) {
	s := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u202f', '\'', '’', '€', '$', '£':
			return -1
		case '−', '–':
			return '-'
		}
		return r
	}, typed)
	s = strings.TrimSuffix(strings.TrimPrefix(s, "EUR"), "EUR")
	if rest, dashed := strings.CutSuffix(s, ",-"); dashed {
		s = rest
	}
	sign := ""
	if rest, negative := strings.CutPrefix(s, "-"); negative {
		s, sign = rest, "-"
	} else if rest, negative := strings.CutSuffix(s, "-"); negative {
		s, sign = rest, "-"
	}
	if s == "" || len(s) > 20 || strings.Trim(s, "0123456789.,") != "" {
		return "", false
	}
	whole, fraction := s, ""
	if at := strings.LastIndexAny(s, ".,"); at >= 0 && len(s)-at-1 <= 2 {
		whole, fraction = s[:at], s[at+1:]
	}
	if whole, ok = ungrouped(whole); !ok {
		return "", false
	}
	cents, err := invoer.ParseDecimal(strings.TrimSuffix(sign+whole+"."+fraction, "."), 2)
	if err != nil {
		return "", false
	}
	return invoer.Money{Cents: cents}.String(), true
}

// ungrouped takes the signs for thousands out of a whole number; they must be
// all the same and stand before three digits each.
func ungrouped(s string) (string, bool) {
	at := strings.IndexAny(s, ".,")
	if at < 0 {
		return s, s != ""
	}
	groups := strings.Split(s, s[at:at+1])
	for i, group := range groups {
		if strings.ContainsAny(group, ".,") || (i > 0 && len(group) != 3) || (i == 0 && (len(group) == 0 || len(group) > 3)) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// longestTerm is how many days from another day a date may be said.
const longestTerm = 3660

// dayFrom reads a date, or one that is counted from another day: "+30" is so
// many days later, "em" the end of its month, "30em" the end of the month in
// which its thirtieth day falls. A number alone is a day of a month, the one
// that is nearest.
func dayFrom(typed string, today, from invoer.Date) (invoer.Date, bool) {
	if d, ok := day(typed, today); ok {
		return d, true
	}
	term := strings.ToLower(strings.ReplaceAll(typed, " ", ""))
	term, ends := strings.CutSuffix(term, "em")
	days, counted := strings.CutPrefix(term, "+")
	if days == "" && ends && !counted {
		return from.EndOfMonth(), true
	}
	n, err := strconv.Atoi(days)
	switch {
	case err != nil || n < 0 || n > longestTerm:
		return invoer.Date{}, false
	case ends:
		return from.AddDays(n).EndOfMonth(), true
	case counted:
		return from.AddDays(n), true
	}
	return nearestDay(n, from)
}

// nearestDay is the day of that number in the month of from or in one beside it.
func nearestDay(number int, from invoer.Date) (best invoer.Date, ok bool) {
	for months := -1; months <= 1; months++ {
		month := time.Date(from.Year, from.Month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
		d := invoer.Date{Year: month.Year(), Month: month.Month(), Day: number}
		if d.Exists() && (!ok || distance(d, from) < distance(best, from)) {
			best, ok = d, true
		}
	}
	return best, ok
}

// day reads a date in the order of Belgium, day before month: "5/3",
// "05.03.26", "5 maart 2026", "2026-03-05". Without a year it is the one that
// brings it closest to today.
func day(typed string, today invoer.Date) (invoer.Date, bool) {
	if d, err := invoer.ParseDate(typed); err == nil {
		return d, true
	}
	parts := strings.FieldsFunc(strings.ToLower(typed), func(r rune) bool { return strings.ContainsRune(" /.-,", r) })
	if len(parts) < 2 || len(parts) > 3 {
		return invoer.Date{}, false
	}
	number, err := strconv.Atoi(strings.TrimSuffix(parts[0], "er"))
	if err != nil {
		return invoer.Date{}, false
	}
	month, ok := monthOf(parts[1])
	if !ok {
		return invoer.Date{}, false
	}
	if len(parts) == 2 {
		return nearest(number, month, today)
	}
	year, err := strconv.Atoi(parts[2])
	if err != nil || (len(parts[2]) != 2 && len(parts[2]) != 4) {
		return invoer.Date{}, false
	}
	if year < 100 {
		year += 2000
	}
	d := invoer.Date{Year: year, Month: month, Day: number}
	return d, d.Exists()
}

func nearest(number int, month time.Month, today invoer.Date) (best invoer.Date, ok bool) {
	for year := today.Year - 1; year <= today.Year+1; year++ {
		d := invoer.Date{Year: year, Month: month, Day: number}
		if d.Exists() && (!ok || distance(d, today) < distance(best, today)) {
			best, ok = d, true
		}
	}
	return best, ok
}

func distance(d, e invoer.Date) int { return max(d.Days(e), e.Days(d)) }

// months are the beginnings that tell a month in nl, fr, en and de; the longer
// stand before those that they begin with.
var months = []struct {
	begin string
	month time.Month
}{
	{"jan", time.January},
	{"fe", time.February},
	{"fé", time.February},
	{"maa", time.March},
	{"mar", time.March},
	{"mrt", time.March},
	{"mär", time.March},
	{"ap", time.April},
	{"av", time.April},
	{"mei", time.May},
	{"mai", time.May},
	{"may", time.May},
	{"juin", time.June},
	{"jun", time.June},
	{"juil", time.July},
	{"jul", time.July},
	{"au", time.August},
	{"ao", time.August},
	{"s", time.September},
	{"o", time.October},
	{"n", time.November},
	{"d", time.December},
}

func monthOf(s string) (time.Month, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return time.Month(n), n >= 1 && n <= 12
	}
	for _, m := range months {
		if strings.HasPrefix(s, m.begin) && len(s) >= 3 {
			return m.month, true
		}
	}
	return 0, false
}
