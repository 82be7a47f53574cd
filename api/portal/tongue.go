package portal

import (
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the day in Belgium, on machines without a zone database

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
)

// A tongue says things the way a reader of one language writes them. The zero
// value speaks English.
type tongue struct {
	Lang string
	now  time.Time
}

var belgium = zone("Europe/Brussels")

func zone(name string) *time.Location {
	at, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // the zone database is part of the program
	}
	return at
}

// Say gives the words of a code.
func (t tongue) Say(code string, args ...any) string {
	said := make([]string, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case string:
			said[i] = arg
		case int:
			said[i] = strconv.Itoa(arg)
		}
	}
	return locale.Say(t.Lang, code, said...)
}

// Date writes a day as people of the language do.
func (t tongue) Date(d invoer.Date) string {
	switch {
	case d.Zero():
		return ""
	case t.Lang == "de":
		return d.Time().Format("02.01.2006")
	}
	return d.Time().Format("02/01/2006")
}

// Amount writes an amount with the language's signs for thousands and cents,
// and nothing for no amount.
func (t tongue) Amount(m invoer.Money) string {
	if m == (invoer.Money{}) {
		return ""
	}
	return t.decimal(m.String())
}

// Money writes an amount with its currency.
func (t tongue) Money(m invoer.Money) string {
	switch m.Currency {
	case "":
		return t.Amount(m)
	case "EUR":
		return t.Amount(m) + "\u00a0€"
	}
	return t.Amount(m) + "\u00a0" + m.Currency
}

// decimal groups the digits of a number in canonical spelling.
func (t tongue) decimal(s string) string {
	point, thousands := ",", "."
	switch t.Lang {
	case "en", "":
		point, thousands = ".", ","
	case "fr":
		thousands = "\u202f"
	}
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, pointed := strings.Cut(digits, ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + thousands + whole[at:]
	}
	if pointed {
		whole += point + fraction
	}
	if negative {
		return "-" + whole
	}
	return whole
}

// Percent writes a rate in hundredths of a per cent.
func (t tongue) Percent(rate int64) string {
	if rate < 0 {
		return ""
	}
	s := strings.TrimSuffix(strings.TrimRight(invoer.Money{Cents: rate}.String(), "0"), ".")
	return t.decimal(s) + "\u00a0%"
}

// Moment writes when something happened, in Belgian time: the closer, the
// more exactly.
func (t tongue) Moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at, now := at.In(belgium), t.now.In(belgium)
	days := invoer.DateOf(now).Days(invoer.DateOf(at))
	switch ago := now.Sub(at); {
	case ago >= 0 && ago < time.Minute:
		return t.Say("word.just_now")
	case ago >= 0 && ago < time.Hour:
		return t.Say("word.minutes", int(ago.Minutes()))
	case days == 0:
		return t.Say("word.today", at.Format("15:04"))
	case days == 1:
		return t.Say("word.yesterday", at.Format("15:04"))
	}
	return t.Date(invoer.DateOf(at))
}

// Clock writes a moment exactly.
func (t tongue) Clock(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(belgium)
	return t.Date(invoer.DateOf(at)) + " " + at.Format("15:04")
}

// Stamp writes a moment for machines.
func (t tongue) Stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// Size writes a number of bytes.
func (t tongue) Size(bytes int64) string {
	switch {
	case bytes < 1000:
		return strconv.FormatInt(bytes, 10) + " B"
	case bytes < 1_000_000:
		return strconv.FormatInt((bytes+500)/1000, 10) + " kB"
	}
	return t.decimal(strconv.FormatFloat(float64(bytes)/1e6, 'f', 1, 64)) + " MB"
}

// Shown writes the canonical text of a field as people of the language do.
func (t tongue) Shown(name, text string) string {
	switch name {
	case "invoice_date", "due_date":
		if d, err := invoer.ParseDate(text); err == nil {
			return t.Date(d)
		}
	case "total_excl", "total_vat", "total_incl", "amount_due":
		if text != "" {
			return t.decimal(text)
		}
	case "supplier_iban":
		return spaced(text, 4)
	case "supplier_vat", "customer_vat":
		return vatSpelling(text)
	case "structured_ref":
		return referenceSpelling(text)
	}
	return text
}

// Why says a reason with its dates and amounts as the reader writes them.
func (t tongue) Why(why invoer.Reason) string {
	return locale.Why(t.Lang, invoer.Reason{Code: why.Code, Args: t.args(why.Args)})
}

// Finding says what was found.
func (t tongue) Finding(f invoer.Finding) string {
	f.Args = t.args(f.Args)
	return locale.Finding(t.Lang, f)
}

// args writes those arguments that are dates or amounts in the reader's way.
func (t tongue) args(args []string) []string {
	said := make([]string, len(args))
	for i, arg := range args {
		said[i] = arg
		if d, err := invoer.ParseDate(arg); err == nil {
			said[i] = t.Date(d)
		} else if _, fraction, pointed := strings.Cut(arg, "."); pointed && len(fraction) == 2 {
			if _, err := invoer.ParseDecimal(arg, 2); err == nil {
				said[i] = t.decimal(arg)
			}
		}
	}
	return said
}

func spaced(s string, every int) string {
	var out strings.Builder
	for i, r := range s {
		if i > 0 && i%every == 0 {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// vatSpelling prints a Belgian number as the law's own forms do.
func vatSpelling(s string) string {
	if len(s) == 12 && strings.HasPrefix(s, "BE") {
		return "BE " + s[2:6] + "." + s[6:9] + "." + s[9:]
	}
	return s
}

func referenceSpelling(s string) string {
	if len(s) == 12 && !strings.HasPrefix(s, "RF") {
		return "+++" + s[:3] + "/" + s[3:7] + "/" + s[7:] + "+++"
	}
	if strings.HasPrefix(s, "RF") {
		return spaced(s, 4)
	}
	return s
}
