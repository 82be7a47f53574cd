package wear

import (
	"image"
	"math"
	"math/rand/v2"
)

// Photo is what a telephone makes of a page on a table: seen at an angle, with
// a shadow, the table around it, and not quite sharp.
func Photo(r *rand.Rand, page *image.Gray) *image.Gray {
	w, h := page.Rect.Dx(), page.Rect.Dy()
	wide, high := w+w/5, h+h/6
	from := planeOf(corners(r, w, h, wide, high), float64(w), float64(h))
	out := warped(page, wide, high, table(r), from.on)
	shadow(r, out)
	if r.Float64() < 0.6 {
		out = blurred(out)
	}
	noise(r, out, 3+r.Float64()*7)
	return out
}

// corners are where those of the sheet are seen.
func corners(r *rand.Rand, w, h, wide, high int) [4]point {
	left, top := float64(wide-w)/2, float64(high-h)/2
	loose := func(x, y float64) point {
		return point{x + (r.Float64()-0.5)*1.4*left, y + (r.Float64()-0.5)*1.4*top}
	}
	right, low := left+float64(w), top+float64(h)
	return [4]point{loose(left, top), loose(right, top), loose(right, low), loose(left, low)}
}

// table is the wood or cloth below the sheet.
func table(r *rand.Rand) func(x, y int) uint8 {
	base, grain, phase := 40+r.Float64()*110, r.Float64()*18, r.Float64()*9
	return func(x, y int) uint8 {
		return clamped(int(base + grain*math.Sin(float64(y)/23+math.Sin(float64(x)/190)*3+phase)))
	}
}

// shadow darkens one side, softly or with an edge as a hand's.
func shadow(r *rand.Rand, p *image.Gray) {
	angle, soft, deep := r.Float64()*2*math.Pi, 0.15+r.Float64(), 0.15+r.Float64()*0.4
	sin, cos := math.Sincos(angle)
	w, h := float64(p.Rect.Dx()), float64(p.Rect.Dy())
	for y := range p.Rect.Dy() {
		for x := range p.Rect.Dx() {
			along := (float64(x)/w-0.5)*cos + (float64(y)/h-0.5)*sin
			dark := min(max(along/soft+0.5, 0), 1) * deep
			at := y*p.Stride + x
			p.Pix[at] = uint8(float64(p.Pix[at]) * (1 - dark))
		}
	}
}
