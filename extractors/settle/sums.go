package settle

import (
	"cmp"
	"maps"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// A sum is a choice of net, VAT and total. A figure that is not printed but
// follows from others is nil.
type sum struct {
	net, vat, total                *figure
	netCents, vatCents, totalCents int64
	extra                          int64 // part of the total that has no VAT and no net: third parties, rounding
	rate                           int64 // hundredths of a per cent where one rate explains it, else -1
	cash                           bool  // a discount for paying early lowers the base of the VAT
	rows                           []row // the breakdown that makes it up, where one is printed
	features                       weights.Features
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
	partial  []partialRow
	exempt   bool  // words say why there is no VAT
	zero     bool  // all rates that are printed are nothing
	largest  int64 // of what may be a total
	said     int64 // the largest that is clearly said to be a total
	tried    []sum
	given    map[int64]bool // what was given less what was given back, by where they stand
	bought   map[int64]bool // what the amounts of the lines before make together
}

// sums are the ways in which net, VAT and total may go together.
func (c *chooser) sums(figures []*figure, amounts []fields.Amount) []sum {
	a := &adder{
		c: c, figures: figures, byValue: map[int64]*figure{}, sets: setsOf(c.rows(amounts)), levySums: levySums(c.levies(amounts)),
		partial: c.partialRows(amounts), exempt: c.doc.ExemptCategory() != "", zero: c.zeroRated(),
		given: given(amounts), bought: bought(amounts),
	}
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
		a.withRest(t)
		a.withLevies(t)
		a.withLeviesOnly(t)
		a.withExtra(t)
	}
	if c.inv.Kind == invoer.KindReceipt {
		a.toplessAtTill()
	} else {
		a.topless()
	}
	return a.tried
}

func (a *adder) try(s sum) {
	s.features = append(s.features, a.parts(s)...)
	a.tried = append(a.tried, s)
}

// parts is what speaks for the figures of a sum, each for itself.
func (a *adder) parts(s sum) weights.Features {
	var f weights.Features
	if s.total != nil {
		f = a.top(s.total)
	}
	if s.net != nil {
		f.Add("net: fits", s.net.fit[net])
		f.Add("net: is printed", 1)
	}
	if s.vat != nil {
		f.Add("VAT: fits", s.vat.fit[vat])
		f.Add("VAT: is printed", 1)
	}
	f.Add("figures: only a second reading has one", weights.Flag(s.second()))
	f.Add("rows: one", weights.Flag(len(s.rows) == 1))
	f.Add("rows: several", weights.Flag(len(s.rows) > 1))
	return f
}

// second tells whether one of its figures was not read at first.
func (s sum) second() bool {
	for _, f := range []*figure{s.net, s.vat, s.total} {
		if f != nil && f.second {
			return true
		}
	}
	return false
}

// totals are the figures that may be the total: the best by label, the largest
// of the rest, and those that net and VAT lead to.
func totals(figures []*figure) []*figure {
	list := slices.DeleteFunc(slices.Clone(figures), func(f *figure) bool { return f.cents <= 0 })
	slices.SortStableFunc(list, func(a, b *figure) int {
		return cmp.Or(cmp.Compare(b.fit[total], a.fit[total]), cmp.Compare(b.cents, a.cents))
	})
	best, rest := list[:min(len(list), 40)], list[min(len(list), 40):]
	leads := ledTo(figures)
	return append(slices.Clip(best), slices.DeleteFunc(rest, func(t *figure) bool { return !leads[t.cents] })...)
}

// ledTo are what amounts that are said to be the net and ones that are said to
// be VAT make together; of each the best are looked at.
func ledTo(figures []*figure) map[int64]bool {
	const most = 30
	said := func(r role) []*figure {
		list := slices.DeleteFunc(slices.Clone(figures), func(f *figure) bool { return f.cents <= 0 || f.fit[r] < labelled })
		return list[:min(len(list), most)]
	}
	leads := map[int64]bool{}
	vats := said(vat)
	for _, n := range said(net) {
		for _, v := range vats {
			leads[n.cents+v.cents] = true
		}
	}
	return leads
}

// top is what speaks for a total by itself: its label, how often it is
// printed, that little is larger, and a payment code or change that agrees.
func (a *adder) top(t *figure) weights.Features {
	var f weights.Features
	till := a.c.inv.Kind == invoer.KindReceipt
	lesser := t.cents < a.said-a.said/50
	f.Add("total: fits", t.fit[total])
	f.Add("total: is printed", 1)
	f.Add("total: printed again", float64(min(t.places-1, 4)))
	f.Add("total: share of the largest", min(1, float64(t.cents)/float64(max(1, a.largest))))
	f.Add("total: less than another", weights.Flag(lesser && !till))
	f.Add("total: less than another at the till", weights.Flag(lesser && till))
	f.Add("total: payment code agrees", weights.Flag(a.c.code.amount.Cents == t.cents))
	f.Add("total: change agrees", weights.Flag(till && a.changed(t.cents)))
	f.Add("total: change agrees by place", weights.Flag(till && a.given[t.cents]))
	f.Add("total: goods make it up", weights.Flag((till || t.fit[payable] > clearlyLabelled) && a.bought[t.cents]))
	f.Add("total: what was paid and what is left make it up", weights.Flag(!till && t.fit[total] > clearlyLabelled && a.leftOf(t.cents)))
	f.Add("total: paid at the till", weights.Flag(till && t.fit[paid] > labelled))
	return f
}

