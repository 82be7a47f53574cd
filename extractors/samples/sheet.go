package samples

import (
	"bytes"
	"fmt"
	"strings"
)

// A sheet is a page being drawn, in points from the top left corner.
type sheet struct {
	width, height float64
	ops           bytes.Buffer // content stream (ISO 32000-1 §8.2)
	fonts         []string     // by their numbers in ops
	picture       []byte       // a JPEG that fills it; nil when it is drawn
	pixels        [2]int       // of picture
}

// A colour is red, green and blue from 0 to 1.
type colour [3]float64

var black = colour{0, 0, 0}

// text writes at the left end of a baseline.
func (s *sheet) text(x, y float64, f font, c colour, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	fmt.Fprintf(&s.ops, "BT %.3f %.3f %.3f rg /F%d %.2f Tf %.1f Tz %.2f %.2f Td <%x> Tj ET\n",
		c[0], c[1], c[2], s.fontNumber(f.name()), f.size, f.stretch*100, x, s.height-y, encoded(text))
}

func (s *sheet) fontNumber(name string) int {
	for i, known := range s.fonts {
		if known == name {
			return i
		}
	}
	s.fonts = append(s.fonts, name)
	return len(s.fonts) - 1
}

// right writes so that the text ends at x.
func (s *sheet) right(x, y float64, f font, c colour, text string) {
	s.text(x-f.width(text), y, f, c, text)
}

// centre writes so that the text has its middle at x.
func (s *sheet) centre(x, y float64, f font, c colour, text string) {
	s.text(x-f.width(text)/2, y, f, c, text)
}

// rule draws a line.
func (s *sheet) rule(x0, y0, x1, y1, thick float64, c colour) {
	fmt.Fprintf(&s.ops, "%.3f %.3f %.3f RG %.2f w %.2f %.2f m %.2f %.2f l S\n",
		c[0], c[1], c[2], thick, x0, s.height-y0, x1, s.height-y1)
}

// fill paints a rectangle.
func (s *sheet) fill(x0, y0, x1, y1 float64, c colour) {
	fmt.Fprintf(&s.ops, "%.3f %.3f %.3f rg %.2f %.2f %.2f %.2f re f\n",
		c[0], c[1], c[2], x0, s.height-y1, x1-x0, y1-y0)
}

// frame draws a rectangle's edges.
func (s *sheet) frame(x0, y0, x1, y1, thick float64, c colour) {
	fmt.Fprintf(&s.ops, "%.3f %.3f %.3f RG %.2f w %.2f %.2f %.2f %.2f re S\n",
		c[0], c[1], c[2], thick, x0, s.height-y1, x1-x0, y1-y0)
}

// wrapped breaks a text into lines that are no wider than width.
func wrapped(f font, width float64, text string) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && f.width(longer) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}
