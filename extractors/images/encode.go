package images

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"

	"golang.org/x/image/draw"
)

// Pictures for the desk: as wide as a screen shows, and as good as fits in
// what may be kept of a page. The searchable copy has the picture once more, and
// both with their words and the manifest are to stay below 300 kB.
const (
	deskDPI     = 130
	deskBytes   = 140 << 10
	bestQuality = 72
	leastSharp  = 30
	smaller     = 0.9 // of each side, at most, when sharpness is at its least
	leastSide   = 16  // pixels
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

// Encode writes a JPEG of at most so many bytes: less exact where it has to
// be, and smaller where even that is not enough, as with noise.
func Encode(src image.Image, most int) ([]byte, error) {
	for {
		picture, err := encode(src, most)
		if err != nil || len(picture) <= most {
			return picture, err
		}
		if src = less(src, math.Sqrt(float64(most)/float64(len(picture)))); src == nil {
			return picture, nil
		}
	}
}

func encode(src image.Image, most int) ([]byte, error) {
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

// less is a picture whose sides are shorter by a factor, and nil where nothing
// would be left to see.
func less(src image.Image, by float64) image.Image {
	w := int(float64(src.Bounds().Dx()) * min(by, smaller))
	h := int(float64(src.Bounds().Dy()) * min(by, smaller))
	if w < leastSide || h < leastSide {
		return nil
	}
	if gray, ok := src.(*image.Gray); ok {
		return Resize(gray, w, h)
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(to, to.Rect, src, src.Bounds(), draw.Src, nil)
	return to
}
