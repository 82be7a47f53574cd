package pdf

import (
	"image"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/invoer/invoer"
)

// Text is what the text layer of a page says, and what is thought of it.
type Text struct {
	Size     Size
	Turn     int           // degrees clockwise by which the page must be turned for its words to be upright
	Words    []invoer.Word // those that can be seen, in PDFium's order, upright
	Hidden   []invoer.Word // those that cannot: invisible, covered, in the colour of the paper, or out of sight
	Sound    bool          // the words are what the page shows, so that no picture of it need be read
	Why      string        // why they are not sound, for people who look into it
	Layer    []invoer.Word // those that may say what is seen on the picture that covers the page; only the picture tells
	Wrong    bool          // it has words that are of no language, or signs that are no letters
	DPI      float64       // resolution of the picture that fills most of the page; 0 when none does
	Coloured bool          // that picture is in colour
	Inked    bool          // anything at all can be seen on the page
	Coded    bool          // something on it may be a code of squares, as a QR is
	Glance   *image.Gray   // the page as PDFium shows it, at 72 dpi; nil for a scan without words
}

// Words that a text layer says stand as they were typed, but may be of the
// wrong alphabet; 100 is kept for people and XML.
const layerConfidence = 99

// The resolution at which a page is drawn to see whether its words are there.
const glanceDPI = 72

// Text takes the words of page n and judges them.
func (d *Document) Text(n int) (Text, error) {
	p, err := d.load(n)
	if err != nil {
		return Text{}, err
	}
	defer p.close()
	found, err := p.words()
	if err != nil {
		return Text{}, p.dead(err)
	}
	things, err := p.things()
	if err != nil {
		return Text{}, p.dead(err)
	}
	t := Text{Size: p.size, DPI: things.dpi, Coloured: things.coloured}
	if len(found) == 0 && things.dpi > 0 {
		t.Inked, t.Why = true, noLayer // a scan: whoever reads it sees what is on it
		return t, nil
	}
	glance, err := p.glance()
	if err != nil {
		return Text{}, err
	}
	t.Glance = glance.Gray
	t.judge(found, things, glance)
	t.upright()
	return t, nil
}

// A glance is a small picture of the page.
type glance struct {
	*image.Gray
	scale float64 // pixels per point
}

func (p *page) glance() (glance, error) {
	g := glance{}
	err := p.draw(glanceDPI, enums.FPDF_BITMAP_FORMAT_GRAY, enums.FPDF_RENDER_FLAG_GRAYSCALE|enums.FPDF_RENDER_FLAG_ANNOT, func(pix []byte, stride, w, h int) {
		g.Gray = copied(pix, stride, w, h)
		g.scale = float64(w) / p.size.Width
	})
	return g, err
}

// A word of the text layer and what PDFium knows of it.
type layerWord struct {
	invoer.Word
	dx, dy    float64 // from its first to its last letter, in points as seen
	invisible bool    // drawn in a mode that leaves no ink
	unmapped  bool    // its font gives its first letter no way back to Unicode
	errors    int     // characters without such a way
}

// words reads the text layer word by word.
func (p *page) words() ([]layerWord, error) {
	loaded, err := p.doc.in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: p.by})
	if err != nil {
		return nil, err
	}
	// Fails only when the instance is gone, and the layer with it.
	defer func() { _, _ = p.doc.in.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage}) }()
	layer, err := p.doc.engine.heard()
	if err != nil {
		return nil, err
	}
	count, err := layer.count()
	if err != nil {
		return nil, err
	}
	b := wordBuilder{page: p, layer: layer}
	var at sides
	for i := range count {
		r, found, known, err := layer.character(i)
		if err != nil {
			return nil, err
		}
		if known { // another stands where the one before does
			at = found
		}
		b.add(i, r, p.toView.box(at.left, at.bottom, at.right, at.top))
	}
	b.end()
	return b.words, nil
}

// A wordBuilder gathers characters into words.
type wordBuilder struct {
	page  *page
	layer textLayer
	words []layerWord

	text        strings.Builder
	now         layerWord
	first, last invoer.Box
	lastAt      int  // number of the character that last is the box of
	broken      bool // PDFium ended the line behind it
}

// add adds a character that stands in a box of the page as seen.
func (b *wordBuilder) add(i int, r rune, box invoer.Box) {
	if !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	if r == 0 || unicode.IsSpace(r) || r == 0x2 || r == 0xfffe || r == 0xad {
		if r == 0x2 || r == 0xad { // a hyphen at the end of a line: the word goes on
			return
		}
		if r == '\r' || r == '\n' {
			b.broken = true
			return
		}
		b.end()
		return
	}
	if b.broken && (b.text.Len() == 0 || !b.goesOn(i, box)) {
		b.end()
	}
	b.broken = false
	if b.text.Len() > 0 && apart(b.last, box) {
		b.end()
	}
	if b.text.Len() == 0 {
		b.now.invisible, b.now.unmapped = b.unseen(i), b.layer.unmapped(i)
		b.first = box
	}
	b.text.WriteRune(r)
	b.now.Box = union(b.now.Box, box)
	b.last, b.lastAt = box, i
	if bad(r) || b.now.unmapped { // a font has a map or none: one letter of a word tells
		b.now.errors++
	}
}

