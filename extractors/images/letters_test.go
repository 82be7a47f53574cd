package images

import (
	"image"
	"image/color"
	"testing"
)

func TestLikelyDPI(t *testing.T) {
	t.Parallel()
	page := letter(t, 150).Gray
	if got := LikelyDPI(page, page.Rect.Size()); got < 145 || got > 155 {
		t.Errorf("a page of A4 at 150 dpi has %.0f", got)
	}
	// 80 by 130 mm is no page of A4, though hardly longer.
	receipt := blank(t, 800, 1300, 254)
	for i := range 12 {
		receipt.print("2 x KOFFIE 5,60 EUR", 10, 40, 90*(i+2), color.Black)
	}
	if got := LikelyDPI(receipt.Gray, receipt.Rect.Size()); got < 190 || got > 360 {
		t.Errorf("a till receipt at 254 dpi has %.0f", got)
	}
	empty := newGray(800, 1300)
	if got, want := LikelyDPI(empty, image.Pt(800, 1300)), Resolution(Shape{Width: 800, Height: 1300}); got != want {
		t.Errorf("a picture without letters has %.0f, want %.0f by its shape", got, want)
	}
}
