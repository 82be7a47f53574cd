package samples

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples/paper"
)

// A4 in points.
const (
	a4Width  = 595.28
	a4Height = 841.89
)

// A press draws one document of a layout, sheet after sheet. Blocks are drawn
// from the top; y is where the next one begins.
type press struct {
	*style
	bill   *bill
	sheets []*paper.Sheet
	page   *paper.Sheet
	y      float64
	shown  map[string]bool // what of the bill was printed, for the truth
}

// A block draws at a place with a width and gives where it ends.
type block func(p *press, x, y, width float64) float64

func newPress(s *style, b *bill) *press {
	p := &press{style: s, bill: b, shown: map[string]bool{}}
	p.turn()
	return p
}

// turn takes the next sheet.
func (p *press) turn() {
	p.page = &paper.Sheet{Width: a4Width, Height: a4Height}
	p.sheets = append(p.sheets, p.page)
	p.y = p.margin
	p.footer()
}

// end is how far down blocks may reach.
func (p *press) end() float64 { return a4Height - p.bottom }

// height is how much room a block takes.
func (p *press) height(b block, width float64) float64 {
	page := p.page
	p.page = &paper.Sheet{Width: a4Width, Height: a4Height}
	defer func() { p.page = page }()
	return b(p, 0, 0, width)
}

// put draws a block below the last one, on a new sheet where it does not fit.
func (p *press) put(b block, x, width float64) {
	if p.y+p.height(b, width) > p.end() && p.y > p.margin {
		p.turn()
	}
	p.y = b(p, x, p.y, width)
}

// gap leaves some lines free.
func (p *press) gap(lines float64) { p.y += lines * p.line() }

// line is the height of one line of the body.
func (p *press) line() float64 { return p.body.Size * p.leading }

// inner is the width between the margins.
func (p *press) inner() float64 { return a4Width - 2*p.margin }

// show remembers that a value was printed.
func (p *press) show(names ...string) {
	for _, name := range names {
		p.shown[name] = true
	}
}

// lines writes texts below each other from the left.
func (p *press) lines(x, y float64, f paper.Font, c paper.Colour, texts ...string) float64 {
	for _, text := range texts {
		y += f.Size * p.leading
		p.page.Text(x, y-0.25*f.Size, f, c, text)
	}
	return y
}

// aligned writes texts below each other: left, centre or right in a width.
func (p *press) aligned(x, y, width float64, align string, f paper.Font, c paper.Colour, texts ...string) float64 {
	for _, text := range texts {
		y += f.Size * p.leading
		p.at(x, y-0.25*f.Size, width, align, f, c, text)
	}
	return y
}

// at writes one text in a width.
func (p *press) at(x, y, width float64, align string, f paper.Font, c paper.Colour, text string) {
	switch align {
	case "right":
		p.page.Right(x+width, y, f, c, text)
	case "centre":
		p.page.Centre(x+width/2, y, f, c, text)
	default:
		p.page.Text(x, y, f, c, text)
	}
}

// paragraph writes a text over as many lines as it takes.
func (p *press) paragraph(x, y, width float64, f paper.Font, text string) float64 {
	return p.lines(x, y, f, paper.Black, paper.Wrapped(f, width, text)...)
}

// print lays a document out.
func (p *press) print() []*paper.Sheet {
	switch p.kind {
	case invoer.KindReminder, invoer.KindStatement:
		p.letterhead()
		p.account()
	case invoer.KindOther:
		p.letterhead()
		p.letter()
	default:
		p.letterhead()
		p.introduction()
		p.goods()
		p.closing()
		p.back()
	}
	p.numberSheets()
	return p.sheets
}
