package images

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
)

// Pictures for the desk: as wide as a screen shows, and as good as fits in
// what may be kept of a page.
const (
	deskDPI     = 130
	deskBytes   = 220 << 10
	bestQuality = 72
	leastSharp  = 30
)

// DrawnBytes is how large a picture that is drawn on demand may be.
const DrawnBytes = 400 << 10

// Desk makes the small picture that is kept of a page, and tells its media
// type.
func Desk(p Prepared) ([]byte, string, error) {
	w := int(math.Round(p.Width * deskDPI / 72))
	picture, err := Encode(Scale(p.Gray, min(w, p.Gray.Rect.Dx())), deskBytes)
	return picture, JPEG, err
}

// Scale makes a picture w pixels wide.
func Scale(src *image.Gray, w int) *image.Gray {
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	if w <= 0 || w == sw {
		return src
	}
	h := max(int(math.Round(float64(sh)*float64(w)/float64(sw))), 1)
	if k := sw / w; k >= 2 {
		src = Shrink(src, k)
	}
	return Resize(src, w, h)
}

// Encode writes a JPEG of at most so many bytes where that can be.
func Encode(src image.Image, most int) ([]byte, error) {
	var out bytes.Buffer
	for quality := bestQuality; ; quality -= 14 {
		out.Reset()
		if err := jpeg.Encode(&out, src, &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("writing a picture: %w", err)
		}
		if out.Len() <= most || quality <= leastSharp {
			return out.Bytes(), nil
		}
	}
}
