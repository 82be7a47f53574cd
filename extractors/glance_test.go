package extractors

import (
	"context"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/invoer/invoer"
)

// A glance at a photo finds that its amount, its date and its number can be
// read. One that is cut off tells what is missing. Where there is no time for
// it, that is said, and never taken for a photo that cannot be read.
func TestGlanceAtAPhoto(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	whole := filepath.Join("..", "testdata", "invoices", "fr-cleaning-cocontractor-photo", "document.jpg")
	today := invoer.Date{Year: 2026, Month: 11, Day: 30}
	seen, err := r.Glance(t.Context(), whole, invoer.Own{}, today)
	if err != nil || !seen.All() {
		t.Errorf("a good photo: %+v, %v; want all found", seen, err)
	}
	seen, err = r.Glance(t.Context(), middle(t, whole), invoer.Own{}, today)
	if err != nil || seen.All() || !seen.Whole {
		t.Errorf("a photo of its middle: %+v, %v; want that all was looked at and not all is there", seen, err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if seen, err := r.Glance(over, whole, invoer.Own{}, today); err != nil || seen.Whole {
		t.Errorf("without time: %+v, %v; want that not all was looked at", seen, err)
	}
}

// What is no picture is unreadable, whatever it is called.
func TestGlanceAtNoPhoto(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	text := filepath.Join(t.TempDir(), "text.jpg")
	if err := os.WriteFile(text, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, filepath.Join("..", "testdata", "invoices", "nl-telecom-scan", "document.pdf")} {
		if seen, err := r.Glance(t.Context(), path, invoer.Own{}, invoer.Date{Year: 2026, Month: 11, Day: 30}); !errors.Is(err, invoer.ErrUnreadable) {
			t.Errorf("%s: %+v, %v; want that it cannot be read", filepath.Base(path), seen, err)
		}
	}
}

// middle is a photo of the middle of another one, and nothing of its ends.
func middle(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	photo, err := jpeg.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	w, h := photo.Bounds().Dx(), photo.Bounds().Dy()
	cut := photo.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(image.Rect(0, h*2/5, w, h*3/5))
	out, err := os.Create(filepath.Join(t.TempDir(), "middle.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := jpeg.Encode(out, cut, nil); err != nil {
		t.Fatal(err)
	}
	return out.Name()
}

// A photo is cut between its lines, into as many strips as it has rows for.
func TestStripsOfAPhoto(t *testing.T) {
	t.Parallel()
	page := image.NewGray(image.Rect(0, 0, 10, 400))
	for i := range page.Pix {
		page.Pix[i] = 240
	}
	for y := range 400 {
		if y%20 < 12 { // lines of writing, with eight rows of paper below each
			clear(page.Pix[y*10:][:8])
		}
	}
	cuts := cutBetweenLines(page, 4)
	if len(cuts) != 5 || cuts[0] != 0 || cuts[4] != 400 {
		t.Fatalf("strips from %v, want four of all 400 rows", cuts)
	}
	for _, y := range cuts[1:4] {
		if y%20 < 12 {
			t.Errorf("a strip begins at %d, in the middle of a line", y)
		}
	}
	if got := cutBetweenLines(image.NewGray(image.Rect(0, 0, 10, 2)), 4); !slices.IsSorted(got) || got[0] != 0 || got[len(got)-1] != 2 || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("two rows in strips from %v, want none that is empty", got)
	}
	if got, want := fromBothEnds(5), []int{0, 4, 1, 3, 2}; !slices.Equal(got, want) {
		t.Errorf("read in the order %v, want %v", got, want)
	}
}
