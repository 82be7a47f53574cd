package settle

import (
	"cmp"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// A role is what an amount may be on the invoice.
type role int

// The roles.
const (
	net role = iota
	vat
	total
	payable
	paid
	roleCount
)

// A figure is one amount of the document, wherever it is printed, with how
// well it fits each role and where it fits best.
type figure struct {
	cents   int64
	fit     [roleCount]float64
	at      [roleCount]fields.Amount
	places  int     // where it is printed
	second  bool    // only second readings have it
	settled float64 // how surely it is said to have been paid
}

// The most figures that are combined: a long telephone bill has thousands.
const mostFigures = 300

// figures joins the amounts of one value. On a credit note signs are dropped,
// as some senders print them and some do not.
func (c *chooser) figures(amounts []fields.Amount) []*figure {
	byValue := map[int64]*figure{}
	var list []*figure
	for _, a := range amounts {
		cents := a.Money.Cents
		if c.inv.Kind == invoer.KindCreditNote && cents < 0 {
			cents = -cents
		}
		f := byValue[cents]
		if f == nil {
			f = &figure{cents: cents, second: true}
			for r := range f.fit {
				f.fit[r] = -1
			}
			byValue[cents] = f
			list = append(list, f)
		}
		f.places++
		f.second = f.second && a.Second
		f.settled = max(f.settled, c.doc.Settled(a))
		for r, fit := range c.fits(a) {
			if fit > f.fit[r] {
				f.fit[r], f.at[r] = fit, a
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *figure) int { return cmp.Compare(b.worth(), a.worth()) })
	return list[:min(len(list), mostFigures)]
}

// worth ranks figures: those with a label first, then the larger ones.
func (f *figure) worth() float64 {
	return max(f.fit[net], f.fit[vat], f.fit[total], f.fit[payable]) + 1e-12*float64(f.cents)
}

// roleFields name what the model knows of an amount in a role.
var roleFields = [roleCount]string{net: "amount as net", vat: "amount as VAT", total: "amount as total", payable: "amount as payable", paid: "amount as paid"}

// fits weighs the labels of one amount for each role.
func (c *chooser) fits(a fields.Amount) [roleCount]float64 {
	features := c.labelled(a)
	stood := c.remembered(a)
	var fit [roleCount]float64
	for r, field := range roleFields {
		known := slices.Clip(features)
		known.Add(stoodHere, stood[r])
		fit[r] = c.model.Score(field, known)
	}
	return fit
}

// labelled is what labels and place say of an amount. Labels of one meaning
// count once, the strongest of them.
func (c *chooser) labelled(a fields.Amount) weights.Features {
	weigh := func(labels ...fields.Label) float64 {
		w, _ := fields.Weigh(a.Sightings, labels...)
		return w
	}
	n, v, g, t := weigh(fields.LabelNet), weigh(fields.LabelVAT), weigh(fields.LabelGross), weigh(fields.LabelTotal)
	due, done := weigh(fields.LabelPayable), weigh(fields.LabelPaid)
	var f weights.Features
	f.Add("label: net", n)
	f.Add("label: VAT", v)
	f.Add("label: total", t)
	f.Add("label: payable", due)
	f.Add("label: net or total", max(n, 0.3*t))
	f.Add("label: total, gross or payable", max(1.05*g, 0.9*t, 0.95*due))
	f.Add("label: net or VAT", max(n, v))
	f.Add("label: VAT, gross, payable or paid", max(v, g, due, done))
	f.Add("label: net, gross or paid", max(n, g, done))
	f.Add("label: paid", done)
	f.Add("look: second reading", weights.Flag(a.Second))
	f.Add("label: paid, in the line", c.paidInLine(a))
	f.Add("label: of a line of goods", weigh(fields.LabelItem))
	f.Add("label: carried over", weigh(fields.LabelCarried))
	f.Add("place: depth", c.doc.Depth(a.Spot))
	f.Add("look: not two decimals", weights.Flag(a.Decimals != 2 || a.Unsure))
	f.Add("place: in a sentence", weights.Flag(c.doc.InSentence(a.Spot) && !c.doc.Stated(a.Spot)))
	return f
}

// paidInLine is how surely an amount was paid already: only words in its line
// say so.
func (c *chooser) paidInLine(a fields.Amount) float64 {
	inLine := slices.DeleteFunc(slices.Clone(a.Sightings), func(s fields.Sighting) bool {
		return s.Relation == fields.Above || s.Relation == fields.After
	})
	done, _ := fields.Weigh(inLine, fields.LabelPaid)
	due, _ := fields.Weigh(inLine, fields.LabelPayable)
	return done - due
}

// origin gives the place of a figure in a role as a field's origin.
func (c *chooser) origin(f *figure, r role) invoer.Origin {
	a := f.at[r]
	labels := map[role][]fields.Label{
		net: {fields.LabelNet, fields.LabelTotal}, vat: {fields.LabelVAT},
		total:   {fields.LabelGross, fields.LabelTotal, fields.LabelPayable},
		payable: {fields.LabelPayable, fields.LabelGross, fields.LabelTotal},
	}[r]
	if a.Second {
		return c.doc.Origin(a.Spot, invoer.Because("second-reading", c.doc.Printed(a.Spot)))
	}
	why := invoer.Because("amount-on-page")
	if w, by := fields.Weigh(a.Sightings, labels...); w > 0.2 {
		why = by.Reason()
	}
	return c.doc.Origin(a.Spot, why)
}
