package images

import (
	"bufio"
	"fmt"
	"image"
	"os"
)

// PGM is the simplest picture file, which Tesseract reads at once. Its comment
// keeps the resolution.
func PGM(src *image.Gray, dpi float64) []byte {
	head := fmt.Sprintf(pgmHead, dpi, src.Rect.Dx(), src.Rect.Dy())
	return append([]byte(head), src.Pix...)
}

const pgmHead = "P5\n# %g dpi\n%d %d\n255\n"

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
