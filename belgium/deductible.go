package belgium

import "github.com/invoer/invoer"

// A Deduction limits how much VAT on some goods or services is deducted. Until
// is no date for one that still holds. Least is the price of one without VAT, in
// cents of euro, from which on it holds; 0: any.
type Deduction struct {
	Of          string // what it is about, in English
	Percent     int    // at most
	From, Until invoer.Date
	Least       int64
	Source      string
	words       string // that tell it on a document, as mentions has them
}

// deductions are the limits that can be told from a document, in the order in
// which they are looked for.
var deductions = []Deduction{
	{
		Of: "meals and drinks", From: day(1971, 1, 1), Source: "VAT Code art. 45 § 3, 3°",
		words: "restaurant|restaurants|restaurantbezoek|maaltijd*|repas|lunch*|diner|diners|dineren|zakendiner*|zakenlunch*|couverts|bistro|brasserie|catering*|traiteur|menu",
	},
	{
		Of: "lodging", From: day(1971, 1, 1), Source: "VAT Code art. 45 § 3, 3°",
		words: "overnachting*|hotelovernachting*|nuitee|nuitees|hotelkamer*|ubernachtung*|logies",
	},
	{
		Of: "gifts", From: day(1971, 1, 1), Least: 5000,
		Source: "VAT Code art. 45 § 3, 4°; of little value, art. 12 § 1, 2°: less than 50 euro as the administration applies it",
		words:  "*relatiegeschenk*|geschenk|geschenken|cadeau*|bloemstuk*|boeket*|bouquet*",
	},
	{Of: "costs of reception", From: day(1971, 1, 1), Source: "VAT Code art. 45 § 3, 4°", words: "receptie|recepties|nieuwjaarsreceptie*|reception vin*"},
	{Of: "tobacco", From: day(1971, 1, 1), Source: "VAT Code art. 45 § 3, 1°", words: "tabak|sigaret|sigaretten|tabac|cigarettes|zigaretten"},
	{Of: "spirits", From: day(1971, 1, 1), Source: "VAT Code art. 45 § 3, 2°", words: "whisky|jenever*|wodka|vodka|cognac|spiritueux"},
	{
		Of: "cars, with all that they use", Percent: 50, From: day(1971, 1, 1), Source: "VAT Code art. 45 § 2",
		words: "diesel*|benzine*|essence|adblue|autoleasing*|voertuig*|vehicule*|wagen|wagens|personenwagen*|bedrijfswagen*|firmawagen*|dienstwagen*|leasewagen*|voiture*|autowas*|car-wash*|carwash*|" +
			"banden*|autobanden|winterbanden*|zomerbanden*|pneu|pneus|remblokken|fahrzeug*|opel|bmw|volkswagen",
	},
}

// A Part is a share of VAT, in per cent, that a company may deduct.
type Part struct {
	Percent int
	From    invoer.Date
	Source  string
}

// parts are all that there are. 85 (light freight) and 35 (flat rate of mixed
// use) are choices of a company, which are learnt from what it booked.
var parts = []Part{
	{100, day(1971, 1, 1), "VAT Code art. 45 § 1"},
	{85, day(2013, 1, 1), "VAT Code art. 45 § 1quinquies, flat rate of light freight: decision E.T. 119.650 of 20 October 2011 and its addenda"},
	{50, day(1971, 1, 1), "VAT Code art. 45 § 2"},
	{35, day(2013, 1, 1), "VAT Code art. 45 § 1quinquies, flat rate of mixed use: decision E.T. 119.650 of 20 October 2011 and its addenda"},
	{0, day(1971, 1, 1), "VAT Code art. 45 § 3"},
}

// Parts gives the shares of VAT, in per cent, that may be deducted on a day, the
// largest first.
func Parts(on invoer.Date) (all []int) {
	for _, p := range parts {
		if !on.Before(p.From) {
			all = append(all, p.Percent)
		}
	}
	return all
}

// Deductible is the part of VAT, in per cent, that may be deducted at most of
// what a text speaks of, on a day: 100 where no limit is told. Price is that of
// one without VAT, in cents of euro; 0: not known. It is a first guess for a
// company without history.
func Deductible(text string, price int64, on invoer.Date) int {
	if d, limited := DeductionOf(text, price, on); limited {
		return d.Percent
	}
	return 100
}

// DeductionOf gives the limit that a text speaks of on a day, at such a price of
// one.
func DeductionOf(text string, price int64, on invoer.Date) (Deduction, bool) {
	text = plain(text)
	for _, d := range deductions {
		held := !on.Before(d.From) && (d.Until.Zero() || !d.Until.Before(on))
		if held && (price == 0 || price >= d.Least) && mentions(text, d.words) {
			return d, true
		}
	}
	return Deduction{}, false
}
