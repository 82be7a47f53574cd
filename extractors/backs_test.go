package extractors

import (
	"bytes"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/pdf"
	"github.com/invoer/invoer/extractors/samples"
	"github.com/invoer/invoer/extractors/samples/wear"
)

// TestBacksAreBlank: the back of a sheet on which its front shows through is a
// blank page, with the holes of a binder as well; its front, however pale or
// worn, is none.
func TestBacksAreBlank(t *testing.T) {
	t.Parallel()
	engine, err := pdf.Start(filepath.Join(os.TempDir(), "invoer-test-pdfium"))
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	legible := func(*image.Gray) float64 { return 1 }
	for seed := range uint64(6) {
		made := samples.Recipe{Layout: 7000 + seed, Document: 1, Kind: invoer.KindInvoice}.Make()
		doc, err := engine.Open(bytes.NewReader(made.PDF), int64(len(made.PDF)))
		if err != nil {
			t.Fatal(err)
		}
		const dpi = 150
		front, err := doc.Gray(1, dpi)
		if err != nil {
			t.Fatal(err)
		}
		doc.Close()
		r := rand.New(rand.NewPCG(seed, 3))
		if !images.Prepare(wear.Back(r, front), dpi, legible).Blank {
			t.Errorf("the back of sheet %d is no blank page", seed)
		}
		if images.Prepare(wear.Scan(r, front), dpi, legible).Blank {
			t.Errorf("the front of sheet %d is a blank page", seed)
		}
	}
}
