package cut

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// sheet is a page with these lines, or a blank one without any.
func sheet(lines ...string) Page {
	p := Page{Blank: len(lines) == 0}
	p.Width, p.Height = 595, 842
	for i, line := range lines {
		x := 50.0
		for word := range strings.FieldsSeq(line) {
			wide := float64(len(word)) * 5
			p.Words = append(p.Words, invoer.Word{Text: word, Confidence: 90, Box: invoer.Box{X0: x, Y0: float64(i * 20), X1: x + wide, Y1: float64(i*20 + 10)}})
			x += wide + 3
		}
	}
	return p
}

func marked(kind, text string) Page {
	p := sheet("scheidingsblad")
	p.Marks = []invoer.Mark{{Kind: kind, Text: text}}
	return p
}

// counted is a sheet of a run.
func counted(n int) Page { return marked("qr", Sheet{Run: "7QK2", Number: n, Of: 40}.Text(nil)) }

// wordy is a page with more words than a separator has.
func wordy(p Page) Page {
	p.Words = sheet(strings.Repeat("woord ", mostOfSheet+1)).Words
	return p
}

const (
	zetter  = "Drukkerij De Zetter bv BTW BE 0477.574.154"
	zetter2 = "IBAN BE68 5390 0754 7034"
	linde   = "Bakkerij Ter Linde bv BTW BE 0999.100.097"
	linde2  = "IBAN NL17 RABO 0047 9722 63"
	klant   = "Klant: BE 0848.934.496"
	ref1    = "+++924/1707/19992+++"
	ref2    = "+++165/2231/00229+++"
)

