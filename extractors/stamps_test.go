package extractors

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/pdf"
)

// TestStampsOverPrintAreReadThrough: the words under a stamp in coloured ink are
// those of the page without it, in a picture and in a PDF of it; in grey, as a
// scanner without colour gives it, they are not.
func TestStampsOverPrintAreReadThrough(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	page := drawn(t, corpus+"/fr-hardware-store-pdf-text/document.pdf")
	dir := t.TempDir()
	read := func(name string, content []byte) []invoer.Word {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return readPage(t, r, sourceOf(t, path), 1).Page.Words
	}
	plain := read("plain.jpg", jpegOf(t, page))
	under := busiest(plain)
	colours := stampedWith(t, page, under, color.RGBA{R: 205, G: 40, B: 60, A: 255})
	want := within(plain, under)
	if len(want) < 15 {
		t.Fatalf("%d words under the stamp, want more", len(want))
	}
	if share := agreeing(want, read("grey.jpg", jpegOf(t, images.Gray(colours)))); share > 0.8 {
		t.Fatalf("%.0f %% of the words under a grey stamp are read: it hides nothing", 100*share)
	}
	for name, content := range map[string][]byte{"picture.jpg": jpegOf(t, colours), "scan.pdf": pdfOf(t, jpegOf(t, colours), page.Rect.Size())} {
		if share := agreeing(want, read(name, content)); share < 0.85 {
			t.Errorf("%s: %.0f %% of the words under the stamp are read, want 85", name, 100*share)
		}
	}
}

// The box of a stamp in points.
const stampWidth, stampHeight = 220, 70

// busiest is where a stamp covers most words.
func busiest(words []invoer.Word) invoer.Box {
	var best invoer.Box
	most := 0
	for _, w := range words {
		box := invoer.Box{X0: w.Box.X0 - 10, Y0: w.Box.Y0 - 10, X1: w.Box.X0 - 10 + stampWidth, Y1: w.Box.Y0 - 10 + stampHeight}
		if n := len(within(words, box)); n > most && box.X0 > 0 && box.X1 < 560 {
			best, most = box, n
		}
	}
	return best
}

func within(words []invoer.Word, box invoer.Box) []invoer.Word {
	var found []invoer.Word
	for _, w := range words {
		if w.Box.X0 >= box.X0 && w.Box.X1 <= box.X1 && w.Box.Y0 >= box.Y0 && w.Box.Y1 <= box.Y1 {
			found = append(found, w)
		}
	}
	return found
}

// stampedWith is a page at 200 dpi with a framed word in see-through ink.
func stampedWith(t *testing.T, page *image.Gray, at invoer.Box, ink color.RGBA) *image.RGBA {
	t.Helper()
	const scale = 200.0 / 72
	frame := image.Rect(int(at.X0*scale), int(at.Y0*scale), int(at.X1*scale), int(at.Y1*scale))
	stamp := image.NewAlpha(page.Rect)
	draw.Draw(stamp, frame, image.Opaque, image.Point{}, draw.Src)
	draw.Draw(stamp, frame.Inset(9), image.Transparent, image.Point{}, draw.Src)
	parsed, err := opentype.Parse(gobold.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 44, DPI: 200})
	if err != nil {
		t.Fatal(err)
	}
	pen := font.Drawer{Dst: stamp, Src: image.Opaque, Face: face, Dot: fixed.P(frame.Min.X+20, frame.Max.Y-40)}
	pen.DrawString("PAYE PAYE")
	out := image.NewRGBA(page.Rect)
	for i, light := range page.Pix {
		through := func(of uint8) uint8 {
			covered := int(stamp.Pix[i])
			return uint8(int(light) * (255*(255-covered) + int(of)*covered) / (255 * 255))
		}
		out.Pix[4*i], out.Pix[4*i+1], out.Pix[4*i+2], out.Pix[4*i+3] = through(ink.R), through(ink.G), through(ink.B), 255
	}
	return out
}

func jpegOf(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// pdfOf is a PDF of one page that is a picture at 200 dpi.
func pdfOf(t *testing.T, picture []byte, size image.Point) []byte {
	t.Helper()
	var w pdf.Writer
	if err := w.Add(invoer.Page{Number: 1, Width: float64(size.X) * 72 / 200, Height: float64(size.Y) * 72 / 200}, picture, 0); err != nil {
		t.Fatal(err)
	}
	file, err := w.End("stamped")
	if err != nil {
		t.Fatal(err)
	}
	return file
}
