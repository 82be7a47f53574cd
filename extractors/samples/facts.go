package samples

import "github.com/invoer/invoer/extractors/samples/paper"

// A fact is a value with its label.
type fact struct{ label, value string }

// values are the facts of a bill in the order of the layout. Those that it does
// not have are left out.
func (p *press) values() []fact {
	var facts []fact
	for _, name := range p.head.order {
		if f, there := p.value(name); there {
			facts = append(facts, f)
		}
	}
	return facts
}

func (p *press) value(name string) (fact, bool) {
	b := p.bill
	switch name {
	case "number":
		p.show("number")
		return fact{p.bare(p.numberLabel()), b.number}, true
	case "date":
		p.show("date")
		return fact{p.bare(p.dateLabel()), p.notation.day(b.issued, p.lex)}, true
	case "due":
		if b.terms.rule != "dated" || !owed(b.kind) {
			return fact{}, false
		}
		p.show("due")
		return fact{p.bare("due"), p.notation.day(b.due, p.lex)}, true
	case "terms":
		if !owed(b.kind) {
			return fact{}, false
		}
		text, there := p.termsInWords()
		return fact{p.bare("terms"), text}, there && len(text) < 40
	case "customer_vat":
		p.show("customer_vat")
		return fact{p.bare("customer_vat"), p.notation.vatNumber(b.buyer.vat)}, true
	case "delivery_date":
		return fact{p.bare("delivery_date"), p.notation.day(b.delivered, p.lex)}, true
	case "period":
		from := b.issued.AddDays(-p.days)
		return fact{p.bare("period"), p.notation.day(from, p.lex) + " - " + p.notation.day(b.issued.AddDays(-1), p.lex)}, true
	case "page":
		return fact{p.bare("page"), "1"}, true
	}
	return fact{p.bare(name), b.extras[name]}, true
}

// facts draws the values in the form of the layout.
func (p *press) facts(x, y, width float64) float64 {
	facts := p.values()
	top := y
	switch p.head.facts {
	case "grid":
		y = p.factGrid(x, y, width, facts)
	case "above":
		y = p.factStack(x, y, facts, p.body.Scaled(0.8), p.body.Bolder())
	case "below":
		y = p.factsBelow(x, y, facts)
	case "sentence":
		y = p.factSentence(x, y, width, facts)
	case "inline":
		for _, f := range facts {
			y = p.lines(x, y, p.body, paper.Black, f.label+p.colon+" "+f.value)
		}
	case "far":
		y = p.factColumns(x, y, width-4, "right", facts)
	default:
		y = p.factColumns(x, y, 0, "left", facts)
	}
	if p.head.boxed && p.head.facts != "grid" && p.head.facts != "sentence" {
		p.page.Frame(x-4, top-2, x+width, y+4, 0.6, p.accent)
	}
	return y + 4
}

// factColumns sets labels and values in two columns.
func (p *press) factColumns(x, y, width float64, align string, facts []fact) float64 {
	label := p.body
	if p.vary("bold labels", 2) == 0 {
		label = label.Bolder()
	}
	widest := 0.0
	for _, f := range facts {
		widest = max(widest, label.Width(f.label+p.colon))
	}
	for _, f := range facts {
		p.lines(x, y, label, paper.Black, f.label+p.colon)
		if align == "right" {
			y = p.aligned(x, y, max(width, widest+80), "right", p.body, paper.Black, f.value)
			continue
		}
		y = p.lines(x+widest+10, y, p.body, paper.Black, f.value)
	}
	return y
}

// factGrid sets labels in a row and the values below them.
func (p *press) factGrid(x, y, width float64, facts []fact) float64 {
	for len(facts) > 0 {
		n := min(len(facts), 4)
		y = p.factRow(x, y, width, facts[:n]) + 2
		facts = facts[n:]
	}
	return y
}

func (p *press) factRow(x, y, width float64, facts []fact) float64 {
	cell := width / float64(len(facts))
	label := p.body.Scaled(0.88).Bolder()
	high := 2 * p.line()
	if p.head.boxed {
		p.page.Fill(x, y+2, x+width, y+2+high/2, paper.Colour{0.88, 0.88, 0.9})
	}
	for i, f := range facts {
		at := x + float64(i)*cell + 3
		if p.head.boxed {
			p.page.Frame(at-3, y+2, at-3+cell, y+5+high, 0.5, paper.Black)
		}
		p.lines(at, y, label, paper.Black, f.label)
		p.lines(at, y+p.line(), p.body, paper.Black, f.value)
	}
	return y + high + 4
}

// factStack sets each value below its label.
func (p *press) factStack(x, y float64, facts []fact, label, value paper.Font) float64 {
	for _, f := range facts {
		y = p.lines(x, y, label, p.accent, f.label)
		y = p.lines(x, y, value, paper.Black, f.value) + 2
	}
	return y
}

// factsBelow sets each label below its value, as some designers do.
func (p *press) factsBelow(x, y float64, facts []fact) float64 {
	for _, f := range facts {
		y = p.lines(x, y, p.body.Bolder(), paper.Black, f.value)
		y = p.lines(x, y, p.body.Scaled(0.75), p.accent, f.label) + 4
	}
	return y
}

// factSentence says number and date in a sentence and the rest in columns.
func (p *press) factSentence(x, y, width float64, facts []fact) float64 {
	town := p.seller.town
	if i := len(town) - len(trimCode(town)); i > 0 {
		town = town[i:]
	}
	date := p.notation.day(p.bill.issued, p.lex)
	text := fill(p.say("facts"), "number", p.bill.number, "date", date, "town", town)
	if p.kind != "invoice" {
		text = p.title() + " " + p.bill.number + " - " + date
	}
	p.show("number", "date")
	y = p.lines(x, y, p.body.Bolder(), paper.Black, paper.Wrapped(p.body.Bolder(), width, text)...)
	var rest []fact
	for _, f := range facts {
		if f.value != p.bill.number && f.value != date {
			rest = append(rest, f)
		}
	}
	return p.factColumns(x, y+4, 0, "left", rest)
}

// trimCode is a town without its code.
func trimCode(town string) string {
	for i, r := range town {
		if r == ' ' && i > 0 {
			return town[i+1:]
		}
	}
	return town
}