// union is that of boxes that may be as thin as a hyphen.
func union(a, b invoer.Box) invoer.Box {
	if a == (invoer.Box{}) {
		return b
	}
	return invoer.Box{X0: min(a.X0, b.X0), Y0: min(a.Y0, b.Y0), X1: max(a.X1, b.X1), Y1: max(a.Y1, b.Y1)}
}

func (b *wordBuilder) end() {
	if b.text.Len() == 0 {
		return
	}
	w := b.now
	w.Text, w.Confidence = b.text.String(), layerConfidence
	w.dx = (b.last.X0 + b.last.X1 - b.first.X0 - b.first.X1) / 2
	w.dy = (b.last.Y0 + b.last.Y1 - b.first.Y0 - b.first.Y1) / 2
	b.words = append(b.words, w)
	b.text.Reset()
	b.now = layerWord{}
}

// apart tells that two characters which PDFium put side by side stand so far
// from each other that no one reads them as one word.
func apart(a, b invoer.Box) bool {
	size := max(a.Height(), b.Height(), a.Width(), b.Width(), 1)
	gapX := max(b.X0-a.X1, a.X0-b.X1)
	gapY := max(b.Y0-a.Y1, a.Y0-b.Y1)
	return gapX > 1.2*size || gapY > 1.2*size
}

// goesOn tells whether a character stands right behind the last one, in its
// line, though PDFium ended the line between them: it does so behind nearly
// each letter of the second page of what browsers print, which set each letter
// for itself.
func (b *wordBuilder) goesOn(i int, box invoer.Box) bool {
	last, ok := b.layer.advance(b.lastAt)
	next, known := b.layer.advance(i)
	if !ok || !known { // a letter of a ligature: its ink must do
		last, next = b.last, box
	}
	height := max(last.Height(), next.Height())
	level := min(last.Y1, next.Y1)-max(last.Y0, next.Y0) > min(last.Height(), next.Height())/2
	gap := next.X0 - last.X1
	return level && gap > -height/4 && gap < height/8
}

// unseen tells whether a character is drawn in a mode that leaves no ink.
func (b *wordBuilder) unseen(i int) bool {
	mode, ok := b.layer.mode(i)
	return ok && (mode == int32(enums.FPDF_TEXTRENDERMODE_INVISIBLE) || mode == int32(enums.FPDF_TEXTRENDERMODE_CLIP))
}

// bad tells of characters that stand in no invoice: what fonts without a map
// give.
func bad(r rune) bool {
	return r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r)
}

// upright turns the words, where most of them run sideways or upside down on
// the page as it is shown.
func (t *Text) upright() {
	if t.Turn == 0 {
		return
	}
	for _, list := range [][]invoer.Word{t.Words, t.Hidden, t.Layer} {
		for i := range list {
			list[i].Box = turned(list[i].Box, t.Size, t.Turn)
		}
	}
	if t.Turn != 180 {
		t.Size.Width, t.Size.Height = t.Size.Height, t.Size.Width
	}
}

// turned is where b is after a page of this size was turned clockwise.
func turned(b invoer.Box, s Size, turn int) invoer.Box {
	switch turn {
	case 90:
		return invoer.Box{X0: s.Height - b.Y1, Y0: b.X0, X1: s.Height - b.Y0, Y1: b.X1}
	case 180:
		return invoer.Box{X0: s.Width - b.X1, Y0: s.Height - b.Y1, X1: s.Width - b.X0, Y1: s.Height - b.Y0}
	case 270:
		return invoer.Box{X0: b.Y0, Y0: s.Width - b.X1, X1: b.Y1, Y1: s.Width - b.X0}
	}
	return b
}

// turnOf finds by how many degrees clockwise the page must be turned so that
// most of its words run from left to right.
func turnOf(words []layerWord) int {
	var right, down float64
	var alongX, alongY float64
	for _, w := range words {
		right, down = right+w.dx, down+w.dy
		alongX, alongY = alongX+math.Abs(w.dx), alongY+math.Abs(w.dy)
	}
	switch {
	case alongY > 3*alongX && down > 0:
		return 270
	case alongY > 3*alongX:
		return 90
	case right < 0 && alongX > 3*alongY:
		return 180
	}
	return 0
}
