package extractors

import (
	"fmt"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/pdf"
)

func (w *worker) inspect(args pageArgs) (any, []byte, error) {
	if err := w.files.open(args.Source, w.settings.CacheDir); err != nil {
		return nil, nil, err
	}
	if w.files.picture != nil {
		c, err := w.pictures(w.files.picture)
		return c, nil, err
	}
	doc := w.files.pdf
	if err := w.few(doc.Pages()); err != nil {
		return nil, nil, err
	}
	if doc.XFA() {
		return nil, nil, invoer.Unread(invoer.CodeUnsupported, "the PDF is a form that only its maker's program can show; print it to a PDF and send that")
	}
	if doc.HoldsPDF() && w.files.portfolio() {
		return nil, nil, invoer.Unread(invoer.CodeUnsupported, "the PDF is a portfolio: what counts lies in it as files; take them out and send those")
	}
	c := Contents{}
	for n := 1; n <= doc.Pages(); n++ {
		size, err := doc.Size(n)
		if err != nil {
			return nil, nil, err
		}
		c.Pages = append(c.Pages, size)
	}
	xml, name := doc.XML()
	c.XMLName = name
	return c, xml, nil
}

func (w *worker) few(pages int) error {
	if pages <= w.settings.MaxPages {
		return nil
	}
	return invoer.Unread(invoer.CodeTooManyPages, fmt.Sprintf("it has %d pages, more than the %d that are taken at once; send it in parts", pages, w.settings.MaxPages))
}

// pictures tells of a picture file. Its pages have no size but that of their
// pixels, which is made one when they are normalised.
func (w *worker) pictures(file *images.File) (Contents, error) {
	if err := w.few(file.Pages()); err != nil {
		return Contents{}, err
	}
	c := Contents{}
	for n := 1; n <= file.Pages(); n++ {
		shape, err := file.Shape(n)
		if err != nil {
			return Contents{}, err
		}
		dpi := images.Resolution(shape)
		c.Pages = append(c.Pages, pdf.Size{Width: float64(shape.Width) * 72 / dpi, Height: float64(shape.Height) * 72 / dpi})
	}
	return c, nil
}