var cases = map[string]struct {
	pages []Page
	want  string // pages of each document; fates of the others
}{
	"one page": {[]Page{sheet(zetter)}, "1"},
	"a correction that names the invoice it corrects at its end": {[]Page{sheet("Sonnwald UG", "Nummer : 2025/1819", "Rechnungskorrektur", "Ölfilter 308,89"), sheet("Ölfilter 374,60", "Rechnungsbetrag : 36.334,85 EUR-", "Korrektur der Rechnung 2025/6437")}, "1+2"},
	"nothing":                            {nil, ""},
	"two pages that say nothing":         {[]Page{sheet("een"), sheet("twee")}, "1+2"},
	"client A, client B, nobody":         {[]Page{marked("qr", "invoer:separator;client=A"), sheet("een"), marked("qr", "invoer:separator;client=B"), sheet("twee"), marked("qr", "invoer:separator"), sheet("drie")}, "separator 2@A separator 4@B separator 6"},
	"a code on an invoice":               {[]Page{sheet("een"), wordy(marked("qr", "invoer:separator;client=K002")), wordy(marked("patch-t", ""))}, "1+2+3"},
	"our sealed code counts everywhere":  {[]Page{sheet("een"), wordy(marked("qr", Sheet{Client: "K002"}.Text(nil))), sheet("twee")}, "1 separator 3@K002"},
	"our separators":                     {[]Page{marked("qr", "invoer:separator;client=K002;kind=purchase"), sheet("een"), sheet("twee"), marked("code128", "invoer:separator"), sheet("drie")}, "separator 2+3@K002 separator 5"},
	"patch code T":                       {[]Page{sheet("een"), marked("patch-t", ""), sheet("twee")}, "1 separator 3"},
	"a payment code is none":             {[]Page{sheet("een"), marked("qr", "BCD\n002\n1\nSCT")}, "1+2"},
	"only the beginning counts":          {[]Page{sheet("een"), marked("qr", "invoer:separators")}, "1+2"},
	"separators and nothing else":        {[]Page{marked("patch-t", ""), marked("patch-t", "")}, "separator separator"},
	"a numbered sheet was not found":     {[]Page{counted(1), sheet(zetter, ref1), counted(2), sheet(linde, ref2), sheet(zetter, ref1), sheet("vervolg"), counted(4), sheet(zetter, ref1), sheet(linde, ref2)}, "separator 2 separator 4 5+6 separator 8+9"},
	"two documents behind one sheet":     {[]Page{counted(1), sheet(zetter, ref1), sheet(linde, ref2), counted(2), sheet(linde, ref2)}, "separator 2+3 separator 5"},
	"the piles of two clients":           {[]Page{counted(3), sheet(zetter, ref1), counted(5), marked("qr", Sheet{Run: "A", Number: 1}.Text(nil)), sheet(zetter, ref1), sheet(linde, ref2), marked("qr", Sheet{Run: "A", Number: 3}.Text(nil))}, "separator 2 separator separator 5 6 separator"},
	"sheets in no order":                 {[]Page{counted(7), sheet(zetter, ref1), counted(2), sheet(linde, ref2), sheet(zetter, ref1), counted(9), sheet(linde, ref2)}, "separator 2 separator 4+5 separator 7"},
	"blank backs":                        {[]Page{sheet(zetter, ref1), sheet(), sheet(linde, ref2), sheet()}, "1 blank 3 blank"},
	"a blank page in the middle stays":   {[]Page{sheet(zetter, "Pagina 1 van 2"), sheet(), sheet("Pagina 2 van 2")}, "1+2+3"},
	"only blank pages":                   {[]Page{sheet(), sheet()}, "blank blank"},
	"another communication":              {[]Page{sheet(zetter, ref1), sheet(zetter, ref2)}, "1 2"},
	"the same communication":             {[]Page{sheet(zetter, ref1), sheet(linde, zetter2, ref1)}, "1+2"},
	"a list of communications":           {[]Page{sheet(zetter, ref1), sheet(ref1, ref2, "+++873/3352/16539+++")}, "1+2"},
	"another number":                     {[]Page{sheet("Factuurnummer: 2026/118"), sheet("Factuurnummer: 2026/119")}, "1 2"},
	"another number, in French":          {[]Page{sheet("Facture n° F-118"), sheet("Facture n° F-119")}, "1 2"},
	"the same number":                    {[]Page{sheet("Factuurnummer: 2026/118", ref1), sheet("Factuurnummer: 2026/118", ref2)}, "1+2"},
	"another supplier and account":       {[]Page{sheet(zetter, zetter2, klant), sheet(linde, linde2, klant)}, "1 2"},
	"the same account":                   {[]Page{sheet(zetter, zetter2), sheet(linde, zetter2)}, "1+2"},
	"receipts of two shops":              {[]Page{sheet(zetter, "Totaal 12,50"), sheet(linde, "Totaal 3,20")}, "1 2"},
	"the customer on a second page":      {[]Page{sheet(zetter, klant, "Totaal 12,50"), sheet(klant, "Voorwaarden")}, "1+2"},
	"conditions of somebody else":        {[]Page{sheet(zetter, "Totaal 12,50"), sheet(linde, "Voorwaarden")}, "1+2"},
	"pages that begin again":             {[]Page{sheet(zetter, "Pagina 1 van 2"), sheet("Pagina 2 van 2"), sheet(zetter, "Totaal 1,00", "Pagina 1 van 1")}, "1+2 3"},
	"pages that go on":                   {[]Page{sheet(zetter, ref1, "Seite 1 von 2"), sheet(linde, ref2, "Seite 2 von 2")}, "1+2"},
	"conditions with pages of their own": {[]Page{sheet(zetter, "Pagina 1 van 1"), sheet("Algemene voorwaarden", "Pagina 1 van 2"), sheet("Pagina 2 van 2")}, "1+2+3"},
	"a table whose rows are counted on":  {[]Page{sheet("Invoice", zetter, "1 bread 12,00", "2 rolls 3,00", "3 cake 20,00"), sheet(zetter, "4 bread 12,00", "5 rolls 3,00", "Credit for invoice 12")}, "1+2"},
	"a table that begins anew":           {[]Page{sheet("Invoice", zetter, "1 bread 12,00", "2 rolls 3,00", "3 cake 20,00"), sheet(zetter, "1 bread 12,00", "2 rolls 3,00", "Credit for invoice 12")}, "1 2"},
	"three invoices of one supplier":     {[]Page{sheet(zetter, ref1, "Totaal 1,00"), sheet("vervolg"), sheet(zetter, ref2), sheet(), sheet(zetter, "+++873/3352/16539+++")}, "1+2 3 blank 5"},
}

