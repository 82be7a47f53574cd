package settle

import (
	"fmt"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/known"
)

const zetter = invoer.VATNumber("BE0477574154")

// letter is a document of a supplier whose number stands where one would not
// look for it, and whose order number stands where one would.
func letter(number, order string) []invoer.Page {
	return pages("Drukkerij De Zetter bv", "BTW BE 0477.574.154", "Factuurnummer klant:   "+order, "Vrachtbrief   "+number,
		"Datum   12/03/2026", "Totaal   121,00")
}

// taught is the supplier after documents whose number a person typed.
func taught(t *testing.T, numbers ...string) invoer.Supplier {
	t.Helper()
	s := invoer.Supplier{Name: "Drukkerij De Zetter", VAT: zetter, Times: len(numbers)}
	for _, number := range numbers {
		doc := letter(number, "88123")
		if number == "88123" { // a person's mistake
			doc = letter("V-77", "88123")
		}
		inv := Invoice(doc, invoer.Known{Today: today})
		if err := inv.Correct("invoice_number", number, invoer.Origin{}, "an"); err != nil {
			t.Fatal(err)
		}
		s.Places = append(s.Places, known.Traits(doc, inv).Places...)
	}
	return s
}

// After one correction the next document of that look is right; after a wrong
// one two good ones outvote it.
func TestPlacesOfEarlierDocumentsDecide(t *testing.T) {
	t.Parallel()
	if got := values(Invoice(letter("V-31", "99007"), invoer.Known{Today: today}))["invoice_number"]; got != "99007" {
		t.Fatalf("nothing is known: got %q, want the order number that stands by the label", got)
	}
	cases := map[string]struct {
		typed []string
		want  string
	}{
		"one correction":                   {[]string{"V-17"}, "V-31"},
		"one that was wrong":               {[]string{"88123"}, "99007"},
		"a wrong one and two good ones":    {[]string{"88123", "V-18", "V-19"}, "V-31"},
		"two good ones and then the wrong": {[]string{"V-18", "V-19", "88123"}, "V-31"},
	}
	for name, c := range cases {
		before := invoer.Known{Today: today, Suppliers: []invoer.Supplier{taught(t, c.typed...)}}
		if got := values(Invoice(letter("V-31", "99007"), before))["invoice_number"]; got != c.want {
			t.Errorf("%s, %q: got %q, want %q", name, c.typed, got, c.want)
		}
	}
}

// Twelve spellings of one number and three names are one supplier, under the
// name by which it is known.
func TestOneSupplierInManySpellings(t *testing.T) {
	t.Parallel()
	spellings := []string{
		"BE0477574154", "BE 0477.574.154", "BE 0477 574 154", "BE-0477-574-154", "be 0477.574.154", "0477.574.154", "0477 574 154",
		"BE477574154", "BE 477.574.154", "BE.0477.574.154", "BE 0477574154", "BTW-BE 0477.574.154",
	}
	before := invoer.Known{Today: today, Suppliers: []invoer.Supplier{{Name: "Drukkerij De Zetter", VAT: zetter, Times: 1}}}
	for i, number := range spellings {
		name := []string{"Drukkerij De Zetter bv", "DE ZETTER PRINTING", "Zetter & Zonen nv"}[i%3]
		doc := pages(name, "Lange Kaai 12, 9000 Gent", "BTW-nummer: "+number, "FACTUUR "+fmt.Sprint(2026100+i), "Datum   12/03/2026", "Totaal   121,00")
		inv := Invoice(doc, before)
		if inv.Supplier.VAT.Value != zetter || inv.Supplier.Name.Value != "Drukkerij De Zetter" {
			t.Errorf("%q, %q: got %s, %q; want %s, %q", name, number, inv.Supplier.VAT.Value, inv.Supplier.Name.Value, zetter, "Drukkerij De Zetter")
		}
	}
}

// What is printed stays the origin of a name that is known otherwise.
func TestKnownNameSaysWhatIsPrinted(t *testing.T) {
	t.Parallel()
	before := invoer.Known{Today: today, Suppliers: []invoer.Supplier{{Name: "De Zetter nv", VAT: zetter, Times: 1}}}
	name := Invoice(letter("V-31", "99007"), before).Supplier.Name
	if name.Value != "De Zetter nv" || name.Origin.Page != 1 || name.Origin.Box == (invoer.Box{}) || name.Origin.Reader != "known" ||
		name.Origin.Why.Code != "known-by-name-printed" || name.Origin.Why.Args[1] != "Drukkerij De Zetter bv" {
		t.Errorf("got %+v, want the known name at the printed one", name)
	}
}

// A known supplier is never the company that receives the document.
func TestKnownSupplierIsNotTheOwnCompany(t *testing.T) {
	t.Parallel()
	own := invoer.Own{VATs: []invoer.VATNumber{zetter}, Names: []string{"Drukkerij De Zetter"}}
	before := invoer.Known{Own: own, Today: today, Suppliers: []invoer.Supplier{{Name: "Drukkerij De Zetter", VAT: zetter, Times: 9}}}
	inv := Invoice(letter("V-31", "99007"), before)
	if inv.Supplier.VAT.Value == zetter || inv.Supplier.Name.Value == "Drukkerij De Zetter" {
		t.Errorf("got the own company as supplier: %+v", inv.Supplier)
	}
}
