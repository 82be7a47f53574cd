package samples

import (
	"fmt"

	"github.com/invoer/invoer/extractors/samples/paper"
)

// An Annex is a page behind a document that belongs to it and is none by itself.
type Annex string

// The annexes that are made.
const (
	Terms     Annex = "terms"         // general conditions
	Timesheet Annex = "timesheet"     // the hours that are charged
	Delivery  Annex = "delivery_note" // what was brought, with a number of its own
)

// Annexes are all of them.
var Annexes = []Annex{Terms, Timesheet, Delivery}

// annexes draws them behind the document, as one sender does in one way and the
// next in another. They are never numbered with its pages.
func (p *press) annexes(d dice, all []Annex) {
	for _, a := range all {
		if d.chance(0.5) {
			p.turn() // on the sender's own paper
		} else {
			p.plainSheet()
		}
		switch a {
		case Terms:
			p.clauses(d)
		case Timesheet:
			p.hours(d)
		case Delivery:
			p.brought(d)
		}
	}
}

// plainSheet takes a sheet with nothing printed on it.
func (p *press) plainSheet() {
	p.page = &paper.Sheet{Width: a4Width, Height: a4Height}
	p.sheets = append(p.sheets, p.page)
	p.y, p.bottom = p.margin, p.margin
}

// called writes what an annex calls itself.
func (p *press) called(d dice, a Annex) {
	f := p.body.Bolder().Scaled(1.4)
	p.y = p.lines(p.margin, p.y, f, p.accent, pick(d, p.lex.Annexes[string(a)]...)) + p.line()
}

// clauses are the small print, now and then without a heading.
func (p *press) clauses(d dice) {
	if d.chance(0.85) {
		p.called(d, Terms)
	}
	small, top := p.body.Scaled(0.7), p.y
	columns := pick(d, 1, 2)
	width := (p.inner() - 14*float64(columns-1)) / float64(columns)
	n := 1
	for column := range columns {
		x := p.margin + float64(column)*(width+14)
		for p.y = top; p.y < p.end()-60; n++ {
			clause := p.lex.Annexes["clauses"][n%len(p.lex.Annexes["clauses"])]
			p.y = p.paragraph(x, p.y, width, small, fmt.Sprintf("%d. %s", n, clause)) + 4
		}
	}
}

// hours are who worked how long on which day.
func (p *press) hours(d dice) {
	if d.chance(0.6) {
		p.y = p.lines(p.margin, p.y, p.body, paper.Black, p.seller.name)
	}
	p.called(d, Timesheet)
	if d.chance(0.5) {
		p.y = p.lines(p.margin, p.y, p.body, paper.Black, p.bill.buyer.name)
	}
	if d.chance(0.3) {
		p.y = p.lines(p.margin, p.y, p.body, paper.Black, p.label("number")+" "+p.bill.number)
	}
	p.gap(1)
	who := pick(d, p.lex.FirstNames...) + " " + pick(d, p.lex.Surnames...)
	p.cells(p.body.Bolder(), p.annexWord("day"), p.annexWord("who"), p.annexWord("what"), p.annexWord("hours"))
	var sum int64
	for i := range d.between(4, 18) {
		took := int64(d.between(4, 34)) * 25
		sum += took
		p.cells(p.body, p.notation.day(p.bill.issued.AddDays(i-28), p.lex), who, pick(d, p.bill.items...).goods.Name, p.notation.decimal(took, 2, 2))
	}
	p.cells(p.body.Bolder(), "", "", p.annexWord("sum"), p.notation.decimal(sum, 2, 2))
	p.gap(3)
	p.y = p.lines(p.margin, p.y, p.body, paper.Black, p.annexWord("signed")+" ................................")
}

// brought are the goods of the bill without their prices.
func (p *press) brought(d dice) {
	if d.chance(0.8) {
		p.y = p.lines(p.margin, p.y, p.body.Bolder(), paper.Black, p.seller.name)
		p.y = p.lines(p.margin, p.y, p.body, paper.Black, p.seller.street, p.seller.town)
		if d.chance(0.5) {
			p.y = p.lines(p.margin, p.y, p.body, paper.Black, p.ownVAT())
		}
	}
	p.gap(1)
	p.called(d, Delivery)
	p.y = p.lines(p.margin, p.y, p.body, paper.Black, p.annexWord("number")+" "+d.digits(6), p.annexWord("day")+" "+p.notation.day(p.bill.delivered, p.lex))
	if d.chance(0.5) {
		p.y = p.lines(p.margin, p.y, p.body, paper.Black, p.annexWord("order")+" "+p.bill.extras["order"])
	}
	if d.chance(0.6) {
		p.y = p.lines(p.margin, p.y, p.body, paper.Black, "", p.bill.buyer.name, p.bill.buyer.street, p.bill.buyer.town)
	}
	p.gap(1)
	for _, it := range p.bill.items {
		if p.y+2*p.line() > p.end() {
			break
		}
		p.cells(p.body, it.code, it.goods.Name, p.notation.decimal(it.quantity, 3, 0), it.goods.Unit)
	}
	p.gap(3)
	p.y = p.lines(p.margin, p.y, p.body, paper.Black, p.annexWord("signed")+" ................................")
}

// annexWord is a word of annexes, of one layout always the same.
func (p *press) annexWord(what string) string {
	words := p.lex.Annexes[what]
	return words[p.vary("annex "+what, len(words))]
}

// cells writes a row of four.
func (p *press) cells(f paper.Font, texts ...string) {
	for i, share := range []float64{0, 0.18, 0.42, 0.88} {
		text := paper.Wrapped(f, p.inner()*0.42, texts[i])[0]
		p.page.Text(p.margin+share*p.inner(), p.y+f.Size, f, paper.Black, text)
	}
	p.y += p.line()
}
