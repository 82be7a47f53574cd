package images

import (
	"bytes"
	"image"
	"image/color"
	plan9 "image/color/palette"
	"image/png"
	"math/rand/v2"
	"testing"
)

// pictures are of every kind of colour that Go writes, with a slope and noise
// so that every filter is used.
func pictures() map[string]image.Image {
	const w, h = 67, 53
	box := image.Rect(0, 0, w, h)
	all := map[string]interface {
		image.Image
		Set(x, y int, c color.Color)
	}{
		"grey": image.NewGray(box), "grey of 16 bits": image.NewGray16(box), "colours": image.NewRGBA(box), "colours with opacity": image.NewNRGBA(box),
		"colours of 16 bits": image.NewNRGBA64(box), "a palette": image.NewPaletted(box, plan9.Plan9), "a palette of four": image.NewPaletted(box, plan9.Plan9[:4]),
	}
	random := rand.New(rand.NewPCG(1, 2))
	given := map[string]image.Image{}
	for name, p := range all {
		for y := range h {
			for x := range w {
				opacity := byte(255)
				if name == "colours with opacity" || name == "colours of 16 bits" {
					opacity = byte(3 * x)
				}
				p.Set(x, y, color.NRGBA{byte(3*x + random.IntN(9)), byte(4 * y), byte(x * y), opacity})
			}
		}
		given[name] = p
	}
	return given
}

// What is read row by row is what is decoded whole.
func TestRowsOfPNG(t *testing.T) {
	t.Parallel()
	for name, p := range pictures() {
		var file bytes.Buffer
		if err := png.Encode(&file, p); err != nil {
			t.Fatal(err)
		}
		whole, err := png.Decode(bytes.NewReader(file.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []int{1, 3} {
			want := Shrink(Gray(whole), k)
			got, err := rowsOfPNG(file.Bytes(), k)
			if err != nil || got.Rect != want.Rect {
				t.Errorf("%s, %d times smaller: %v, %v; want %v", name, k, got.Rect, err, want.Rect)
				continue
			}
			for i := range want.Pix {
				if d := int(got.Pix[i]) - int(want.Pix[i]); d < -2 || d > 2 {
					t.Errorf("%s, %d times smaller: pixel %d is %d, want %d", name, k, i, got.Pix[i], want.Pix[i])
					break
				}
			}
		}
		if _, err := rowsOfPNG(file.Bytes()[:file.Len()/2], 1); err == nil {
			t.Errorf("%s: half of the file was read as if it were whole", name)
		}
	}
}

func FuzzRowsOfPNG(f *testing.F) {
	for _, p := range pictures() {
		var file bytes.Buffer
		if err := png.Encode(&file, p); err != nil {
			f.Fatal(err)
		}
		f.Add(file.Bytes())
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := parsePNG(file)
		if err != nil || p.width*p.height > 1<<20 {
			return
		}
		if gray, err := rowsOfPNG(file, 1); err == nil && gray.Rect.Size() != image.Pt(p.width, p.height) {
			t.Errorf("%v, want %d by %d", gray.Rect, p.width, p.height)
		}
	})
}
