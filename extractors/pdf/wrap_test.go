package pdf

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"testing"

	"github.com/invoer/invoer"
)

// A JPEG of any colours comes out in the shades that it has, not inverted, and
// no larger than is asked.
func TestGrayJPEG(t *testing.T) {
	t.Parallel()
	inks, err := os.ReadFile("../../testdata/hostile/d039-jpeg-cmyk.jpg")
	if err != nil {
		t.Fatal(err)
	}
	box := image.Rect(0, 0, 800, 400)
	e := testEngine(t)
	for name, file := range map[string][]byte{"grey": halfDark(t, image.NewGray(box)), "colours": halfDark(t, image.NewRGBA(box)), "four inks": inks} {
		config, err := jpeg.DecodeConfig(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		const most = 20_000
		got, err := e.GrayJPEG(file, most)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		w, h := got.Rect.Dx(), got.Rect.Dy()
		if w*h > most+w || w*h < most*9/10 || w*config.Height/config.Width > h+1 {
			t.Errorf("%s: %d by %d pixels, want %d of the shape of %d by %d", name, w, h, most, config.Width, config.Height)
		}
		if light := got.GrayAt(w-3, h-3).Y; light < 200 {
			t.Errorf("%s: paper in the corner has shade %d, want it white", name, light)
		}
		if dark := got.GrayAt(w/4, h/2).Y; name != "four inks" && dark > 60 {
			t.Errorf("%s: the dark half has shade %d", name, dark)
		}
	}
	if _, err := e.GrayJPEG(inks[:40], 100); codeOf(t, err) != invoer.CodeDamaged {
		t.Errorf("the head of a JPEG: %v, want it damaged", err)
	}
}

// halfDark is a JPEG whose left half is dark.
func halfDark(t *testing.T, p draw.Image) []byte {
	t.Helper()
	draw.Draw(p, p.Bounds(), image.White, image.Point{}, draw.Src)
	left := p.Bounds()
	left.Max.X /= 2
	draw.Draw(p, left, image.NewUniform(color.Gray{20}), image.Point{}, draw.Src)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
