package wear

import (
	"image"
	"math"
	"math/rand/v2"
)

func white(int, int) uint8 { return 255 }

// Scan is what an office scanner makes of a page: a little askew, a little
// dirty, often with the holes of a binder or a pale toner.
func Scan(r *rand.Rand, page *image.Gray) *image.Gray {
	w, h := page.Rect.Dx(), page.Rect.Dy()
	out := warped(page, w, h, white, turned((r.Float64()-0.5)*0.05, w, h))
	for _, fault := range []struct {
		often float64
		do    func(*rand.Rand, *image.Gray)
	}{{0.3, pale}, {0.3, holes}, {0.2, stamp}, {0.25, streaks}, {0.2, fold}, {0.3, edge}} {
		if r.Float64() < fault.often {
			fault.do(r, out)
		}
	}
	if r.Float64() < 0.5 {
		out = blurred(out)
	}
	noise(r, out, 2+r.Float64()*10)
	if r.Float64() < 0.2 {
		bitonal(out, max(128+r.IntN(60), faintest(out)))
	}
	return out
}

// Fax is a scan in black and white at about 100 by 200 dots an inch.
func Fax(r *rand.Rand, page *image.Gray) *image.Gray {
	w, h := page.Rect.Dx(), page.Rect.Dy()
	out := warped(page, w, h, white, turned((r.Float64()-0.5)*0.03, w, h))
	noise(r, out, 25)
	bitonal(out, 150)
	speckles(r, out, w*h/6000)
	return out
}

// pale prints with little toner.
func pale(r *rand.Rand, p *image.Gray) {
	least := uint8(60 + r.IntN(80))
	for i, v := range p.Pix {
		p.Pix[i] = least + uint8(int(v)*(255-int(least))/255)
	}
}

// streaks are columns where the toner is used up or the glass is dirty.
func streaks(r *rand.Rand, p *image.Gray) {
	for range 1 + r.IntN(3) {
		x, wide := r.IntN(p.Rect.Dx()), 1+r.IntN(6)
		shade := r.IntN(120) - 40
		for y := range p.Rect.Dy() {
			for i := x; i < min(x+wide, p.Rect.Dx()); i++ {
				at := y*p.Stride + i
				p.Pix[at] = clamped(int(p.Pix[at]) + shade)
			}
		}
	}
}

// holes are those of a binder, at the left.
func holes(r *rand.Rand, p *image.Gray) {
	mm := float64(p.Rect.Dx()) / 210
	shade := uint8(r.IntN(120))
	for _, up := range []float64{-40, 40} {
		disc(p, point{12 * mm, float64(p.Rect.Dy())/2 + up*mm}, 3*mm, 0, shade)
	}
}

// stamp is a ring of ink across the page.
func stamp(r *rand.Rand, p *image.Gray) {
	mm := float64(p.Rect.Dx()) / 210
	at := point{(40 + r.Float64()*130) * mm, (60 + r.Float64()*160) * mm}
	radius := (8 + r.Float64()*10) * mm
	disc(p, at, radius, radius-1.2*mm, uint8(90+r.IntN(80)))
	disc(p, at, radius*0.6, radius*0.6-0.7*mm, uint8(90+r.IntN(80)))
}

// disc darkens a ring between two radii; what is darker stays.
func disc(p *image.Gray, c point, outer, inner float64, shade uint8) {
	for y := max(0, int(c.y-outer)); y < min(p.Rect.Dy(), int(c.y+outer)+1); y++ {
		for x := max(0, int(c.x-outer)); x < min(p.Rect.Dx(), int(c.x+outer)+1); x++ {
			d := math.Hypot(float64(x)-c.x, float64(y)-c.y)
			if d <= outer && d >= inner {
				at := y*p.Stride + x
				p.Pix[at] = min(p.Pix[at], shade)
			}
		}
	}
}

// fold is a shadow across the page.
func fold(r *rand.Rand, p *image.Gray) {
	y0 := p.Rect.Dy()/3 + r.IntN(p.Rect.Dy()/3)
	for y := max(0, y0-6); y < min(p.Rect.Dy(), y0+6); y++ {
		shade := 40 - 6*abs(y-y0)
		for x := range p.Rect.Dx() {
			at := y*p.Stride + x
			p.Pix[at] = clamped(int(p.Pix[at]) - max(0, shade))
		}
	}
}

// edge is the dark border of a lid that was open.
func edge(r *rand.Rand, p *image.Gray) {
	wide := p.Rect.Dx() / (40 + r.IntN(60))
	for y := range p.Rect.Dy() {
		for x := range wide {
			at := y*p.Stride + p.Rect.Dx() - 1 - x
			p.Pix[at] = min(p.Pix[at], uint8(40+x*200/wide))
		}
	}
}
