package extractors

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/pdf"
)

// However a page is turned, by its pixels, by Exif, by /Rotate or by two of
// them, its words are the same and lie where they are seen.
func TestTurnedPages(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	page := drawn(t, corpus+"/nl-hardware-store-scan/document.pdf")
	dir := t.TempDir()
	write := func(name string, content []byte) Source {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return sourceOf(t, path)
	}
	want := readPage(t, r, write("upright.jpg", exif(t, page, 1)), 1)
	if len(want.Page.Words) < 100 {
		t.Fatalf("%d words on the upright page, want most of them", len(want.Page.Words))
	}
	for name, src := range map[string]Source{
		"90 degrees by its pixels":           write("a.jpg", exif(t, images.Turn(page, 90), 1)),
		"180 degrees by its pixels":          write("b.jpg", exif(t, images.Turn(page, 180), 1)),
		"270 degrees by its pixels":          write("c.jpg", exif(t, images.Turn(page, 270), 1)),
		"270 degrees, as Exif says":          write("d.jpg", exif(t, images.Turn(page, 270), 6)),
		"90 degrees, of which Exif says 270": write("e.jpg", exif(t, images.Turn(page, 90), 6)),
		"90 degrees by /Rotate":              write("f.pdf", rotated(t, page, 90)),
		"back by /Rotate from 90 degrees":    write("g.pdf", rotated(t, images.Turn(page, 90), 270)),
	} {
		t.Run(name, func(t *testing.T) {
			got := readPage(t, r, src, 1).Page
			if math.Abs(got.Width-want.Page.Width) > 2 || math.Abs(got.Height-want.Page.Height) > 2 {
				t.Fatalf("page of %.0f by %.0f points, want %.0f by %.0f", got.Width, got.Height, want.Page.Width, want.Page.Height)
			}
			if share := agreeing(want.Page.Words, got.Words); share < 0.9 {
				t.Errorf("%.0f %% of the words are where they are on the upright page, want 90", 100*share)
			}
		})
	}
}

// drawn gives the first page of a PDF at 200 dpi.
func drawn(t *testing.T, path string) *image.Gray {
	t.Helper()
	w := &worker{settings: childSettings{CacheDir: filepath.Join(os.TempDir(), "invoer-test-pdfium")}}
	defer w.close()
	if err := w.files.open(Source{path, mediaPDF}, w.settings.CacheDir); err != nil {
		t.Fatal(err)
	}
	gray, err := w.files.pdf.Gray(1, 200)
	if err != nil {
		t.Fatal(err)
	}
	return gray
}

// exif writes a JPEG of 200 dpi with an orientation.
func exif(t *testing.T, page image.Image, orientation byte) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, page, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	head := "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x00\xc8\x00\xc8\x00\x00\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" +
		string([]byte{orientation}) + "\x00\x00\x00\x00\x00\x00"
	return append([]byte(head), plain.Bytes()[2:]...)
}

// rotated writes a PDF of a picture that lies in it as it is and is shown
// turned clockwise.
func rotated(t *testing.T, page *image.Gray, degrees int) []byte {
	t.Helper()
	var w pdf.Writer
	size := page.Rect.Size()
	err := w.Add(invoer.Page{Number: 1, Width: float64(size.X) * 72 / 200, Height: float64(size.Y) * 72 / 200}, exif(t, page, 1), degrees)
	if err != nil {
		t.Fatal(err)
	}
	file, err := w.End("turned")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// agreeing is the share of the words that are the same within four points.
func agreeing(want, got []invoer.Word) float64 {
	const near = 4
	n := 0
	for _, w := range want {
		for _, g := range got {
			if strings.EqualFold(w.Text, g.Text) && math.Abs(w.Box.X0-g.Box.X0) < near && math.Abs(w.Box.Y0-g.Box.Y0) < near {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(want))
}

// A page whose picture was lost is read as if it had not been.
func TestAPictureThatIsGoneIsMadeAgain(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	ctx := context.Background()
	src := Source{corpus + "/nl-hardware-store-scan/document.pdf", mediaPDF}
	s, err := r.Normalise(ctx, src, 1)
	if err != nil {
		t.Fatal(err)
	}
	first, err := r.Read(ctx, src, s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.Gray); err == nil {
		t.Errorf("picture %s is still there after it was read", s.Gray)
	}
	again, err := r.Read(ctx, src, Sheet{Page: invoer.Page{Number: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Words) == 0 || agreeing(first.Words, again.Words) != 1 || len(first.Words) != len(again.Words) {
		t.Errorf("%d words the second time, want the same %d", len(again.Words), len(first.Words))
	}
	if limit := 250 << 10; len(s.Picture) > limit {
		t.Errorf("picture for the desk of %d bytes, want at most %d", len(s.Picture), limit)
	}
}
