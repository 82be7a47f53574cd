package fields

import (
	"github.com/invoer/invoer"
)

// A Misprint is a number that looks like one with check digits which do not
// agree. It is no candidate; a person should know of it.
type Misprint struct {
	Field   string // of the contract
	Printed string
	Spot    Spot
}

var (
	wholeIBAN = figures(`\bBE ?\d{2}(?:[ .-]?\d{4}){3}\b`)
	wholeVAT  = figures(`\bBE[ .-]?[01]\d{3}[ .]?\d{3}[ .]?\d{3}\b`)
	wholeOGM  = figures(`[+*]{3} ?\d{3} ?/ ?\d{4} ?/ ?\d{5} ?[+*]{3}`)
)

// Misprints finds Belgian account numbers, VAT numbers and structured
// communications that have all their digits and yet wrong check digits.
func (d *Document) Misprints() []Misprint {
	var found []Misprint
	for s, cell := range d.Cells {
		for _, kind := range misprinted {
			for _, m := range kind.form.FindAllStringIndex(cell.Text, 4) {
				printed := cell.Text[m[0]:m[1]]
				if kind.parse(printed) != nil {
					found = append(found, Misprint{kind.field, printed, Spot{s.Page, s.Line, s.Cell, m[0], m[1]}})
				}
			}
		}
	}
	return found
}

var misprinted = []struct {
	field string
	form  figured
	parse func(string) error
}{
	{"supplier_iban", wholeIBAN, func(s string) error { _, err := invoer.ParseIBAN(s); return err }},
	{"supplier_vat", wholeVAT, func(s string) error { _, err := invoer.ParseVATNumber(s); return err }},
	{"structured_ref", wholeOGM, func(s string) error { _, err := invoer.ParseReference(s); return err }},
}
