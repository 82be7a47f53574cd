package images

import (
	"image"
	"math/rand/v2"
	"testing"
)

// TestGrainOfWritingIsNotBlank: of pale writing a scanner in black and white leaves
// grain, less ink than a line has. That lies in lines, and the page is one; dust all
// over a back, a fold, and dirt of the glass are none.
func TestGrainOfWritingIsNotBlank(t *testing.T) {
	t.Parallel()
	const w, h = 1240, 1754 // A4 at 150 dots an inch
	speck := func(p *image.Gray, x, y int) {
		for _, at := range []int{0, 1, p.Stride, p.Stride + 1} {
			p.Pix[y*p.Stride+x+at] = 0
		}
	}
	for name, c := range map[string]struct {
		blank bool
		lay   func(r *rand.Rand, p *image.Gray)
	}{
		"eight lines of grain": {false, func(r *rand.Rand, p *image.Gray) {
			for i := range 64 {
				speck(p, 120+r.IntN(500), 140+i%8*45+r.IntN(14))
			}
		}},
		"dust": {true, func(r *rand.Rand, p *image.Gray) {
			for range 64 {
				speck(p, 80+r.IntN(w-160), 100+r.IntN(h-200))
			}
		}},
		"a fold": {true, func(r *rand.Rand, p *image.Gray) {
			for range 64 {
				speck(p, 80+r.IntN(w-160), h/2+r.IntN(8))
			}
		}},
		"dirt of the glass": {true, func(r *rand.Rand, p *image.Gray) {
			for range 64 {
				speck(p, 700+r.IntN(4), 100+r.IntN(h-200))
			}
		}},
		"nothing": {true, func(*rand.Rand, *image.Gray) {}},
	} {
		for seed := range uint64(5) {
			page := newGray(w, h)
			for i := range page.Pix {
				page.Pix[i] = 255
			}
			c.lay(rand.New(rand.NewPCG(seed, 1)), page)
			for y := -22; y <= 22; y++ { // the holes of a binder, 6 mm wide
				for x := -17; x <= 17; x++ {
					if x*x+y*y <= 17*17 {
						page.Pix[(637+y)*page.Stride+71+x], page.Pix[(1110+y)*page.Stride+71+x] = 0, 0
					}
				}
			}
			if got := sketchOf(page, sketchScale(page)).blank(); got != c.blank {
				t.Errorf("%s, seed %d: blank %v, want %v", name, seed, got, c.blank)
			}
		}
	}
}
