package images

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

// What is kept of a page for the desk never outgrows its place, whatever is on
// the page, and ordinary text keeps the desk's full sharpness.
func TestDeskPicturesAreSmall(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := image.NewGray(image.Rect(0, 0, 2480, 3508))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(random.UintN(256))
	}
	for name, page := range map[string]*image.Gray{"noise": noise, "text": letter(t, 300).Gray} {
		picture, media, err := Desk(Prepared{Gray: page, DPI: 300, Width: 595.2, Height: 841.9})
		if err != nil || media != JPEG {
			t.Fatalf("%s: %s, %v", name, media, err)
		}
		if len(picture) > deskBytes {
			t.Errorf("%s: a picture of %d bytes, want at most %d", name, len(picture), deskBytes)
		}
		at, err := jpeg.DecodeConfig(bytes.NewReader(picture))
		if err != nil {
			t.Fatal(err)
		}
		if name == "text" && at.Width != 1075 {
			t.Errorf("text is %d pixels wide on the desk, want 1075", at.Width)
		}
	}
}

// Pictures in colour that are drawn on demand keep their limit too.
func TestDrawnPicturesAreSmall(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	noise := image.NewRGBA(image.Rect(0, 0, 1600, 2200))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(random.UintN(256))
	}
	picture, err := Encode(noise, DrawnBytes)
	if err != nil || len(picture) > DrawnBytes {
		t.Errorf("%d bytes, %v, want at most %d", len(picture), err, DrawnBytes)
	}
}
