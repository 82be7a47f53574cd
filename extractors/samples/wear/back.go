package wear

import (
	"image"
	"math/rand/v2"
)

// Back is what a scanner sees of the back of a printed sheet: nothing but the
// front, which shows through the wrong way round, lightly and not sharp; now and
// then the holes of a binder, a fold and the edge of the lid.
func Back(r *rand.Rand, front *image.Gray) *image.Gray {
	w, h := front.Rect.Dx(), front.Rect.Dy()
	through := 0.04 + 0.14*r.Float64() // of the ink; thick paper less
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			ink := 255 - float64(front.Pix[y*front.Stride+w-1-x])
			out.Pix[y*out.Stride+x] = uint8(250 - through*ink)
		}
	}
	out = blurred(blurred(out))
	for _, fault := range []struct {
		often float64
		do    func(*rand.Rand, *image.Gray)
	}{{0.3, holes}, {0.2, fold}, {0.3, edge}} {
		if r.Float64() < fault.often {
			fault.do(r, out)
		}
	}
	noise(r, out, 2+r.Float64()*8)
	return out
}
