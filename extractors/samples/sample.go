package samples

import (
	"fmt"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples/paper"
)

// A Recipe says what to invent. Documents of one layout have one sender and
// one look; with an empty kind and language the layout throws them too.
type Recipe struct {
	Layout, Document uint64
	Kind             invoer.Kind
	Language         string  // one of Languages
	Annexes          []Annex // pages behind it that belong to it; a receipt has none
}

// A Sample is an invented document as a PDF with text, and what is true of it.
type Sample struct {
	PDF   []byte
	Pages int
	Truth Truth
}

// Make invents the document. The same recipe gives the same bytes.
func (r Recipe) Make() Sample {
	s := composed(r.Layout, r.Kind, r.Language)
	d := newDice(r.Document, fmt.Sprint("document ", r.Layout))
	b := billFor(d, s)
	p := newPress(s, b)
	var sheets []*paper.Sheet
	if s.kind == invoer.KindReceipt {
		sheets = p.receipt()
	} else {
		p.print()
		p.annexes(newDice(r.Document, fmt.Sprint("annexes ", r.Layout)), r.Annexes)
		sheets = p.sheets
	}
	truth := p.truth()
	truth.ID = fmt.Sprintf("g%d-%d", r.Layout, r.Document)
	truth.Layout = fmt.Sprintf("g%d", r.Layout)
	return Sample{PDF: paper.Write(sheets), Pages: len(sheets), Truth: truth}
}
