package known

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// page makes a page of lines; two spaces part cells.
func page(lines ...string) *fields.Document { return fields.Open([]invoer.Page{sheet(lines...)}) }

func sheet(lines ...string) invoer.Page {
	p := invoer.Page{Number: 1, Width: 595, Height: 842, Reader: "text"}
	for i, line := range lines {
		x, y := 50.0, 40+16*float64(i)
		for word := range wordsIn(line) {
			if word == "" {
				x += 40
				continue
			}
			width := 5 * float64(len(word))
			p.Words = append(p.Words, invoer.Word{Text: word, Box: invoer.Box{X0: x, Y0: y, X1: x + width, Y1: y + 10}, Confidence: 95})
			x += width + 3
		}
	}
	return p
}

func wordsIn(line string) func(func(string) bool) {
	return func(yield func(string) bool) {
		word := ""
		for _, r := range line + " " {
			if r != ' ' {
				word += string(r)
				continue
			}
			if !yield(word) {
				return
			}
			word = ""
		}
	}
}

const (
	zetter  = invoer.VATNumber("BE0477574154")
	peeters = invoer.VATNumber("BE0412636812")
)

func TestWitnesses(t *testing.T) {
	t.Parallel()
	doc := page("Drukkerij De Zetter bv", "Lange Kaai 12, 9000 Gent", "Tel. +32 (0)9 123 45 67  info@dezetter.be", "www.dezetter.be",
		"BTW BE 0477.574.154  IBAN BE02 4097 0943 8240", "jan.peeters@gmail.com", "Uw btw-nummer: BE 0412.636.812", "Mededeling +++090/9337/55493+++")
	got := Witnesses(doc)
	want := invoer.Witnesses{
		VATs: []invoer.VATNumber{zetter}, Accounts: []invoer.IBAN{"BE02409709438240"},
		Domains: []string{"dezetter.be"}, Phones: []string{"91234567"}, Names: got.Names,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("witnesses (-want +got):\n%s", diff)
	}
	if len(got.Names) == 0 || got.Names[0] != "Drukkerij De Zetter bv" {
		t.Errorf("names: got %q, want Drukkerij De Zetter bv first", got.Names)
	}
}

func TestRecognise(t *testing.T) {
	t.Parallel()
	zetters := invoer.Supplier{Name: "Drukkerij De Zetter", VAT: zetter, Accounts: []invoer.IBAN{"BE02409709438240"}, Domains: []string{"dezetter.be"}, Phones: []string{"91234567"}, Times: 3}
	branch := invoer.Supplier{Name: "De Zetter Brugge", VAT: "BE0403170701", Domains: []string{"dezetter.be"}, Times: 1}
	registered := invoer.Supplier{Name: "Drukkerij De Zetter", VAT: zetter}
	cases := map[string]struct {
		seen invoer.Witnesses
		from []invoer.Supplier
		own  invoer.Own
		said invoer.Party
		want bool
	}{
		"its number alone":                              {invoer.Witnesses{VATs: []invoer.VATNumber{zetter}}, []invoer.Supplier{zetters}, invoer.Own{}, invoer.Party{}, true},
		"its account alone":                             {invoer.Witnesses{Accounts: []invoer.IBAN{"BE02409709438240"}}, []invoer.Supplier{zetters}, invoer.Own{}, invoer.Party{}, true},
		"a domain alone":                                {invoer.Witnesses{Domains: []string{"dezetter.be"}}, []invoer.Supplier{zetters}, invoer.Own{}, invoer.Party{}, false},
		"domain and misread name":                       {invoer.Witnesses{Domains: []string{"dezetter.be"}, Names: []string{"DRUKKERlJ DE ZETTER"}}, []invoer.Supplier{zetters}, invoer.Own{}, invoer.Party{}, true},
		"domain and telephone":                          {invoer.Witnesses{Domains: []string{"dezetter.be"}, Phones: []string{"91234567"}}, []invoer.Supplier{zetters}, invoer.Own{}, invoer.Party{}, true},
		"the same, but another number is there":         {invoer.Witnesses{Domains: []string{"dezetter.be"}, Phones: []string{"91234567"}}, []invoer.Supplier{zetters}, invoer.Own{}, numbered(peeters), false},
		"two of one house, by what both have":           {invoer.Witnesses{Domains: []string{"dezetter.be"}, Names: []string{"Drukkerij De Zetter", "De Zetter Brugge"}}, []invoer.Supplier{zetters, branch}, invoer.Own{}, invoer.Party{}, false},
		"two of one house, and the number":              {invoer.Witnesses{VATs: []invoer.VATNumber{zetter}, Domains: []string{"dezetter.be"}}, []invoer.Supplier{branch, zetters}, invoer.Own{}, invoer.Party{}, true},
		"the own company by its number":                 {invoer.Witnesses{VATs: []invoer.VATNumber{zetter}}, []invoer.Supplier{zetters}, invoer.Own{VATs: []invoer.VATNumber{zetter}}, invoer.Party{}, false},
		"the own company by its name":                   {invoer.Witnesses{VATs: []invoer.VATNumber{zetter}}, []invoer.Supplier{zetters}, invoer.Own{Names: []string{"Drukkerij de Zetter bv"}}, invoer.Party{}, false},
		"an account of the own company":                 {invoer.Witnesses{Accounts: []invoer.IBAN{"BE02409709438240"}}, []invoer.Supplier{zetters}, invoer.Own{IBANs: []invoer.IBAN{"BE02409709438240"}}, invoer.Party{}, false},
		"the register knows the number only":            {invoer.Witnesses{VATs: []invoer.VATNumber{zetter}}, []invoer.Supplier{registered}, invoer.Own{}, invoer.Party{}, false},
		"and the pages say it is the supplier":          {invoer.Witnesses{VATs: []invoer.VATNumber{zetter}}, []invoer.Supplier{registered}, invoer.Own{}, numbered(zetter), true},
		"the register knows number and name":            {invoer.Witnesses{VATs: []invoer.VATNumber{zetter}, Names: []string{"Drukkerij De Zetter NV"}}, []invoer.Supplier{registered}, invoer.Own{}, invoer.Party{}, true},
		"its account under the name of another company": {invoer.Witnesses{Accounts: []invoer.IBAN{"BE02409709438240"}}, []invoer.Supplier{zetters}, invoer.Own{}, called("Garage Vermeulen nv", 95), false},
		"the same with its domain":                      {invoer.Witnesses{Accounts: []invoer.IBAN{"BE02409709438240"}, Domains: []string{"dezetter.be"}}, []invoer.Supplier{zetters}, invoer.Own{}, called("Garage Vermeulen nv", 95), true},
		"its account under its name misread":            {invoer.Witnesses{Accounts: []invoer.IBAN{"BE02409709438240"}}, []invoer.Supplier{zetters}, invoer.Own{}, called("Drukkeri] DeZett bv", 95), true},
		"its account under a doubtful name":             {invoer.Witnesses{Accounts: []invoer.IBAN{"BE02409709438240"}}, []invoer.Supplier{zetters}, invoer.Own{}, called("Garage Vermeulen nv", 40), true},
		"nobody is known":                               {invoer.Witnesses{VATs: []invoer.VATNumber{zetter}}, nil, invoer.Own{}, numbered(zetter), false},
	}
	for name, c := range cases {
		m, ok := Recognise(c.seen, invoer.Known{Own: c.own, Suppliers: c.from}, c.said)
		if ok != c.want || ok && m.Supplier.VAT != zetter {
			t.Errorf("%s, %+v: got %t, %+v; want %t", name, c.seen, ok, m, c.want)
		}
	}
}

