package images

import (
	"image"
	"image/color"
	"testing"
)

func TestAnnotate(t *testing.T) {
	t.Parallel()
	ink := color.RGBA{R: 200, A: 255}
	page := image.NewGray(image.Rect(0, 0, 300, 200))
	for i := range page.Pix {
		page.Pix[i] = 255
	}
	notes := []Note{{image.Rect(100, 100, 160, 120), "due_date 88", ink}, {image.Rect(-50, -50, 900, 2), "at the edge", ink}}
	got, err := Annotate(page, notes, []Remark{{"total € 12,00 – één", ink}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Rect.Dx() != 300+remarkWidth || got.Rect.Dy() != 200 {
		t.Errorf("size %v", got.Rect)
	}
	if c := got.RGBAAt(97, 110); c != ink {
		t.Errorf("left edge of the frame is %v, want %v", c, ink)
	}
	if c := got.RGBAAt(130, 110); c != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("inside of the frame is %v, want the page", c)
	}
	dark := 0
	for x := 300; x < got.Rect.Dx(); x++ {
		for y := range 40 {
			if got.RGBAAt(x, y).G < 128 {
				dark++
			}
		}
	}
	if dark < 50 {
		t.Errorf("%d dark pixels beside the page, want a remark", dark)
	}
}