// leftOf tells whether an amount that is said to be paid, or is taken off, is what
// one that is clearly to be paid lacks of a total.
func (a *adder) leftOf(total int64) bool {
	return slices.ContainsFunc(a.figures, func(left *figure) bool {
		if left.cents <= 0 || left.cents >= total || left.fit[payable] < clearlyLabelled {
			return false
		}
		off := a.byValue[left.cents-total]
		if off == nil {
			off = a.byValue[total-left.cents]
		}
		return off != nil && saidPaid(off)
	})
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

// given are the amounts under which another stands, and below that their
// difference, as total, what was given and the change do at the foot of a till
// receipt, whatever the words beside them were read as.
func given(amounts []fields.Amount) map[int64]bool {
	const apart = 2 // lines at most
	found := map[int64]bool{}
	for i, top := range amounts {
		for j := i + 1; j < len(amounts) && follows(top, amounts[j], apart); j++ {
			for k := j + 1; k < len(amounts) && follows(amounts[j], amounts[k], apart); k++ {
				total, paid, back := top.Money.Abs().Cents, amounts[j].Money.Abs().Cents, amounts[k].Money.Abs().Cents
				if back > 0 && paid-back == total && top.Spot.Line < amounts[j].Spot.Line && amounts[j].Spot.Line < amounts[k].Spot.Line {
					found[total] = true
				}
			}
		}
	}
	return found
}

// bought are the amounts that stand below lines of goods whose last amounts make
// them up: two goods or more, on lines that follow each other.
func bought(amounts []fields.Amount) map[int64]bool {
	const (
		most    = 40 // goods
		between = 4  // lines at most: goods may have a line without an amount
	)
	last := slices.DeleteFunc(slices.Clone(amounts), func(a fields.Amount) bool { return a.Second })
	found := map[int64]bool{}
	lines := lastOfLines(last)
	for i := range lines {
		sum := lines[i].Money.Cents
		for j := i + 1; j < len(lines) && j < i+most && follows(lines[j-1], lines[j], between); j++ {
			if j-i >= 2 && lines[j].Money.Cents == sum && sum > 0 {
				found[sum] = true
			}
			sum += lines[j].Money.Cents
		}
	}
	return found
}

// lastOfLines are the amounts that have none behind them in their line.
func lastOfLines(amounts []fields.Amount) []fields.Amount {
	var last []fields.Amount
	for i, a := range amounts {
		if i+1 == len(amounts) || !follows(a, amounts[i+1], 0) {
			last = append(last, a)
		}
	}
	return last
}

// follows tells whether an amount stands on one of so many lines from another.
func follows(above, below fields.Amount, lines int) bool {
	return above.Spot.Page == below.Spot.Page && below.Spot.Line-above.Spot.Line <= lines
}

// alone is a total of which nothing else is known.
func (a *adder) alone(t *figure) {
	s := sum{total: t, totalCents: t.cents, rate: -1}
	s.features.Add("total: alone", 1)
	a.try(s)
}

// withNet makes up a total with each net whose VAT is printed, or follows by a
// known rate.
func (a *adder) withNet(t *figure) {
	for _, n := range a.figures {
		v := t.cents - n.cents
		if n.cents <= 0 || v < 0 || v > n.cents*3/10 {
			continue
		}
		s := sum{net: n, total: t, netCents: n.cents, vatCents: v, totalCents: t.cents}
		if v == 0 {
			a.withoutVAT(s)
			continue
		}
		a.explained(s, a.byValue[v])
	}
}

// explained adds the VAT to net and total, and what rates and rows say of it.
func (a *adder) explained(s sum, v *figure) {
	s.rate = rateOf(s.netCents, s.vatCents)
	s.rows = a.sets.matching(s.netCents, s.vatCents)
	s.cash = v != nil && s.rate < 0 && a.lessDiscount(s.netCents, v.cents)
	known := s.rate >= 0 || len(s.rows) > 0 || s.cash
	if v != nil && !known && v.fit[vat] < leastVAT {
		return // two amounts that happen to add up
	}
	if v == nil && (!known || s.total.fit[total] < labelled || s.net.fit[net] < labelled || a.taxed(s.totalCents) && len(s.rows) == 0) {
		return // nothing says that the difference is VAT
	}
	s.vat = v
	s.features.Add("VAT: only the difference", weights.Flag(v == nil))
	s.addRate(a)
	a.try(s)
}

// lessDiscount tells whether the page prints the base of an amount of VAT as what a
// discount for paying early leaves of the net: the VAT is of that base whether it is
// taken or not, and the total has the net in full (article 28, 1° of the Belgian VAT
// code).
func (a *adder) lessDiscount(netCents, vatCents int64) bool {
	const most = 10 // the discount is one part of so many of the net at most
	return slices.ContainsFunc(a.figures, func(base *figure) bool {
		off, rate := netCents-base.cents, rateOf(base.cents, vatCents)
		return off > 0 && off <= netCents/most && a.byValue[off] != nil && rate >= 0 && a.home(rate)
	})
}

// addRate adds whether a rate explains the VAT.
func (s *sum) addRate(a *adder) {
	if len(s.rows) > 0 {
		return
	}
	s.features.Add("rate: none", weights.Flag(s.rate < 0 && !s.cash))
	s.features.Add("rate: of the country", weights.Flag(s.cash || s.rate >= 0 && a.home(s.rate)))
	s.features.Add("rate: of elsewhere", weights.Flag(s.rate >= 0 && !a.home(s.rate)))
}

// How well an amount fits a role when a label says so: from so far away that
// it may be another's, or clearly.
const (
	labelled        = 0.4
	clearlyLabelled = 0.6
	leastVAT        = 0.2 // of an amount that no rate explains
)

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
	v := a.byValue[0]
	if v != nil && v.fit[vat] > 0.3 {
		s.vat = v
	}
	if s.vat == nil && !a.exempt && !a.zero {
		return
	}
	s.features.Add("no VAT: though some is printed", weights.Flag(a.taxed(s.totalCents)))
	s.features.Add("no VAT: words say why", weights.Flag(a.exempt))
	s.features.Add("no VAT: all rates are nothing", weights.Flag(a.zero))
	s.features.Add("no VAT", 1)
	a.try(s)
}