// shown writes a cut as the cases do.
func shown(pages []Page, docs []Document, fates []Fate) string {
	var out []string
	for i, p := range pages {
		at := slices.IndexFunc(docs, func(d Document) bool { return slices.Contains(d.Pages, p.Number) })
		switch {
		case at < 0:
			out = append(out, string(fates[i]))
		case docs[at].Pages[0] == p.Number:
			text := strings.ReplaceAll(strings.Trim(fmt.Sprint(docs[at].Pages), "[]"), " ", "+")
			if docs[at].Sheet.Client != "" {
				text += "@" + docs[at].Sheet.Client
			}
			out = append(out, text)
		}
	}
	return strings.Join(out, " ")
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pages := slices.Clone(c.pages)
			for i := range pages {
				pages[i].Number = i + 1
			}
			docs, fates := Documents(pages, nil)
			if diff := cmp.Diff(c.want, shown(pages, docs, fates)); diff != "" {
				t.Errorf("want - got +:\n%s", diff)
			}
			balance(t, pages, docs, fates)
		})
	}
}

// balance: pages in are pages out.
func balance(t *testing.T, pages []Page, docs []Document, fates []Fate) {
	t.Helper()
	seen := map[int]int{}
	for _, d := range docs {
		for _, n := range d.Pages {
			seen[n]++
		}
	}
	for i, p := range pages {
		want := 0
		if fates[i] == InDocument {
			want = 1
		}
		if seen[p.Number] != want {
			t.Errorf("page %d with fate %q is %d times in documents, want %d", p.Number, fates[i], seen[p.Number], want)
		}
	}
}

func FuzzDocuments(f *testing.F) {
	f.Add(zetter+"\n"+ref1, "", linde+"\n"+ref2)
	f.Add("Pagina 1 van 2", "Pagina 2 van 2", "Factuurnummer: 2026/118")
	f.Fuzz(func(t *testing.T, one, two, three string) {
		var pages []Page
		for i, text := range []string{one, two, three} {
			p := sheet(strings.Split(text, "\n")...)
			p.Number, p.Blank = i+1, text == ""
			pages = append(pages, p)
		}
		docs, fates := Documents(pages, nil)
		balance(t, pages, docs, fates)
	})
}

// TestTerms: general conditions are known where nothing else is on the pages.
func TestTerms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pages []Page
		want  bool
	}{
		"conditions":                {[]Page{sheet("Algemene voorwaarden")}, true},
		"with a back":               {[]Page{sheet("Conditions générales"), {Blank: true}}, true},
		"a bill":                    {[]Page{sheet(zetter, "Totaal 12,50")}, false},
		"a bill with conditions":    {[]Page{sheet("Algemene voorwaarden", "Factuur", "Totaal 12,50")}, false},
		"conditions behind a bill":  {[]Page{sheet(zetter, "Totaal 12,50"), sheet("Algemene voorwaarden")}, false},
		"a bill behind conditions":  {[]Page{sheet("Algemene voorwaarden"), sheet(zetter, "Totaal 12,50")}, false},
		"nothing":                   {[]Page{{Blank: true}}, false},
		"conditions of a reference": {[]Page{sheet("Algemene voorwaarden", "Factuurnummer: 2026/118")}, false},
	} {
		if got := Terms(c.pages); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
