package images

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
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

// TestPrintedAreasStayDark: on evenly lit paper a dark box is a printed area,
// and its white letters stay light on dark, as far from their edges as near
// them; in a shadow as dark the paper becomes white.
func TestPrintedAreasStayDark(t *testing.T) {
	t.Parallel()
	page := newGray(1200, 1600)
	for i := range page.Pix {
		page.Pix[i] = 250
	}
	box := image.Rect(600, 400, 1000, 600)
	draw.Draw(page, box, image.NewUniform(color.Gray{Y: 80}), image.Point{}, draw.Src)
	for x := 640; x < 800; x += 16 {
		draw.Draw(page, image.Rect(x, 450, x+6, 490), image.White, image.Point{}, draw.Src)
	}
	paper := background(page)
	got := even(page, paper, judge(page, paper))
	for _, at := range []image.Point{{648, 470}, {620, 500}, {950, 570}} {
		if v := got.GrayAt(at.X, at.Y).Y; v > 130 {
			t.Errorf("the box is %d at %v, want it dark", v, at)
		}
	}
	if v := got.GrayAt(642, 470).Y; v < 220 {
		t.Errorf("letters on it are %d, want them light", v)
	}
	for y := range 1600 { // a shadow from the left
		for x := range 1200 {
			page.Pix[y*page.Stride+x] = uint8(110 + 140*x/1200)
		}
	}
	paper = background(page)
	got = even(page, paper, judge(page, paper))
	if v := got.GrayAt(60, 800).Y; v < 220 {
		t.Errorf("paper in shadow is %d, want it white", v)
	}
}
