package extractors

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"math"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/child"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/ocr"
)

// Region reads a part of page n anew, from its picture and as one block of
// lines, and gives its words in points of the page. Turn is the page's own, box
// in points of the page as it is seen. A box that is too small to hold a letter
// is an invoer.ErrInvalid.
func (r *Reader) Region(ctx context.Context, src Source, n, turn int, box invoer.Box) ([]invoer.Word, error) {
	if box.X1-box.X0 < leastRegion || box.Y1-box.Y0 < leastRegion {
		return nil, fmt.Errorf("%w: a region of %.1f by %.1f points, want at least %d", invoer.ErrInvalid, box.X1-box.X0, box.Y1-box.Y0, leastRegion)
	}
	var words []invoer.Word
	args := pageArgs{Source: src, Page: n, Turn: turn, Box: box}
	if _, err := r.pool.Do(ctx, child.Work{Lane: laneHeavy, Op: "region", Key: src.Path, Args: args, Limit: heavyLimit}, &words); err != nil {
		return nil, fmt.Errorf("reading a region of page %d: %w", n, err)
	}
	return words, nil
}

const (
	leastRegion = 3   // points
	regionDPI   = 300 // that letters are brought to
	regionFrame = 12  // white pixels around a region: Tesseract misses what touches the edge
)

func (w *worker) region(args pageArgs) (any, []byte, error) {
	page, dpi, err := w.upright(args)
	if err != nil {
		return nil, nil, err
	}
	scale := dpi / 72
	part := image.Rect(int(args.Box.X0*scale), int(args.Box.Y0*scale), int(math.Ceil(args.Box.X1*scale)), int(math.Ceil(args.Box.Y1*scale))).Intersect(page.Rect)
	if part.Empty() {
		return []invoer.Word{}, nil, nil
	}
	tesseract, err := w.ocr()
	if err != nil {
		return nil, nil, err
	}
	larger := max(1, regionDPI/dpi)
	framed := framed(page, part, larger)
	found, err := tesseract.Read(framed, ocr.Block)
	if err != nil {
		return nil, nil, err
	}
	words := inPoints(found, dpi*larger)
	for i := range words {
		words[i].Box = moved(words[i].Box, float64(part.Min.X)/scale-regionFrame*72/(dpi*larger), float64(part.Min.Y)/scale-regionFrame*72/(dpi*larger))
	}
	return words, nil, nil
}

// upright gives a page as its words lie on it: drawn where they come from a
// text layer, else the prepared picture.
func (w *worker) upright(args pageArgs) (*image.Gray, float64, error) {
	if err := w.files.open(args.Source, w.settings.CacheDir); err != nil {
		return nil, 0, err
	}
	if w.files.pdf != nil {
		text, err := w.text(args.Page)
		if err != nil {
			return nil, 0, err
		}
		if text.Sound || len(text.Layer) > 0 {
			gray, err := w.files.pdf.Gray(args.Page, regionDPI)
			if err != nil {
				return nil, 0, err
			}
			return images.Turn(gray, args.Turn), regionDPI, nil
		}
	}
	page, err := w.prepare(args)
	return page.Gray, page.DPI, err
}

// framed cuts a part out of a picture, so many times larger, on white.
func framed(page *image.Gray, part image.Rectangle, larger float64) *image.Gray {
	cut := image.NewGray(image.Rect(0, 0, part.Dx(), part.Dy()))
	draw.Draw(cut, cut.Rect, page, part.Min, draw.Src)
	if larger > 1 {
		cut = images.Resize(cut, int(float64(part.Dx())*larger), int(float64(part.Dy())*larger))
	}
	whole := image.NewGray(image.Rect(0, 0, cut.Rect.Dx()+2*regionFrame, cut.Rect.Dy()+2*regionFrame))
	draw.Draw(whole, whole.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(whole, cut.Rect.Add(image.Pt(regionFrame, regionFrame)), cut, image.Point{}, draw.Src)
	return whole
}

func moved(b invoer.Box, x, y float64) invoer.Box {
	return invoer.Box{X0: b.X0 + x, Y0: b.Y0 + y, X1: b.X1 + x, Y1: b.Y1 + y}
}
