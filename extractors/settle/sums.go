package settle

import (
	"cmp"
	"slices"

	"github.com/invoer/invoer"
)

// A sum is a choice of net, VAT and total. A figure that is not printed but
// follows from others is nil.
type sum struct {
	net, vat, total                *figure
	netCents, vatCents, totalCents int64
	extra                          int64 // part of the total that has no VAT and no net: third parties, rounding
	rate                           int64 // hundredths of a per cent where one rate explains it, else -1
	rows                           []row // the breakdown that makes it up, where one is printed
	score                          float64
}

// rates are VAT rates of Belgium and of the countries whose invoices come
// here, in hundredths of a per cent (European Commission: VAT rates applied in
// the member states). They only support an arithmetic that stands on the page;
// none is ever filled in.
var rates = []int64{2100, 600, 1200, 2000, 1900, 700, 1000, 550, 1700, 1400, 800, 300, 900, 2300, 1350, 2200, 400, 500, 2500, 1300, 210, 2400, 2700, 1800, 1500, 850, 810, 770, 260, 2800, 1600}

// homeRates are the rates of the countries that most invoices come from.
var homeRates = map[string][]int64{
	"BE": {2100, 1200, 600, 0}, "NL": {2100, 900, 0}, "FR": {2000, 1000, 550, 210, 850, 0}, "DE": {1900, 700, 0}, "LU": {1700, 1400, 800, 300, 0},
}

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

// An adder looks for the sum that agrees best.
type adder struct {
	c        *chooser
	figures  []*figure
	byValue  map[int64]*figure
	sets     rowSets
	levySums map[int64][]levy
	largest  int64 // of what may be a total
	said     int64 // the largest that is clearly said to be a total
	best     sum
	found    bool
}

// sums chooses net, VAT and total together.
func (c *chooser) sums(figures []*figure, rows []row, levies []levy) (sum, bool) {
	a := &adder{c: c, figures: figures, byValue: map[int64]*figure{}, sets: setsOf(rows), levySums: levySums(levies)}
	for _, f := range figures {
		a.byValue[f.cents] = f
		if f.fit[total] > 0.6 || f.fit[paid] < 0.5 && f.fit[total] > -0.5 {
			a.largest = max(a.largest, f.cents)
			if f.fit[total] > 0.7 && f.fit[net] < 0.5 {
				a.said = max(a.said, f.cents)
			}
		}
	}
	for _, t := range totals(figures) {
		a.alone(t)
		a.withNet(t)
		a.withVAT(t)
		a.withRows(t)
		a.withLevies(t)
		a.withExtra(t)
	}
	if c.inv.Kind != invoer.KindReceipt {
		a.topless()
	}
	return a.best, a.found
}

func (a *adder) try(s sum) {
	if !a.found || s.score > a.best.score {
		a.best, a.found = s, true
	}
}

// totals are the figures that may be the total: the best by label, and the
// largest of the rest.
func totals(figures []*figure) []*figure {
	list := slices.DeleteFunc(slices.Clone(figures), func(f *figure) bool { return f.cents <= 0 })
	slices.SortStableFunc(list, func(a, b *figure) int {
		return cmp.Or(cmp.Compare(b.fit[total], a.fit[total]), cmp.Compare(b.cents, a.cents))
	})
	return list[:min(len(list), 40)]
}

// base is what speaks for a total by itself: its label, how often it is
// printed, that little is larger, and a payment code or change that agrees.
func (a *adder) base(t *figure) float64 {
	score := t.fit[total] + 0.06*float64(min(t.places-1, 4))
	score += 0.5 * min(1, float64(t.cents)/float64(max(1, a.largest)))
	if t.cents < a.said-a.said/50 {
		score -= a.c.lesser()
	}
	if a.c.code.amount.Cents == t.cents {
		score += 0.8
	}
	if a.c.inv.Kind == invoer.KindReceipt && a.changed(t.cents) {
		score += 0.5
	}
	return score
}

// lesser is what is taken off a total that is less than another: on a till
// receipt it is a part for one rate.
func (c *chooser) lesser() float64 {
	if c.inv.Kind == invoer.KindReceipt {
		return 1.6
	}
	return 0.3
}

// changed tells whether what was given at the till less the change is an
// amount.
func (a *adder) changed(cents int64) bool {
	for _, given := range a.figures {
		if given.fit[paid] < 0.4 || given.cents <= cents {
			continue
		}
		if back := a.byValue[given.cents-cents]; back != nil && back.fit[paid] > 0.4 {
			return true
		}
	}
	return false
}

// alone is a total of which nothing else is known.
func (a *adder) alone(t *figure) {
	a.try(sum{total: t, totalCents: t.cents, rate: -1, score: a.base(t)})
}

// withNet makes up a total with each net whose VAT is printed, or follows by a
// known rate.
func (a *adder) withNet(t *figure) {
	base := a.base(t)
	for _, n := range a.figures {
		v := t.cents - n.cents
		if n.cents <= 0 || v < 0 || v > n.cents*3/10 {
			continue
		}
		s := sum{net: n, total: t, netCents: n.cents, vatCents: v, totalCents: t.cents, score: base + 0.9*n.fit[net]}
		if v == 0 {
			a.withoutVAT(s)
			continue
		}
		a.try(a.explained(s, a.byValue[v]))
	}
}

