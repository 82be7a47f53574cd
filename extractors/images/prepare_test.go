package images

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A sheet is a white page of A4 at some resolution, to print on.
type sheet struct {
	*image.Gray
	t   testing.TB
	dpi float64
}

func a4(t testing.TB, dpi float64) sheet {
	return blank(t, int(8.27*dpi), int(11.69*dpi), dpi)
}

func blank(t testing.TB, w, h int, dpi float64) sheet {
	page := newGray(w, h)
	for i := range page.Pix {
		page.Pix[i] = 240
	}
	return sheet{page, t, dpi}
}

// print writes a line of so many points whose foot is at x, y pixels.
func (s sheet) print(text string, points float64, x, y int, ink color.Color) {
	s.t.Helper()
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		s.t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: points, DPI: s.dpi})
	if err != nil {
		s.t.Fatal(err)
	}
	pen := font.Drawer{Dst: s.Gray, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(x, y)}
	pen.DrawString(text)
}

func (s sheet) fill(box image.Rectangle, shade byte) {
	draw.Draw(s.Gray, box, image.NewUniform(color.Gray{Y: shade}), image.Point{}, draw.Src)
}

// letter is a page with thirty lines of writing.
func letter(t testing.TB, dpi float64) sheet {
	s := a4(t, dpi)
	for i := range 30 {
		s.print("Bedankt voor uw aankoop van 12 stuks, te betalen binnen 30 dagen", 11, s.Rect.Dx()/9, s.Rect.Dy()*(i+4)/36, color.Black)
	}
	return s
}

// darker counts the pixels of a box that are ink.
func darker(g *image.Gray, box image.Rectangle) int {
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if g.GrayAt(x, y).Y < markInk {
				n++
			}
		}
	}
	return n
}

func BenchmarkPrepare(b *testing.B) {
	page := letter(b, 300).Gray
	for b.Loop() {
		Prepare(page, 300, func(*image.Gray) float64 { return 0 })
	}
}

func BenchmarkBackground(b *testing.B) {
	page := letter(b, 300).Gray
	for b.Loop() {
		background(page)
	}
}

func BenchmarkSketch(b *testing.B) {
	page := letter(b, 300).Gray
	for b.Loop() {
		sketchOf(page, sketchScale(page))
	}
}

func BenchmarkRotate(b *testing.B) {
	page := letter(b, 300).Gray
	for b.Loop() {
		rotate(page, 1.2, 240)
	}
}

func BenchmarkEraseDashes(b *testing.B) {
	page := letter(b, 300).Gray
	for b.Loop() {
		eraseDashes(page, 300)
	}
}

func BenchmarkDesk(b *testing.B) {
	page := Prepare(letter(b, 300).Gray, 300, func(*image.Gray) float64 { return 0 })
	for b.Loop() {
		if _, _, err := Desk(page); err != nil {
			b.Fatal(err)
		}
	}
}
