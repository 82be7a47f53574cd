package pdf

import (
	"bytes"
	"compress/zlib"
	_ "embed"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/invoer/invoer"
)

// A Writer makes a PDF of pictures with their words invisibly on them. Its
// zero value is ready. It parses nothing of strangers but the head of JPEGs
// that we made.
//
// The letters are of the font without glyphs that Tesseract's own PDFs have
// (glyphless.ttf, Apache-2.0): every letter is half as wide as it is high, and
// its code is its UTF-16, so that no reader needs to know a font.
type Writer struct {
	out     bytes.Buffer
	offsets []int // of object i+1; 0 for one that was only promised
	pages   []int // their objects
}

//go:embed glyphless.ttf
var glyphless []byte

// The objects that all pages share, in the order in which they are numbered.
const (
	catalog = iota + 1
	pageTree
	info
	font
	descendant
	descriptor
	fontFile
	glyphs
	toUnicode
	shared = toUnicode
)

func (w *Writer) begin() {
	if len(w.offsets) > 0 {
		return
	}
	w.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	w.offsets = make([]int, shared)
	w.object(font, "<</Type/Font/Subtype/Type0/BaseFont/GlyphLessFont/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", descendant, toUnicode)
	w.object(descendant, "<</Type/Font/Subtype/CIDFontType2/BaseFont/GlyphLessFont/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/DW 500/CIDToGIDMap %d 0 R>>", descriptor, glyphs)
	w.object(descriptor, "<</Type/FontDescriptor/FontName/GlyphLessFont/Flags 5/FontBBox[0 0 500 1000]/ItalicAngle 0/Ascent 1000/Descent -1"+
		"/CapHeight 1000/StemV 80/FontFile2 %d 0 R>>", fontFile)
	w.packed(fontFile, fmt.Sprintf("/Length1 %d", len(glyphless)), glyphless)
	w.packed(glyphs, "", bytes.Repeat([]byte{0, 1}, 1<<16))
	w.packed(toUnicode, "", []byte(identity))
}

// identity says that codes are UTF-16 (Adobe technical note 5411).
const identity = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
`

// object writes one, and next numbers a new one.
func (w *Writer) object(number int, format string, args ...any) {
	w.offsets[number-1] = w.out.Len()
	fmt.Fprintf(&w.out, "%d 0 obj\n", number)
	fmt.Fprintf(&w.out, format, args...)
	w.out.WriteString("\nendobj\n")
}

func (w *Writer) next() int {
	w.offsets = append(w.offsets, 0)
	return len(w.offsets)
}

// packed writes a stream that is deflated, and stream one as it is.
func (w *Writer) packed(number int, entries string, content []byte) {
	var small bytes.Buffer
	z := zlib.NewWriter(&small)
	_, _ = z.Write(content) // a buffer takes everything
	_ = z.Close()
	w.stream(number, entries+"/Filter/FlateDecode", small.Bytes())
}

func (w *Writer) stream(number int, entries string, content []byte) {
	w.offsets[number-1] = w.out.Len()
	fmt.Fprintf(&w.out, "%d 0 obj\n<<%s/Length %d>>stream\n", number, entries, len(content))
	w.out.Write(content)
	w.out.WriteString("\nendstream\nendobj\n")
}

// Add adds a page: its picture, which must be a JPEG, fills it, and its words
// lie where they are seen. It is shown turned clockwise by so many degrees.
func (w *Writer) Add(page invoer.Page, picture []byte, turn int) error {
	w.begin()
	config, err := jpeg.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return fmt.Errorf("picture of page %d: %w", page.Number, err)
	}
	if page.Width <= 0 || page.Height <= 0 {
		return fmt.Errorf("%w: page %d of %g by %g points", invoer.ErrInvalid, page.Number, page.Width, page.Height)
	}
	drawn, content, leaf := w.next(), w.next(), w.next()
	w.stream(drawn, fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%s/BitsPerComponent 8/Filter/DCTDecode",
		config.Width, config.Height, space(config)), picture)
	w.packed(content, "", contentOf(page))
	w.object(leaf, "<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Rotate %d/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>/Font<</F %d 0 R>>>>>>",
		pageTree, number(page.Width), number(page.Height), turn, content, drawn, font)
	w.pages = append(w.pages, leaf)
	return nil
}

func space(config image.Config) string {
	if config.ColorModel == color.GrayModel {
		return "DeviceGray"
	}
	return "DeviceRGB"
}

// number writes one with as many digits as matter on paper.
func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
}

func contentOf(page invoer.Page) []byte {
	var c bytes.Buffer
	fmt.Fprintf(&c, "q %s 0 0 %s 0 0 cm /P Do Q\nBT 3 Tr\n", number(page.Width), number(page.Height))
	for _, word := range page.Words {
		units := utf16.Encode([]rune(word.Text))
		if len(units) == 0 || word.Box.Empty() {
			continue
		}
		size := word.Box.Height()
		stretch := 100 * word.Box.Width() / (float64(len(units)) * size / 2)
		fmt.Fprintf(&c, "/F %s Tf %s Tz 1 0 0 1 %s %s Tm <", number(size), number(stretch), number(word.Box.X0), number(page.Height-word.Box.Y1))
		for _, unit := range units {
			fmt.Fprintf(&c, "%04X", unit)
		}
		c.WriteString("> Tj\n")
	}
	c.WriteString("ET\n")
	return c.Bytes()
}

// End gives the file. The writer must not be used afterwards.
func (w *Writer) End(title string) ([]byte, error) {
	if len(w.pages) == 0 {
		return nil, fmt.Errorf("%w: a PDF without a page", invoer.ErrInvalid)
	}
	var kids strings.Builder
	for _, page := range w.pages {
		fmt.Fprintf(&kids, "%d 0 R ", page)
	}
	w.object(pageTree, "<</Type/Pages/Count %d/Kids[%s]>>", len(w.pages), kids.String())
	w.object(catalog, "<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</DisplayDocTitle true>>>>", pageTree)
	w.object(info, "<</Title %s/Producer(invoer)>>", text(title))
	start := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for _, offset := range w.offsets {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&w.out, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(w.offsets)+1, catalog, info, start)
	return w.out.Bytes(), nil
}

// text is a text string in UTF-16 (ISO 32000-1 §7.9.2.2).
func text(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String() + ">"
}
