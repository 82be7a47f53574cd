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
	p.show("supplier_short", "date", "total")
	y := p.dashes(p.tillHead(14))
	late := p.vary("till date below", 6) == 0
	if !late {
		y = p.dashes(p.tillFacts(y))
	}
	for i, it := range p.bill.items {
		y = p.tillItem(y, i, it)
	}
	y = p.tillSums(p.dashes(y))
	if late {
		y = p.tillFacts(p.dashes(y))
	}
	if p.vary("till ids", 4) == 0 {
		y = p.aligned(0, y, till, "centre", p.body, paper.Black, p.ownVAT())
	}
	return p.aligned(0, y+6, till, "centre", p.body, paper.Black, p.say("thanks"), p.seller.web)
}

func pickTill(n int) string { return []string{"mono", "mono", "sans"}[n] }

// tillHead prints who sells: a brand above the company, the company alone, or
// over two lines.
func (p *press) tillHead(y float64) float64 {
	c := p.seller
	align := []string{"centre", "centre", "centre", "left"}[p.vary("till align", 4)]
	big := p.body.Bolder().Scaled([]float64{1.4, 1.4, 1.7, 1}[p.vary("till big", 4)])
	put := func(f paper.Font, texts ...string) {
		y = p.aligned(10, y, till-20, align, f, paper.Black, texts...)
	}
	shout := func(text string) string {
		if p.vary("till caps", 2) == 0 {
			return strings.ToUpper(text)
		}
		return text
	}
	name := shout([]string{c.short, c.short, c.name}[p.vary("till name", 3)])
	switch p.vary("till head", 6) {
	case 0:
		put(big, shout(p.lex.Invented[p.vary("brand", len(p.lex.Invented))]))
		put(p.body, shout(c.name))
	case 1:
		put(p.body, p.words["label.welcome"])
		put(big, paper.Wrapped(big, till-20, name)...)
	case 2:
		first, rest, _ := strings.Cut(name, " ")
		put(big, first)
		if rest != "" {
			put(big, rest)
		}
	case 3:
		put(p.body, name, "("+fmt.Sprintf("%07d", 1000000+p.vary("till register", 900000))+"-"+string(rune('A'+p.vary("till letter", 26)))+")")
	default:
		put(big, paper.Wrapped(big, till-20, name)...)
	}
	lines := []string{c.street, c.town}
	if p.vary("till one line", 4) == 0 {
		lines = []string{c.street + ", " + c.town}
	}
	if p.vary("till phone", 3) > 0 {
		lines = append(lines, p.label("phone")+" "+c.phone)
	}
	if p.vary("till ids", 4) > 0 {
		lines = append(lines, p.ownVAT())
	}
	put(p.body, lines...)
	return y
}

// tillFacts prints when it was, and the numbers of the ticket, the till and who
// stood at it.
func (p *press) tillFacts(y float64) float64 {
	if p.vary("till title", 3) > 0 {
		y = p.aligned(10, y, till-20, "centre", p.body.Bolder(), paper.Black, p.words["label.till_title"])
	}
	day := p.notation.day(p.bill.issued, p.lex)
	clock := fmt.Sprintf("%02d:%02d", 8+p.vary("hour", 14), p.vary("minute"+p.bill.number, 60))
	if p.vary("till seconds", 3) == 0 {
		clock += fmt.Sprintf(":%02d", p.vary("second"+p.bill.number, 60))
	}
	ticket := p.words["label.ticket"] + " " + p.bill.number
	label := p.words["label.date"]
	person := p.words["label.cashier"] + " " + p.lex.FirstNames[p.vary("cashier", len(p.lex.FirstNames))]
	switch p.vary("till facts", 5) {
	case 0:
		y = p.lines(10, y, p.body, paper.Black, label+": "+day+" "+clock, ticket, person)
	case 1:
		p.lines(10, y, p.body, paper.Black, day)
		y = p.aligned(10, y, till-20, "right", p.body, paper.Black, clock)
		y = p.lines(10, y, p.body, paper.Black, ticket)
	case 2:
		y = p.lines(10, y, p.body, paper.Black, ticket+"   "+day+" "+clock, person)
	case 3:
		y = p.lines(10, y, p.body, paper.Black, person, ticket, label+" : "+day, p.words["label.clock"]+" : "+clock)
	default:
		p.lines(10, y, p.body, paper.Black, day+" "+clock)
		y = p.aligned(10, y, till-20, "right", p.body, paper.Black, ticket)
	}
	return y
}

func (p *press) dashes(y float64) float64 {
	if p.vary("dashes", 2) == 0 {
		return y + 6
	}
	return p.lines(10, y, p.body, paper.Black, strings.Repeat("-", int((till-20)/p.body.Width("-"))))
}

