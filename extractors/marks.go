package extractors

import (
	"image"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/barcodes"
	"github.com/invoer/invoer/extractors/images"
)

// Codes are looked for at about this resolution: a payment code of 20 mm has
// two pixels a module then, and a page takes tens of milliseconds.
const markDPI = 150

// marksOn gives the codes on the picture of a page, in points of the page.
func marksOn(picture *image.Gray, dpi float64) []invoer.Mark {
	k := max(int(dpi/markDPI), 1)
	scale := float64(k) * 72 / dpi
	var marks []invoer.Mark
	for _, code := range barcodes.Find(images.Shrink(picture, k), dpi/float64(k)) {
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
