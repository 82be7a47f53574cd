package settle

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// A side is a party's name on the document; nil where it is not known.
type side = *fields.NameCandidate

// parties chooses supplier and customer: the two names that fit best together,
// then the numbers that stand by them.
func (c *chooser) parties() {
	var suppliers, customers []candidate[side]
	names := c.doc.Names(c.own)
	bare := weights.Flag(c.inv.Kind == invoer.KindOther && len(c.doc.Amounts()) == 0 && len(c.doc.VATNumbers()) == 0)
	for i := range names {
		n := &names[i]
		one := candidate[side]{value: n, text: n.Name, origin: c.doc.Origin(n.Spot, n.Why), quality: c.doc.Quality(n.Spot), features: n.Features}
		one.features.Add("document: neither amounts nor numbers", bare)
		one.features.Add(tillFeature.Name, weights.Flag(c.inv.Kind == invoer.KindReceipt))
		if !n.Own {
			suppliers = append(suppliers, one)
		}
		if c.inv.Kind != invoer.KindReceipt || n.Own || n.Addressed() {
			customers = append(customers, one)
		}
	}
	supplier, customer := couple(c, [2]string{"supplier_name", "customer_name"}, suppliers, customers, func(s, b side) bool {
		return fields.SameName(s.Name, b.Name)
	})
	c.numbers(supplier.value, customer.value)
	if supplier.ok {
		c.inv.Supplier.Name = nameOf(supplier)
	}
	if customer.ok {
		c.inv.Customer.Name = nameOf(customer)
	}
}

func nameOf(v verdict[side]) invoer.Field[string] {
	field := invoer.Field[string]{Value: v.value.Name, Confidence: v.sure, Origin: v.origin}
	for _, other := range v.rest {
		field.Alternatives = append(field.Alternatives, other.Name)
	}
	return field
}

// The most contenders of each side that are tried together.
const mostCouples = 12

// couple chooses a value for each of two fields that cannot both have the same
// one: the two that are best together, each better than leaving its field out.
func couple[T any](c *chooser, names [2]string, first, second []candidate[T], same func(a, b T) bool) (one, other verdict[T]) {
	left, right := rank(c.model, names[0], first), rank(c.model, names[1], second)
	leave := [2]float64{c.model.Leave(names[0]), c.model.Leave(names[1])}
	i, j, top := -1, -1, leave[0]+leave[1]
	for a := -1; a < min(len(left), mostCouples); a++ {
		for b := -1; b < min(len(right), mostCouples); b++ {
			if a >= 0 && b >= 0 && same(left[a].value, right[b].value) {
				continue
			}
			if together := oddsAt(left, a, leave[0]) + oddsAt(right, b, leave[1]); together > top {
				i, j, top = a, b, together
			}
		}
	}
	return decided(c, names[0], first, left, i), decided(c, names[1], second, right, j)
}

// oddsAt are those of a contender, or of leaving the field out for -1.
func oddsAt[T any](list []contender[T], i int, leave float64) float64 {
	if i < 0 {
		return leave
	}
	return list[i].odds
}

// decided is the verdict for a contender, or for none with -1.
func decided[T any](c *chooser, field string, all []candidate[T], list []contender[T], i int) verdict[T] {
	if i < 0 {
		record(c, Question{Field: field}, all)
		return verdict[T]{}
	}
	return elect(c, field, all, list, i)
}
