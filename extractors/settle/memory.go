package settle

import (
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// stoodHere is the feature of a candidate that stands where its field stood on
// earlier documents of the supplier.
const stoodHere = "known: stood here before"

// remind adds to candidates what is remembered of the places of their field.
// What is left to be paid has no place: where it was paid already the amount
// stands there all the same.
func remind[T any](c *chooser, field string, all []candidate[T]) {
	if len(c.memory[field]) == 0 || field == "amount_due" {
		return
	}
	for i := range all {
		o := all[i].origin
		stood := c.memory.StoodAt(c.doc, field, o.Page, o.Box)
		all[i].features = slices.Clone(all[i].features) // others may hold them too
		all[i].features.Add(stoodHere, stood)
	}
}

// remembered adds to an amount what is remembered of the places of the totals.
func (c *chooser) remembered(a fields.Amount) [roleCount]float64 {
	var stood [roleCount]float64
	for r, field := range map[role]string{net: "total_excl", vat: "total_vat", total: "total_incl"} {
		stood[r] = c.memory.Stood(c.doc, field, a.Spot)
	}
	return stood
}

// placed is how surely a sum's figures stand where those of earlier documents
// stood.
func (c *chooser) placed(s sum) float64 {
	if len(c.memory) == 0 {
		return 0
	}
	stood, parts := 0.0, 0.0
	for r, part := range map[role]struct {
		field  string
		figure *figure
	}{net: {"total_excl", s.net}, vat: {"total_vat", s.vat}, total: {"total_incl", s.total}} {
		if len(c.memory[part.field]) == 0 {
			continue
		}
		parts++
		if part.figure != nil {
			o := c.doc.Origin(part.figure.at[r].Spot, invoer.Reason{})
			stood += c.memory.StoodAt(c.doc, part.field, o.Page, o.Box)
		}
	}
	if parts == 0 {
		return 0
	}
	return stood / parts
}
