package settle

import (
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// account is the first account number of the page that is not the receiver's,
// or what the payment code says.
func (c *chooser) account() {
	if c.code.account != "" {
		c.inv.Account = invoer.Field[invoer.IBAN]{Value: c.code.account, Confidence: confidence("supplier_iban", 2), Origin: c.code.origin()}
		return
	}
	for _, n := range c.doc.IBANs() {
		if slices.Contains(c.own.IBANs, n.Value) {
			continue
		}
		if !c.inv.Account.Present() {
			c.inv.Account = invoer.Field[invoer.IBAN]{Value: n.Value, Confidence: confidence("supplier_iban", sureness(n)), Origin: c.doc.Origin(n.Spot, n.Why(c.doc.Printed(n.Spot)))}
			continue
		}
		if n.Value != c.inv.Account.Value && !slices.Contains(c.inv.Account.Alternatives, n.Value) {
			c.inv.Account.Alternatives = append(c.inv.Account.Alternatives, n.Value)
		}
	}
}

// sureness of a checked value: a repaired one less.
func sureness[T comparable](n fields.Checked[T]) float64 {
	if n.Repaired || n.Bare {
		return 0.5
	}
	return 1
}

// reference is the structured communication or creditor reference; twelve
// digits without signs are believed only beside a label.
func (c *chooser) reference() {
	if c.code.reference != "" {
		c.inv.Reference = invoer.Field[invoer.Reference]{Value: c.code.reference, Confidence: confidence("structured_ref", 2), Origin: c.code.origin()}
		return
	}
	var best fields.Checked[invoer.Reference]
	top := 0.0
	for _, n := range c.doc.References() {
		labelled, _ := fields.Weigh(n.Sightings, fields.LabelReference)
		if n.Bare && labelled < 0.4 {
			continue
		}
		if score := sureness(n) + 0.5*labelled; score > top {
			best, top = n, score
		}
	}
	if top > 0 {
		c.inv.Reference = invoer.Field[invoer.Reference]{Value: best.Value, Confidence: confidence("structured_ref", top), Origin: c.doc.Origin(best.Spot, best.Why(c.doc.Printed(best.Spot)))}
	}
}
