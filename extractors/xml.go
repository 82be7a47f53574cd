package extractors

import (
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/cii"
	"github.com/invoer/invoer/extractors/einvoice"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/ubl"
)

// ReadXML reads an e-invoice, whatever its syntax; an envelope around it
// (Standard Business Document Header) is opened. What could be read is given
// together with an error that names the place of what could not.
func ReadXML(b []byte) (einvoice.Reading, error) {
	root, recoded, err := einvoice.Parse(b)
	if err != nil {
		return einvoice.Reading{}, err
	}
	within := enclosed(root)
	if len(slices.DeleteFunc(slices.Clone(within), func(e *einvoice.Element) bool { return !ubl.Is(e) && !cii.Is(e) })) > 1 {
		return einvoice.Reading{}, invoer.Unread(invoer.CodeUnsupported, "an envelope with several e-invoices, of which one would be read; ask the sender for each in its own")
	}
	for _, e := range append([]*einvoice.Element{root}, within...) {
		switch {
		case ubl.Is(e):
			return completed(ubl.Terms(e).Read(recoded))
		case cii.Is(e):
			return completed(cii.Terms(e).Read(recoded))
		}
	}
	return einvoice.Reading{}, invoer.Unread(invoer.CodeNotDocument, "an XML file that is no e-invoice in UBL or CII; ask the sender for a Peppol or Factur-X invoice, or for a PDF")
}

// sureOfTerms is the confidence of a day that was computed from payment terms:
// the words are certain, our reading of them is not.
const sureOfTerms = 95

// completed adds what stands in an e-invoice in words only: its language, and
// the due date where the sender wrote payment terms but no day (BT-20 for
// BT-9, EN 16931 BR-CO-25).
func completed(r einvoice.Reading, err error) (einvoice.Reading, error) {
	r.Invoice.Language = languageOf(r.Prose)
	inv := &r.Invoice
	paid := inv.Payable.Present() && inv.Payable.Value.Cents == 0
	if inv.Due.Present() || !inv.Issued.Present() || paid {
		return r, err
	}
	for _, c := range r.Conditions {
		seen, ok := fields.ParseTerms(c.Words)
		if !ok {
			continue
		}
		why := invoer.Because("terms-after-date", c.Words[seen.From:seen.To], inv.Issued.Value.String())
		inv.Due = invoer.Field[invoer.Date]{
			Value: seen.Terms.Due(inv.Issued.Value), Confidence: sureOfTerms,
			Origin: invoer.Origin{Reader: "computed", Path: c.Path, Why: why},
		}
		break
	}
	return r, err
}

func languageOf(prose string) string {
	words := strings.Fields(prose)
	for i, w := range words {
		words[i] = fields.Fold(w)
	}
	doc := fields.Document{Text: strings.Join(words, " ")}
	return doc.Language()
}

// enclosed is what lies in an envelope, as Peppol access points hand it on
// (UN/CEFACT SBDH 1.3).
func enclosed(root *einvoice.Element) []*einvoice.Element {
	if root.Name != "StandardBusinessDocument" {
		return nil
	}
	return root.Children
}