// explained adds the VAT to net and total, and what rates and rows say of it.
func (a *adder) explained(s sum, v *figure) sum {
	s.rate = rateOf(s.netCents, s.vatCents)
	s.rows = a.sets.matching(s.netCents, s.vatCents)
	why := -0.3
	switch {
	case len(s.rows) > 1:
		why = 1.1
	case len(s.rows) == 1:
		why = 1.0
	case s.rate >= 0 && a.home(s.rate):
		why = 0.8
	case s.rate >= 0:
		why = 0.5
	}
	if v != nil {
		s.vat = v
		s.score += 0.9*v.fit[vat] + why + 0.3
		return s
	}
	if why < 0 || s.total.fit[total] < 0.4 || s.net.fit[net] < 0.4 || a.taxed(s.totalCents) && len(s.rows) == 0 {
		s.score = -10 // nothing says that the difference is VAT
		return s
	}
	s.score += why - 0.4
	return s
}

// home tells whether a rate is one of the supplier's country, as far as that
// is known.
func (a *adder) home(rate int64) bool {
	country := string(a.c.inv.Supplier.VAT.Value + "  ")[:2]
	known, ok := homeRates[country]
	return !ok || slices.Contains(known, rate)
}

// withoutVAT weighs a total that is the net as well: a VAT of nothing must be
// printed, or a reason for it.
func (a *adder) withoutVAT(s sum) {
	s.rate = 0
	if a.taxed(s.totalCents) {
		s.score -= 0.8
	}
	v := a.byValue[0]
	switch {
	case v != nil && v.fit[vat] > 0.3:
		s.vat = v
		s.score += 0.8*v.fit[vat] + 0.5
	case a.c.doc.ExemptCategory() != "":
		s.score += 0.6
	default:
		return
	}
	a.try(s)
}

// taxed tells whether some amount is clearly said to be VAT.
func (a *adder) taxed(most int64) bool {
	return slices.ContainsFunc(a.figures, func(f *figure) bool { return f.cents > 0 && f.cents < most/3 && f.fit[vat] > 0.6 })
}

// withVAT makes up a total with a labelled VAT where the net is not printed.
func (a *adder) withVAT(t *figure) {
	if t.fit[total] < 0.4 {
		return
	}
	for _, v := range a.figures {
		n := t.cents - v.cents
		if v.cents <= 0 || n <= 0 || a.byValue[n] != nil || v.fit[vat] < 0.4 {
			continue
		}
		rate, rows := rateOf(n, v.cents), a.sets.matching(n, v.cents)
		if len(rows) == 0 && (rate < 0 || !a.home(rate)) {
			continue
		}
		a.try(sum{
			vat: v, total: t, netCents: n, vatCents: v.cents, totalCents: t.cents, rate: rate, rows: rows,
			score: a.base(t) + 0.9*v.fit[vat] + 0.2,
		})
	}
}

// withRows makes up a total of printed rows of rate, base and VAT.
func (a *adder) withRows(t *figure) {
	set, ok := a.sets.byTotal[t.cents]
	if !ok || t.fit[total] < 0.3 {
		return
	}
	s := sum{net: a.byValue[set.base], vat: a.byValue[set.vat], total: t, netCents: set.base, vatCents: set.vat, totalCents: t.cents, rate: -1, rows: set.rows}
	s.score = a.base(t) + 1.4 + 0.6*float64(len(set.rows))
	a.try(s)
}

// withExtra makes up a total of net, VAT and a third part that is printed:
// what was paid for others, or rounding.
func (a *adder) withExtra(t *figure) {
	if t.fit[total] < 0.5 {
		return
	}
	for _, n := range a.figures {
		if n.fit[net] < 0.4 || n.cents <= 0 || n.cents >= t.cents {
			continue
		}
		for _, v := range a.figures {
			x := t.cents - n.cents - v.cents
			if v.fit[vat] < 0.4 || v.cents <= 0 || x == 0 || x > t.cents/2 || rateOf(n.cents, v.cents) < 0 {
				continue
			}
			third := a.byValue[x]
			if third == nil && (x > 4 || x < -4) || x < -4 {
				continue
			}
			a.try(sum{
				net: n, vat: v, total: t, netCents: n.cents, vatCents: v.cents, totalCents: t.cents, extra: x, rate: rateOf(n.cents, v.cents),
				rows: a.sets.matching(n.cents, v.cents), score: a.base(t) + 0.9*n.fit[net] + 0.9*v.fit[vat] + 0.3,
			})
		}
	}
}

// topless gives sums whose total is not read: net and VAT by a known rate, both
// with their labels. Where a total is printed in a text layer, it was not
// misread: that it does not add up is then a finding.
func (a *adder) topless() {
	if slices.ContainsFunc(a.figures, func(f *figure) bool {
		return f.fit[total] > 0.7 && a.c.pages[f.at[total].Spot.Page].Reader == "text"
	}) {
		return
	}
	for _, n := range a.figures {
		if n.fit[net] < 0.5 || n.cents <= 0 {
			continue
		}
		for _, v := range a.figures {
			rate := rateOf(n.cents, v.cents)
			if v.fit[vat] < 0.5 || v.cents <= 0 || a.byValue[n.cents+v.cents] != nil || rate < 0 || !a.home(rate) {
				continue
			}
			a.try(sum{
				net: n, vat: v, netCents: n.cents, vatCents: v.cents, totalCents: n.cents + v.cents,
				rate: rate, rows: a.sets.matching(n.cents, v.cents), score: 0.9*n.fit[net] + 0.9*v.fit[vat] + 0.3,
			})
		}
	}
}
