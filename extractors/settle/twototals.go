package settle

import (
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// twoTotals tells of an amount that the page calls the total with VAT as clearly as
// the one that was taken, where nothing on the page leads from one to the other.
func (c *chooser) twoTotals() {
	if !c.inv.Total.Present() || c.inv.Kind != invoer.KindInvoice && c.inv.Kind != invoer.KindCreditNote {
		return
	}
	taken, clear := c.inv.Total.Value.Abs().Cents, false
	var others []int64
	for _, a := range c.doc.Amounts() {
		switch cents := a.Money.Abs().Cents; {
		case !c.calledTotal(a):
		case cents == taken:
			clear = true
		case cents > 0 && !c.leadsTo(cents, taken):
			others = append(others, cents)
		}
	}
	if !clear || len(others) == 0 || c.partsOf(taken, others) {
		return
	}
	c.inv.Findings = append(c.inv.Findings, invoer.Find(RuleTwoTotals, invoer.Warning, "total_incl", c.inv.Total.Value.String(), c.money(others[0]).String()))
}

// calledTotal tells whether the line of an amount says clearly that it is the total
// with VAT, in the currency of the invoice, and nothing else.
func (c *chooser) calledTotal(a fields.Amount) bool {
	if a.Second || a.Money.Currency != "" && a.Money.Currency != c.inv.Currency.Value {
		return false
	}
	gross := besideIt(a, fields.LabelGross)
	return gross >= surelyTotal && besideIt(a, fields.LabelNet, fields.LabelVAT, fields.LabelItem, fields.LabelCarried, fields.LabelPaid, fields.LabelQuoted, fields.LabelRate) < clearly
}

// surelyTotal is the least weight of a label right beside an amount.
const surelyTotal = 0.8

// leadsTo tells whether the page has the amount that two totals differ by, or they
// differ by rounding: a deposit, a balance before, a part that has no VAT.
func (c *chooser) leadsTo(one, other int64) bool {
	const rounding = 5
	off := max(one-other, other-one)
	return off <= rounding || slices.ContainsFunc(c.doc.Amounts(), func(a fields.Amount) bool { return a.Money.Abs().Cents == off })
}

// partsOf tells whether the other totals are those of parts, that make up the whole.
func (c *chooser) partsOf(whole int64, parts []int64) bool {
	sum := int64(0)
	for _, p := range parts {
		sum += p
	}
	return sum == whole || sum == 2*whole
}
