// Package barcodes finds the QR codes on the picture of a page: payment codes
// (EPC069-12), and the marks of our own separator sheets.
//
// It gives their text and where they are and leaves it to others what the text
// means. It works on a reduced copy of the picture that is read, so that a
// page costs tens of milliseconds and a few megabytes however large it is. What
// cannot be read is no code: a check of the code itself (Reed-Solomon) is in
// every QR, so a text that is given is right.
package barcodes

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/multi/qrcode"
)

// A Code is one that was found, in the pixels of the picture.
type Code struct {
	Text string
	Box  image.Rectangle
}

// The most codes that are given of one page; a sheet of labels has more, and
// none of them matters.
const mostCodes = 8

// Every row is looked at: codes on paper are small.
var hints = map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}

// Find gives the QR codes on a picture of which the light is even, as the
// pixels lie; it may be turned by any angle.
func Find(picture *image.Gray) []Code {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	source, err := gozxing.NewPlanarYUVLuminanceSource(picture.Pix, picture.Stride, h, 0, 0, w, h, false)
	if err != nil {
		return nil
	}
	bitmap, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(source))
	if err != nil {
		return nil
	}
	results, err := qrcode.NewQRCodeMultiReader().DecodeMultiple(bitmap, hints)
	if err != nil {
		return nil // nothing found
	}
	var codes []Code
	for _, r := range results[:min(len(results), mostCodes)] {
		codes = append(codes, Code{Text: r.GetText(), Box: around(r.GetResultPoints()).Intersect(picture.Rect)})
	}
	return codes
}

// around is the box of a code's corner patterns with their outer modules,
// which lie up to a tenth of the code further out.
func around(points []gozxing.ResultPoint) image.Rectangle {
	if len(points) == 0 {
		return image.Rectangle{}
	}
	first := image.Pt(int(points[0].GetX()), int(points[0].GetY()))
	box := image.Rectangle{Min: first, Max: first}
	for _, p := range points {
		x, y := int(p.GetX()), int(p.GetY())
		box.Min.X, box.Min.Y = min(box.Min.X, x), min(box.Min.Y, y)
		box.Max.X, box.Max.Y = max(box.Max.X, x), max(box.Max.Y, y)
	}
	return box.Inset(-max(box.Dx(), box.Dy()) / 8)
}
