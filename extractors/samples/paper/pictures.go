package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
)

// Pictures makes a PDF of pictures, a page each, as scanners write them. They
// are so many dots an inch and are kept as JPEG of a quality from 1 to 100.
func Pictures(pages []*image.Gray, dpi float64, quality int) ([]byte, error) {
	var sheets []*Sheet
	for i, page := range pages {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, page, &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
		w, h := page.Rect.Dx(), page.Rect.Dy()
		sheets = append(sheets, &Sheet{Width: float64(w) * 72 / dpi, Height: float64(h) * 72 / dpi, picture: out.Bytes(), pixels: [2]int{w, h}})
	}
	return Write(sheets), nil
}
