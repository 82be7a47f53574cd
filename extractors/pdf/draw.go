package pdf

import (
	"fmt"
	"image"
	"math"
	"slices"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/invoer/invoer"
)

// The most pixels that a drawn page has: A4 at 600 dpi has 35 million.
const mostPixels = 40_000_000

// Gray draws page n in shades of grey at dpi, or at less where the page is so
// large that it would have too many pixels. A page that is white only because
// PDFium left out a picture on it is an error: nobody may take it for blank.
func (d *Document) Gray(n int, dpi float64) (*image.Gray, error) {
	p, err := d.load(n)
	if err != nil {
		return nil, err
	}
	defer p.close()
	var gray *image.Gray
	err = p.draw(dpi, enums.FPDF_BITMAP_FORMAT_GRAY, enums.FPDF_RENDER_FLAG_GRAYSCALE|enums.FPDF_RENDER_FLAG_ANNOT, func(pix []byte, stride, w, h int) {
		gray = copied(pix, stride, w, h)
	})
	if err == nil && white(gray) {
		err = p.whole()
	}
	if err != nil {
		return nil, err
	}
	return gray, nil
}

func white(gray *image.Gray) bool {
	return !slices.ContainsFunc(gray.Pix, func(v byte) bool { return v != 255 })
}

// whole refuses a page with a picture that PDFium cannot decode, for want of
// memory or because it is damaged.
func (p *page) whole() error {
	things, err := p.things()
	if err != nil {
		return p.dead(err)
	}
	in := p.doc.in
	for _, object := range things.objects {
		got, err := in.FPDFImageObj_GetBitmap(&requests.FPDFImageObj_GetBitmap{ImageObject: object})
		if err != nil {
			return p.dead(err)
		}
		// Fails only when the instance is gone, and the bitmap with it.
		_, _ = in.FPDFBitmap_Destroy(&requests.FPDFBitmap_Destroy{Bitmap: got.Bitmap})
	}
	return nil
}

func copied(pix []byte, stride, w, h int) *image.Gray {
	gray := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		copy(gray.Pix[y*w:(y+1)*w], pix[y*stride:])
	}
	return gray
}

// Colour draws page n in colour at dpi, or at less where it is very large.
func (d *Document) Colour(n int, dpi float64) (*image.RGBA, error) {
	var rgba *image.RGBA
	err := d.draw(n, dpi, enums.FPDF_BITMAP_FORMAT_BGRX, enums.FPDF_RENDER_FLAG_ANNOT, func(pix []byte, stride, w, h int) {
		rgba = image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			from, to := pix[y*stride:y*stride+4*w], rgba.Pix[y*rgba.Stride:y*rgba.Stride+4*w]
			for i := 0; i+3 < len(to); i += 4 {
				to[i], to[i+1], to[i+2], to[i+3] = from[i+2], from[i+1], from[i], 255
			}
		}
	})
	return rgba, err
}

func (d *Document) draw(n int, dpi float64, format enums.FPDF_BITMAP_FORMAT, flags enums.FPDF_RENDER_FLAG, take func(pix []byte, stride, w, h int)) error {
	p, err := d.load(n)
	if err != nil {
		return err
	}
	defer p.close()
	return p.draw(dpi, format, flags, take)
}

// draw gives the drawn pixels to take; they are PDFium's and gone afterwards.
func (p *page) draw(dpi float64, format enums.FPDF_BITMAP_FORMAT, flags enums.FPDF_RENDER_FLAG, take func(pix []byte, stride, w, h int)) error {
	w, h := p.size.pixels(dpi)
	in := p.doc.in
	bitmap, err := in.FPDFBitmap_CreateEx(&requests.FPDFBitmap_CreateEx{Width: w, Height: h, Format: format, Pointer: uint64(0)})
	if err != nil {
		return p.dead(err)
	}
	defer func() {
		if in == p.doc.engine.in {
			// Fails only when the instance is gone, and the bitmap with it.
			_, _ = in.FPDFBitmap_Destroy(&requests.FPDFBitmap_Destroy{Bitmap: bitmap.Bitmap})
		}
	}()
	if _, err := in.FPDFBitmap_FillRect(&requests.FPDFBitmap_FillRect{Bitmap: bitmap.Bitmap, Width: w, Height: h, Color: 0xffffffff}); err != nil {
		return p.dead(err)
	}
	if _, err := in.FPDF_RenderPageBitmap(&requests.FPDF_RenderPageBitmap{Bitmap: bitmap.Bitmap, Page: p.by, SizeX: w, SizeY: h, Flags: flags}); err != nil {
		return p.dead(err)
	}
	stride, err := in.FPDFBitmap_GetStride(&requests.FPDFBitmap_GetStride{Bitmap: bitmap.Bitmap})
	if err != nil {
		return p.dead(err)
	}
	buf, err := in.FPDFBitmap_GetBuffer(&requests.FPDFBitmap_GetBuffer{Bitmap: bitmap.Bitmap})
	if err != nil {
		return p.dead(err)
	}
	if len(buf.Buffer) < stride.Stride*h {
		return p.dead(fmt.Errorf("bitmap of %d bytes, want %d", len(buf.Buffer), stride.Stride*h))
	}
	take(buf.Buffer, stride.Stride, w, h)
	return nil
}

// dead throws the instance away in which drawing failed: it may have trapped
// or run out of its memory.
func (p *page) dead(err error) error {
	if again := p.doc.engine.renew(); again != nil {
		return again
	}
	return fmt.Errorf("%w (%w)", p.doc.pageFault(p.number, err), ErrDied)
}

// pixels is the size of the drawn page.
func (s Size) pixels(dpi float64) (w, h int) {
	scale := dpi / 72
	if most := math.Sqrt(mostPixels / (s.Width * s.Height)); scale > most {
		scale = most
	}
	// A strip of a page may be long: no side is over what bitmaps can have.
	scale = min(scale, 30_000/max(s.Width, s.Height))
	return max(int(math.Round(s.Width*scale)), 1), max(int(math.Round(s.Height*scale)), 1)
}

// ErrDied is wrapped by the error of work that PDFium died of. Everything that
// was open in it is closed; the same work at another size may yet be done.
var ErrDied = fmt.Errorf("%w: PDFium died", invoer.ErrUnreadable)
