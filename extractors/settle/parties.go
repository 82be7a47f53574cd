package settle

import (
	"cmp"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// The scores below which a name is not believed to be a party's.
const (
	leastSupplier = 0.8
	leastCustomer = 1
)

// parties chooses supplier and customer: the pair of names that fits best, then
// the numbers that stand by them.
func (c *chooser) parties() {
	names := c.doc.Names(c.own)
	supplier, customer := pair(names)
	if c.inv.Kind == invoer.KindReceipt && customer != nil && customer.Customer < 2.5 {
		customer = nil // a till does not know its customers
	}
	if supplier != nil && supplier.Supplier < leastSupplier {
		supplier = nil
	}
	if customer != nil && customer.Customer < leastCustomer {
		customer = nil
	}
	c.numbers(supplier, customer)
	if supplier != nil {
		c.inv.Supplier.Name = c.name(*supplier, supplier.Supplier, "supplier_name")
		c.inv.Supplier.Name.Alternatives = others(names, func(n fields.NameCandidate) float64 { return n.Supplier }, supplier.Name)
	}
	if customer != nil {
		c.inv.Customer.Name = c.name(*customer, customer.Customer, "customer_name")
		c.inv.Customer.Name.Alternatives = others(names, func(n fields.NameCandidate) float64 { return n.Customer }, customer.Name)
	}
}

func (c *chooser) name(n fields.NameCandidate, score float64, field string) invoer.Field[string] {
	return invoer.Field[string]{Value: n.Name, Confidence: confidence(field, score), Origin: c.doc.Origin(n.Spot, n.Why)}
}

// pair chooses the two names whose scores together are best; they are not of
// one company.
func pair(names []fields.NameCandidate) (supplier, customer *fields.NameCandidate) {
	bySupplier := best(names, func(n fields.NameCandidate) float64 { return n.Supplier })
	byCustomer := best(names, func(n fields.NameCandidate) float64 { return n.Customer })
	top := -1000.0
	for _, s := range bySupplier {
		for _, b := range byCustomer {
			if fields.SameName(s.Name, b.Name) {
				continue
			}
			if together := s.Supplier + 0.8*b.Customer; together > top {
				supplier, customer, top = s, b, together
			}
		}
	}
	if supplier == nil && len(bySupplier) > 0 {
		supplier = bySupplier[0]
	}
	return supplier, customer
}

// best gives the dozen candidates of the highest score.
func best(names []fields.NameCandidate, score func(fields.NameCandidate) float64) []*fields.NameCandidate {
	sorted := make([]*fields.NameCandidate, 0, len(names))
	for i := range names {
		if score(names[i]) > -10 {
			sorted = append(sorted, &names[i])
		}
	}
	slices.SortStableFunc(sorted, func(a, b *fields.NameCandidate) int { return cmp.Compare(score(*b), score(*a)) })
	return sorted[:min(12, len(sorted))]
}

func others(names []fields.NameCandidate, score func(fields.NameCandidate) float64, chosen string) []string {
	var list []string
	for _, n := range best(names, score) {
		if n.Name != chosen && !slices.Contains(list, n.Name) && len(list) < 4 {
			list = append(list, n.Name)
		}
	}
	return list
}

// A holder is a VAT number with what speaks for either party.
type holder struct {
	fields.Checked[invoer.VATNumber]
	supplier, customer float64
}

// numbers chooses the VAT numbers of supplier and customer.
func (c *chooser) numbers(supplier, customer *fields.NameCandidate) {
	holders := c.holders(supplier, customer)
	var s, b *holder
	top := 0.0
	for i := range holders {
		for j := range holders {
			if holders[i].Value == holders[j].Value {
				continue
			}
			if together := holders[i].supplier + holders[j].customer; together > top && holders[i].supplier > 0 && holders[j].customer > 0 {
				s, b, top = &holders[i], &holders[j], together
			}
		}
	}
	for i := range holders {
		h := &holders[i]
		if h.supplier > top && h.supplier > h.customer {
			s, b, top = h, nil, h.supplier
		}
		if h.customer > top && h.customer > h.supplier {
			s, b, top = nil, h, h.customer
		}
	}
	if s != nil {
		c.inv.Supplier.VAT = c.vat(*s, s.supplier-max(0, s.customer), "supplier_vat")
	}
	if b != nil {
		c.inv.Customer.VAT = c.vat(*b, b.customer-max(0, b.supplier), "customer_vat")
	}
}

func (c *chooser) vat(h holder, score float64, field string) invoer.Field[invoer.VATNumber] {
	return invoer.Field[invoer.VATNumber]{
		Value: h.Value, Confidence: confidence(field, score),
		Origin: c.doc.Origin(h.Spot, h.Why(c.doc.Printed(h.Spot))),
	}
}

// holders weighs each VAT number of the document by its places.
func (c *chooser) holders(supplier, customer *fields.NameCandidate) []holder {
	var list []holder
	for _, n := range c.doc.VATNumbers() {
		labelled, _ := fields.Weigh(n.Sightings, fields.LabelVATNo, fields.LabelYourVATNo)
		if n.Bare && labelled < 0.3 && !dotted(c.doc.Printed(n.Spot)) {
			continue
		}
		if labelled < 0.3 && !neighbour(n.Value) {
			continue // two capitals and digits, by chance
		}
		h := holder{Checked: n}
		h.supplier, h.customer = c.weighHolder(n, supplier, customer)
		i := slices.IndexFunc(list, func(o holder) bool { return o.Value == h.Value })
		if i < 0 {
			list = append(list, h)
			continue
		}
		list[i].customer = max(list[i].customer, h.customer)
		list[i].supplier = max(list[i].supplier, h.supplier) + 0.4
		if h.customer > 2 {
			list[i].supplier = min(list[i].supplier, h.supplier)
		}
	}
	return list
}

// neighbour tells whether a number is of Belgium or a country beside it.
func neighbour(n invoer.VATNumber) bool {
	return slices.Contains([]string{"BE", "NL", "FR", "DE", "LU"}, string(n[:2]))
}

// dotted tells whether a number is printed as enterprise numbers are.
func dotted(printed string) bool { return strings.Count(printed, ".") == 2 }

func (c *chooser) weighHolder(n fields.Checked[invoer.VATNumber], supplier, customer *fields.NameCandidate) (s, b float64) {
	s, b = 0.6, 0.1
	if slices.Contains(c.own.VATs, n.Value) {
		return -100, 8
	}
	yours, _ := fields.Weigh(n.Sightings, fields.LabelYourVATNo)
	s, b = s-3*yours, b+3*yours
	if customer != nil && (customer.Near(n.Spot) || c.doc.Under(n.Spot, customer.Spot)) {
		s, b = s-1.5, b+2
	}
	if supplier != nil && (supplier.Near(n.Spot) || c.doc.Under(n.Spot, supplier.Spot)) {
		s, b = s+2, b-1
	}
	if c.doc.BesideBank(n.Spot) {
		s, b = s+1, b-0.5
	}
	if depth := c.doc.Depth(n.Spot); depth > 0.85 {
		s, b = s+1, b-0.8
	} else if depth < 0.1 {
		s += 0.4
	}
	return s, b
}
