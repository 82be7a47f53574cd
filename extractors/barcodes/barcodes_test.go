package barcodes

import (
	"image"
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

const payment = "BCD\n002\n1\nSCT\nKREDBEBB\nDrukkerij Proef bv\nBE68539007547034\nEUR121.00\n\n\n+++090/9337/55493+++"

// page draws codes of a side of so many pixels on white, each turned by an
// angle in degrees.
func page(t *testing.T, side int, degrees float64, texts ...string) *image.Gray {
	t.Helper()
	out := image.NewGray(image.Rect(0, 0, 1240, 1754))
	for i := range out.Pix {
		out.Pix[i] = 240
	}
	for i, text := range texts {
		code, err := qrcode.NewQRCodeWriter().Encode(text, gozxing.BarcodeFormat_QR_CODE, side, side, nil)
		if err != nil {
			t.Fatal(err)
		}
		stamp(out, code, image.Pt(300+400*i, 400+500*i), degrees)
	}
	return out
}

func stamp(out *image.Gray, code *gozxing.BitMatrix, middle image.Point, degrees float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	side := code.GetWidth()
	for dy := -side; dy < side; dy++ {
		for dx := -side; dx < side; dx++ {
			x := int(math.Round(cos*float64(dx)+sin*float64(dy))) + side/2
			y := int(math.Round(-sin*float64(dx)+cos*float64(dy))) + side/2
			if x >= 0 && y >= 0 && x < side && y < side && code.Get(x, y) {
				out.SetGray(middle.X+dx, middle.Y+dy, color.Gray{Y: 20})
			}
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 140) // as long as the text of a payment may be
	for name, c := range map[string]struct {
		picture *image.Gray
		want    []string
	}{
		"a payment code":         {page(t, 180, 0, payment), []string{payment}},
		"turned by a quarter":    {page(t, 180, 90, payment), []string{payment}},
		"upside down":            {page(t, 180, 180, payment), []string{payment}},
		"askew":                  {page(t, 240, 12, payment), []string{payment}},
		"two on a page":          {page(t, 200, 0, payment, "invoer:separator;client=K002"), []string{payment, "invoer:separator;client=K002"}},
		"a long one":             {page(t, 300, 0, long), []string{long}},
		"a blank page":           {page(t, 100, 0), nil},
		"a picture of one pixel": {image.NewGray(image.Rect(0, 0, 1, 1)), nil},
		"a picture without any":  {image.NewGray(image.Rect(0, 0, 0, 0)), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, code := range Find(c.picture, 150) {
				got = append(got, code.Text)
				if code.Box.Empty() || !code.Box.In(c.picture.Rect) {
					t.Errorf("box %v of a code on a picture of %v", code.Box, c.picture.Rect)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("codes (-want +got):\n%s", diff)
			}
		})
	}
}

func BenchmarkFindNothing(b *testing.B) {
	picture := image.NewGray(image.Rect(0, 0, 1240, 1754))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i * 2654435761 >> 24)
	}
	for b.Loop() {
		Find(picture, 150)
	}
}
