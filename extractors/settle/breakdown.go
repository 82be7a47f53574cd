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
			if !seen[key] && len(found) < 60 {
				seen[key] = true
				found = append(found, candidate)
			}
		}
	}
	return found
}

// rowsOf pairs the amounts of a line that fit a rate.
func rowsOf(r fields.Rate, amounts []fields.Amount) []row {
	var found []row
	if len(amounts) > 12 {
		return nil
	}
	for _, b := range amounts {
		for _, v := range amounts {
			base, tax := b.Money.Abs().Cents, v.Money.Abs().Cents
			if b.Spot == v.Spot || b.Spot == r.Spot || v.Spot == r.Spot || base == 0 {
				continue
			}
			if (tax == 0) != (r.Value == 0) || tax > 0 && !within(base, tax, r.Value) {
				continue
			}
			found = append(found, row{r.Value, base, tax, b.Spot})
		}
	}
	return found
}

// matching gives the rows, of which each rate counts once, that add up to a
// net and its VAT.
func matching(rows []row, netCents, vatCents int64) []row {
	if len(rows) > 16 {
		rows = rows[:16]
	}
	var best []row
	for mask := 1; mask < 1<<len(rows); mask++ {
		var b, v int64
		var chosen []row
		for i, r := range rows {
			if mask>>i&1 == 1 {
				b, v, chosen = b+r.base, v+r.vat, append(chosen, r)
			}
		}
		if b == netCents && near(v, vatCents, 1) && (best == nil || len(chosen) < len(best)) && distinct(chosen) {
			best = chosen
		}
	}
	return best
}

func sumRows(rows []row, netCents, vatCents int64) bool {
	return len(matching(rows, netCents, vatCents)) > 0
}

func near(a, b, most int64) bool { return a-b <= most && b-a <= most }

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
func (c *chooser) breakdown(s sum) {
	if s.net == nil && s.vat == nil {
		return
	}
	sure := confidence("vat_breakdown", s.score)
	if len(s.rows) > 0 {
		for _, r := range s.rows {
			c.inv.Breakdown = append(c.inv.Breakdown, invoer.VATLine{Rate: r.rate, Base: c.money(r.base), VAT: c.money(r.vat),
				Category: c.category(r.rate), Confidence: sure, Origin: c.doc.Origin(r.spot, invoer.Because("rate-times-base"))})
		}
		return
	}
	if s.rate < 0 {
		return
	}
	origin := invoer.Origin{Reader: "computed", Why: invoer.Because("one-rate-explains", percent(s.rate))}
	c.inv.Breakdown = append(c.inv.Breakdown, invoer.VATLine{Rate: s.rate, Base: c.money(s.netCents), VAT: c.money(s.vatCents),
		Category: c.category(s.rate), Confidence: sure, Origin: origin})
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
