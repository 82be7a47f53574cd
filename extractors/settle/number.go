package settle

import (
	"github.com/invoer/invoer"
)

// number chooses the number of the invoice.
func (c *chooser) number() {
	var all []candidate[string]
	for _, n := range c.doc.Numbers(c.today) {
		all = append(all, candidate[string]{
			value: n.Value, text: n.Value, origin: c.doc.Origin(n.Spot, n.Why), quality: c.doc.Quality(n.Spot), features: n.Features,
		})
	}
	v := choose(c, "invoice_number", all)
	if v.ok {
		c.inv.Number = fieldOf(v)
	}
}

// fieldOf makes a field of a verdict.
func fieldOf[T comparable](v verdict[T]) invoer.Field[T] {
	return invoer.Field[T]{Value: v.value, Confidence: v.sure, Origin: v.origin, Alternatives: v.rest}
}