// numbered is a supplier of whom the pages tell the number, and called one of
// whom they tell the name.
func numbered(n invoer.VATNumber) (p invoer.Party) {
	p.VAT = invoer.Field[invoer.VATNumber]{Value: n, Confidence: 99}
	return p
}

func called(name string, sure invoer.Confidence) (p invoer.Party) {
	p.Name = invoer.Field[string]{Value: name, Confidence: sure}
	return p
}

// TestDatesAreNoTelephones: a date with points is no telephone number that two
// suppliers could share.
func TestDatesAreNoTelephones(t *testing.T) {
	t.Parallel()
	got := Witnesses(page("Factuurdatum 01.01.1980", "Vervaldatum  01/02/2026", "Tel 09 123 45 67"))
	if diff := cmp.Diff([]string{"91234567"}, got.Phones); diff != "" {
		t.Errorf("telephones (-want +got):\n%s", diff)
	}
}

// invoice is a document of one look, with the number and the date of the order
// where others have those of the invoice.
func invoice(number, order string) invoer.Page {
	return sheet("Drukkerij De Zetter bv", "", "", "Ref.  "+order, "Dossier  "+number, "", "Totaal  121,00")
}

func TestPlacesAreRemembered(t *testing.T) {
	t.Parallel()
	var inv invoer.Invoice
	inv.Number.Value = "2026-17" // typed by a person, who did not point at it
	traits := Traits([]invoer.Page{invoice("2026-17", "88123")}, inv)
	if len(traits.Places) != 1 || traits.Places[0].Label != "dossier" || traits.Places[0].Page != 1 {
		t.Fatalf("got %+v, want the place right of Dossier", traits.Places)
	}
	next := fields.Open([]invoer.Page{invoice("2026-31", "99007")})
	m := Remember(traits.Places)
	right, wrong := m.Stood(next, "invoice_number", cellWith(t, next, "2026-31")), m.Stood(next, "invoice_number", cellWith(t, next, "99007"))
	if right < 0.9 || wrong != 0 {
		t.Errorf("stood here: %.2f at the number, %.2f at the order; want 1 and 0", right, wrong)
	}
}

// A place that was wrong once is outvoted by two that were right.
func TestTwoRightPlacesOutvoteAWrongOne(t *testing.T) {
	t.Parallel()
	var places []invoer.Place
	for _, number := range []string{"88123", "2026-18", "2026-19"} {
		var inv invoer.Invoice
		inv.Number.Value = number
		dossier := number
		if number == "88123" {
			dossier = "2026-17"
		}
		places = append(places, Traits([]invoer.Page{invoice(dossier, "88123")}, inv).Places...)
	}
	next := fields.Open([]invoer.Page{invoice("2026-31", "99007")})
	m := Remember(places)
	right, wrong := m.Stood(next, "invoice_number", cellWith(t, next, "2026-31")), m.Stood(next, "invoice_number", cellWith(t, next, "99007"))
	if len(places) != 3 || right < 0.9 || wrong > 0 {
		t.Errorf("stood here: %.2f at the number, %.2f at the order, from %+v; want 1 and 0", right, wrong, places)
	}
}

func cellWith(t *testing.T, doc *fields.Document, text string) fields.Spot {
	t.Helper()
	for s, cell := range doc.Cells {
		if cell.Text == text {
			return s
		}
	}
	t.Fatalf("no cell %q", text)
	return fields.Spot{}
}