// rateLetter is the letter of a rate, for tills that print letters.
func (p *press) rateLetter(rate int64) string {
	for i, g := range p.bill.sums.groups {
		if g.rate == rate {
			return string(rune('A' + i))
		}
	}
	return ""
}

// tillItem prints what is sold with its price, VAT included.
func (p *press) tillItem(y float64, i int, it item) float64 {
	gross := p.notation.plain(it.total)
	if p.vary("till letters", 3) == 0 {
		gross += " " + p.rateLetter(it.rate)
	}
	name := it.goods.Name
	if p.vary("till code", 5) == 0 {
		name = it.code + " " + name
	}
	quantity := p.notation.decimal(it.quantity, 3, 0)
	price := p.notation.decimal(it.price, 4, 2)
	first, second := quantity+" "+name, ""
	switch p.vary("till lines", 5) {
	case 0, 1:
		first, second = name, quantity+[]string{" x ", " X ", " @ ", " st x "}[p.vary("times", 4)]+price
	case 2:
		first = name
	case 3:
		first = quantity + " x " + name + "  " + price
	}
	if second != "" {
		y = p.lines(10, y, p.body, paper.Black, first)
		first = "  " + second
	}
	p.lines(10, y, p.body, paper.Black, clipped(p.body, till-30-p.body.Width(gross), first))
	return p.aligned(10, y, till-20, "right", p.body, paper.Black, gross)
}

// clipped is as much of a text as a till prints beside an amount.
func clipped(f paper.Font, width float64, text string) string {
	runes := []rune(text)
	for len(runes) > 1 && f.Width(string(runes)) > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes)
}

// tillSums prints the total, how it was paid, and the VAT in it.
func (p *press) tillSums(y float64) float64 {
	t := p.bill.sums
	pair := func(f paper.Font, label, value string) {
		p.lines(10, y, f, paper.Black, clipped(f, till-24-f.Width(value), label))
		y = p.aligned(10, y, till-20, "right", f, paper.Black, value)
	}
	if p.vary("till subtotal", 4) == 0 {
		pair(p.body, p.words["label.subtotal"], p.notation.plain(t.total))
	}
	if p.vary("till count", 5) == 0 {
		y = p.lines(10, y, p.body, paper.Black, p.words["label.count"]+" "+fmt.Sprint(len(p.bill.items)))
	}
	inside := p.vary("till VAT", 6)
	if inside == 1 {
		for _, g := range t.groups {
			pair(p.body, fill(p.sum("vat_at"), "rate", fmt.Sprint(g.rate), "base", p.notation.plain(g.base)), p.notation.plain(g.vat))
		}
		p.show("vat")
	}
	pair(p.body.Bolder().Scaled([]float64{1.35, 1.35, 1.6, 1}[p.vary("till total", 4)]), p.words["label.till_total"], p.notation.money(t.total))
	switch {
	case t.rounding != 0:
		pair(p.body, p.sum("rounding"), p.notation.plain(t.rounding))
		pair(p.body, p.words["label.cash"], p.notation.plain(t.total+t.rounding))
	case p.vary("paid with"+p.bill.number, 2) == 0:
		given := (t.total/1000 + 1) * 1000
		pair(p.body, p.words["label.cash"], p.notation.plain(given))
		pair(p.body, p.words["label.change"], p.notation.plain(given-t.total))
	default:
		pair(p.body, []string{"Bancontact", "VISA", "Maestro", "Payconiq", "MASTERCARD"}[p.vary("card", 5)], p.notation.plain(t.total))
	}
	if inside < 2 {
		return y
	}
	p.show("rates", "vat")
	return p.tillVAT(y + 4)
}

// tillVAT prints the breakdown by rate, some with a letter before and what was
// paid behind.
func (p *press) tillVAT(y float64) float64 {
	gross, letters := p.vary("till VAT gross", 2) == 0, p.vary("till letters", 3) == 0
	row := func(f paper.Font, texts ...string) {
		cell := (till - 20) / float64(len(texts))
		for i, text := range texts {
			p.at(10+float64(i)*cell, y+p.line(), cell-2, "right", f, paper.Black, text)
		}
		y += p.line()
	}
	head := []string{"%", p.sum("base"), p.sum("vat")}
	if gross {
		head = append(head, p.words["label.with_vat"])
	}
	row(p.body, head...)
	for _, g := range p.bill.sums.groups {
		rate := fmt.Sprint(g.rate) + p.table.percent
		if letters {
			rate = p.rateLetter(g.rate) + " " + rate
		}
		texts := []string{rate, p.notation.plain(g.base), p.notation.plain(g.vat)}
		if gross {
			texts = append(texts, p.notation.plain(g.base+g.vat))
		}
		row(p.body, texts...)
	}
	return y
}
