package paper

import (
	"bytes"
	"fmt"
	"strings"
)

// Write makes a file of sheets (ISO 32000-1 §7.5): objects, a table of where they
// are, and a trailer. It has no dates and no identifiers, so that the same
// sheets are the same bytes.
func Write(sheets []*Sheet) []byte {
	var f file
	f.out.WriteString("%PDF-1.4\n")
	var kids []string
	for i := range sheets {
		kids = append(kids, fmt.Sprintf("%d 0 R", 3+3*i))
	}
	f.object("<</Type/Catalog/Pages 2 0 R>>")
	f.object(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(sheets), strings.Join(kids, " ")))
	for _, s := range sheets {
		f.page(s)
	}
	f.end()
	return f.out.Bytes()
}

// A file is a PDF being written.
type file struct {
	out     bytes.Buffer
	offsets []int // of objects, from number 1
}

func (f *file) object(body string) {
	f.offsets = append(f.offsets, f.out.Len())
	fmt.Fprintf(&f.out, "%d 0 obj\n%s\nendobj\n", len(f.offsets), body)
}

func (f *file) stream(dict string, content []byte) {
	f.object(fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(content), content))
}

// page writes three objects: the page, its content, and its picture or nothing.
func (f *file) page(s *Sheet) {
	number := len(f.offsets) + 1
	f.object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</Font<<%s>>/XObject<</P %d 0 R>>>>>>",
		s.Width, s.Height, number+1, fontDicts(s.fonts), number+2))
	if s.picture == nil {
		f.stream("", s.ops.Bytes())
		f.object("null")
		return
	}
	f.stream("", fmt.Appendf(nil, "%.2f 0 0 %.2f 0 0 cm /P Do\n", s.Width, s.Height))
	f.stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode",
		s.pixels[0], s.pixels[1]), s.picture)
}

func fontDicts(names []string) string {
	var all strings.Builder
	for i, name := range names {
		fmt.Fprintf(&all, "/F%d<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>", i, name)
	}
	return all.String()
}

func (f *file) end() {
	start := f.out.Len()
	fmt.Fprintf(&f.out, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1)
	for _, offset := range f.offsets {
		fmt.Fprintf(&f.out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&f.out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(f.offsets)+1, start)
}
