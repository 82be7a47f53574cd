// Package separators writes the sheets that people lay between documents
// before they scan them, as a PDF to print.
//
// Each sheet carries its code twice, at two corners, so that a fold or a stain
// costs nothing, and says in words what it is for whoever finds it in a stack.
// The package draws what it is given: what the code says, and how it is sealed,
// is not its affair.
package separators

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A Sheet is one page: the modules of its code, row by row, and lines of text.
type Sheet struct {
	Code  [][]bool
	Lines []string
}

// A4 in points, and where things stand on it.
const (
	wide, high = 595, 842
	margin     = 42.0
	side       = 150.0 // of a code
	lineHigh   = 34.0
	glyph      = 0.58 // of the size of a letter, how wide it is in Helvetica-Bold at most on average
)

// Write writes a PDF (ISO 32000-1) with a page for each sheet.
func Write(w io.Writer, sheets []Sheet) error {
	f := &file{}
	kids := make([]string, len(sheets))
	for i := range sheets {
		kids[i] = fmt.Sprintf("%d 0 R", 4+2*i)
	}
	f.object("<< /Type /Catalog /Pages 2 0 R >>")
	f.object(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(sheets)))
	f.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
	for i, s := range sheets {
		content := s.content()
		f.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F 3 0 R >> >> /Contents %d 0 R >>", wide, high, 5+2*i))
		f.object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content))
	}
	if _, err := w.Write(f.end()); err != nil {
		return fmt.Errorf("writing %d separator sheets: %w", len(sheets), err)
	}
	return nil
}

// content draws a sheet.
func (s Sheet) content() string {
	var b strings.Builder
	s.code(&b, margin, high-margin-side)
	s.code(&b, wide-margin-side, margin)
	for i, line := range s.Lines {
		size := 26.0
		if i > 0 {
			size = 17
		}
		size = min(size, (wide-2*margin)/(glyph*float64(max(1, utf8.RuneCountInString(line)))))
		fmt.Fprintf(&b, "BT /F %g Tf %g %g Td (%s) Tj ET\n", size, margin, high/2+60-float64(i)*lineHigh, literal(line))
	}
	return b.String()
}

// code draws the dark modules of each row as bars.
func (s Sheet) code(b *strings.Builder, x, y float64) {
	if len(s.Code) == 0 {
		return
	}
	module := side / float64(len(s.Code))
	for row, modules := range s.Code {
		for from := 0; from < len(modules); from++ {
			to := from
			for to < len(modules) && modules[to] {
				to++
			}
			if to > from {
				fmt.Fprintf(b, "%.3f %.3f %.3f %.3f re f\n", x+float64(from)*module, y+side-float64(row+1)*module, float64(to-from)*module, module)
				from = to
			}
		}
	}
}

// literal is a text as a PDF string of WinAnsi bytes, as far as those are
// Latin-1; other signs become question marks.
func literal(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r < ' ', r > '~' && r < 0xa0, r > 0xff:
			b.WriteByte('?')
		case r == '(', r == ')', r == '\\':
			b.WriteString(`\` + string(r))
		default:
			b.WriteByte(byte(r))
		}
	}
	return b.String()
}

// A file collects objects and where they begin.
type file struct {
	bytes.Buffer
	at []int
}

func (f *file) object(body string) {
	if len(f.at) == 0 {
		f.WriteString("%PDF-1.4\n")
	}
	f.at = append(f.at, f.Len())
	fmt.Fprintf(f, "%d 0 obj\n%s\nendobj\n", len(f.at), body)
}

// end writes the table of places.
func (f *file) end() []byte {
	table := f.Len()
	fmt.Fprintf(f, "xref\n0 %d\n0000000000 65535 f \n", len(f.at)+1)
	for _, at := range f.at {
		fmt.Fprintf(f, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(f, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(f.at)+1, table)
	return f.Bytes()
}
