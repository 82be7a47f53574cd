package pdf

import (
	"fmt"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/invoer/invoer"
)

// A page is one that PDFium has loaded.
type page struct {
	doc    *Document
	number int
	ref    references.FPDF_PAGE
	by     requests.Page
	size   Size
	toView affine // from PDF user space to points from the top left corner
}

func (d *Document) load(n int) (*page, error) {
	if n < 1 || n > d.pages {
		return nil, fmt.Errorf("%w: page %d of %d", invoer.ErrNotFound, n, d.pages)
	}
	if d.in != d.engine.in {
		return nil, fmt.Errorf("%w: the document went with its PDFium", invoer.ErrUnavailable)
	}
	size, err := d.Size(n)
	if err != nil {
		return nil, err
	}
	got, err := d.in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: d.ref, Index: n - 1})
	if err != nil {
		return nil, d.loadFault(n, err)
	}
	p := &page{doc: d, number: n, ref: got.Page, size: size}
	p.by = requests.Page{ByReference: &p.ref}
	if p.toView, err = p.view(); err != nil {
		p.close()
		return nil, d.pageFault(n, err)
	}
	return p, nil
}

func (p *page) close() {
	if p.doc.in == p.doc.engine.in {
		// Fails only when it is closed already.
		_, _ = p.doc.in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: p.ref})
	}
}

// loadFault throws an instance away that ran out of memory over the page: the
// next one deserves a sound one.
func (d *Document) loadFault(n int, err error) error {
	if d.engine.swollen() {
		if again := d.engine.renew(); again != nil {
			return again
		}
	}
	return d.pageFault(n, err)
}

func (d *Document) pageFault(n int, _ error) error {
	return invoer.Unread(invoer.CodeDamaged, fmt.Sprintf("page %d of the PDF cannot be read; ask for the file again", n))
}

// An affine map takes (x, y) to (a x + c y + e, b x + d y + f).
type affine struct{ a, b, c, d, e, f float64 }

func (m affine) at(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// box maps a rectangle to the one around its corners.
func (m affine) box(left, bottom, right, top float64) invoer.Box {
	x0, y0 := m.at(left, top)
	x1, y1 := m.at(right, bottom)
	x2, y2 := m.at(left, bottom)
	x3, y3 := m.at(right, top)
	return invoer.Box{X0: min(x0, x1, x2, x3), Y0: min(y0, y1, y2, y3), X1: max(x0, x1, x2, x3), Y1: max(y0, y1, y2, y3)}
}

// view asks PDFium where three corners of the page are in user space and turns
// the answer round, so that whatever it does with CropBox and Rotate is done.
func (p *page) view() (affine, error) {
	const side = 10_000
	var corner [3][2]float64
	for i, at := range [3][2]int{{0, 0}, {side, 0}, {0, side}} {
		got, err := p.doc.in.FPDF_DeviceToPage(&requests.FPDF_DeviceToPage{Page: p.by, SizeX: side, SizeY: side, DeviceX: at[0], DeviceY: at[1]})
		if err != nil {
			return affine{}, err
		}
		corner[i] = [2]float64{got.PageX, got.PageY}
	}
	// user = origin + u·right + v·down, with u and v from 0 to 1
	rx, ry := corner[1][0]-corner[0][0], corner[1][1]-corner[0][1]
	dx, dy := corner[2][0]-corner[0][0], corner[2][1]-corner[0][1]
	det := rx*dy - ry*dx
	if det == 0 || det != det {
		return affine{}, fmt.Errorf("page without an area")
	}
	w, h := p.size.Width/det, p.size.Height/det
	ox, oy := corner[0][0], corner[0][1]
	return affine{
		a: w * dy, c: -w * dx, e: w * (dx*oy - dy*ox),
		b: -h * ry, d: h * rx, f: h * (ry*ox - rx*oy),
	}, nil
}
