package paper

import (
	"bytes"
	"fmt"
	"strings"
)

// A Sheet is a page being drawn, in points from the top left corner.
type Sheet struct {
	Width, Height float64
	ops           bytes.Buffer // content stream (ISO 32000-1 §8.2)
	fonts         []string     // by their numbers in ops
	picture       []byte       // a JPEG that fills it; nil when it is drawn
	pixels        [2]int       // of picture
}

// A Colour is red, green and blue from 0 to 1.
type Colour [3]float64

// Black is that of ink.
var Black = Colour{0, 0, 0}

// Text writes at the left end of a baseline.
func (s *Sheet) Text(x, y float64, f Font, c Colour, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	fmt.Fprintf(&s.ops, "BT %.3f %.3f %.3f rg /F%d %.2f Tf %.1f Tz %.2f %.2f Td <%x> Tj ET\n",
		c[0], c[1], c[2], s.fontNumber(f.name()), f.Size, f.Stretch*100, x, s.Height-y, encoded(text))
}

func (s *Sheet) fontNumber(name string) int {
	for i, known := range s.fonts {
		if known == name {
			return i
		}
	}
	s.fonts = append(s.fonts, name)
	return len(s.fonts) - 1
}

// Right writes so that the text ends at x.
func (s *Sheet) Right(x, y float64, f Font, c Colour, text string) {
	s.Text(x-f.Width(text), y, f, c, text)
}

// Centre writes so that the text has its middle at x.
func (s *Sheet) Centre(x, y float64, f Font, c Colour, text string) {
	s.Text(x-f.Width(text)/2, y, f, c, text)
}

// Rule draws a line.
func (s *Sheet) Rule(x0, y0, x1, y1, thick float64, c Colour) {
	fmt.Fprintf(&s.ops, "%.3f %.3f %.3f RG %.2f w %.2f %.2f m %.2f %.2f l S\n",
		c[0], c[1], c[2], thick, x0, s.Height-y0, x1, s.Height-y1)
}

// Fill paints a rectangle.
func (s *Sheet) Fill(x0, y0, x1, y1 float64, c Colour) {
	fmt.Fprintf(&s.ops, "%.3f %.3f %.3f rg %.2f %.2f %.2f %.2f re f\n",
		c[0], c[1], c[2], x0, s.Height-y1, x1-x0, y1-y0)
}

// Frame draws a rectangle's edges.
func (s *Sheet) Frame(x0, y0, x1, y1, thick float64, c Colour) {
	fmt.Fprintf(&s.ops, "%.3f %.3f %.3f RG %.2f w %.2f %.2f %.2f %.2f re S\n",
		c[0], c[1], c[2], thick, x0, s.Height-y1, x1-x0, y1-y0)
}

// Wrapped breaks a text into lines that are no wider than width.
func Wrapped(f Font, width float64, text string) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && f.Width(longer) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}
