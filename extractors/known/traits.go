package known

import (
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// Traits are what an approved document tells of its supplier for the next one:
// its contacts, and where each field stood. A value that a person typed without
// pointing at it is looked for on the pages.
func Traits(pages []invoer.Page, inv invoer.Invoice) invoer.Traits {
	doc := fields.Open(pages)
	t := invoer.Traits{Places: []invoer.Place{}}
	t.Domains, t.Phones = contacts(doc)
	for _, v := range inv.Values() {
		if v.Text == "" || v.Name == "currency" || v.Name == "supplier_name" {
			continue
		}
		if s, ok := spotOf(doc, v); ok {
			t.Places = append(t.Places, placeOf(doc, v.Name, s))
		}
	}
	return t
}

// spotOf is where a value stands: where its reader saw it, else where it is
// printed. A due date that was computed stands where its terms do.
func spotOf(doc *fields.Document, v invoer.Value) (fields.Spot, bool) {
	seen := v.Origin
	if seen.Reader == "computed" && v.Name != "due_date" || seen.Reader == "qr" {
		return fields.Spot{}, false
	}
	if seen.Page > 0 && seen.Box != (invoer.Box{}) {
		return spotAt(doc, seen.Page, seen.Box)
	}
	return labelled(doc, printed(doc, v))
}

// labelled is the first of the spots with words before it, else the first.
func labelled(doc *fields.Document, spots []fields.Spot) (fields.Spot, bool) {
	for _, s := range spots {
		if labelOf(doc, s) != "" {
			return s, true
		}
	}
	if len(spots) == 0 {
		return fields.Spot{}, false
	}
	return spots[0], true
}

// printed are the spots where a value is printed, in any spelling.
func printed(doc *fields.Document, v invoer.Value) []fields.Spot {
	switch v.Name {
	case "invoice_date", "due_date":
		return spotsOf(doc.Dates(invoer.Date{}), func(d fields.DateCandidate) (fields.Spot, string) { return d.Spot, d.Date.String() }, v.Text)
	case "total_excl", "total_vat", "total_incl", "amount_due":
		return spotsOf(doc.Amounts(), func(a fields.Amount) (fields.Spot, string) { return a.Spot, a.Money.Abs().String() }, strings.TrimPrefix(v.Text, "-"))
	case "supplier_iban":
		return spotsOf(doc.IBANs(), func(n fields.Checked[invoer.IBAN]) (fields.Spot, string) { return n.Spot, string(n.Value) }, v.Text)
	case "supplier_vat", "customer_vat":
		return spotsOf(doc.VATNumbers(), func(n fields.Checked[invoer.VATNumber]) (fields.Spot, string) { return n.Spot, string(n.Value) }, v.Text)
	case "structured_ref":
		return spotsOf(doc.References(), func(n fields.Checked[invoer.Reference]) (fields.Spot, string) { return n.Spot, string(n.Value) }, v.Text)
	}
	return textSpots(doc, v.Text)
}

func spotsOf[T any](all []T, describe func(T) (fields.Spot, string), text string) []fields.Spot {
	var found []fields.Spot
	for _, one := range all {
		if s, value := describe(one); value == text {
			found = append(found, s)
		}
	}
	return found
}

// textSpots are where a text is printed as words of its own.
func textSpots(doc *fields.Document, text string) []fields.Spot {
	var found []fields.Spot
	for s, cell := range doc.Cells {
		from := strings.Index(" "+cell.Text+" ", " "+text+" ")
		if from < 0 {
			from = strings.Index(strings.ToLower(cell.Text), strings.ToLower(text))
		}
		if from >= 0 && from+len(text) <= len(cell.Text) {
			s.From, s.To = from, from+len(text)
			found = append(found, s)
		}
	}
	return found
}
