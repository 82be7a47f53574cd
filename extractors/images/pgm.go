package images

import (
	"bytes"
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

// ReadPGM reads a file that PGM made, and the resolution that it keeps.
func ReadPGM(path string) (*image.Gray, float64, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, err
	}
	var dpi float64
	var w, h int
	r := bytes.NewReader(file)
	if _, err := fmt.Fscanf(r, pgmHead, &dpi, &w, &h); err != nil {
		return nil, 0, fmt.Errorf("head of a PGM: %w", err)
	}
	pix := file[len(file)-r.Len():]
	if w <= 0 || h <= 0 || len(pix) != w*h {
		return nil, 0, fmt.Errorf("a PGM of %d by %d pixels with %d bytes", w, h, len(pix))
	}
	return &image.Gray{Pix: pix, Stride: w, Rect: image.Rect(0, 0, w, h)}, dpi, nil
}
