package belgium

import (
	"slices"
	"time"

	"github.com/invoer/invoer"
)

// A Rate is a rate of VAT and the days on which it holds. Until is no date for
// one that still does.
type Rate struct {
	Percent     int64 // hundredths of a per cent
	From, Until invoer.Date
	Source      string
}

func (r Rate) holds(on invoer.Date) bool {
	return !on.Before(r.From) && (r.Until.Zero() || !r.Until.Before(on))
}

const decree20 = "Royal Decree no. 20 of 20 July 1970, art. 1"

// rates are all that a Belgian supplier may charge, the standard one first.
var rates = []Rate{
	{2100, day(1996, 1, 1), invoer.Date{}, decree20},
	{1200, day(1992, 4, 1), invoer.Date{}, decree20 + ", table B"},
	{600, day(1992, 4, 1), invoer.Date{}, decree20 + ", table A"},
	{0, day(1971, 1, 1), invoer.Date{}, "VAT Code art. 39 to 42 and the tolerance for newspapers and recycled goods"},
}

// Rates gives the rates of VAT that hold on a day, in hundredths of a per cent,
// the standard rate first. There are none on days before the oldest that we
// know.
func Rates(on invoer.Date) []int64 {
	var all []int64
	for _, r := range rates {
		if r.holds(on) {
			all = append(all, r.Percent)
		}
	}
	return all
}

// Standard gives the standard rate of a day, in hundredths of a per cent, and
// for a day before the oldest that we know, or none, the oldest.
func Standard(on invoer.Date) int64 {
	if on.Before(rates[0].From) {
		return rates[0].Percent
	}
	return Rates(on)[0]
}

// A Supply is goods or services whose rate has changed since invoices are kept
// here.
type Supply string

// The supplies.
const (
	Accommodation Supply = "accommodation" // furnished rooms and camping sites
	Pesticides    Supply = "pesticides"
)

const march2026 = "reform of 1 March 2026 (tax point), as published by kpmg and practicali in February 2026"

var supplies = map[Supply][]Rate{
	Accommodation: {{600, day(1992, 4, 1), day(2026, 2, 28), decree20 + ", table A"}, {1200, day(2026, 3, 1), invoer.Date{}, march2026}},
	Pesticides:    {{1200, day(1992, 4, 1), day(2026, 2, 28), decree20 + ", table B"}, {2100, day(2026, 3, 1), invoer.Date{}, march2026}},
}

// RateOf gives the rate of a supply whose tax point is on a day, in hundredths
// of a per cent; ok is false where we do not know one.
func RateOf(s Supply, on invoer.Date) (percent int64, ok bool) {
	for _, r := range supplies[s] {
		if r.holds(on) {
			return r.Percent, true
		}
	}
	return 0, false
}

// supplyWords tell a supply on a line, as mentions has them.
var supplyWords = []struct {
	of    Supply
	words string
}{
	{Accommodation, "overnachting*|hotelovernachting*|nuitee|nuitees|hotelkamer*|chambre d'hotel|ubernachtung*|logies|kampeerplaats*|emplacement de camping"},
	{Pesticides, "*pesticide*|*herbicide*|*fungicide*|*insecticide*|gewasbescherming*|onkruidverdelger*|phytopharma*|pflanzenschutz*"},
}

// SupplyOf is the supply that a line speaks of, and "" where it is none of those
// whose rate has changed.
func SupplyOf(text string) Supply {
	text = plain(text)
	for _, s := range supplyWords {
		if mentions(text, s.words) {
			return s.of
		}
	}
	return ""
}

// wasRateOf tells whether a supply had a rate that ended before a day.
func wasRateOf(s Supply, percent int64, on invoer.Date) bool {
	return slices.ContainsFunc(supplies[s], func(r Rate) bool {
		return r.Percent == percent && !r.Until.Zero() && r.Until.Before(on)
	})
}

// rateSince is the day from which on a supply has the rate of a day.
func rateSince(s Supply, on invoer.Date) invoer.Date {
	at := slices.IndexFunc(supplies[s], func(r Rate) bool { return r.holds(on) })
	if at < 0 {
		return invoer.Date{}
	}
	return supplies[s][at].From
}

func day(year int, month time.Month, date int) invoer.Date {
	return invoer.Date{Year: year, Month: month, Day: date}
}
