package settle

import (
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// payable chooses what is still to be paid: nothing where the page says that
// it was paid, what a label or a payment code says, or the total.
func (c *chooser) payable(figures []*figure) {
	if !c.inv.Total.Present() {
		return
	}
	all := c.inv.Total.Value.Cents
	options := append(c.nothingLeft(figures, all), c.outstanding(figures, all)...)
	if c.code.amount.Cents > 0 && c.code.amount.Cents <= all {
		options = append(options, coded(c.code.amount, c.code.amount.String(), c.code.origin()))
	}
	same := c.payment(all, c.inv.Total.Origin)
	same.origin.Why = invoer.Because("same-as-total")
	same.features.Add("the total", 1)
	for i := range options {
		options[i].features.Add("is the total", weights.Flag(options[i].value.Cents == all))
	}
	v := choose(c, "amount_due", append(options, same))
	if !v.ok {
		return
	}
	// The zero amount of a currency is present: its currency tells it from no amount.
	c.inv.Payable = invoer.Field[invoer.Money]{Value: v.value, Confidence: min(c.inv.Total.Confidence, v.sure), Origin: v.origin}
	c.paid = v.value.Cents == 0
}

// paidFeatures are those of the ways in which words say that it was paid.
var paidFeatures = map[string]string{
	fields.PaidStamp: "nothing: a stamp says so", fields.PaidPhrase: "nothing: words say so", fields.PaidValue: "nothing: a word says so",
}

func (c *chooser) payment(cents int64, origin invoer.Origin) candidate[invoer.Money] {
	return candidate[invoer.Money]{value: c.money(cents), text: c.money(cents).String(), origin: origin, quality: invoer.Certain}
}

// nothingLeft are the ways in which the page may say that nothing is left to
// be paid.
func (c *chooser) nothingLeft(figures []*figure, all int64) []candidate[invoer.Money] {
	var found []candidate[invoer.Money]
	add := func(feature string, value float64, why invoer.Reason) {
		one := c.payment(0, invoer.Origin{Reader: "computed", Why: why})
		one.features.Add(feature, value)
		one.features.Add("nothing, on a credit note or reminder", weights.Flag(c.inv.Kind == invoer.KindReminder || c.inv.Kind == invoer.KindCreditNote))
		found = append(found, one)
	}
	for _, f := range figures {
		if f.cents == 0 && f.fit[payable] > labelled {
			add("nothing: a label says so", f.fit[payable], invoer.Because("nothing-outstanding"))
		}
		if (f.cents == all || f.cents == -all) && f.settled > labelled {
			add("nothing: the total is said to be paid", f.settled, invoer.Because("paid-amount", c.money(all).String()))
		}
	}
	if c.inv.Kind == invoer.KindReceipt {
		add("nothing: a till receipt", 1, invoer.Because("paid-at-the-till"))
	}
	for _, said := range c.doc.PaidWords() {
		if len(said.Amounts) > 0 && !slices.Contains(said.Amounts, all) {
			continue // a part was paid
		}
		add(paidFeatures[said.How], 1, invoer.Because("paid-words", said.Words))
		seen := c.doc.Origin(said.Spot, invoer.Reason{})
		found[len(found)-1].origin.Page, found[len(found)-1].origin.Box = seen.Page, seen.Box
		break
	}
	return found
}

// outstanding are the amounts that a label says are to be paid.
func (c *chooser) outstanding(figures []*figure, all int64) []candidate[invoer.Money] {
	var found []candidate[invoer.Money]
	for _, f := range figures {
		if f.fit[payable] < labelled && !remainder(figures, f, all) || f.cents <= 0 {
			continue
		}
		one := c.payment(f.cents, c.origin(f, payable))
		one.quality = f.at[payable].Quality
		one.features.Add("label: payable", f.fit[payable])
		one.features.Add("less, and the rest is said to be paid", weights.Flag(f.cents < all && paidBefore(figures, all-f.cents)))
		one.features.Add("less, and nothing says why", weights.Flag(f.cents < all && !paidBefore(figures, all-f.cents)))
		one.features.Add("more than the total", weights.Flag(f.cents > all))
		found = append(found, one)
	}
	return found
}

// remainder tells whether a figure is what is left of the total after an amount that
// is clearly said to be paid, whatever its own label says.
func remainder(figures []*figure, f *figure, all int64) bool {
	return f.cents < all && slices.ContainsFunc(figures, func(p *figure) bool {
		return p.cents == all-f.cents && p.cents > 0 && p.fit[paid] > labelled && p != f
	})
}

// paidBefore tells whether an amount is printed as paid: a label beside it says
// so, one above it, or it is taken off.
func paidBefore(figures []*figure, cents int64) bool {
	for _, f := range figures {
		if f.cents == -cents || f.cents == cents && (f.fit[paid] > 0.2 || saidPaid(f)) {
			return true
		}
	}
	return false
}

// saidPaid tells whether some label, above an amount too, says that it was
// paid.
func saidPaid(f *figure) bool {
	w, _ := fields.Weigh(f.at[paid].Sightings, fields.LabelPaid)
	return w > labelled
}
