package images

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A Note is a rectangle on a picture with a few words at it.
type Note struct {
	Box   image.Rectangle // pixels
	Label string
	Ink   color.Color
}

// A Remark is a line of text beside a picture.
type Remark struct {
	Text string
	Ink  color.Color
}

// How notes and remarks look, in pixels.
const (
	noteSize    = 13
	remarkSize  = 15
	remarkStep  = 21
	remarkWidth = 620
	frameThick  = 2
)

// Annotate gives a copy of a picture with notes on it and remarks at its right,
// for people who look into what was read. It is drawn over pictures that we
// made; the error is for a font that cannot be used.
func Annotate(picture image.Image, notes []Note, remarks []Remark) (*image.RGBA, error) {
	small, err := face(noteSize)
	if err != nil {
		return nil, err
	}
	large, err := face(remarkSize)
	if err != nil {
		return nil, err
	}
	size := picture.Bounds().Size()
	high := max(size.Y, (len(remarks)+2)*remarkStep)
	out := image.NewRGBA(image.Rect(0, 0, size.X+remarkWidth, high))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(out, image.Rectangle{Max: size}, picture, picture.Bounds().Min, draw.Src)
	for _, n := range notes {
		Frame(out, n.Box.Inset(-3), n.Ink)
		label(out, small, n, size.X)
	}
	for i, r := range remarks {
		write(out, large, image.Pt(size.X+12, (i+1)*remarkStep+8), r.Text, r.Ink)
	}
	return out, nil
}

func face(size float64) (font.Face, error) {
	letters, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("font of labels: %w", err)
	}
	return opentype.NewFace(letters, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
}

// Frame draws the edges of a rectangle.
func Frame(on draw.Image, r image.Rectangle, ink color.Color) {
	for _, edge := range []image.Rectangle{
		{r.Min, image.Pt(r.Max.X, r.Min.Y+frameThick)},
		{image.Pt(r.Min.X, r.Max.Y-frameThick), r.Max},
		{r.Min, image.Pt(r.Min.X+frameThick, r.Max.Y)},
		{image.Pt(r.Max.X-frameThick, r.Min.Y), r.Max},
	} {
		draw.Draw(on, edge.Intersect(on.Bounds()), image.NewUniform(ink), image.Point{}, draw.Src)
	}
}

// label writes a note's words, white on its ink, at the right of its frame, or
// above it where the picture ends: what a value is called stands left or above.
func label(on draw.Image, f font.Face, n Note, end int) {
	wide := font.MeasureString(f, n.Label).Ceil()
	at := image.Pt(n.Box.Max.X+5, (n.Box.Min.Y+n.Box.Max.Y+noteSize)/2-2)
	if at.X+wide+6 > end {
		at = image.Pt(max(0, min(n.Box.Min.X-3, end-wide-6)), max(noteSize+3, n.Box.Min.Y-6))
	}
	ground := image.Rect(at.X, at.Y-noteSize, at.X+wide+6, at.Y+4)
	draw.Draw(on, ground.Intersect(on.Bounds()), image.NewUniform(n.Ink), image.Point{}, draw.Src)
	write(on, f, at.Add(image.Pt(3, 0)), n.Label, color.White)
}

func write(on draw.Image, f font.Face, at image.Point, text string, ink color.Color) {
	pen := font.Drawer{Dst: on, Src: image.NewUniform(ink), Face: f, Dot: fixed.P(at.X, at.Y)}
	pen.DrawString(text)
}
