package samples

import (
	"fmt"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples/paper"
)

func fmtInt(n int) string { return fmt.Sprint(n) }

// introduction is the greeting above the goods, where the layout has one.
func (p *press) introduction() {
	if p.vary("greeting", 3) == 0 {
		p.put(func(p *press, x, y, width float64) float64 {
			y = p.lines(x, y, p.body, paper.Black, p.say("greeting"))
			return p.paragraph(x, y+3, width, p.body, p.say("intro"))
		}, p.margin, p.inner())
		p.gap(0.6)
	}
}

// back is the sheet of conditions behind the others.
func (p *press) back() {
	if !p.foot.back || !owed(p.kind) {
		return
	}
	p.turn()
	small := p.body.Scaled(0.8)
	for n := 1; p.y+8*p.line() < p.end(); n++ {
		text := fmt.Sprintf("%d. %s", n, strings.Join(p.lex.Sentences["footer"], " "))
		p.y = p.paragraph(p.margin, p.y, p.inner(), small, text) + 4
	}
}

// letter is a letter that asks for no money.
func (p *press) letter() {
	p.put(func(p *press, x, y, width float64) float64 {
		y = p.lines(x, y, p.body, paper.Black, p.say("greeting"), "")
		for _, sentence := range p.lex.Sentences["letter"] {
			y = p.paragraph(x, y, width, p.body, sentence) + p.line()
		}
		return p.lines(x, y, p.body, paper.Black, p.say("goodbye"), "", p.bill.extras["contact"])
	}, p.margin, p.inner())
}

// account lists what is open: a reminder in sentences, a statement without.
func (p *press) account() {
	open := p.bill.earlier
	if p.kind == invoer.KindReminder {
		open = open[:1+p.vary("open", 2)%len(open)]
		p.put(func(p *press, x, y, width float64) float64 {
			y = p.lines(x, y, p.body, paper.Black, p.say("greeting"), "")
			return p.paragraph(x, y, width, p.body, p.say("reminder"))
		}, p.margin, p.inner())
		p.gap(1)
	}
	p.put(func(p *press, x, y, width float64) float64 { return p.openTable(x, y, width, open) }, p.margin, p.inner())
	p.gap(1)
	if p.kind == invoer.KindReminder {
		p.put((*press).urge, p.margin, p.inner())
	}
}

// openTable lists documents that are not paid, and their balance.
func (p *press) openTable(x, y, width float64, open []earlier) float64 {
	cell := width / 4
	row := func(f paper.Font, texts ...string) {
		for i, text := range texts {
			align := "left"
			if i == 3 {
				align = "right"
			}
			p.at(x+float64(i)*cell, y+p.line(), cell-4, align, f, paper.Black, text)
		}
		y += p.line() + 1
	}
	row(p.body.Bolder(), p.bare("document"), p.bare("document_date"), p.bare("due"), p.bare("amount"))
	balance := int64(0)
	for _, old := range open {
		row(p.body, old.number, p.notation.day(old.issued, p.lex), p.notation.day(old.due, p.lex), p.notation.plain(old.total))
		balance += old.total
	}
	if p.kind == invoer.KindReminder && p.bill.costs > 0 {
		row(p.body, p.bare("costs"), "", "", p.notation.plain(p.bill.costs))
		balance += p.bill.costs
	}
	p.page.Rule(x, y+3, x+width, y+3, 0.5, paper.Black)
	y += 3
	row(p.body.Bolder(), p.bare("balance"), "", "", p.notation.money(balance))
	p.bill.sums.payable = balance
	return y
}

// urge asks to pay, and where.
func (p *press) urge(x, y, width float64) float64 {
	y = p.paragraph(x, y, width, p.body, p.say("urge")) + 3
	y = p.paragraph(x, y, width, p.body, p.payText()) + p.line()
	return p.lines(x, y, p.body, paper.Black, p.say("goodbye"), "", p.bill.extras["contact"])
}
