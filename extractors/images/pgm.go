package images

import (
	"bufio"
	"fmt"
	"image"
	"io"
	"os"
)

// PGM is the simplest picture file, which Tesseract reads at once. Its comment
// keeps the resolution.
func PGM(src *image.Gray, dpi float64) []byte {
	head := fmt.Sprintf(pgmHead, dpi, src.Rect.Dx(), src.Rect.Dy())
	return append([]byte(head), src.Pix...)
}

const pgmHead = "P5\n# %g dpi\n%d %d\n255\n"

// ReadPGM reads a file that PGM made, and its resolution.
func ReadPGM(path string) (*image.Gray, float64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	var dpi float64
	var w, h int
	in := bufio.NewReader(file)
	if _, err := fmt.Fscanf(in, pgmHead, &dpi, &w, &h); err != nil || w <= 0 || h <= 0 || w > largest/h {
		return nil, 0, fmt.Errorf("head of a PGM of %d by %d pixels: %w", w, h, err)
	}
	gray := newGray(w, h)
	if _, err := io.ReadFull(in, gray.Pix); err != nil {
		return nil, 0, fmt.Errorf("pixels of a PGM: %w", err)
	}
	return gray, dpi, nil
}

// A Kept picture is a PGM that was written to a file.
type Kept struct {
	Width, Height int     // pixels
	DPI           float64 // pixels per inch of the page
}

// OpenPGM reads the head of a file that PGM made.
func OpenPGM(path string) (Kept, error) {
	file, err := os.Open(path)
	if err != nil {
		return Kept{}, err
	}
	defer file.Close()
	var k Kept
	if _, err := fmt.Fscanf(bufio.NewReader(file), pgmHead, &k.DPI, &k.Width, &k.Height); err != nil {
		return Kept{}, fmt.Errorf("head of a PGM: %w", err)
	}
	return k, nil
}
