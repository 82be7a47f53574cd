package settle

import (
	"slices"

	"github.com/invoer/invoer/extractors/fields"
)

// A levy is a line that says a rate and its VAT, but not the base.
type levy struct {
	rate, cents int64
	spot        fields.Spot
}

// levies finds the lines with a rate and one amount that is said to be VAT.
func (c *chooser) levies(amounts []fields.Amount) []levy {
	var found []levy
	for _, r := range c.doc.Rates() {
		for _, a := range amounts {
			if a.Spot.Page != r.Spot.Page || a.Spot.Line != r.Spot.Line || overlap(a.Spot, r.Spot) {
				continue
			}
			if w, _ := fields.Weigh(a.Sightings, fields.LabelVAT); w < 0.3 {
				continue
			}
			l := levy{r.Value, a.Money.Abs().Cents, a.Spot}
			if !slices.ContainsFunc(found, func(o levy) bool { return o.rate == l.rate && o.cents == l.cents }) {
				found = append(found, l)
			}
		}
	}
	return found
}

// overlap tells whether two spots share a byte: what is read as a rate is then
// the amount itself.
func overlap(a, b fields.Spot) bool {
	return a.Page == b.Page && a.Line == b.Line && a.Cell == b.Cell && a.From < b.To && b.From < a.To
}

// The most levies that are combined.
const mostLevies = 8

// levySums gives the sets of two or more levies of different rates by what
// they add up to.
func levySums(levies []levy) map[int64][]levy {
	levies = levies[:min(len(levies), mostLevies)]
	sums := map[int64][]levy{}
	for mask := 1; mask < 1<<len(levies); mask++ {
		var set []levy
		var sum int64
		for i, l := range levies {
			if mask>>i&1 == 1 && !slices.ContainsFunc(set, func(o levy) bool { return o.rate == l.rate }) {
				set, sum = append(set, l), sum+l.cents
			}
		}
		if len(set) > 1 {
			sums[sum] = set
		}
	}
	return sums
}

// withLevies makes up a total of a net and VAT that is printed for each rate
// only.
func (a *adder) withLevies(t *figure) {
	for _, n := range a.figures {
		v := t.cents - n.cents
		set, ok := a.levySums[v]
		if n.cents <= 0 || v <= 0 || !ok || a.byValue[v] != nil || !plausible(set, n.cents) {
			continue
		}
		s := sum{net: n, total: t, netCents: n.cents, vatCents: v, totalCents: t.cents, rate: -1, rows: a.c.bases(set, n.cents)}
		s.features.Add("VAT: makes up the rest, for each rate", 1)
		a.try(s)
	}
}

// plausible tells whether the bases that the levies must have are no more than
// the net; the rest may have no VAT.
func plausible(set []levy, netCents int64) bool {
	sum := int64(0)
	for _, l := range set {
		if l.rate > 0 {
			sum += l.cents * 10000 / l.rate
		}
	}
	return sum <= netCents+netCents/200+50
}

// bases finds the base of each levy: what the lines of goods of its rate add
// up to, or an amount of the page, or what is left of the net. Where one
// cannot be found there is no breakdown.
func (c *chooser) bases(set []levy, netCents int64) []row {
	rows := make([]row, len(set))
	left, open := netCents, -1
	items, _ := c.goods(netCents)
	for i, l := range set {
		base, ok := baseOf(items, l)
		rows[i] = row{rate: l.rate, base: base, vat: l.cents, spot: l.spot}
		if ok {
			left -= base
			continue
		}
		if open >= 0 {
			return nil
		}
		open = i
	}
	if open >= 0 {
		rows[open].base, left = left, 0
		if left < 0 || !within(rows[open].base, rows[open].vat, rows[open].rate) {
			return nil
		}
	}
	if left != 0 {
		return nil
	}
	return slices.DeleteFunc(rows, func(r row) bool { return r.base == 0 })
}

// baseOf is what the lines of goods of a rate add up to, where its VAT agrees.
func baseOf(items []fields.ItemSeen, l levy) (int64, bool) {
	sum := int64(0)
	for _, item := range items {
		if item.Rate == l.rate {
			sum += item.Total.Abs().Cents
		}
	}
	return sum, (sum > 0 || l.cents == 0) && within(sum, l.cents, l.rate)
}

// rowsOfGross pairs amounts of a line of which one is with VAT: base and
// gross, or VAT and gross, that fit a rate.
func rowsOfGross(r fields.Rate, amounts []fields.Amount) []row {
	var found []row
	for _, x := range amounts {
		for _, g := range amounts {
			part, gross := x.Money.Abs().Cents, g.Money.Abs().Cents
			if x.Spot == g.Spot || part <= 0 || part >= gross || r.Value == 0 {
				continue
			}
			if tax := gross - part; within(part, tax, r.Value) || within(tax, part, r.Value) {
				found = append(found, row{r.Value, max(part, tax), min(part, tax), g.Spot})
			}
		}
	}
	return found
}
