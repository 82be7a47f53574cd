package v1

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/contract"
)

// A Field is one value of a document, how sure we are of it, and where it was
// seen: on a page and in a box there, or at a path of an e-invoice.
type Field struct {
	Value        any               `json:"value" doc:"A string; for vat_breakdown and lines a list of objects."`
	Confidence   invoer.Confidence `json:"confidence" doc:"Per cent; 100 is a person's word or e-invoice XML."`
	Reader       string            `json:"reader" doc:"text, ocr, qr, ubl, cii, person, computed or known"`
	Path         string            `json:"path,omitempty" doc:"XPath in the e-invoice."`
	Page         int               `json:"page,omitempty" doc:"Page of the document, from 1."`
	Box          []float64         `json:"box,omitempty" doc:"x0, y0, x1, y1 in points from the page's top left corner."`
	Why          invoer.Reason     `json:"why"`
	By           invoer.UserID     `json:"by,omitempty" doc:"Who typed it."`
	Alternatives []string          `json:"alternatives,omitempty" doc:"Other candidates, best first."`
}

// fieldsOf gives the fields that the document has, and those that a person
// said it lacks (an empty value with confidence 100).
func fieldsOf(inv *invoer.Invoice) map[string]Field {
	fields := map[string]Field{}
	for _, value := range inv.Values() {
		if value.Text == "" && value.Confidence != invoer.Certain {
			continue
		}
		f := seen(value.Origin, value.Confidence)
		f.Value, f.Alternatives = value.Text, value.Alternatives
		fields[value.Name] = f
	}
	if len(inv.Breakdown) > 0 {
		shown, sure := contract.Breakdown(inv.Breakdown)
		f := seen(inv.Breakdown[0].Origin, sure)
		f.Value = shown
		fields["vat_breakdown"] = f
	}
	if len(inv.Lines) > 0 {
		shown, sure := contract.Lines(inv.Lines)
		f := seen(inv.Lines[0].Origin, sure)
		f.Value = shown
		fields["lines"] = f
	}
	return fields
}

func seen(o invoer.Origin, sure invoer.Confidence) Field {
	f := Field{Confidence: sure, Reader: o.Reader, Path: o.Path, Page: o.Page, Why: invoer.Because(o.Why.Code, o.Why.Args...), By: o.By}
	if !o.Box.Empty() {
		f.Box = []float64{o.Box.X0, o.Box.Y0, o.Box.X1, o.Box.Y1}
	}
	return f
}
