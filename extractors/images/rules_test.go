package images

import (
	"bytes"
	"image"
	"image/color"
	"testing"
)

func TestRulesAreErased(t *testing.T) {
	t.Parallel()
	page := blank(t, 2000, 900, 300)
	page.print("Totaal 1.210,00 EUR", 10, 200, 220, color.Black)
	letters := darker(page.Gray, page.Rect)
	for _, box := range []image.Rectangle{
		image.Rect(150, 150, 1700, 153), image.Rect(150, 260, 1700, 272), // a thin rule and the thick one of a frame
		image.Rect(150, 150, 154, 700), image.Rect(900, 150, 904, 700), // standing ones that cross them
	} {
		page.fill(box, 60)
	}
	for x := range 1500 { // a rule that falls by half a degree
		page.fill(image.Rect(150+x, 500+x/115, 151+x, 504+x/115), 120)
	}
	EraseRules(page.Gray, 300)
	if got := darker(page.Gray, page.Rect); got < letters || got > letters+letters/50 {
		t.Errorf("%d pixels of ink, want the %d of the letters and hardly more", got, letters)
	}
}

func TestLettersOnARuleStayWhole(t *testing.T) {
	t.Parallel()
	page := blank(t, 2000, 300, 300)
	page.print("gjpqy 1.210,00", 10, 200, 150, color.Black)
	before := darker(page.Gray, image.Rect(0, 0, 2000, 151))
	page.fill(image.Rect(100, 154, 1900, 157), 40) // through their tails
	EraseRules(page.Gray, 300)
	if got := darker(page.Gray, image.Rect(0, 0, 2000, 151)); got != before {
		t.Errorf("%d pixels of ink above the rule, want %d", got, before)
	}
	if left := darker(page.Gray, image.Rect(1000, 150, 2000, 160)); left != 0 {
		t.Errorf("%d pixels of the rule are left beside the letters", left)
	}
}

func TestWritingHasNoRules(t *testing.T) {
	t.Parallel()
	for _, points := range []float64{6, 10, 24, 48} {
		page := blank(t, 3000, 300, 300)
		page.print("TE FACTURE HLI — 11.111,11 __", points, 20, 250, color.Black)
		before := bytes.Clone(page.Pix)
		EraseRules(page.Gray, 300)
		for x := range page.Rect.Dx() {
			// Dashes and underscores are rules, and go; letters are higher.
			for y := range 200 {
				if at := y*page.Stride + x; before[at] != page.Pix[at] && points < 48 {
					t.Fatalf("%g points: ink is lost at %d, %d", points, x, y)
				}
			}
		}
	}
}

func BenchmarkEraseRules(b *testing.B) {
	page := letter(b, 300).Gray
	for b.Loop() {
		EraseRules(page, 300)
	}
}
