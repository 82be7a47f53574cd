package settle

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// amounts chooses currency, totals, breakdown and what is still to be paid.
func (c *chooser) amounts() {
	amounts := c.doc.Amounts()
	c.currency(amounts)
	figures := c.figures(amounts)
	c.items = c.doc.Items()
	s, ok := c.sums(figures, c.rows(amounts), c.levies(amounts))
	if ok && s.score >= 0.25 {
		c.write(s)
		c.breakdown(s)
		c.printed(figures, s)
	}
	c.payable(figures)
}

func (c *chooser) money(cents int64) invoer.Money {
	return invoer.Money{Cents: cents, Currency: c.inv.Currency.Value}
}

// currency is the one whose sign stands most often; without any sign it is the
// euro where an account or VAT number of the Union says so.
func (c *chooser) currency(amounts []fields.Amount) {
	code, most, all := "", 0, 0
	for other, n := range c.doc.Currencies() {
		all += n
		if n > most || n == most && other < code {
			code, most = other, n
		}
	}
	field := invoer.Field[string]{
		Value: code, Confidence: confidence("currency", float64(most)/float64(max(1, all))),
		Origin: invoer.Origin{Reader: "computed", Why: invoer.Because("currency-sign")},
	}
	if code == "" {
		field.Value, field.Origin.Why = "EUR", invoer.Because("currency-of-country")
		field.Confidence = confidence("currency", 0.5)
	}
	if len(amounts) > 0 {
		c.inv.Currency = field
	}
}

// write takes a sum over into the invoice.
func (c *chooser) write(s sum) {
	sure := func(field string) invoer.Confidence { return confidence(field, s.score) }
	c.inv.Total = c.figure(s.total, total, s.totalCents, sure("total_incl"), s.netCents, s.vatCents)
	if s.net != nil || s.vat != nil || len(s.rows) > 0 {
		c.inv.Net = c.figure(s.net, net, s.netCents, sure("total_excl"), s.totalCents, -s.vatCents)
		c.inv.VAT = c.figure(s.vat, vat, s.vatCents, sure("total_vat"), s.totalCents, -s.netCents)
		c.explain(s)
	}
}

// figure makes a field of a printed figure, or of one that follows from two
// others.
func (c *chooser) figure(f *figure, r role, cents int64, sure invoer.Confidence, a, b int64) invoer.Field[invoer.Money] {
	field := invoer.Field[invoer.Money]{Value: c.money(cents), Confidence: sure}
	if f != nil {
		field.Origin = c.origin(f, r)
		return field
	}
	field.Origin = invoer.Origin{Reader: "computed", Why: invoer.Because("computed-difference", c.money(a).String(), c.money(b).Abs().String())}
	if b > 0 {
		field.Origin.Why = invoer.Because("computed-sum", c.money(a).String(), c.money(b).String())
	}
	return field
}

// explain says of a total that is printed that it is the sum of the others.
func (c *chooser) explain(s sum) {
	if s.total != nil && s.net != nil && s.vat != nil && s.extra == 0 {
		c.inv.Total.Origin.Why = invoer.Because("sum-agrees", c.inv.Net.Value.String(), c.inv.VAT.Value.String())
	}
}

// printed fills what the sum left open with what stands by a clear label, even
// where it does not add up: that is then a finding.
func (c *chooser) printed(figures []*figure, s sum) {
	if s.net != nil || s.vat != nil || len(s.rows) > 0 {
		return
	}
	for _, part := range []struct {
		role        role
		name        string
		field       *invoer.Field[invoer.Money]
		least, most int64 // tenths of the total
	}{{net, "total_excl", &c.inv.Net, 7, 10}, {vat, "total_vat", &c.inv.VAT, 0, 3}} {
		f := bestFor(figures, part.role, part.least*s.totalCents/10, part.most*s.totalCents/10)
		if f != nil && f.fit[part.role] > 0.6 {
			*part.field = c.figure(f, part.role, f.cents, confidence(part.name, f.fit[part.role]-0.6), 0, 0)
		}
	}
}

// bestFor is the figure between two amounts that fits a role best.
func bestFor(figures []*figure, r role, least, most int64) *figure {
	var best *figure
	for _, f := range figures {
		if f.cents >= least && f.cents <= most && (best == nil || f.fit[r] > best.fit[r]) {
			best = f
		}
	}
	return best
}
