package settle

import (
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// account chooses the account number to pay to: none of the receiver's own;
// what a payment code says is one more place where it stands.
func (c *chooser) account() {
	var all []candidate[invoer.IBAN]
	for i, n := range c.doc.IBANs() {
		if slices.Contains(c.own.IBANs, n.Value) || debited(n.Sightings) && !c.towards(n.Spot) {
			continue
		}
		one := checkedOf(c, n)
		one.features.Add("place: first account", weights.Flag(i == 0))
		one.features.Add("place: bottom", weights.Flag(c.doc.Depth(n.Spot) > 0.85))
		labelled, _ := fields.Weigh(n.Sightings, fields.LabelAccount)
		one.features.Add("label: account", labelled)
		customer, _ := fields.Weigh(n.Sightings, fields.LabelCustomer, fields.LabelYourVATNo)
		one.features.Add("label: customer", customer)
		one.features.Add("the supplier's country", weights.Flag(c.inv.Supplier.VAT.Present() && string(n.Value[:2]) == string(c.inv.Supplier.VAT.Value[:2])))
		all = append(all, one)
	}
	if c.code.account != "" {
		all = append(all, coded(c.code.account, string(c.code.account), c.code.origin()))
	}
	if v := choose(c, "supplier_iban", all); v.ok {
		c.inv.Account = fieldOf(v)
	}
}

// debited tells whether the words right before an account number say that it is
// the one from which the customer pays, as a notice of a direct debit has it.
func debited(sightings []fields.Sighting) bool {
	theirs, _ := fields.Weigh(sightings, fields.LabelDebited)
	payee, _ := fields.Weigh(sightings, fields.LabelAccount, fields.LabelHolder)
	return theirs > 0.6 && theirs > payee
}

// towards tells whether the word right before an account number says that money
// goes there ("de votre compte au BE68 …").
func (c *chooser) towards(s fields.Spot) bool {
	before := strings.Fields(c.doc.Cell(s).Text[:s.From])
	return len(before) > 0 && destination[fields.Fold(before[len(before)-1])]
}

// destination are words for it. "Op" and "sur" are none: an account is debited on
// them as well.
var destination = map[string]bool{"naar": true, "aan": true, "au": true, "vers": true, "auf": true, "an": true, "to": true}

// coded is what a payment code says.
func coded[T any](value T, text string, origin invoer.Origin) candidate[T] {
	one := candidate[T]{value: value, text: text, origin: origin, quality: invoer.Certain}
	one.features.Add("payment code", 1)
	return one
}

// checkedOf is a candidate whose check digits agree, which tells more of how
// well it was read than its reader does.
func checkedOf[T ~string](c *chooser, n fields.Checked[T]) candidate[T] {
	one := candidate[T]{
		value: n.Value, text: string(n.Value), repaired: n.Repaired || n.Second, quality: invoer.Certain,
		origin: c.doc.Origin(n.Spot, n.Why(c.doc.Printed(n.Spot))),
	}
	one.features.Add("look: repaired", weights.Flag(n.Repaired))
	one.features.Add("look: without signs or country", weights.Flag(n.Bare))
	return one
}

// reference chooses the structured communication or creditor reference; twelve
// digits without signs are believed only beside a label.
func (c *chooser) reference() {
	var all []candidate[invoer.Reference]
	for _, n := range c.doc.References() {
		labelled, _ := fields.Weigh(n.Sightings, fields.LabelReference)
		if n.Bare && labelled < 0.4 {
			continue
		}
		one := checkedOf(c, n)
		one.features.Add("label: reference", labelled)
		all = append(all, one)
	}
	if c.code.reference != "" {
		all = append(all, coded(c.code.reference, string(c.code.reference), c.code.origin()))
	}
	if v := choose(c, "structured_ref", all); v.ok {
		c.inv.Reference = fieldOf(v)
	}
}
