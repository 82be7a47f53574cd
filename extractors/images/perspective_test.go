package images

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

// photographed is a sheet on a table of some shade, with noise, in a picture
// whose corners lie at these places of the sheet.
func photographed(sheet *image.Gray, corners quad, table byte, shadow bool) *image.Gray {
	const w, h = 1500, 2000
	p := newPerspective(corners, w, h)
	noise := rand.New(rand.NewPCG(1, 2))
	out := newGray(w, h)
	right, bottom := float64(sheet.Rect.Dx()-2), float64(sheet.Rect.Dy()-2)
	for y := range h {
		for x := range w {
			u, v := float64(x), float64(y)
			scale := 1 / (p.g*u + p.k*v + 1)
			sx, sy := (p.a*u+p.b*v+p.c)*scale, (p.d*u+p.e*v+p.f)*scale
			shade := float64(table)
			if sx >= 0 && sy >= 0 && sx <= right && sy <= bottom {
				shade = float64(between(sheet, sx, sy))
			}
			if shadow {
				shade *= 1 - 0.4/(1+math.Exp(float64(x+y/2-1100)/60))
			}
			out.Pix[y*w+x] = byte(min(max(shade+4*noise.NormFloat64(), 0), 255))
		}
	}
	return out
}

func TestASheetOnATableIsFlattened(t *testing.T) {
	t.Parallel()
	page := letter(t, 150).Gray
	w, h := float64(page.Rect.Dx()), float64(page.Rect.Dy())
	cases := map[string]struct {
		corners quad
		table   byte
		shadow  bool
	}{
		"from the right":          {quad{{-0.1 * w, -0.1 * h}, {1.1 * w, -0.3 * h}, {1.1 * w, 1.25 * h}, {-0.1 * w, 1.1 * h}}, 60, false},
		"from below, turned":      {quad{{-0.3 * w, -0.05 * h}, {1.2 * w, -0.2 * h}, {1.1 * w, 1.1 * h}, {-0.1 * w, 1.2 * h}}, 100, false},
		"with a shadow across it": {quad{{-0.2 * w, -0.1 * h}, {1.15 * w, -0.15 * h}, {1.05 * w, 1.05 * h}, {-0.05 * w, 1.15 * h}}, 70, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			photo := photographed(page, c.corners, c.table, c.shadow)
			flat, size := Flatten(photo)
			if flat == photo {
				t.Fatalf("no sheet was found")
			}
			margin := image.Pt((flat.Rect.Dx()-size.X)/2, (flat.Rect.Dy()-size.Y)/2)
			got := Resize(crop(flat, image.Rectangle{margin, margin.Add(size)}), page.Rect.Dx(), page.Rect.Dy())
			for line := range 30 {
				y := page.Rect.Dy() * (line + 4) / 36
				if drift := footOf(got, y, 0) - footOf(got, y, 1); math.Abs(drift) > 3 {
					t.Errorf("line %d at %d stands %.0f pixels higher at its end than at its beginning", line, y, drift)
				}
			}
		})
	}
}

// footOf is the row below y in which the writing ends, in the first or second
// half of the lines of letter, to within a pixel: the middle of its ink.
func footOf(g *image.Gray, y, half int) float64 {
	from := g.Rect.Dx()/9 + half*g.Rect.Dx()*2/5
	sum, count := 0.0, 0.0
	for row := y - 18; row < y+6; row++ {
		for x := from; x < from+g.Rect.Dx()/4; x++ {
			if ink := 120 - float64(g.GrayAt(x, row).Y); ink > 0 {
				sum, count = sum+float64(row)*ink, count+ink
			}
		}
	}
	return sum / max(count, 1)
}

func TestPhotosThatStayAsTheyAre(t *testing.T) {
	t.Parallel()
	page := letter(t, 150).Gray
	w, h := float64(page.Rect.Dx()), float64(page.Rect.Dy())
	noise := newGray(1500, 2000)
	random := rand.New(rand.NewPCG(3, 4))
	for i := range noise.Pix {
		noise.Pix[i] = byte(random.IntN(256))
	}
	for name, photo := range map[string]*image.Gray{
		"paper fills the picture":       photographed(page, quad{{0.05 * w, 0.05 * h}, {0.95 * w, 0.05 * h}, {0.95 * w, 0.95 * h}, {0.05 * w, 0.95 * h}}, 60, false),
		"half the sheet is on it":       photographed(page, quad{{-0.2 * w, -0.2 * h}, {0.5 * w, -0.2 * h}, {0.5 * w, 1.2 * h}, {-0.2 * w, 1.2 * h}}, 60, false),
		"it is seen from above":         photographed(page, quad{{-0.1 * w, -0.1 * h}, {1.1 * w, -0.1 * h}, {1.1 * w, 1.1 * h}, {-0.1 * w, 1.1 * h}}, 60, false),
		"a small card":                  photographed(page, quad{{-2 * w, -2 * h}, {3 * w, -2.2 * h}, {3 * w, 3 * h}, {-2 * w, 3 * h}}, 60, false),
		"the table is as light as it":   photographed(page, quad{{-0.1 * w, -0.1 * h}, {1.1 * w, -0.3 * h}, {1.1 * w, 1.2 * h}, {-0.1 * w, 1.1 * h}}, 239, false),
		"nothing but noise":             noise,
		"a picture smaller than a word": newGray(70, 64),
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := Flatten(photo); got != photo {
				t.Errorf("it was changed to %v", got.Rect)
			}
		})
	}
}

func BenchmarkFlatten(b *testing.B) {
	page := letter(b, 150).Gray
	w, h := float64(page.Rect.Dx()), float64(page.Rect.Dy())
	photo := Resize(photographed(page, quad{{-0.1 * w, -0.1 * h}, {1.1 * w, -0.3 * h}, {1.1 * w, 1.25 * h}, {-0.1 * w, 1.1 * h}}, 60, false), 3000, 4000)
	for b.Loop() {
		Flatten(photo)
	}
}
