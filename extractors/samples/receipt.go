package samples

import (
	"fmt"
	"strings"

	"github.com/invoer/invoer/extractors/samples/paper"
)

// till is how wide the paper of a till is, in points: 80 or 57 mm.
const till = 226.0

// receipt draws what a till prints: one long sheet of the height that it takes.
func (p *press) receipt() []*paper.Sheet {
	long := 0.0
	for range 2 { // the first time tells how long it is
		p.page = &paper.Sheet{Width: till, Height: max(long, 200)}
		long = p.till() + 24
	}
	return []*paper.Sheet{p.page}
}

// till draws it and gives where it ends.
func (p *press) till() float64 {
	p.body = paper.Font{Family: pickTill(p.vary("till font", 3)), Size: 8, Stretch: 0.9}
	if p.body.Family == "mono" {
		p.body.Stretch = 0.82
	}
	c := p.seller
	y := p.aligned(0, 14, till, "centre", p.body.Bolder().Scaled(1.4), paper.Black, paper.Wrapped(p.body.Bolder().Scaled(1.4), till-20, c.short)...)
	p.show("supplier_short", "date", "total")
	y = p.aligned(0, y, till, "centre", p.body, paper.Black, c.street, c.town, p.label("phone")+" "+c.phone, p.ownVAT())
	y = p.dashes(y)
	p.lines(10, y, p.body, paper.Black, p.notation.day(p.bill.issued, p.lex)+fmt.Sprintf(" %02d:%02d", 8+p.vary("hour", 14), p.vary("minute"+p.bill.number, 60)))
	y = p.aligned(10, y, till-20, "right", p.body, paper.Black, p.words["label.ticket"]+" "+p.bill.number)
	y = p.dashes(y)
	for _, it := range p.bill.items {
		y = p.tillItem(y, it)
	}
	y = p.tillSums(p.dashes(y))
	return p.aligned(0, y+6, till, "centre", p.body, paper.Black, p.say("thanks"), c.web)
}

func pickTill(n int) string { return []string{"mono", "mono", "sans"}[n] }

func (p *press) dashes(y float64) float64 {
	if p.vary("dashes", 2) == 0 {
		return y + 6
	}
	return p.lines(10, y, p.body, paper.Black, strings.Repeat("-", int((till-20)/p.body.Width("-"))))
}

// tillItem prints what is sold with its price, VAT included.
func (p *press) tillItem(y float64, it item) float64 {
	gross := p.notation.plain(it.total)
	name := it.goods.Name
	quantity := p.notation.decimal(it.quantity, 3, 0)
	if p.vary("till lines", 2) == 0 {
		y = p.lines(10, y, p.body, paper.Black, name)
		p.lines(22, y, p.body, paper.Black, quantity+" x "+p.notation.decimal(it.price, 4, 2))
		return p.aligned(10, y, till-20, "right", p.body, paper.Black, gross)
	}
	p.lines(10, y, p.body, paper.Black, quantity+" "+name)
	return p.aligned(10, y, till-20, "right", p.body, paper.Black, gross)
}

// tillSums prints the total, how it was paid, and the VAT in it.
func (p *press) tillSums(y float64) float64 {
	t := p.bill.sums
	pair := func(f paper.Font, label, value string) {
		p.lines(10, y, f, paper.Black, label)
		y = p.aligned(10, y, till-20, "right", f, paper.Black, value)
	}
	pair(p.body.Bolder().Scaled(1.35), p.sum("total"), p.notation.money(t.total))
	switch {
	case t.rounding != 0:
		pair(p.body, p.sum("rounding"), p.notation.plain(t.rounding))
		pair(p.body, p.words["label.cash"], p.notation.plain(t.total+t.rounding))
	case p.vary("paid with"+p.bill.number, 2) == 0:
		given := (t.total/1000 + 1) * 1000
		pair(p.body, p.words["label.cash"], p.notation.plain(given))
		pair(p.body, p.words["label.change"], p.notation.plain(given-t.total))
	default:
		pair(p.body, []string{"Bancontact", "VISA", "Maestro", "Payconiq"}[p.vary("card", 4)], p.notation.plain(t.total))
	}
	if p.vary("till VAT", 4) == 0 {
		return y
	}
	p.show("rates", "vat")
	return p.tillVAT(y + 4)
}

func (p *press) tillVAT(y float64) float64 {
	cell := (till - 20) / 3
	row := func(f paper.Font, texts ...string) {
		for i, text := range texts {
			p.at(10+float64(i)*cell, y+p.line(), cell-2, "right", f, paper.Black, text)
		}
		y += p.line()
	}
	row(p.body, "%", p.sum("base"), p.sum("vat"))
	for _, g := range p.bill.sums.groups {
		row(p.body, fmt.Sprint(g.rate), p.notation.plain(g.base), p.notation.plain(g.vat))
	}
	return y
}
