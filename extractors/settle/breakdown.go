package settle

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// A row is a line of the page that says rate, base and VAT, which agree.
type row struct {
	rate      int64
	base, vat int64
	spot      fields.Spot
}

// rows finds the lines in which a rate, a base and its VAT stand together.
func (c *chooser) rows(amounts []fields.Amount) []row {
	byLine := map[[2]int][]fields.Amount{}
	for _, a := range amounts {
		byLine[[2]int{a.Spot.Page, a.Spot.Line}] = append(byLine[[2]int{a.Spot.Page, a.Spot.Line}], a)
	}
	var found []row
	seen := map[[3]int64]bool{}
	for _, r := range c.doc.Rates() {
		for _, candidate := range rowsOf(r, byLine[[2]int{r.Spot.Page, r.Spot.Line}]) {
			key := [3]int64{candidate.rate, candidate.base, candidate.vat}
			if !seen[key] {
				seen[key] = true
				found = append(found, candidate)
			}
		}
	}
	return found
}

// The most amounts of a line of a breakdown.
const rowLength = 10

// rowsOf pairs the amounts of a line that fit a rate.
func rowsOf(r fields.Rate, amounts []fields.Amount) []row {
	var found []row
	if len(amounts) > rowLength {
		return nil
	}
	for _, b := range amounts {
		for _, v := range amounts {
			base, tax := b.Money.Abs().Cents, v.Money.Abs().Cents
			if b.Spot == v.Spot || overlap(b.Spot, r.Spot) || overlap(v.Spot, r.Spot) || base == 0 {
				continue
			}
			if (tax == 0) != (r.Value == 0) || tax > 0 && !within(base, tax, r.Value) {
				continue
			}
			found = append(found, row{r.Value, base, tax, b.Spot})
		}
	}
	if len(found) == 0 {
		return rowsOfGross(r, amounts)
	}
	return found
}

// A rowSet is rows that can be the breakdown of one invoice: no rate but
// nothing comes twice.
type rowSet struct {
	rows      []row
	base, vat int64
}

// rowSets are all sets of a few rows, found by what they add up to; the
// smallest set of each sum.
type rowSets struct {
	bySum   map[[2]int64]rowSet
	byTotal map[int64]rowSet
}

// The most rows that are combined.
const mostRows = 10

func setsOf(rows []row) rowSets {
	sets := rowSets{bySum: map[[2]int64]rowSet{}, byTotal: map[int64]rowSet{}}
	rows = rows[:min(len(rows), mostRows)]
	for mask := 1; mask < 1<<len(rows); mask++ {
		var set rowSet
		for i, r := range rows {
			if mask>>i&1 == 1 {
				set.base, set.vat, set.rows = set.base+r.base, set.vat+r.vat, append(set.rows, r)
			}
		}
		if !distinct(set.rows) {
			continue
		}
		keep(sets.bySum, [2]int64{set.base, set.vat}, set)
		keep(sets.byTotal, set.base+set.vat, set)
	}
	return sets
}

func keep[K comparable](sets map[K]rowSet, key K, set rowSet) {
	if old, known := sets[key]; !known || len(set.rows) < len(old.rows) {
		sets[key] = set
	}
}

// matching gives the rows that add up to a net and its VAT, a cent of rounding
// tolerated, or nil.
func (s rowSets) matching(netCents, vatCents int64) []row {
	for _, off := range []int64{0, 1, -1} {
		if set, ok := s.bySum[[2]int64{netCents, vatCents + off}]; ok {
			return set.rows
		}
	}
	return nil
}

// distinct tells whether no rate but nothing comes twice.
func distinct(rows []row) bool {
	seen := map[int64]bool{}
	for _, r := range rows {
		if seen[r.rate] && r.rate != 0 {
			return false
		}
		seen[r.rate] = true
	}
	return true
}

// breakdown writes the VAT breakdown of the chosen sum: the printed rows, or
// the one rate that explains it.
func (c *chooser) breakdown(s decidedSum) {
	if !s.whole() {
		return
	}
	sure := s.sure("vat_breakdown")
	for _, r := range s.rows {
		c.inv.Breakdown = append(c.inv.Breakdown, invoer.VATLine{
			Rate: r.rate, Base: c.money(r.base), VAT: c.money(r.vat),
			Category: c.category(r.rate), Confidence: sure, Origin: c.doc.Origin(r.spot, invoer.Because("rate-times-base")),
		})
	}
	if len(s.rows) > 0 || s.rate < 0 {
		return
	}
	origin := invoer.Origin{Reader: "computed", Why: invoer.Because("one-rate-explains", percent(s.rate))}
	c.inv.Breakdown = append(c.inv.Breakdown, invoer.VATLine{
		Rate: s.rate, Base: c.money(s.netCents), VAT: c.money(s.vatCents),
		Category: c.category(s.rate), Confidence: sure, Origin: origin,
	})
}

// category is the code of UNCL 5305 for a rate: S with VAT, else what the page
// says of why there is none.
func (c *chooser) category(rate int64) string {
	if rate > 0 {
		return "S"
	}
	if said := c.doc.ExemptCategory(); said != "" {
		return said
	}
	return "Z"
}

// percent is a rate as people write it: "21", "5.5".
func percent(rate int64) string {
	s := invoer.Money{Cents: rate}.String()
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	return s
}
