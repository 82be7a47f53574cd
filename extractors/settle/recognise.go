package settle

import (
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/known"
)

// recognise makes a supplier that is known the supplier of the document, under
// the name by which it is known. What is printed stays the origin.
func (c *chooser) recognise() {
	if len(c.before.Suppliers) == 0 {
		return
	}
	m, ok := known.Recognise(known.Witnesses(c.doc), c.before, c.inv.Supplier)
	if !ok {
		return
	}
	c.memory = known.Remember(m.Supplier.Places)
	c.nameKnown(m)
	c.numberKnown(m)
	if fields.SameName(c.inv.Customer.Name.Value, m.Supplier.Name) {
		c.inv.Customer.Name = invoer.Field[string]{}
	}
}

func (c *chooser) nameKnown(m known.Match) {
	printed := c.inv.Supplier.Name
	name := invoer.Field[string]{Value: m.Supplier.Name, Confidence: m.Sure()}
	switch {
	case name.Value == "":
		return
	case name.Value == printed.Value:
		name = printed
		name.Confidence = max(printed.Confidence, m.Sure())
	case printed.Present():
		name.Origin = printed.Origin
		name.Origin.Reader, name.Origin.Why = "known", invoer.Because("known-by-name-printed", strings.Join(m.By, ", "), printed.Value)
		name.Alternatives = append([]string{printed.Value}, printed.Alternatives...)
	default:
		name.Origin = invoer.Origin{Reader: "known", Why: invoer.Because("known-supplier", strings.Join(m.By, ", "))}
	}
	c.inv.Supplier.Name = name
}

func (c *chooser) numberKnown(m known.Match) {
	vat := m.Supplier.VAT
	printed := c.inv.Supplier.VAT
	switch {
	case vat == "":
		return
	case vat == printed.Value:
		c.inv.Supplier.VAT.Confidence = max(printed.Confidence, m.Sure())
		return
	}
	number := invoer.Field[invoer.VATNumber]{Value: vat, Confidence: m.Sure(), Origin: c.numberOrigin(m)}
	if printed.Present() {
		number.Alternatives = append([]invoer.VATNumber{printed.Value}, printed.Alternatives...)
	}
	c.inv.Supplier.VAT = number
	if c.inv.Customer.VAT.Value == vat {
		c.inv.Customer.VAT = invoer.Field[invoer.VATNumber]{}
	}
}

// numberOrigin is where the number of a known supplier is printed, if it is.
func (c *chooser) numberOrigin(m known.Match) invoer.Origin {
	all := c.doc.VATNumbers()
	i := slices.IndexFunc(all, func(n fields.Checked[invoer.VATNumber]) bool { return n.Value == m.Supplier.VAT })
	why := invoer.Because("known-supplier", strings.Join(m.By, ", "))
	if i < 0 {
		return invoer.Origin{Reader: "known", Why: why}
	}
	return c.doc.Origin(all[i].Spot, why)
}
