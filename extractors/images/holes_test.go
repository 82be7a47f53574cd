package images

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"testing"
)

// disc draws a dark round of so many millimetres.
func (s sheet) disc(x, y, across float64, hollow bool) {
	perMM := s.dpi / 25.4
	for py := range s.Rect.Dy() {
		for px := range s.Rect.Dx() {
			far := math.Hypot(float64(px)/perMM-x, float64(py)/perMM-y)
			if far <= across/2 && (!hollow || far > across/2-1) {
				s.Pix[py*s.Stride+px] = 40
			}
		}
	}
}

// TestPunchHolesAreErased: the holes are gone, and the writing beside them is
// not touched.
func TestPunchHolesAreErased(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		holes  [][2]float64 // millimetres from the left and from the top
		across float64
		hollow bool
	}{
		"two on the left":           {[][2]float64{{12, 108}, {12, 188}}, 6, false},
		"two on the right":          {[][2]float64{{198, 108}, {198, 188}}, 6, false},
		"two at the top":            {[][2]float64{{65, 12}, {145, 12}}, 6, false},
		"four":                      {[][2]float64{{12, 28}, {12, 108}, {12, 188}, {12, 268}}, 5.5, false},
		"three of a letter's punch": {[][2]float64{{13, 40}, {13, 148}, {13, 256}}, 7, false},
		"only their shadows":        {[][2]float64{{12, 108}, {12, 188}}, 6, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := blank(t, 1240, 1754, 150)
			page.print("Totaal 1.210,00 EUR", 10, 200, 800, color.Black)
			before := bytes.Clone(page.Pix)
			for _, hole := range c.holes {
				page.disc(hole[0], hole[1], c.across, c.hollow)
			}
			eraseHoles(page.Gray, 150)
			if !bytes.Equal(before, page.Pix) {
				t.Errorf("%d pixels of ink, want the %d of the writing", darker(page.Gray, page.Rect), darker(&image.Gray{Pix: before, Stride: page.Stride, Rect: page.Rect}, page.Rect))
			}
		})
	}
}

// TestWhatIsRoundIsNoHole: a logo, two marks that no punch makes, letters.
func TestWhatIsRoundIsNoHole(t *testing.T) {
	t.Parallel()
	cases := map[string]func(sheet){
		"a round logo":                     func(s sheet) { s.disc(15, 15, 6, false) },
		"two as far apart as no punch has": func(s sheet) { s.disc(12, 100, 6, false); s.disc(12, 150, 6, false) },
		"two in the middle of the page":    func(s sheet) { s.disc(100, 100, 6, false); s.disc(100, 180, 6, false) },
		"two of different size":            func(s sheet) { s.disc(12, 100, 5, false); s.disc(12, 180, 7.5, false) },
		"squares":                          func(s sheet) { s.fill(image.Rect(60, 600, 95, 635), 40); s.fill(image.Rect(60, 1072, 95, 1107), 40) },
		"writing at the edge": func(s sheet) {
			s.print("O", 24, 60, 600, color.Black)
			s.print("Q", 24, 60, 1072, color.Black)
			s.print("B", 24, 60, 900, color.Black)
		},
	}
	for name, draw := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := blank(t, 1240, 1754, 150)
			draw(page)
			before := bytes.Clone(page.Pix)
			eraseHoles(page.Gray, 150)
			if !bytes.Equal(before, page.Pix) {
				t.Error("it was erased, want it untouched")
			}
		})
	}
}

func BenchmarkEraseHoles(b *testing.B) {
	page := blank(b, 2480, 3508, 300)
	page.disc(12, 108, 6, false)
	page.disc(12, 188, 6, false)
	for b.Loop() {
		eraseHoles(page.Gray, 300)
	}
}

// TestAPunchedPageIsReadWithoutHoles: also where light is divided out first,
// which makes rings of discs.
func TestAPunchedPageIsReadWithoutHoles(t *testing.T) {
	t.Parallel()
	for name, shade := range map[string]float64{"evenly lit": 0, "in shadow on one side": 0.4} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := blank(t, 1240, 1754, 220)
			for line := range 15 {
				page.print("Levering van drukwerk volgens bestelling", 10, 300, 400+60*line, color.Black)
			}
			page.disc(12, 61, 6, false)
			page.disc(12, 141, 6, false)
			for y := range page.Rect.Dy() {
				for x := range page.Rect.Dx() {
					at := y*page.Stride + x
					page.Pix[at] = byte(float64(page.Pix[at]) * (1 - shade*float64(x)/float64(page.Rect.Dx())))
				}
			}
			got := Prepare(page.Gray, 220, func(*image.Gray) float64 { return 1 })
			if n := darker(got.Gray, image.Rect(0, 0, 220, got.Gray.Rect.Dy())); n != 0 {
				t.Errorf("%d dark pixels at the edge, want none", n)
			}
			if darker(got.Gray, got.Gray.Rect) == 0 {
				t.Error("the writing is gone")
			}
		})
	}
}
