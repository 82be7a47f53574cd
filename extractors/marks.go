package extractors

import (
	"image"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/barcodes"
	"github.com/invoer/invoer/extractors/images"
)

// Codes are looked for at about this resolution: a payment code of 20 mm has
// two pixels a module then, and a page takes tens of milliseconds.
const markDPI = 150

// grainReach is how many pixels around each are taken together where no square
// is seen: pale ink scanned in black and white is grain, and so many are still
// less than two modules of a separator.
const grainReach = 2

// marksOn gives the codes on the picture of a page, in points of the page.
func marksOn(picture *image.Gray, dpi float64) []invoer.Mark {
	k := max(int(dpi/markDPI), 1)
	found := barcodes.Find(images.Shrink(picture, k), dpi/float64(k))
	marks := marksOf(found, float64(k)*72/dpi)
	if k > 1 && !slices.ContainsFunc(found, func(c barcodes.Code) bool { return c.Kind == barcodes.QR }) {
		k++
		found = barcodes.Squares(images.Smooth(images.Shrink(picture, k), grainReach))
		marks = append(marks, marksOf(found, float64(k)*72/dpi)...)
	}
	return marks
}

// marksOf gives codes with their places, so many points to a pixel.
func marksOf(codes []barcodes.Code, scale float64) []invoer.Mark {
	var marks []invoer.Mark
	for _, code := range codes {
		marks = append(marks, invoer.Mark{Kind: code.Kind, Text: code.Text, Box: invoer.Box{
			X0: float64(code.Box.Min.X) * scale, Y0: float64(code.Box.Min.Y) * scale,
			X1: float64(code.Box.Max.X) * scale, Y1: float64(code.Box.Max.Y) * scale,
		}})
	}
	return marks
}

// textMarks draws a page whose words are known, when something on it may be a
// code.
func (w *worker) textMarks(n, turn int) ([]invoer.Mark, error) {
	gray, err := w.files.pdf.Gray(n, markDPI)
	if err != nil {
		return nil, err
	}
	return marksOn(images.Turn(gray, turn), markDPI), nil
}
