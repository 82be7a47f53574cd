package images

import (
	"bytes"
	"image"
	"math/rand/v2"
	"testing"
)

// The lightest and the mean of the squares around pixels are what looking at
// each square says, up to the borders and for pictures smaller than a square.
func TestSquaresAroundPixels(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		w, h, r := 1+random.IntN(40), 1+random.IntN(40), random.IntN(12)
		src := newGray(w, h)
		for i := range src.Pix {
			src.Pix[i] = uint8(random.UintN(256))
		}
		lightest, across, mean := newGray(w, h), newGray(w, h), newGray(w, h)
		square := func(of *image.Gray, x, y, rx, ry int) (most uint8, middle uint8) {
			sum, n := 0, 0
			for v := max(y-ry, 0); v <= min(y+ry, h-1); v++ {
				for u := max(x-rx, 0); u <= min(x+rx, w-1); u++ {
					at := of.Pix[v*w+u]
					most, sum, n = max(most, at), sum+int(at), n+1
				}
			}
			return most, uint8(sum / n)
		}
		for i := range src.Pix {
			lightest.Pix[i], _ = square(src, i%w, i/w, r, r)
			_, across.Pix[i] = square(src, i%w, i/w, r, 0)
		}
		for i := range src.Pix {
			_, mean.Pix[i] = square(across, i%w, i/w, 0, r)
		}
		if !bytes.Equal(maximum(src, r).Pix, lightest.Pix) {
			t.Fatalf("%d by %d, radius %d: the lightest differ", w, h, r)
		}
		if !bytes.Equal(Smooth(src, r).Pix, mean.Pix) {
			t.Fatalf("%d by %d, radius %d: the means differ", w, h, r)
		}
	}
}
