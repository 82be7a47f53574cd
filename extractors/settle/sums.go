package settle

import (
	"slices"

	"github.com/invoer/invoer"
)

// A sum is a choice of net, VAT and total. A figure that is not printed but
// follows from the two others and a known rate is nil.
type sum struct {
	net, vat, total                *figure
	netCents, vatCents, totalCents int64
	rate                           int64 // hundredths of a per cent where one rate explains it, else -1
	rows                           []row // the breakdown that makes it up, where one is printed
	score                          float64
}

// rates are VAT rates of Belgium and of the countries whose invoices come
// here, in hundredths of a per cent (European Commission: VAT rates applied in
// the member states). They only support an arithmetic that stands on the page;
// none is ever filled in.
var rates = []int64{2100, 600, 1200, 2000, 1900, 700, 1000, 550, 1700, 1400, 800, 300, 900, 2300, 1350, 2200, 400, 500, 2500, 1300, 210, 2400, 2700, 1800, 1500, 850, 810, 770, 260, 2800, 1600}

// rateOf gives the rate that explains a VAT amount to the cent, rounding of
// lines tolerated, or -1.
func rateOf(netCents, vatCents int64) int64 {
	if netCents <= 0 || vatCents < 0 {
		return -1
	}
	for _, r := range rates {
		if within(netCents, vatCents, r) {
			return r
		}
	}
	return -1
}

// within tells whether VAT is a rate of a base. Rounding on lines may add up
// to a few cents on large bases.
func within(base, vatCents, rate int64) bool {
	off := invoer.EUR(base).Share(rate).Cents - vatCents
	most := 1 + min(4, base/100_000)
	return off >= -most && off <= most
}

// sums chooses net, VAT and total together.
func (c *chooser) sums(figures []*figure, rows []row) (sum, bool) {
	byValue := map[int64]*figure{}
	for _, f := range figures {
		byValue[f.cents] = f
	}
	var best sum
	found := false
	for _, t := range totals(figures) {
		for _, s := range c.under(t, figures, byValue, rows) {
			if !found || s.score > best.score {
				best, found = s, true
			}
		}
	}
	for _, s := range c.topless(figures, byValue, rows) {
		if !found || s.score > best.score {
			best, found = s, true
		}
	}
	return best, found
}

// totals are the figures that may be the total: the best by label, and the
// largest.
func totals(figures []*figure) []*figure {
	list := slices.DeleteFunc(slices.Clone(figures), func(f *figure) bool { return f.cents <= 0 })
	slices.SortStableFunc(list, func(a, b *figure) int {
		switch {
		case a.fit[total] > b.fit[total]:
			return -1
		case a.fit[total] < b.fit[total]:
			return 1
		}
		return 0
	})
	return list[:min(len(list), 40)]
}

// under gives the sums that make up a total: with each net whose VAT is
// printed, or follows by a known rate, and the total alone.
func (c *chooser) under(t *figure, figures []*figure, byValue map[int64]*figure, rows []row) []sum {
	base := t.fit[total] + 0.06*float64(min(t.places-1, 4))
	if c.code.amount.Cents == t.cents && t.cents > 0 {
		base += 0.8
	}
	list := []sum{{total: t, totalCents: t.cents, rate: -1, score: base}}
	for _, n := range figures {
		v := t.cents - n.cents
		if n.cents <= 0 || v < 0 || v > n.cents*3/10 {
			continue
		}
		s := sum{net: n, total: t, netCents: n.cents, vatCents: v, totalCents: t.cents, score: base}
		if s = c.complete(s, byValue[v], rows); s.score > base {
			list = append(list, s)
		}
	}
	for _, v := range figures {
		n := t.cents - v.cents
		if v.cents <= 0 || n <= 0 || byValue[n] != nil || v.fit[vat] < 0.4 || rateOf(n, v.cents) < 0 && !sumRows(rows, n, v.cents) {
			continue
		}
		s := sum{vat: v, total: t, netCents: n, vatCents: v.cents, totalCents: t.cents, rate: rateOf(n, v.cents)}
		s.rows = matching(rows, n, v.cents)
		s.score = base + 0.9*v.fit[vat] + 0.2
		list = append(list, s)
	}
	return list
}

// complete adds the VAT to net and total, and what rate and breakdown say.
func (c *chooser) complete(s sum, v *figure, rows []row) sum {
	s.rate = rateOf(s.netCents, s.vatCents)
	s.rows = matching(rows, s.netCents, s.vatCents)
	s.score += 0.9 * s.net.fit[net]
	explained := 0.0
	switch {
	case s.vatCents == 0:
		return c.withoutVAT(s, v)
	case len(s.rows) > 1:
		explained = 1.1
	case s.rate >= 0 && len(s.rows) == 1:
		explained = 1.0
	case s.rate >= 0:
		explained = 0.7
	default:
		explained = -0.3
	}
	if v != nil {
		s.vat = v
		s.score += 0.9*v.fit[vat] + explained + 0.3
		return s
	}
	if s.rate < 0 && len(s.rows) == 0 {
		s.score = -10 // nothing says that the difference is VAT
		return s
	}
	s.score += explained - 0.3
	return s
}

// withoutVAT weighs a total that is the net as well: a VAT of nothing must be
// printed, or a reason for it.
func (c *chooser) withoutVAT(s sum, v *figure) sum {
	s.rate = 0
	switch {
	case v != nil && v.fit[vat] > 0.3:
		s.vat = v
		s.score += 0.8*v.fit[vat] + 0.5
	case c.doc.ExemptCategory() != "":
		s.score += 0.6
	default:
		s.score = -10
	}
	return s
}

// topless gives sums whose total is not read: net and VAT by a known rate, both
// with their labels.
func (c *chooser) topless(figures []*figure, byValue map[int64]*figure, rows []row) []sum {
	var list []sum
	for _, n := range figures {
		if n.fit[net] < 0.5 || n.cents <= 0 {
			continue
		}
		for _, v := range figures {
			if v.fit[vat] < 0.5 || v.cents <= 0 || byValue[n.cents+v.cents] != nil || rateOf(n.cents, v.cents) < 0 {
				continue
			}
			list = append(list, sum{net: n, vat: v, netCents: n.cents, vatCents: v.cents, totalCents: n.cents + v.cents,
				rate: rateOf(n.cents, v.cents), rows: matching(rows, n.cents, v.cents),
				score: 0.9*n.fit[net] + 0.9*v.fit[vat] + 0.3})
		}
	}
	return list
}
