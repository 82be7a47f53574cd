package extractors

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/cii"
	"github.com/invoer/invoer/extractors/einvoice"
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
	for _, e := range append([]*einvoice.Element{root}, enclosed(root)...) {
		switch {
		case ubl.Is(e):
			return ubl.Terms(e).Read(recoded)
		case cii.Is(e):
			return cii.Terms(e).Read(recoded)
		}
	}
	return einvoice.Reading{}, invoer.Unread(invoer.CodeNotDocument, "an XML file that is no e-invoice in UBL or CII; ask the sender for a Peppol or Factur-X invoice, or for a PDF")
}

// enclosed is what lies in an envelope, as Peppol access points hand it on
// (UN/CEFACT SBDH 1.3).
func enclosed(root *einvoice.Element) []*einvoice.Element {
	if root.Name != "StandardBusinessDocument" {
		return nil
	}
	return root.Children
}
