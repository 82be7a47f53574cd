package extractors

import (
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/settle"
)

// Rules of findings about e-invoices and the pages that lie with them.
const (
	RuleXMLDamaged   = "e-invoice-damaged"    // the e-invoice inside a PDF cannot be read
	RulePagesAccount = "pages-name-account"   // the pages name another account than the e-invoice
	RulePagesTotal   = "pages-lack-the-total" // the total of the e-invoice does not stand on its pages
)

// Invoice makes one invoice of what there is of a document: its e-invoice, nil
// when it has none, and its pages in their order. The e-invoice rules, and what
// its pages say differently is a finding. Where it cannot be read the pages
// are, and that is a finding too; without words on them the error says what is
// wrong with the e-invoice.
func Invoice(xml []byte, pages []invoer.Page, known invoer.Known) (invoer.Invoice, error) {
	if xml == nil {
		return settled(pages, known), nil
	}
	reading, err := ReadXML(xml)
	if err == nil {
		return compared(reading.Invoice, pages), nil
	}
	if wordless(pages) {
		return reading.Invoice, err
	}
	inv := settled(pages, known)
	inv.Findings = append(inv.Findings, invoer.Find(RuleXMLDamaged, invoer.Warning, ""))
	return inv, nil
}

// settled is what stands on pages, and what is hidden on them.
func settled(pages []invoer.Page, known invoer.Known) invoer.Invoice {
	inv := settle.Invoice(pages, known)
	inv.Findings = append(inv.Findings, Hidden(pages)...)
	inv.Findings = append(inv.Findings, hiddenTotal(inv, pages, known)...)
	inv.Findings = append(inv.Findings, Noted(pages)...)
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
