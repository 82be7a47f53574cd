package extractors

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/invoer/invoer"
)

// An empty sheet of A4 at 150 dots an inch.
func blankSheet() *image.Gray {
	sheet := image.NewGray(image.Rect(0, 0, 1240, 1754))
	draw.Draw(sheet, sheet.Rect, image.White, image.Point{}, draw.Src)
	return sheet
}

// animal is a picture of a round face with ears, eyes and whiskers, in fur of many
// greys.
func animal() *image.Gray {
	r := rand.New(rand.NewPCG(3, 1))
	sheet := blankSheet()
	for y := range sheet.Rect.Dy() {
		for x := range sheet.Rect.Dx() {
			dx, dy := float64(x-620)/420, float64(y-900)/380
			ear := math.Abs(math.Abs(float64(x-620))-290) < float64(y-380)/2.2 && y < 700
			shade := 225 - 40*math.Hypot(dx, dy)
			if dx*dx+dy*dy < 1 || ear {
				shade = 110 + 50*math.Sin(float64(x)/9+4*math.Sin(float64(y)/31))
			}
			if ex, ey := math.Abs(float64(x-620))-150, float64(y-820); ex*ex/3600+ey*ey/1600 < 1 {
				shade = 25
			}
			sheet.SetGray(x, y, color.Gray{Y: uint8(max(0, min(255, shade+float64(r.IntN(40))-20)))})
		}
	}
	for i := range 6 {
		for t := range 300 {
			for _, side := range []int{-1, 1} {
				sheet.SetGray(620+side*(120+t), 1000+i*25+(i-3)*t/9, color.Gray{Y: 250})
			}
		}
	}
	return sheet
}

// strokes are lines of a pen that look like writing and say nothing.
func strokes() *image.Gray {
	r := rand.New(rand.NewPCG(5, 1))
	sheet := blankSheet()
	for line := range 14 {
		y0 := 200 + 100*float64(line)
		for x := 120.0; x < 1100-200*r.Float64(); {
			word, height, slant := 60+140*r.Float64(), 14+10*r.Float64(), 0.5*r.Float64()
			a, b := 0.12+0.1*r.Float64(), 0.05+0.06*r.Float64()
			for s := 0.0; s < word; s += 0.15 {
				y := height * (math.Sin(a*s*2) + 0.7*math.Sin(b*s*5+1)) / 1.7
				dot(sheet, x+s-slant*y+6*math.Sin(a*s*2.3), y0+y)
			}
			x += word + 35
		}
	}
	return sheet
}

// dot is the point of a pen.
func dot(sheet *image.Gray, x, y float64) {
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			sheet.SetGray(int(x)+dx, int(y)+dy, color.Gray{Y: 50})
		}
	}
}

// grains are points of all greys.
func grains() *image.Gray {
	r := rand.New(rand.NewPCG(7, 1))
	sheet := image.NewGray(image.Rect(0, 0, 700, 990))
	for i := range sheet.Pix {
		sheet.Pix[i] = uint8(r.IntN(256))
	}
	return sheet
}

// writtenOn is a sheet with lines of text.
func writtenOn(t *testing.T, size float64, lines ...string) *image.Gray {
	t.Helper()
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 150})
	if err != nil {
		t.Fatal(err)
	}
	sheet := blankSheet()
	pen := font.Drawer{Dst: sheet, Src: image.Black, Face: face}
	for i, line := range lines {
		pen.Dot = fixed.P(110, 120+int(size*3.4*float64(i)))
		pen.DrawString(line)
	}
	return sheet
}

// letter is a page in Greek.
var letter = []string{
	"Αθήνα, Νοέμβριος", "", "Αγαπητέ κύριε Παπαδόπουλε,", "", "σας ευχαριστούμε για την επιστολή σας και για το ενδιαφέρον", "που δείξατε για το έργο μας στην πόλη και στα χωριά γύρω.",
	"Με χαρά θα σας δούμε στη συνάντηση της επόμενης εβδομάδας,", "όπου θα μιλήσουμε για όλα όσα μας απασχολούν.", "", "Με εκτίμηση,", "Ελένη Νικολάου",
}

// TestPicturesOfNothing: pictures of animals, pens, noise and other alphabets are
// refused or of the kind other, with its reason, and no value of them is claimed.
func TestPicturesOfNothing(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	for name, picture := range map[string]*image.Gray{
		"an animal": animal(), "the strokes of a pen": strokes(), "noise": grains(), "a letter in Greek": writtenOn(t, 11, letter...),
	} {
		t.Run(name, func(t *testing.T) {
			for _, reading := range readPicture(t, r, picture) {
				if reading.Err != nil {
					if code, detail := invoer.CodeOf(reading.Err); code == "" || detail == "" {
						t.Errorf("refused with %v, want a code and a reason", reading.Err)
					}
					continue
				}
				if reading.Invoice.Kind != invoer.KindOther {
					t.Errorf("kind %s, want %s", reading.Invoice.Kind, invoer.KindOther)
				}
				for _, claim := range claims(reading.Invoice, 60) {
					t.Errorf("claims %s", claim)
				}
			}
		})
	}
}

// TestManyInvoicesOnAPicture: of forty invoices on a page none is taken for the
// document's own.
func TestManyInvoicesOnAPicture(t *testing.T) {
	t.Parallel()
	var lines []string
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("Factuur %d     %02d/%02d/2026     Bedrijf %c bv     %d,%02d", 2026000+37*i, 1+i%28, 1+i%12, 'A'+i%26, 100+31*i, i))
	}
	for _, reading := range readPicture(t, testReader(t), writtenOn(t, 10, lines...)) {
		if reading.Err != nil {
			t.Fatal(reading.Err)
		}
		for _, claim := range claims(reading.Invoice, 90) {
			if !strings.HasPrefix(claim, "currency") {
				t.Errorf("claims %s, of one among forty", claim)
			}
		}
	}
}

// readPicture reads a picture as the extract command does.
func readPicture(t *testing.T, r *Reader, picture *image.Gray) []Reading {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "picture.png")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	readings, err := r.Extract(t.Context(), "picture.png", path, invoer.Own{}, corpusDay)
	if err != nil || len(readings) == 0 {
		t.Fatalf("%d readings, %v; want one at least", len(readings), err)
	}
	return readings
}

// claims are the values that are given with so much confidence or more.
func claims(inv invoer.Invoice, least invoer.Confidence) []string {
	var list []string
	for _, v := range inv.Values() {
		if v.Text != "" && v.Confidence >= least {
			list = append(list, fmt.Sprintf("%s %q with %d", v.Name, v.Text, v.Confidence))
		}
	}
	return list
}
