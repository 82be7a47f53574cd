package images

import (
	"bytes"
	"image"
	"image/color"
	"testing"
)

// banded is a page with writing and a coloured band with writing on it.
func banded(t *testing.T, shade, ink byte) (sheet, image.Rectangle) {
	s := letter(t, 300)
	band := image.Rect(0, 0, s.Rect.Dx(), 260)
	s.fill(band, shade)
	s.print("FACTUUR 2026/118   computerhuis", 16, 300, 150, color.Gray{Y: ink})
	return s, band.Inset(60)
}

func TestLightWritingOnABandIsRead(t *testing.T) {
	t.Parallel()
	for _, shade := range []byte{110, 140, 165} {
		s, band := banded(t, shade, 250)
		page := InvertBands(s.Gray)
		paper := background(page)
		page = even(page, paper, judge(page, paper))
		if ink := darker(page, band); ink < 3000 || ink > band.Dx()*band.Dy()/4 {
			t.Errorf("a band of %d: %d of %d pixels are ink, want the letters to be", shade, ink, band.Dx()*band.Dy())
		}
	}
}

func TestWhatIsNotInverted(t *testing.T) {
	t.Parallel()
	dark, _ := banded(t, 150, 20)
	shaded := letter(t, 300)
	for y := range shaded.Rect.Dy() / 2 { // in the shadow of a hand
		for x := range shaded.Rect.Dx() {
			at := y*shaded.Stride + x
			shaded.Pix[at] = byte(float64(shaded.Pix[at]) * 0.55)
		}
	}
	black, _ := banded(t, 20, 250)
	photographed := blank(t, 2400, 3000, 300) // a sheet on a dark table
	photographed.fill(photographed.Rect, 120)
	photographed.fill(image.Rect(200, 200, 2200, 2800), 240)
	for name, page := range map[string]*image.Gray{"dark writing on a band": dark.Gray, "a black band": black.Gray, "plain": letter(t, 300).Gray, "a shadow": shaded.Gray, "a table": photographed.Gray} {
		if !bytes.Equal(InvertBands(page).Pix, page.Pix) {
			t.Errorf("%s: something was inverted", name)
		}
	}
}

func BenchmarkInvertBands(b *testing.B) {
	page := letter(b, 300).Gray
	for b.Loop() {
		InvertBands(page)
	}
}
