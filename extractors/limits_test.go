package extractors

import (
	"bufio"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"github.com/invoer/invoer"
)

// Whatever is asked of a file with a password, the answer is the same
// (peers 48).
func TestPasswordIsSaidByAll(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	ctx := context.Background()
	src := Source{filepath.Join(t.TempDir(), "locked.pdf"), mediaPDF}
	said, err := exec.Command("qpdf", corpus+"/nl-excel-grid-pdf-text/document.pdf", "--encrypt", "client", "boss", "256", "--", src.Path).CombinedOutput()
	if err != nil {
		t.Fatalf("qpdf: %v\n%s", err, said)
	}
	page := invoer.Page{Number: 1, Width: 595, Height: 842}
	for name, ask := range map[string]func() error{
		"inspect":    func() error { _, err := r.Inspect(ctx, src); return err },
		"normalise":  func() error { _, err := r.Normalise(ctx, src, 1); return err },
		"read":       func() error { _, err := r.Read(ctx, src, Sheet{Page: page}); return err },
		"draw":       func() error { _, _, err := r.Draw(ctx, src, 1, 0, 800); return err },
		"searchable": func() error { _, err := r.Searchable(ctx, []SearchablePage{{Source: src, Page: page}}, ""); return err },
		"cut":        func() error { _, err := r.Cut(ctx, src, []int{1}); return err },
	} {
		err := ask()
		if code, _ := invoer.CodeOf(err); code != invoer.CodeEncrypted {
			t.Errorf("%s: got %v, want code %s", name, err, invoer.CodeEncrypted)
		}
	}
}

// Very large pages are real documents: they are read at a reduced size, within
// the memory of a child, 512 MiB (peers 53, 68).
func TestVeryLargePagesAreRead(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	ctx := context.Background()
	for name, src := range map[string]Source{
		"a TIFF of 400 million pixels": {poster(t, image.Pt(20_000, 20_000)), "image/tiff"},
		"a TIFF of A3 at 600 dpi":      {poster(t, image.Pt(7016, 9921)), "image/tiff"},
		"a JPEG of 81 million pixels":  {posterBy(t, 9000, func(w io.Writer, p image.Image) error { return jpeg.Encode(w, p, nil) }), "image/jpeg"},
		"a PNG of 81 million pixels":   {posterBy(t, 9000, png.Encode), "image/png"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := r.Normalise(ctx, src, 1)
			if err != nil {
				t.Fatal(err)
			}
			page, err := r.Read(ctx, src, s)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, w := range page.Words {
				all = append(all, w.Text)
			}
			if got := strings.Join(all, " "); !strings.Contains(got, "Factuur") || !strings.Contains(got, "Totaal") {
				t.Errorf("read %q, want Factuur and Totaal in it", got)
			}
		})
	}
}

// posterBy writes a square page of grey as an encoder does, with the same
// invoice on it.
func posterBy(t *testing.T, side int, encode func(io.Writer, image.Image) error) string {
	t.Helper()
	small, large := sketched(1), image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		row := large.Pix[y*side:][:side]
		for x := range row {
			row[x] = 255 - small.Pix[y*small.Rect.Dy()/side*small.Stride+x*small.Rect.Dx()/side]
		}
	}
	path := filepath.Join(t.TempDir(), "poster")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := encode(file, large); err != nil {
		t.Fatal(err)
	}
	return path
}

// sketched draws an invoice in white on black; it is so many times as high as
// it is wide.
func sketched(ratio float64) *image.Gray {
	small := image.NewGray(image.Rect(0, 0, 220, int(220*ratio)))
	pen := font.Drawer{Dst: small, Src: image.NewUniform(color.White), Face: basicfont.Face7x13}
	for i, line := range []string{"Factuur 2026-118", "Levering van brood", "Totaal te betalen 121,00 EUR"} {
		pen.Dot = fixed.P(12, 40+40*i)
		pen.DrawString(line)
	}
	return small
}

// poster writes a page of two colours as a TIFF in one strip, with an invoice
// on it that fills it.
func poster(t *testing.T, size image.Point) string {
	t.Helper()
	small := sketched(float64(size.Y) / float64(size.X))
	path := filepath.Join(t.TempDir(), "poster.tif")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	_, _ = out.Write(tiffHead(size)) // Flush says what went wrong
	var row []byte
	for y, before := 0, -1; y < size.Y; y++ {
		if from := y * small.Rect.Dy() / size.Y; from != before {
			row, before = enlarged(small, from, size.X), from
		}
		_, _ = out.Write(row)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

// tiffHead begins a TIFF of one strip, of one bit a pixel, where 0 is white.
func tiffHead(size image.Point) []byte {
	strip := (size.X + 7) / 8 * size.Y
	entries := [][2]int{{256, size.X}, {257, size.Y}, {258, 1}, {259, 1}, {262, 0}, {273, 8 + 2 + 9*12 + 4}, {277, 1}, {278, size.Y}, {279, strip}}
	head := append([]byte("II*\x00\x08\x00\x00\x00"), byte(len(entries)), 0)
	for _, e := range entries {
		head = binary.LittleEndian.AppendUint16(head, uint16(e[0]))
		head = append(head, 4, 0, 1, 0, 0, 0)
		head = binary.LittleEndian.AppendUint32(head, uint32(e[1]))
	}
	return append(head, 0, 0, 0, 0)
}

// enlarged is row y of a picture, stretched to so many pixels of one bit.
func enlarged(small *image.Gray, y, width int) []byte {
	row := make([]byte, (width+7)/8)
	for x := range width {
		if small.GrayAt(x*small.Rect.Dx()/width, y).Y > 0 {
			row[x/8] |= 0x80 >> (x % 8)
		}
	}
	return row
}
