package extractors

import (
	"bytes"
	"context"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/einvoice"
	"github.com/invoer/invoer/extractors/media"
)

// eInvoice reads an XML file. Its picture, where the sender put one in, gives
// the document its pages.
func (x extraction) eInvoice(ctx context.Context, path string) ([]Reading, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	got, err := ReadXML(content)
	if err != nil {
		return nil, err
	}
	for _, file := range got.Attachments {
		if media.Sniff(file.Bytes[:min(len(file.Bytes), media.Head)], file.Name) == media.PDF {
			reading, err := x.picture(ctx, got.Invoice, file)
			return []Reading{reading}, err
		}
	}
	return []Reading{{Pages: []int{}, Invoice: got.Invoice, Readers: readersOf(got.Invoice)}}, nil
}

func readersOf(inv invoer.Invoice) []string {
	return []string{inv.Number.Origin.Reader}
}

// picture reads the PDF inside an e-invoice; a broken one is a finding.
func (x extraction) picture(ctx context.Context, inv invoer.Invoice, file einvoice.Attachment) (Reading, error) {
	path, err := x.spill(bytes.NewReader(file.Bytes))
	if path != "" {
		defer os.Remove(path)
	}
	if err != nil {
		return Reading{}, err
	}
	src := Source{Path: path, Media: media.PDF}
	contents, err := x.reader.Inspect(ctx, src)
	if err != nil {
		inv.Findings = append(inv.Findings, invoer.Find(einvoice.RuleCargo, invoer.Warning, "", "1"))
		return Reading{Pages: []int{}, Invoice: inv, Readers: readersOf(inv)}, ctx.Err()
	}
	return x.hybrid(ctx, src, inv, len(contents.Pages)), ctx.Err()
}

// hybrid is an e-invoice with pages that a person reads. They are looked at as
// far as they have words of their own; a scan is not read for it.
func (x extraction) hybrid(ctx context.Context, src Source, inv invoer.Invoice, pages int) Reading {
	reading := Reading{Readers: readersOf(inv)}
	var shown []invoer.Page
	for n := 1; n <= pages; n++ {
		reading.Pages = append(reading.Pages, n)
		if n > mostCompared {
			continue
		}
		sheet, err := x.reader.Normalise(ctx, src, n)
		if err == nil && sheet.Page.Reader == readerText {
			shown = append(shown, sheet.Page)
		}
	}
	reading.Invoice = compared(inv, shown)
	return reading
}

// mostCompared is how many pages of an e-invoice are compared with it: its
// account and total stand on the first ones.
const mostCompared = 10