// zeroRated tells whether rates are printed and none is more than nothing.
func (c *chooser) zeroRated() bool {
	none := 0
	for _, r := range c.doc.Rates() {
		if r.Value > 0 {
			return false
		}
		none++
	}
	return none > 0
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
		s := sum{vat: v, total: t, netCents: n, vatCents: v.cents, totalCents: t.cents, rate: rate, rows: rows}
		s.features.Add("net: only the difference", 1)
		s.addRate(a)
		a.try(s)
	}
}

// withRows makes up a total of printed rows of rate, base and VAT.
func (a *adder) withRows(t *figure) {
	set, ok := a.sets.byTotal[t.cents]
	if !ok || t.fit[total] < 0.3 {
		return
	}
	s := sum{net: a.byValue[set.base], vat: a.byValue[set.vat], total: t, netCents: set.base, vatCents: set.vat, totalCents: t.cents, rate: -1, rows: set.rows}
	s.features.Add("rows: make up the total", 1)
	s.features.Add("rows: make up less than another total", weights.Flag(t.cents < a.said-a.said/50))
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
			if whole := a.byValue[n.cents+x]; whole != nil && whole.fit[net] >= clearlyLabelled {
				continue // the net is printed with what has no VAT in it
			}
			third := a.byValue[x]
			if third == nil && (x > 4 || x < -4) || x < -4 {
				continue
			}
			s := sum{
				net: n, vat: v, total: t, netCents: n.cents, vatCents: v.cents, totalCents: t.cents, extra: x, rate: rateOf(n.cents, v.cents),
				rows: a.sets.matching(n.cents, v.cents),
			}
			s.features.Add("extra: an amount of the page", weights.Flag(third != nil))
			s.features.Add("extra: rounding", weights.Flag(x >= -4 && x <= 4))
			s.addRate(a)
			a.try(s)
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
			s := sum{net: n, vat: v, netCents: n.cents, vatCents: v.cents, totalCents: n.cents + v.cents, rate: rate, rows: a.sets.matching(n.cents, v.cents)}
			s.features.Add("total: only the sum", 1)
			s.addRate(a)
			a.try(s)
		}
	}
}

// toplessAtTill gives the sums of receipts whose total is not read, as large
// letters are not: rows of rates that make up what was given less the change.
func (a *adder) toplessAtTill() {
	for _, t := range slices.Sorted(maps.Keys(a.sets.byTotal)) {
		if a.byValue[t] != nil || !a.changed(t) {
			continue
		}
		set := a.sets.byTotal[t]
		s := sum{net: a.byValue[set.base], vat: a.byValue[set.vat], netCents: set.base, vatCents: set.vat, totalCents: t, rate: -1, rows: set.rows}
		s.features.Add("total: only the sum", 1)
		s.features.Add("total: change agrees", 1)
		a.try(s)
	}
}
