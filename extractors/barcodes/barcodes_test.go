package barcodes

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
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

// patch draws a patch code of bars that are narrow or wide, as so many pixels
// to an inch, with its corner at a point, lying or standing, askew by a slope.
func patch(out *image.Gray, bars string, dpi float64, at image.Point, slope float64, dark uint8) {
	y := 0.0
	for _, bar := range bars {
		high := map[rune]float64{'n': narrow, 'w': wide}[bar] * dpi
		for x := range int(2.5 * dpi) {
			for dy := range int(high) {
				out.SetGray(at.X+x, at.Y+int(y+slope*float64(x))+dy, color.Gray{Y: dark})
			}
		}
		y += high + narrow*dpi
	}
}

func blank(dpi float64) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, int(8.27*dpi), int(11.69*dpi)))
	for i := range out.Pix {
		out.Pix[i] = 240
	}
	return out
}

func TestPatchCodes(t *testing.T) {
	t.Parallel()
	draw := func(bars string, dpi, slope float64, dark uint8) *image.Gray {
		out := blank(dpi)
		patch(out, bars, dpi, image.Pt(int(2*dpi), int(dpi)), slope, dark)
		return out
	}
	for name, c := range map[string]struct {
		picture *image.Gray
		dpi     float64
		want    string
	}{
		"T at 150":                    {draw("nwnw", 150, 0, 10), 150, PatchT},
		"T at 100":                    {draw("nwnw", 100, 0, 10), 100, PatchT},
		"T at 300":                    {draw("nwnw", 300, 0, 10), 300, PatchT},
		"T upside down":               {draw("wnwn", 150, 0, 10), 150, PatchT},
		"T on its side":               {transposed(draw("nwnw", 150, 0, 10)), 150, PatchT},
		"T askew":                     {draw("nwnw", 150, 0.06, 10), 150, PatchT},
		"T faint":                     {draw("nwnw", 150, 0, 110), 150, PatchT},
		"2":                           {draw("wnnw", 150, 0, 10), 150, Patch2},
		"4, which means nothing here": {draw("nwwn", 150, 0, 10), 150, ""},
		"three bars":                  {draw("nwn", 150, 0, 10), 150, ""},
		"at another size":             {draw("nwnw", 250, 0, 10), 100, ""},
		"nothing":                     {blank(150), 150, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			for _, code := range Find(c.picture, c.dpi) {
				got += code.Kind
			}
			if got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestCode128(t *testing.T) {
	t.Parallel()
	code, err := oned.NewCode128Writer().Encode("invoer:separator", gozxing.BarcodeFormat_CODE_128, 500, 80, nil)
	if err != nil {
		t.Fatal(err)
	}
	lying := blank(150)
	for y := range 80 {
		for x := range code.GetWidth() {
			if code.Get(x, y) {
				lying.SetGray(300+x, 400+y, color.Gray{Y: 10})
			}
		}
	}
	for name, picture := range map[string]*image.Gray{"lying": lying, "standing": transposed(lying)} {
		found := Find(picture, 150)
		if len(found) != 1 || found[0].Kind != Code128 || found[0].Text != "invoer:separator" {
			t.Errorf("%s: found %+v, want the code", name, found)
		}
	}
}

// A sheet is read as it was printed, and as a pale print on paper with a grain.
func TestSquareIsRead(t *testing.T) {
	t.Parallel()
	const text = "invoer:separator;client=K002;kind=invoice;run=7QK2XA;n=3;of=40;seal=ABCDEFGHIJKLMNOP"
	rows, err := Square(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		ink   uint8
		noise int
	}{"black": {ink: 10}, "pale": {ink: 110, noise: 8}, "very pale": {ink: 140, noise: 10}} {
		r := rand.New(rand.NewPCG(1, 2))
		out := blank(150)
		for y, row := range rows {
			for x, dark := range row {
				for i := range 36 {
					if dark {
						out.SetGray(200+6*x+i%6, 200+6*y+i/6, color.Gray{Y: c.ink})
					}
				}
			}
		}
		for i, v := range out.Pix {
			out.Pix[i] = uint8(min(255, max(0, int(v)-5+int(r.NormFloat64()*float64(c.noise)))))
		}
		if found := Find(out, 150); len(found) != 1 || found[0].Text != text {
			t.Errorf("%s: found %+v, want the text", name, found)
		}
	}
}
