package intake

import (
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

const (
	ubl   = `<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><cbc:ID>2026/118</cbc:ID>`
	short = `<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><cbc:ID>118</cbc:ID>`
	list  = `<?xml version="1.0"?><pricelist>`
)

// filesOf gives each part's file a letter, in order; a part without one is "-".
func filesOf(d invoer.Delivery) string {
	letters, out := map[invoer.FileID]string{"": "-"}, ""
	for _, p := range d.Parts {
		if letters[p.File] == "" {
			letters[p.File] = string(rune('a' + len(letters) - 1))
		}
		out += letters[p.File]
	}
	return out
}

// An e-invoice and its picture are one document with two originals, in either
// order; what only looks like a pair stays two.
func TestPairs(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		parts []string
		files string
	}{
		"an e-invoice and its picture":        {[]string{"a.xml", ubl, "A.PDF", pdf}, "aa"},
		"the other order":                     {[]string{"a.pdf", pdf, "a.xml", ubl}, "aa"},
		"by the number in the name":           {[]string{"export.xml", ubl, "Factuur 2026-118.pdf", pdf}, "aa"},
		"two that merely came together":       {[]string{"a.xml", ubl, "b.pdf", pdf}, "ab"},
		"two of each, by name":                {[]string{"2.PDF", pdf + "2", "1.xml", ubl + "1", "1.pdf", pdf + "1", "2.xml", ubl + "2"}, "abba"},
		"an e-invoice, its picture and terms": {[]string{"i.xml", ubl, "i.pdf", pdf, "terms.pdf", pdf + "t"}, "aab"},
		"an XML that is no invoice":           {[]string{"a.xml", list, "a.pdf", pdf}, "ab"},
		"one e-invoice and two other PDFs":    {[]string{"a.xml", ubl, "b.pdf", pdf, "c.pdf", pdf + "c"}, "abc"},
		"a number in a day":                   {[]string{"a.xml", short, "scan_20261118.pdf", pdf}, "ab"},
		"a number in a day with signs":        {[]string{"a.xml", short, "scan 2026-11-8.pdf", pdf}, "ab"},
		"a number in a longer one":            {[]string{"a.xml", short, "factuur-1180.pdf", pdf}, "ab"},
		"a short number by itself":            {[]string{"a.xml", short, "factuur 118 def.pdf", pdf}, "aa"},
		"a name before a number":              {[]string{"118.xml", ubl + "1", "factuur 2026-118.pdf", pdf + "n", "118.pdf", pdf + "s"}, "aba"},
		"two names and a number":              {[]string{"x.xml", ubl + "x", "2026118.xml", ubl, "2026118.pdf", pdf}, "abb"},
		"two e-invoices and one PDF":          {[]string{"a.xml", ubl + "a", "b.xml", ubl + "b", "a.pdf", pdf}, "aba"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			r := h.accept(t, of(h.a, c.parts...))
			if got := filesOf(r.Delivery); got != c.files {
				t.Errorf("files %s, want %s", got, c.files)
			}
			distinct := map[rune]bool{}
			for _, letter := range c.files {
				distinct[letter] = true
			}
			if got := len(h.bell.all()); got != len(distinct) {
				t.Errorf("%d rings, want %d: one for each file", got, len(distinct))
			}
		})
	}
}

// The picture of an e-invoice that comes again by itself is known, as is an
// e-invoice whose picture comes later.
func TestPairsAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.accept(t, of(h.a, "a.xml", ubl, "a.pdf", pdf))
	alone := h.accept(t, of(h.a, "again.pdf", pdf))
	if got := strings.Join(ledgerOf(alone.Delivery), "; "); got != "again.pdf skipped duplicate" {
		t.Errorf("the picture alone: %s, want a duplicate", got)
	}
	later := h.accept(t, of(h.a, "a.xml", ubl, "a.pdf", pdf+"other"))
	if got := strings.Join(ledgerOf(later.Delivery), "; "); got != "a.xml skipped duplicate; a.pdf taken" {
		t.Errorf("a known e-invoice with another picture: %s", got)
	}
}
