package ocr

import (
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

var languages = []string{"nld", "fra", "deu", "eng"}

// printed writes lines of text large enough to be read. Words of a
// line that are parted by a tab stand far from each other.
func printed(lines ...string) *image.Gray {
	const scale = 4
	small := image.NewGray(image.Rect(0, 0, 300, 20*len(lines)+20))
	for i := range small.Pix {
		small.Pix[i] = 255
	}
	pen := font.Drawer{Dst: small, Src: image.NewUniform(color.Black), Face: basicfont.Face7x13}
	for i, line := range lines {
		for column, text := range strings.Split(line, "\t") {
			pen.Dot = fixed.P(20+150*column, 30+20*i)
			pen.DrawString(text)
		}
	}
	page := image.NewGray(image.Rect(0, 0, small.Rect.Dx()*scale, small.Rect.Dy()*scale))
	for y := range page.Rect.Dy() {
		for x := range page.Rect.Dx() {
			page.SetGray(x, y, small.GrayAt(x/scale, y/scale))
		}
	}
	return page
}

func TestTheFirstPictureIsReadLikeAllOthers(t *testing.T) {
	t.Parallel()
	engine, err := Open(languages, "")
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	page := printed("Factuur 2026\tLeverancier", "Totaal\t121,00", "Mededeling\tbedankt")
	first, err := engine.Read(page, Sparse)
	if err != nil {
		t.Fatal(err)
	}
	again, err := engine.Read(page, Sparse)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again); diff != "" || len(first) == 0 {
		t.Errorf("the second reading of one picture (-first +second):\n%s", diff)
	}
	for _, w := range first {
		if w.Box.Empty() || w.Confidence < 0 || w.Confidence > 100 {
			t.Errorf("word %q at %v with confidence %g", w.Text, w.Box, w.Confidence)
		}
	}
}

func TestAMissingModelNamesItsPackage(t *testing.T) {
	t.Parallel()
	_, err := Open([]string{"nld", "fra"}, t.TempDir())
	if !errors.Is(err, invoer.ErrUnavailable) || !strings.Contains(err.Error(), "tesseract-ocr-nld tesseract-ocr-fra") {
		t.Errorf("got %v, want it unavailable and the two packages named", err)
	}
	if diff := cmp.Diff([]string{"xyz"}, Missing([]string{"nld", "xyz"}, "")); diff != "" {
		t.Errorf("missing models (-want +got):\n%s", diff)
	}
}

func TestAPictureWithoutPixelsIsAnError(t *testing.T) {
	t.Parallel()
	engine, err := Open([]string{"eng"}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	if words, err := engine.Read(&image.Gray{}, Sparse); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("got %d words and %v, want %v", len(words), err, invoer.ErrInvalid)
	}
}
