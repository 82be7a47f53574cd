package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // pictures of pages are PNG or JPEG
	"io"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/eval"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/media"
)

// A scissors cuts pieces out of the pages of one document. Pages are drawn when
// a piece of them is wanted first.
type scissors struct {
	ctx    context.Context // of the work on one document
	reader *extractors.Reader
	source extractors.Source
	of     extractors.Reading
	drawn  map[int]image.Image // by number in the document; nil where it cannot be drawn
}

// drawnWidth is how many pixels wide pages are drawn to be looked at.
const drawnWidth = 1200

func newScissors(ctx context.Context, reader *extractors.Reader, path string, of extractors.Reading) *scissors {
	return &scissors{ctx: ctx, reader: reader, source: sourceOf(path), of: of, drawn: map[int]image.Image{}}
}

// sourceOf is a local file with what it is; a file that cannot be read is of no
// kind, and no picture of it can be drawn.
func sourceOf(path string) extractors.Source {
	f, err := os.Open(path)
	if err != nil {
		return extractors.Source{Path: path}
	}
	defer f.Close()
	head := make([]byte, media.Head)
	n, err := io.ReadFull(f, head)
	if err != nil && n == 0 {
		return extractors.Source{Path: path}
	}
	return extractors.Source{Path: path, Media: media.Sniff(head[:n], path)}
}

// look shows where a value was read and where it stands.
func (s *scissors) look(m eval.Mark) (read, want []byte) {
	if m.Origin.Page > 0 {
		read = s.cut(m.Origin.Page, m.Origin.Box, color.RGBA{R: 0xa3, A: 0xff})
	}
	if len(m.Want) > 0 {
		page, box := eval.Printed(s.of.Paper, m.Field, m.Want[0])
		want = s.cut(page, box, color.RGBA{G: 0x62, B: 0x2b, A: 0xff})
	}
	return read, want
}

// page draws page n of the document; nil where that cannot be done.
func (s *scissors) page(n int) image.Image {
	if n < 1 || n > len(s.of.Paper) || s.of.Member != "" {
		return nil
	}
	if picture, done := s.drawn[n]; done {
		return picture
	}
	content, _, err := s.reader.Draw(s.ctx, s.source, s.of.Pages[n-1], s.of.Paper[n-1].Turn, drawnWidth)
	var picture image.Image
	if err == nil {
		// A page without a picture is shown without one.
		picture, _, _ = image.Decode(bytes.NewReader(content))
	}
	s.drawn[n] = picture
	return picture
}

// Around a value so many points are shown.
const (
	besideValue = 170
	aboveValue  = 32
)

// cut gives the piece of a page around a box, with a frame around the box.
func (s *scissors) cut(n int, box invoer.Box, frame color.Color) []byte {
	page := s.page(n)
	if page == nil || box.Empty() {
		return nil
	}
	scale := float64(page.Bounds().Dx()) / s.of.Paper[n-1].Width
	wide := pixels(invoer.Box{X0: box.X0 - besideValue, Y0: box.Y0 - aboveValue, X1: box.X1 + besideValue, Y1: box.Y1 + aboveValue}, scale).Intersect(page.Bounds())
	piece := image.NewRGBA(wide)
	draw.Draw(piece, wide, page, wide.Min, draw.Src)
	images.Frame(piece, pixels(box, scale).Inset(-3), frame)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, piece, &jpeg.Options{Quality: 60}); err != nil {
		return nil // of no size: there is nothing to show
	}
	return out.Bytes()
}

func pixels(box invoer.Box, scale float64) image.Rectangle {
	return image.Rect(int(box.X0*scale), int(box.Y0*scale), int(box.X1*scale), int(box.Y1*scale))
}
