// Package barcodes finds the codes on the picture of a page that mean something
// to us, and draws the ones that we print: QR codes, which are payment codes
// (EPC069-12) and the marks of our own separator sheets, Code 128, and the
// patch codes with which scanners tell documents apart.
//
// It gives their text and where they are and leaves it to others what the text
// means. It works on a reduced copy of the picture that is read, so that a
// page costs tens of milliseconds and a few megabytes however large it is. What
// cannot be read is no code: QR and Code 128 carry check characters, so a text
// that is given is right; a patch code must have its size in inches. Other
// codes, whose checks are weaker, are not looked for.
package barcodes

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/oned"
)

// The kinds of codes.
const (
	QR      = "qr"
	Code128 = "code128"
	PatchT  = "patch-t" // "next document", either way up
	Patch2  = "patch-2" // likewise
)

// A Code is one that was found, in the pixels of the picture. A patch code has
// no text.
type Code struct {
	Kind string
	Text string
	Box  image.Rectangle
}

// The most codes that are given of one page; a sheet of labels has more, and
// none of them matters.
const mostCodes = 8

// Every row is looked at: codes on paper are small.
var hints = map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}

// Find gives the codes on a picture of which the light is even, as the pixels
// lie, so many to an inch; it may be turned by any angle, patch codes and Code
// 128 by quarters and a little more.
func Find(picture *image.Gray, dpi float64) []Code {
	codes := patches(picture, dpi)
	bitmap := bitmapOf(picture, gozxing.NewHybridBinarizer)
	if bitmap == nil {
		return codes
	}
	found := squares(bitmap, picture.Rect)
	if len(found) == 0 {
		// Where the ink is pale the grain of the paper is taken for ink, seen field by field.
		if whole := bitmapOf(picture, gozxing.NewGlobalHistgramBinarizer); whole != nil {
			found = squares(whole, picture.Rect)
		}
	}
	codes = append(codes, found...)
	codes = append(codes, strips(bitmap, picture)...)
	return codes[:min(len(codes), mostCodes)]
}

// Squares gives the QR codes alone, where a picture is looked at once more.
func Squares(picture *image.Gray) []Code {
	bitmap := bitmapOf(picture, gozxing.NewHybridBinarizer)
	if bitmap == nil {
		return nil
	}
	found := squares(bitmap, picture.Rect)
	return found[:min(len(found), mostCodes)]
}

// bitmapOf makes ink and paper of a picture: for each field of it by what is
// around, or for all of it by one measure.
func bitmapOf(picture *image.Gray, binarizer func(gozxing.LuminanceSource) gozxing.Binarizer) *gozxing.BinaryBitmap {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	source, err := gozxing.NewPlanarYUVLuminanceSource(picture.Pix, picture.Stride, h, 0, 0, w, h, false)
	if err != nil {
		return nil // a picture of nothing
	}
	bitmap, err := gozxing.NewBinaryBitmap(binarizer(source))
	if err != nil {
		return nil
	}
	return bitmap
}

// squares finds QR codes.
func squares(bitmap *gozxing.BinaryBitmap, within image.Rectangle) []Code {
	results, err := qrcode.NewQRCodeMultiReader().DecodeMultiple(bitmap, hints)
	if err != nil {
		return nil // nothing found
	}
	var codes []Code
	for _, r := range results {
		codes = append(codes, Code{Kind: QR, Text: r.GetText(), Box: around(r.GetResultPoints()).Intersect(within)})
	}
	return codes
}

// strips finds a Code 128 that lies or stands.
func strips(bitmap *gozxing.BinaryBitmap, picture *image.Gray) []Code {
	if code, ok := strip(bitmap); ok {
		code.Box = code.Box.Intersect(picture.Rect)
		return []Code{code}
	}
	code, ok := strip(bitmapOf(transposed(picture), gozxing.NewHybridBinarizer))
	if !ok {
		return nil
	}
	code.Box = across(code.Box).Intersect(picture.Rect)
	return []Code{code}
}

func strip(bitmap *gozxing.BinaryBitmap) (Code, bool) {
	r, err := oned.NewCode128Reader().Decode(bitmap, hints)
	if err != nil {
		return Code{}, false // nothing found
	}
	return Code{Kind: Code128, Text: r.GetText(), Box: around(r.GetResultPoints())}, true
}

// transposed mirrors a picture so that its columns become its rows.
func transposed(src *image.Gray) *image.Gray {
	out := image.NewGray(across(src.Rect))
	for y := range src.Rect.Dy() {
		for x, v := range src.Pix[y*src.Stride:][:src.Rect.Dx()] {
			out.Pix[x*out.Stride+y] = v
		}
	}
	return out
}

func across(b image.Rectangle) image.Rectangle {
	return image.Rect(b.Min.Y, b.Min.X, b.Max.Y, b.Max.X)
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
