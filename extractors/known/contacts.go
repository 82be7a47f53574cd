package known

import (
	"regexp"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium/register"
	"github.com/invoer/invoer/extractors/fields"
)

// phonePattern is a telephone number as it is printed in Belgium and beside
// it: with country code or a leading zero, digits in groups.
var phonePattern = regexp.MustCompile(`(?:\+\d{2}|\b00\d{2}|\b0)[ ./-]{0,2}(?:\(0\)[ ./-]?)?\d(?:[ ./-]{0,2}\d){6,11}\b`)

// The most contacts of a document that are looked at.
const mostContacts = 20

// contacts are the domains and telephone numbers of a document, as they are
// compared.
func contacts(doc *fields.Document) (domains, phones []string) {
	for _, cell := range doc.Cells {
		for _, domain := range fields.Domains(cell.Text) {
			if len(domains) < mostContacts {
				domains = add(domains, domain)
			}
		}
		if len(phones) == mostContacts || len(cell.Text) > 300 || !strings.ContainsAny(cell.Text, "0123456789") {
			continue
		}
		for _, printed := range phonePattern.FindAllString(numberless(cell.Text), 4) {
			if key := register.PhoneKey(printed); key != "" && len(phones) < mostContacts {
				phones = add(phones, key)
			}
		}
	}
	return domains, phones
}

// numberless is a text whose dates, account and enterprise numbers are blanked,
// which look like telephone numbers.
func numberless(text string) string {
	blank := func(spots ...fields.Spot) {
		for _, b := range spots {
			text = text[:b.From] + strings.Repeat("x", b.To-b.From) + text[b.To:]
		}
	}
	for _, d := range fields.DatesIn(text, fields.DayFirst, invoer.Date{}) {
		blank(fields.Spot{From: d.From, To: d.To})
	}
	for _, n := range fields.IBANIn(text, false) {
		blank(n.Spot)
	}
	for _, n := range fields.VATNumberIn(text, false) {
		blank(n.Spot)
	}
	for _, n := range fields.ReferenceIn(text, false) {
		blank(n.Spot)
	}
	return text
}
