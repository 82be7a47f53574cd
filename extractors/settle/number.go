package settle

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// number chooses the number of the invoice.
func (c *chooser) number() {
	var all []candidate[string]
	for _, n := range c.doc.Numbers(c.today) {
		all = append(all, candidate[string]{
			value: n.Value, text: n.Value, origin: c.doc.Origin(n.Spot, n.Why), quality: c.doc.Quality(n.Spot), features: n.Features,
		})
	}
	for _, s := range c.memory.Words(c.doc, "invoice_number") {
		all = append(all, c.unlabelled(s))
	}
	v := choose(c, "invoice_number", all)
	if v.ok {
		c.inv.Number = fieldOf(v)
	}
}

// unlabelled is a word that stands where the number stood before.
func (c *chooser) unlabelled(s fields.Spot) candidate[string] {
	word := c.doc.Printed(s)
	return candidate[string]{
		value: word, text: word, origin: c.doc.Origin(s, invoer.Because("stood-here-before")), quality: c.doc.Quality(s),
	}
}

// fieldOf makes a field of a verdict.
func fieldOf[T comparable](v verdict[T]) invoer.Field[T] {
	return invoer.Field[T]{Value: v.value, Confidence: v.sure, Origin: v.origin, Alternatives: v.rest}
}
