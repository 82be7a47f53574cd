package settle

import (
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// tillFeature says that a document is a till receipt.
var tillFeature = weights.Feature{Name: "document: till receipt", Value: 1}

// numbers chooses the VAT numbers of supplier and customer, whose names are
// nil where they are not known.
func (c *chooser) numbers(supplier, customer side) {
	var suppliers, customers []candidate[invoer.VATNumber]
	all := c.doc.VATNumbers()
	senders := c.senders(all, supplier)
	for i, n := range all {
		labelled, _ := fields.Weigh(n.Sightings, fields.LabelVATNo, fields.LabelYourVATNo)
		if n.Bare && labelled < 0.3 && !dotted(c.doc.Printed(n.Spot)) || labelled < 0.3 && !neighbour(n.Value) {
			continue // digits that pass by chance
		}
		one := candidate[invoer.VATNumber]{
			value: n.Value, text: string(n.Value), repaired: n.Repaired || n.Second, quality: invoer.Certain,
			origin: c.doc.Origin(n.Spot, n.Why(c.doc.Printed(n.Spot))), features: c.holding(n, supplier, customer),
		}
		one.features.Add("place: first number", weights.Flag(i == 0))
		one.features.Add("another number stands with the sender", weights.Flag(len(senders) > 0 && !senders[n.Value]))
		if !slices.Contains(c.own.VATs, n.Value) {
			suppliers = append(suppliers, one)
		}
		customers = append(customers, one)
	}
	s, b := couple(c, [2]string{"supplier_vat", "customer_vat"}, suppliers, customers, func(s, b invoer.VATNumber) bool { return s == b })
	if s.ok {
		c.inv.Supplier.VAT = invoer.Field[invoer.VATNumber]{Value: s.value, Confidence: s.sure, Origin: s.origin}
	}
	if b.ok {
		c.inv.Customer.VAT = invoer.Field[invoer.VATNumber]{Value: b.value, Confidence: b.sure, Origin: b.origin}
	}
}

// senders are the numbers that stand where the sender's does: beside bank
// details, at the foot, or in the supplier's block.
func (c *chooser) senders(all []fields.Checked[invoer.VATNumber], supplier side) map[invoer.VATNumber]bool {
	found := map[invoer.VATNumber]bool{}
	for _, n := range all {
		if c.doc.Depth(n.Spot) > 0.85 || supplier != nil && supplier.Near(n.Spot) || c.doc.BesideBank(n.Spot) {
			found[n.Value] = true
		}
	}
	return found
}

// neighbour tells whether a number is of Belgium or a country beside it, or one of
// another country whose check digits agree.
func neighbour(n invoer.VATNumber) bool {
	right, _ := fields.CheckDigits(n)
	return right || slices.Contains([]string{"BE", "NL", "FR", "DE", "LU"}, string(n[:2]))
}

// dotted tells whether a number is printed as enterprise numbers are.
func dotted(printed string) bool { return strings.Count(printed, ".") == 2 }

// holding is what tells whose a VAT number is.
func (c *chooser) holding(n fields.Checked[invoer.VATNumber], supplier, customer side) weights.Features {
	var f weights.Features
	yours, _ := fields.Weigh(n.Sightings, fields.LabelYourVATNo)
	mine, _ := fields.Weigh(n.Sightings, fields.LabelVATNo)
	f.Add("label: your VAT number", yours)
	f.Add("label: VAT number", mine)
	f.Add("own company", weights.Flag(slices.Contains(c.own.VATs, n.Value)))
	sellers, buyers := supplier != nil && supplier.Near(n.Spot), customer != nil && customer.Near(n.Spot)
	if supplier != nil {
		f.Add("place: in the supplier's block", weights.Flag(sellers))
		f.Add("place: under the supplier", weights.Flag(!sellers && !buyers && c.doc.Under(n.Spot, supplier.Spot)))
	}
	if customer != nil {
		f.Add("place: in the customer's block", weights.Flag(buyers))
		f.Add("place: under the customer", weights.Flag(!sellers && !buyers && c.doc.Under(n.Spot, customer.Spot)))
	} else {
		f.Add("no customer is named", 1)
	}
	depth := c.doc.Depth(n.Spot)
	f.Add("place: beside bank details", weights.Flag(c.doc.BesideBank(n.Spot)))
	f.Add("place: bottom", weights.Flag(depth > 0.85))
	f.Add("place: top", weights.Flag(depth < 0.1))
	f.Add("look: without country", weights.Flag(n.Bare))
	f.Add("look: of another country", weights.Flag(!strings.HasPrefix(string(n.Value), "BE")))
	if c.inv.Kind == invoer.KindReceipt {
		f = append(f, tillFeature)
	}
	return f
}
