package extractors

import (
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/known"
	"github.com/invoer/invoer/extractors/settle"
)

// Rules of findings about e-invoices and the pages that lie with them.
const (
	RuleXMLDamaged   = "e-invoice-damaged"    // the e-invoice inside a PDF cannot be read
	RulePagesAccount = "pages-name-account"   // the pages name another account than the e-invoice
	RulePagesTotal   = "pages-lack-the-total" // the total of the e-invoice does not stand on its pages
)

// A Sheaf is the pages of one document in their order, laid out once for all
// that is asked of them. It is for one goroutine.
type Sheaf struct {
	pages []invoer.Page
	doc   *fields.Document // nil until somebody asks
}

// Bind makes a sheaf of pages.
func Bind(pages []invoer.Page) *Sheaf { return &Sheaf{pages: pages} }

func (s *Sheaf) laid() *fields.Document {
	if s.doc == nil {
		s.doc = fields.Open(s.pages)
	}
	return s.doc
}

// Witnesses collects what on the pages may tell whom they are from, to be
// looked up before they are read.
func (s *Sheaf) Witnesses() invoer.Witnesses { return known.Witnesses(s.laid()) }

// Invoice makes one invoice of what there is of a document: its e-invoice, nil
// when it has none, and its pages. The e-invoice rules, and what its pages say
// differently is a finding. Where it cannot be read the pages are, and that is
// a finding too; without words on them the error says what is wrong with the
// e-invoice.
func (s *Sheaf) Invoice(xml []byte, before invoer.Known) (invoer.Invoice, error) {
	if xml == nil {
		return s.settled(before), nil
	}
	reading, err := ReadXML(xml)
	if err == nil {
		return compared(reading.Invoice, s.pages), nil
	}
	if wordless(s.pages) {
		return reading.Invoice, err
	}
	inv := s.settled(before)
	inv.Findings = append(inv.Findings, invoer.Find(RuleXMLDamaged, invoer.Warning, ""))
	return inv, nil
}

// Invoice is that of a sheaf of these pages.
func Invoice(xml []byte, pages []invoer.Page, before invoer.Known) (invoer.Invoice, error) {
	return Bind(pages).Invoice(xml, before)
}

// settled is what stands on the pages, and what is hidden on them.
func (s *Sheaf) settled(before invoer.Known) invoer.Invoice {
	inv := settle.Laid(s.laid(), s.pages, before)
	inv.Findings = append(inv.Findings, Hidden(s.pages)...)
	inv.Findings = append(inv.Findings, hiddenTotal(inv, s.pages, before)...)
	inv.Findings = append(inv.Findings, Noted(s.pages)...)
	return inv
}

// compared adds to an e-invoice what its pages tell. Only words that the sender
// wrote count: what OCR reads may be misread.
func compared(inv invoer.Invoice, pages []invoer.Page) invoer.Invoice {
	written := slices.DeleteFunc(slices.Clone(pages), func(p invoer.Page) bool { return p.Reader != readerText })
	inv.Findings = append(slices.Clone(inv.Findings), Differences(inv, written)...)
	if shown := fields.Open(written).Language(); shown != "" {
		inv.Language = shown // pages have more words than the lines of an e-invoice
	}
	return inv
}

// wordless tells whether not one word stands on the pages.
func wordless(pages []invoer.Page) bool {
	for _, p := range pages {
		if len(p.Words) > 0 {
			return false
		}
	}
	return true
}
