package extractors

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/exports/separators"
	"github.com/invoer/invoer/extractors/barcodes"
	"github.com/invoer/invoer/extractors/cut"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/pdf"
	"github.com/invoer/invoer/extractors/samples"
	"github.com/invoer/invoer/extractors/samples/wear"
)

// TestBacksAreBlank: the back of a sheet on which its front shows through is a
// blank page, with the holes of a binder as well, and so is that of a separator
// with its black codes; its front, however pale or worn, is none.
func TestBacksAreBlank(t *testing.T) {
	t.Parallel()
	legible := func(*image.Gray) float64 { return 1 }
	files := [][]byte{separatorSheet(t)}
	for seed := range uint64(6) {
		files = append(files, samples.Recipe{Layout: 7000 + seed, Document: 1, Kind: invoer.KindInvoice}.Make().PDF)
	}
	const dpi = 150
	for seed, front := range printed(t, dpi, files...) {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		if !images.Prepare(wear.Back(r, front), dpi, legible).Blank {
			t.Errorf("the back of sheet %d is no blank page", seed)
		}
		if images.Prepare(wear.Scan(r, front), dpi, legible).Blank {
			t.Errorf("the front of sheet %d is a blank page", seed)
		}
	}
}

// TestWornSeparatorsAreRead: a separator that went through a scanner, pale, punched,
// stamped or askew, still says so.
func TestWornSeparatorsAreRead(t *testing.T) {
	t.Parallel()
	const dpi = 300
	front := printed(t, dpi, separatorSheet(t))[0]
	for _, seed := range []uint64{0, 1, 2, 27} { // on the last one, grain is taken for ink where each field is looked at by itself
		var sent bytes.Buffer
		if err := jpeg.Encode(&sent, wear.Scan(rand.New(rand.NewPCG(seed, 5)), front), &jpeg.Options{Quality: 60}); err != nil {
			t.Fatal(err)
		}
		scan, err := jpeg.Decode(&sent)
		if err != nil {
			t.Fatal(err)
		}
		page := images.Prepare(scan.(*image.Gray), dpi, illegible)
		if marks := marksOn(page.Gray, page.DPI); !slices.ContainsFunc(marks, isSheet) {
			t.Errorf("seed %d: marks %+v, want those of a separator", seed, marks)
		}
	}
}

// TestGrainySeparatorsAreRead: pale ink that was scanned in black and white is
// grain with holes in it.
func TestGrainySeparatorsAreRead(t *testing.T) {
	t.Parallel()
	page := printed(t, markDPI, separatorSheet(t))[0]
	const grainy = 55 // per cent of the ink is left
	r := rand.New(rand.NewPCG(1, 9))
	for i, v := range page.Pix {
		page.Pix[i] = 255
		if v < 128 && r.IntN(100) < grainy {
			page.Pix[i] = 0
		}
	}
	ready := images.Prepare(page, markDPI, illegible)
	if marks := marksOn(ready.Gray, ready.DPI); !slices.ContainsFunc(marks, isSheet) {
		t.Errorf("marks %+v, want those of a separator", marks)
	}
}

func isSheet(m invoer.Mark) bool {
	_, ours := cut.ReadSheet(m.Text, nil)
	return ours
}

// separatorSheet is the PDF of one.
func separatorSheet(t *testing.T) []byte {
	t.Helper()
	code, err := barcodes.Square(cut.Sheet{Run: "7QK2", Number: 3, Of: 40}.Text(nil))
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := separators.Write(&file, []separators.Sheet{{Code: code, Lines: []string{"Separator"}}}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// printed are the first pages of PDFs as pictures.
func printed(t *testing.T, dpi float64, files ...[]byte) []*image.Gray {
	t.Helper()
	engine, err := pdf.Start(filepath.Join(os.TempDir(), "invoer-test-pdfium"))
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	pages := make([]*image.Gray, len(files))
	for i, file := range files {
		doc, err := engine.Open(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		if pages[i], err = doc.Gray(1, dpi); err != nil {
			t.Fatal(err)
		}
		doc.Close()
	}
	return pages
}
