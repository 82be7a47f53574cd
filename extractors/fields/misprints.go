package fields

import (
	"regexp"
	"strings"

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
	wholeRF   = figures(`\bRF ?\d{2}(?: ?[A-Z0-9]{4}){1,5}(?: ?[A-Z0-9]{1,3})?$`)
	wholeOGM  = figures(`[+*]{3} ?\d{3} ?/ ?\d{4} ?/ ?\d{5} ?[+*]{3}`)
)

// Misprints finds account numbers, VAT numbers and references that have all their
// digits and yet wrong check digits: those of other countries where their form, or a
// label, says what they are.
func (d *Document) Misprints() []Misprint {
	found := d.foreignNumbers()
	for s, cell := range d.Cells {
		found = append(found, foreignAccounts(s, cell.Text)...)
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

// foreignNumbers are VAT numbers of other countries that a label says to be such.
// They stay candidates: some of a country may be computed in another way.
func (d *Document) foreignNumbers() []Misprint {
	var found []Misprint
	for _, n := range d.VATNumbers() {
		labelled, _ := Weigh(n.Sightings, LabelVATNo, LabelYourVATNo)
		if right, known := CheckDigits(n.Value); known && !right && labelled > 0.3 {
			found = append(found, Misprint{"supplier_vat", d.Printed(n.Spot), n.Spot})
		}
	}
	return found
}

// accountForms are the forms of account numbers behind the country and its check
// digits (ISO 13616 register), of the countries that most invoices come from.
var accountForms = map[string]*regexp.Regexp{
	"NL": form(`[A-Z]{4}\d{10}`), "DE": form(`\d{18}`), "FR": form(`\d{10}[A-Z0-9]{11}\d{2}`), "LU": form(`\d{3}[A-Z0-9]{13}`), "GB": form(`[A-Z]{4}\d{14}`),
	"IE": form(`[A-Z]{4}\d{14}`), "ES": form(`\d{20}`), "IT": form(`[A-Z]\d{10}[A-Z0-9]{12}`), "AT": form(`\d{16}`), "PT": form(`\d{21}`), "CH": form(`\d{5}[A-Z0-9]{12}`),
}

// foreignAccounts are those of a text that have the form of their country's account
// numbers.
func foreignAccounts(s Spot, text string) []Misprint {
	var found []Misprint
	for _, m := range ibanPattern.FindAllStringIndex(text, 4) {
		country := text[m[0] : m[0]+2]
		pattern, known := accountForms[country]
		to := behindSigns(text, m[0], ibanLengths[country])
		if !known || to == 0 || m[0] > 0 && lettered(rune(text[m[0]-1])) || to < len(text) && lettered(rune(text[to])) {
			continue
		}
		printed := text[m[0]:to]
		if _, err := invoer.ParseIBAN(printed); err != nil && pattern.MatchString(squeeze(printed)[4:]) {
			found = append(found, Misprint{"supplier_iban", printed, Spot{s.Page, s.Line, s.Cell, m[0], to}})
		}
	}
	return found
}

// behindSigns is the place behind so many letters and digits of a text, and 0 where
// it has fewer.
func behindSigns(text string, from, count int) int {
	for i := from; i < len(text); i++ {
		if !strings.ContainsRune(" .-", rune(text[i])) {
			count--
		}
		if count == 0 {
			return i + 1
		}
	}
	return 0
}

var misprinted = []struct {
	field string
	form  figured
	parse func(string) error
}{
	{"supplier_iban", wholeIBAN, func(s string) error { _, err := invoer.ParseIBAN(s); return err }},
	{"supplier_vat", wholeVAT, func(s string) error { _, err := invoer.ParseVATNumber(s); return err }},
	{"structured_ref", wholeRF, func(s string) error { _, err := invoer.ParseReference(s); return err }},
	{"structured_ref", wholeOGM, func(s string) error { _, err := invoer.ParseReference(s); return err }},
}
