package settle

import (
	"maps"
	"slices"

	"github.com/invoer/invoer/extractors/fields"
)

// A levy is a line that says a rate and its VAT, but not the base.
type levy struct {
	rate, cents int64
	spot        fields.Spot
}

// levies finds the rates with one amount beside or below them that is said to be
// VAT.
func (c *chooser) levies(amounts []fields.Amount) []levy {
	var found []levy
	rates := c.doc.Rates()
	if len(rates) == 0 {
		return nil
	}
	headings := make([]fields.Spot, len(amounts))
	for i, a := range amounts {
		if above, ok := c.doc.Heading(a.Spot); ok {
			headings[i] = above
		}
	}
	for _, r := range rates {
		for i, a := range amounts {
			if !(inLine(a.Spot, r.Spot) || inCell(headings[i], r.Spot)) || overlap(a.Spot, r.Spot) {
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

func inLine(a, b fields.Spot) bool { return a.Page == b.Page && a.Line == b.Line }

func inCell(a, b fields.Spot) bool { return inLine(a, b) && a.Cell == b.Cell && a.To > 0 }

// overlap tells whether two spots share a byte: what is read as a rate is then
// the amount itself.
func overlap(a, b fields.Spot) bool {
	return inLine(a, b) && a.Cell == b.Cell && a.From < b.To && b.From < a.To
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

// withLeviesOnly makes up a total of VAT that is printed for each rate where
// the net is not printed: what is left must be what the rates are of.
func (a *adder) withLeviesOnly(t *figure) {
	if t.fit[total] < labelled {
		return
	}
	for _, v := range slices.Sorted(maps.Keys(a.levySums)) {
		set := a.levySums[v]
		n := t.cents - v
		if n <= 0 || v <= 0 || a.byValue[n] != nil || a.byValue[v] != nil || !plausible(set, n) || !covering(set, n) {
			continue
		}
		s := sum{total: t, netCents: n, vatCents: v, totalCents: t.cents, rate: -1, rows: a.c.bases(set, n)}
		s.features.Add("net: only the difference", 1)
		s.features.Add("VAT: makes up the rest, for each rate", 1)
		a.try(s)
	}
}

// withRest makes up a total of printed rows and one more of which only a part
// was read: with its rate, what is left of the total must have that part as
// base, as VAT, or as both together.
func (a *adder) withRest(t *figure) {
	if t.fit[total] < labelled || t.second {
		return
	}
	for _, cents := range slices.Sorted(maps.Keys(a.sets.byTotal)) {
		set := a.sets.byTotal[cents]
		if cents <= 0 || cents >= t.cents || len(set.rows) > 3 {
			continue
		}
		for _, part := range a.partial {
			rest, ok := part.completed(t.cents - cents)
			if !ok || slices.ContainsFunc(set.rows, func(r row) bool { return r.rate == rest.rate }) {
				continue
			}
			s := sum{total: t, netCents: set.base + rest.base, vatCents: set.vat + rest.vat, totalCents: t.cents, rate: -1, rows: append(slices.Clone(set.rows), rest)}
			s.net, s.vat = a.byValue[s.netCents], a.byValue[s.vatCents]
			s.features.Add("rows: one is half read", 1)
			a.try(s)
		}
	}
}

// A partialRow is a line with a rate and amounts of which one may belong to it.
type partialRow struct {
	rate    int64
	amounts []int64
	spot    fields.Spot
}

// partialRows are the lines with a rate and few amounts.
func (c *chooser) partialRows(amounts []fields.Amount) []partialRow {
	var found []partialRow
	for _, r := range c.doc.Rates() {
		p := partialRow{rate: r.Value, spot: r.Spot}
		for _, a := range amounts {
			if a.Spot.Page == r.Spot.Page && a.Spot.Line == r.Spot.Line && !overlap(a.Spot, r.Spot) {
				p.amounts = append(p.amounts, a.Money.Abs().Cents)
			}
		}
		if r.Value > 0 && len(p.amounts) > 0 && len(p.amounts) <= 4 && len(found) < mostRows {
			found = append(found, p)
		}
	}
	return found
}

// completed is the row whose base and VAT add up to a gross amount, where one
// of its parts was read.
func (p partialRow) completed(gross int64) (row, bool) {
	base := (gross*20000/(10000+p.rate) + 1) / 2
	whole := row{rate: p.rate, base: base, vat: gross - base, spot: p.spot}
	for _, a := range p.amounts {
		if a == gross || a == whole.base || a == whole.vat && a >= 100 {
			return whole, true
		}
	}
	return row{}, false
}

// covering tells whether the bases that the levies must have are the whole
// net, as far as their rounding tells.
func covering(set []levy, netCents int64) bool {
	sum, off := int64(0), int64(0)
	for _, l := range set {
		if l.rate > 0 {
			sum, off = sum+l.cents*10000/l.rate, off+10000/l.rate
		}
	}
	return sum >= netCents-off-netCents/1000
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
			return partedBy(items, set, netCents)
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

// mostParted is how many lines of goods are tried in all their combinations.
const mostParted = 12

// partedBy finds the bases of two levies where no line of goods says its rate:
// the only way to part the lines that gives both.
func partedBy(items []fields.ItemSeen, set []levy, netCents int64) []row {
	if len(set) != 2 || len(items) < 2 || len(items) > mostParted {
		return nil
	}
	bases := map[int64]bool{}
	for mask := 1; mask < 1<<len(items)-1; mask++ {
		base := int64(0)
		for i, item := range items {
			if mask>>i&1 == 1 {
				base += item.Total.Abs().Cents
			}
		}
		if within(base, set[0].cents, set[0].rate) && within(netCents-base, set[1].cents, set[1].rate) {
			bases[base] = true
		}
	}
	if len(bases) != 1 {
		return nil
	}
	for base := range bases {
		return []row{
			{rate: set[0].rate, base: base, vat: set[0].cents, spot: set[0].spot},
			{rate: set[1].rate, base: netCents - base, vat: set[1].cents, spot: set[1].spot},
		}
	}
	return nil
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
			tax := gross - part
			if r.Bare && (tax == r.Value || part == r.Value) {
				continue // the number is the VAT and no rate
			}
			if within(part, tax, r.Value) || within(tax, part, r.Value) {
				found = append(found, row{r.Value, max(part, tax), min(part, tax), g.Spot})
			}
		}
	}
	return found
}
