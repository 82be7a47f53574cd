package samples

import (
	"fmt"
	"strings"
)

// till is how wide the paper of a till is, in points: 80 or 57 mm.
const till = 226.0

// receipt draws what a till prints: one long sheet of the height that it takes.
func (p *press) receipt() []*sheet {
	long := 0.0
	for range 2 { // the first time tells how long it is
		p.page = &sheet{width: till, height: max(long, 200)}
		long = p.till() + 24
	}
	return []*sheet{p.page}
}

// till draws it and gives where it ends.
func (p *press) till() float64 {
	p.body = font{family: pickTill(p.vary("till font", 3)), size: 8, stretch: 0.9}
	if p.body.family == "mono" {
		p.body.stretch = 0.82
	}
	c := p.seller
	y := p.aligned(0, 14, till, "centre", p.body.bolder().scaled(1.4), black, wrapped(p.body.bolder().scaled(1.4), till-20, c.short)...)
	p.show("supplier_short", "date", "total")
	y = p.aligned(0, y, till, "centre", p.body, black, c.street, c.town, p.label("phone")+" "+c.phone, p.ownVAT())
	y = p.dashes(y)
	p.lines(10, y, p.body, black, p.notation.day(p.bill.issued, p.lex)+fmt.Sprintf(" %02d:%02d", 8+p.vary("hour", 14), p.vary("minute"+p.bill.number, 60)))
	y = p.aligned(10, y, till-20, "right", p.body, black, p.words["label.ticket"]+" "+p.bill.number)
	y = p.dashes(y)
	for _, it := range p.bill.items {
		y = p.tillItem(y, it)
	}
	y = p.tillSums(p.dashes(y))
	return p.aligned(0, y+6, till, "centre", p.body, black, p.say("thanks"), c.web)
}

func pickTill(n int) string { return []string{"mono", "mono", "sans"}[n] }

func (p *press) dashes(y float64) float64 {
	if p.vary("dashes", 2) == 0 {
		return y + 6
	}
	return p.lines(10, y, p.body, black, strings.Repeat("-", int((till-20)/p.body.width("-"))))
}

// tillItem prints what is sold with its price, VAT included.
func (p *press) tillItem(y float64, it item) float64 {
	gross := p.notation.plain(it.total)
	name := it.goods.Name
	quantity := p.notation.decimal(it.quantity, 3, 0)
	if p.vary("till lines", 2) == 0 {
		y = p.lines(10, y, p.body, black, name)
		p.lines(22, y, p.body, black, quantity+" x "+p.notation.decimal(it.price, 4, 2))
		return p.aligned(10, y, till-20, "right", p.body, black, gross)
	}
	p.lines(10, y, p.body, black, quantity+" "+name)
	return p.aligned(10, y, till-20, "right", p.body, black, gross)
}

// tillSums prints the total, how it was paid, and the VAT in it.
func (p *press) tillSums(y float64) float64 {
	t := p.bill.sums
	pair := func(f font, label, value string) {
		p.lines(10, y, f, black, label)
		y = p.aligned(10, y, till-20, "right", f, black, value)
	}
	pair(p.body.bolder().scaled(1.35), p.sum("total"), p.notation.money(t.total))
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
	row := func(f font, texts ...string) {
		for i, text := range texts {
			p.at(10+float64(i)*cell, y+p.line(), cell-2, "right", f, black, text)
		}
		y += p.line()
	}
	row(p.body, "%", p.sum("base"), p.sum("vat"))
	for _, g := range p.bill.sums.groups {
		row(p.body, fmt.Sprint(g.rate), p.notation.plain(g.base), p.notation.plain(g.vat))
	}
	return y
}
