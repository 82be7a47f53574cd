package settle

import (
	"maps"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// amounts chooses currency, totals, breakdown and what is still to be paid.
func (c *chooser) amounts() {
	amounts := c.doc.Amounts()
	c.currency(amounts)
	figures := c.figures(amounts)
	c.items, c.brief, c.stacks = c.doc.Items(), c.doc.BriefItems(), c.doc.Stacks(amounts)
	c.charges = c.doc.Charges(amounts)
	if s, ok := c.total(c.sums(figures, amounts)); ok {
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
// euro.
func (c *chooser) currency(amounts []fields.Amount) {
	if len(amounts) == 0 {
		return
	}
	counted := c.crowned(c.doc.Currencies())
	all := 0
	for _, n := range counted {
		all += n
	}
	var list []candidate[string]
	for _, code := range slices.Sorted(maps.Keys(counted)) {
		one := candidate[string]{value: code, text: code, quality: invoer.Certain, origin: invoer.Origin{Reader: "computed", Why: invoer.Because("currency-sign")}}
		one.features.Add("share of the signs", float64(counted[code])/float64(all))
		one.features.Add("the euro", weights.Flag(code == "EUR"))
		list = append(list, one)
	}
	if counted[fields.Crowns] > 0 {
		list = slices.DeleteFunc(list, func(o candidate[string]) bool { return o.value == fields.Crowns })
		if len(list) == 0 {
			return // of which country the crowns are nobody can say, and they are no euros
		}
	}
	euro := candidate[string]{value: "EUR", text: "EUR", quality: invoer.Certain, origin: invoer.Origin{Reader: "computed", Why: invoer.Because("currency-of-country")}}
	euro.features.Add("no sign at all", weights.Flag(all == 0))
	euro.features.Add("euro though no sign says so", 1)
	if v := choose(c, "currency", append(list, euro)); v.ok {
		c.inv.Currency = fieldOf(v)
		c.inv.Currency.Alternatives = nil
	}
}

// crownsOf are the currencies whose sign is "kr", by country.
var crownsOf = map[string]string{"SE": "SEK", "NO": "NOK", "DK": "DKK"}

// crowned counts crowns as those of the country that the document names: by its
// code for them, or by the supplier's numbers.
func (c *chooser) crowned(counted map[string]int) map[string]int {
	if counted[fields.Crowns] == 0 {
		return counted
	}
	countries := []string{string(c.inv.Supplier.VAT.Value + "  ")[:2]}
	for _, account := range c.doc.IBANs() {
		countries = append(countries, string(account.Value[:2]))
	}
	code := ""
	for _, country := range []string{"DK", "NO", "SE"} {
		if counted[crownsOf[country]] > 0 || code == "" && slices.Contains(countries, country) {
			code = crownsOf[country]
		}
	}
	if code != "" {
		counted[code] += counted[fields.Crowns]
		delete(counted, fields.Crowns)
	}
	return counted
}

// write takes a sum over into the invoice.
func (c *chooser) write(s decidedSum) {
	c.inv.Total = c.figure(s.total, total, s.totalCents, s.sure("total_incl"), s.netCents, s.vatCents)
	if s.whole() {
		c.inv.Net = c.figure(s.net, net, s.netCents, s.sure("total_excl"), s.totalCents, -s.vatCents)
		c.inv.VAT = c.figure(s.vat, vat, s.vatCents, s.sure("total_vat"), s.totalCents, -s.netCents)
		c.explain(s.sum)
	}
}

// whole tells whether a sum has net and VAT.
func (s sum) whole() bool { return s.netCents != 0 }

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
func (c *chooser) printed(figures []*figure, s decidedSum) {
	if s.whole() {
		return
	}
	for _, part := range []struct {
		role        role
		name        string
		field       *invoer.Field[invoer.Money]
		least, most int64 // tenths of the total
	}{{net, "total_excl", &c.inv.Net, 7, 10}, {vat, "total_vat", &c.inv.VAT, 0, 3}} {
		f := bestFor(figures, part.role, part.least*s.totalCents/10, part.most*s.totalCents/10)
		if f != nil && f.fit[part.role] > clearlyLabelled {
			*part.field = c.figure(f, part.role, f.cents, c.sure(Question{Field: part.name, Margin: doesNotAddUp, Chosen: c.money(f.cents).String()}), 0, 0)
		}
	}
}

// doesNotAddUp is the margin of an amount that only its label speaks for.
const doesNotAddUp = -1

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
