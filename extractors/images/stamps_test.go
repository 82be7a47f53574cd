package images

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// stamped is a page in colour with the words of a stamp in see-through ink, its
// foot at a place, as a scanner's JPEG has it.
func stamped(t testing.TB, s sheet, ink color.RGBA, points float64, at image.Point) image.Image {
	t.Helper()
	over := blank(t, s.Rect.Dx(), s.Rect.Dy(), s.dpi)
	over.print("BETAALD", points, at.X, at.Y, color.Black)
	page := image.NewRGBA(s.Rect)
	for i, light := range s.Pix {
		pix := page.Pix[4*i:][:4]
		pix[0], pix[1], pix[2], pix[3] = light, light, light, 255
		if over.Pix[i] < 100 {
			pix[0], pix[1], pix[2] = through(light, ink.R), through(light, ink.G), through(light, ink.B)
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, page, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	decoded, err := jpeg.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

func through(light, ink uint8) uint8 { return uint8(int(light) * int(ink) / 255) }

var (
	redInk   = color.RGBA{R: 215, G: 40, B: 50, A: 255}
	blueInk  = color.RGBA{R: 40, G: 70, B: 190, A: 255}
	greenInk = color.RGBA{R: 30, G: 150, B: 70, A: 255}
)

// likeness is how many pixels in a thousand are ink on one page and paper on
// the other.
func likeness(a, b *image.Gray) int {
	differ := 0
	for i := range a.Pix {
		if (a.Pix[i] < 128) != (b.Pix[i] < 128) {
			differ++
		}
	}
	return 1000 * differ / len(a.Pix)
}

// TestAStampOverPrintIsTakenOff: what is left is the page as it was printed.
func TestAStampOverPrintIsTakenOff(t *testing.T) {
	t.Parallel()
	page := letter(t, 200)
	for name, ink := range map[string]color.RGBA{"red": redInk, "blue": blueInk, "green": greenInk} {
		picture := stamped(t, page, ink, 60, image.Pt(330, 1000))
		if before := likeness(Gray(picture), page.Gray); before < 5 {
			t.Fatalf("%s: the stamp differs in %d of 1000 pixels: it is none", name, before)
		}
		if after := likeness(Unstamped(picture), page.Gray); after > 1 {
			t.Errorf("%s: %d of 1000 pixels differ from the page without the stamp", name, after)
		}
	}
}

// TestColourThatIsNoStampStays: writing in colour, an area with light writing,
// and a stamp beside the print are to be read.
func TestColourThatIsNoStampStays(t *testing.T) {
	t.Parallel()
	band := letter(t, 200)
	band.fill(image.Rect(0, 0, band.Rect.Dx(), 170), 240)
	pictures := map[string]image.Image{
		"a stamp on paper": stamped(t, band, redInk, 48, image.Pt(330, 150)),
		"grey":             letter(t, 200).Gray,
		"grey in colour":   stamped(t, letter(t, 200), color.RGBA{R: 255, G: 255, B: 255, A: 255}, 60, image.Pt(330, 1000)),
		"coloured writing": stamped(t, a4(t, 200), blueInk, 24, image.Pt(330, 1000)),
		"a dark colour":    stamped(t, a4(t, 200), color.RGBA{R: 20, G: 105, B: 60, A: 255}, 60, image.Pt(330, 1000)),
		"a coloured area":  areaWithWriting(t),
	}
	for name, picture := range pictures {
		if !bytes.Equal(Unstamped(picture).Pix, Gray(picture).Pix) {
			t.Errorf("%s: something was taken off", name)
		}
	}
}

// areaWithWriting is a page with a filled red area with white and black words.
func areaWithWriting(t testing.TB) image.Image {
	page := image.NewRGBA(image.Rect(0, 0, 2481, 3507))
	area := image.Rect(300, 300, 1300, 700)
	words := blank(t, page.Rect.Dx(), page.Rect.Dy(), 300)
	words.print("FACTUUR", 30, 400, 450, color.Black)
	words.print("Totaal 121,00", 30, 400, 650, color.Black)
	for y := range page.Rect.Dy() {
		for x := range page.Rect.Dx() {
			ink := color.RGBA{R: 250, G: 250, B: 250, A: 255}
			if image.Pt(x, y).In(area) {
				ink = redInk
			}
			if words.GrayAt(x, y).Y < 100 {
				ink = color.RGBA{R: 255, G: 255, B: 255, A: 255}
				if y > 500 {
					ink = color.RGBA{R: 10, G: 10, B: 10, A: 255}
				}
			}
			page.SetRGBA(x, y, ink)
		}
	}
	return page
}

func BenchmarkUnstamped(b *testing.B) {
	page := letter(b, 300)
	for name, picture := range map[string]image.Image{
		"grey":    page.Gray,
		"colour":  stamped(b, page, color.RGBA{R: 255, G: 255, B: 255, A: 255}, 60, image.Pt(330, 1000)),
		"stamped": stamped(b, page, redInk, 60, image.Pt(330, 1000)),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Unstamped(picture)
			}
		})
		b.Run(name+", only grey", func(b *testing.B) {
			for b.Loop() {
				Gray(picture)
			}
		})
	}
}
