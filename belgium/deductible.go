package belgium

import (
	"strings"

	"github.com/invoer/invoer"
)

// A Deduction limits how much VAT on some goods or services is deducted. Until
// is no date for one that still holds.
type Deduction struct {
	Of          string // what it is about, in English
	Percent     int    // at most
	From, Until invoer.Date
	Source      string
	words       string // that tell it on a document, small and without marks; "|" parts them
}

// deductions are the limits that can be told from a document, in the order in
// which they are looked for. 85 (light freight) and 35 (flat rate of mixed use)
// are choices of a company and are learnt from what it booked: decision
// E.T. 119.650 of 20 October 2011 and VAT Code art. 45 § 1quinquies.
var deductions = []Deduction{
	{
		"meals and drinks", 0, day(1971, 1, 1),
		invoer.Date{},
		"VAT Code art. 45 § 3, 3°",
		"restaurant|maaltijd|repas|lunch|diner|couverts|bistro|brasserie|catering",
	},
	{"lodging", 0, day(1971, 1, 1), invoer.Date{}, "VAT Code art. 45 § 3, 3°", "overnachting|nuitee|hotelkamer|ubernachtung|logies"},
	{"costs of reception and gifts", 0, day(1971, 1, 1), invoer.Date{}, "VAT Code art. 45 § 3, 4°", "relatiegeschenk|cadeau|receptie|bloemstuk|boeket"},
	{"tobacco", 0, day(1971, 1, 1), invoer.Date{}, "VAT Code art. 45 § 3, 1°", "tabak|sigaretten|tabac|cigarettes|zigaretten"},
	{"spirits", 0, day(1971, 1, 1), invoer.Date{}, "VAT Code art. 45 § 3, 2°", "whisky|jenever|wodka|vodka|cognac|spiritueux"},
	{
		"cars, with all that they use", 50, day(1971, 1, 1),
		invoer.Date{},
		"VAT Code art. 45 § 2",
		"diesel|benzine|essence|adblue|autoleasing|voertuig|vehicule|wagen|voiture|autowas|car-wash|carwash|banden|pneus|remblokken|fahrzeug|opel|bmw|volkswagen",
	},
}

// Deductible is the part of VAT, in per cent, that may be deducted at most of
// what a text speaks of, on a day: 100 where no limit is told. It is a first
// guess for a company without history.
func Deductible(text string, on invoer.Date) int {
	if d, limited := DeductionOf(text, on); limited {
		return d.Percent
	}
	return 100
}

// DeductionOf gives the limit that a text speaks of on a day.
func DeductionOf(text string, on invoer.Date) (Deduction, bool) {
	text = plain(text)
	for _, d := range deductions {
		if on.Before(d.From) || !d.Until.Zero() && d.Until.Before(on) {
			continue
		}
		for word := range strings.SplitSeq(d.words, "|") {
			if strings.Contains(text, word) {
				return d, true
			}
		}
	}
	return Deduction{}, false
}
