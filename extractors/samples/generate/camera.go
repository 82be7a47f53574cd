package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/invoer/invoer/extractors/pdf"
	"github.com/invoer/invoer/extractors/samples"
	"github.com/invoer/invoer/extractors/samples/paper"
	"github.com/invoer/invoer/extractors/samples/wear"
)

// A camera makes pictures of invented documents. Its zero value is ready;
// PDFium is started by the first picture.
type camera struct{ engine *pdf.Engine }

// A file is what was made of a document.
type file struct {
	kind, suffix string
	content      []byte
}

// close ends PDFium where it was started.
func (c *camera) close() {
	if c.engine != nil {
		_ = c.engine.Close() // the pictures are written
	}
}

// take makes a sample into a form. A document of several pages is scanned where
// a photo was asked for.
func (c *camera) take(sample samples.Sample, form string, seed uint64) (file, error) {
	if form == "pdf-text" {
		return file{"pdf-text", ".pdf", sample.PDF}, nil
	}
	if form == "photo" && sample.Pages > 1 {
		form = "scan"
	}
	r := rand.New(rand.NewPCG(seed, 1))
	dpi := []float64{150, 200, 200, 300, 300}[r.IntN(5)]
	if form == "photo" {
		dpi = 200 + float64(r.IntN(60))
	}
	pages, err := c.draw(sample.PDF, dpi)
	if err != nil {
		return file{}, err
	}
	quality := 55 + r.IntN(40)
	if form == "photo" {
		return photograph(r, pages[0], quality)
	}
	for i, page := range pages {
		pages[i] = worn(r, page, form)
	}
	content, err := paper.Pictures(pages, dpi, quality)
	return file{kindOf(form), ".pdf", content}, err
}

func worn(r *rand.Rand, page *image.Gray, form string) *image.Gray {
	switch form {
	case "scan":
		return wear.Scan(r, page)
	case "fax":
		return wear.Fax(r, page)
	}
	return page
}

// kindOf is how truths call a form.
func kindOf(form string) string {
	if form == "fax" {
		return "scan"
	}
	return form
}

func photograph(r *rand.Rand, page *image.Gray, quality int) (file, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, wear.Photo(r, page), &jpeg.Options{Quality: quality})
	return file{"photo", ".jpg", out.Bytes()}, err
}

// draw draws the pages of a PDF.
func (c *camera) draw(file []byte, dpi float64) ([]*image.Gray, error) {
	if c.engine == nil {
		compiled := "" // nowhere: it is run, so it lies in no folder that others may write to
		if cache, err := os.UserCacheDir(); err == nil {
			compiled = filepath.Join(cache, "invoer", "pdfium")
		}
		var err error
		if c.engine, err = pdf.Start(compiled); err != nil {
			return nil, err
		}
	}
	doc, err := c.engine.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	defer doc.Close()
	var pages []*image.Gray
	for n := range doc.Pages() {
		page, err := doc.Gray(n+1, dpi)
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}
