package precedent

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
)

// A unit is the least that goes to one account: a line, a rate, or the whole
// document.
type unit struct {
	amount   invoer.Money
	rate     int64 // hundredths of a per cent, or ledger.UnknownRate
	category string
	said     string // as printed
	line     bool   // it is a line of the document
	price    int64  // of one, in cents: printed, else that of the whole
	words    []string
	codes    []string
	costs    meanings

	joined       string   // its words
	lines        []string // the same, alone
	stems, pairs []string // of its words
	taxed        string   // what is printed of VAT, as a witness
}

// mostUnits is how many lines are looked at one by one.
const mostUnits = 80

// rounding is by how many cents lines may miss the total.
const rounding = 5

// unitsOf takes a purchase apart: into its lines where they add up to the total
// without VAT, else into its rates, else not at all.
func unitsOf(p ledger.Purchase) []unit {
	if units := linesOf(p); units != nil {
		return units
	}
	return ratesOf(p)
}

func linesOf(p ledger.Purchase) []unit {
	if len(p.Lines) == 0 || len(p.Lines) > mostUnits {
		return nil
	}
	units := make([]unit, len(p.Lines))
	for i, l := range p.Lines {
		rate := l.Percent
		if rate == ledger.UnknownRate && len(p.Rates) == 1 {
			rate = p.Rates[0].Percent
		}
		units[i] = unit{amount: l.Total, rate: rate, category: categoryOf(p, rate), line: true, price: priceOf(l)}.saying(l.Description)
	}
	return fitted(units, p.Excl)
}

// priceOf is the price of one where it is printed, else that of the line.
func priceOf(l ledger.Line) int64 {
	if one, err := invoer.ParseDecimal(l.UnitPrice, 2); err == nil && one > 0 {
		return one
	}
	return l.Total.Abs().Cents
}

// ratesOf are the groups of the breakdown where they add up, else one unit.
func ratesOf(p ledger.Purchase) []unit {
	said := saidOn(p)
	var units []unit
	for _, r := range p.Rates {
		units = append(units, unit{amount: r.Base, rate: r.Percent, category: r.Category}.saying(said))
	}
	if units = fitted(units, p.Excl); units != nil {
		return units
	}
	rate := int64(ledger.UnknownRate)
	if len(p.Rates) == 1 {
		rate = p.Rates[0].Percent
	}
	return []unit{unit{amount: p.Excl, rate: rate, category: categoryOf(p, rate)}.saying(said)}
}

// saying is a unit, whose rate and category are known, with what is printed of
// it.
func (u unit) saying(said string) unit {
	u.said, u.words, u.codes = said, wordsOf(said), codesOf(said)
	u.costs = meaningsOf(u.words)
	u.joined = strings.Join(u.words, " ")
	u.lines, u.stems, u.pairs = []string{u.joined}, stems(u.words), pairs(u.words)
	u.taxed = strconv.FormatInt(u.rate, 10) + u.category
	return u
}

// fitted puts cents of rounding into the largest unit, and gives nil where the
// units miss the total by more.
func fitted(units []unit, total invoer.Money) []unit {
	if len(units) == 0 {
		return nil
	}
	left, largest := total.Cents, 0
	for i, u := range units {
		left -= u.amount.Cents
		if u.amount.Abs().Cents > units[largest].amount.Abs().Cents {
			largest = i
		}
	}
	if left > rounding || left < -rounding {
		return nil
	}
	units[largest].amount.Cents += left
	return units
}

func categoryOf(p ledger.Purchase, rate int64) string {
	for _, r := range p.Rates {
		if r.Percent == rate || len(p.Rates) == 1 {
			return r.Category
		}
	}
	return ""
}

// saidOn are the words of the lines, else the text.
func saidOn(p ledger.Purchase) string {
	if len(p.Lines) == 0 {
		return p.Text
	}
	var all strings.Builder
	for _, l := range p.Lines {
		all.WriteString(l.Description)
		all.WriteByte(' ')
	}
	return all.String()
}

// size is the amount as a witness: its power of two, in euro.
func (u unit) size() string {
	return strconv.Itoa(bits.Len64(uint64(u.amount.Abs().Cents / 100)))
}

// supplierOf is who sent a purchase: by his number, else by his name, else by
// his account.
func supplierOf(s ledger.Supplier) string {
	if s.VAT != "" {
		return s.VAT
	}
	if name := strings.Join(strings.Fields(folded.Replace(strings.ToLower(s.Name))), " "); name != "" {
		return name
	}
	return s.IBAN
}

// zoneOf is where a supplier is from, as VAT sees it: who has a Belgian number
// charges Belgian VAT, wherever he sits.
func zoneOf(s ledger.Supplier) string {
	if strings.HasPrefix(s.VAT, "BE") {
		return "BE"
	}
	country := s.Country
	if country == "" && len(s.VAT) > 2 {
		country = s.VAT[:2]
	}
	switch {
	case country == "" || country == "BE":
		return "BE"
	case strings.Contains(union, country):
		return "EU"
	}
	return "world"
}

// union are the member states beside Belgium (ISO 3166-1, EL and XI as in VAT
// numbers: Council Directive 2006/112/EC art. 5 and 215).
const union = "AT BG CY CZ DE DK EE EL ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI"
