package samples

import (
	"hash/fnv"
	"strings"

	"github.com/invoer/invoer/extractors/samples/paper"
)

// sender draws who the document is from.
func (p *press) sender(x, y, width float64) float64 {
	name := p.body.Bolder().Scaled(1.35)
	switch p.head.letter {
	case "picture":
		return p.emblem(x, y, width)
	case "big":
		y = p.slogan(x, p.lines(x, y, name.Scaled(1.3), p.accent, p.seller.short))
		return p.lines(x, y, p.body.Scaled(0.9), paper.Black, p.addressLines()...)
	case "spread":
		y = p.lines(x, y, name, p.accent, p.seller.name)
		text := strings.Join(p.addressLines()[1:], p.joint())
		return p.lines(x, y, p.body.Scaled(0.85), paper.Black, paper.Wrapped(p.body.Scaled(0.85), width, text)...)
	case "centre", "right":
		y = p.aligned(x, y, width, p.head.letter, name, p.accent, p.seller.name)
		return p.aligned(x, y, width, p.head.letter, p.body.Scaled(0.92), paper.Black, p.addressLines()[1:]...)
	}
	y = p.slogan(x, p.lines(x, y, name, paper.Black, p.seller.name))
	return p.lines(x, y, p.body, paper.Black, p.addressLines()[1:]...)
}

// joint is what stands between parts of one line.
func (p *press) joint() string {
	return []string{" - ", " | ", " • ", ", ", "   "}[p.vary("joint", 5)]
}

// vary is a choice of the layout that needs no field: the same for all its
// documents.
func (p *press) vary(what string, n int) int {
	h := fnv.New32a()
	h.Write([]byte(p.seller.vat + what)) // never fails
	return int(h.Sum32() % uint32(n))
}

// addressLines are the sender's name, address and, where the layout has them
// here, its numbers.
func (p *press) addressLines() []string {
	c := p.seller
	lines := []string{c.name, c.street, c.town}
	if c.country != "BE" {
		lines = append(lines, countryNames[c.country])
	}
	if p.vary("phone", 3) > 0 {
		lines = append(lines, p.label("phone")+" "+c.phone)
	}
	if p.vary("mail", 3) > 0 {
		lines = append(lines, c.mail)
	}
	if p.head.ids {
		lines = append(lines, p.ownVAT())
		if p.vary("iban", 2) == 0 {
			lines = append(lines, p.ownAccount(0))
		}
	}
	return lines
}

// ownVAT is the sender's VAT number with its label.
func (p *press) ownVAT() string {
	p.show("supplier_vat")
	return p.label("vat") + " " + p.notation.vatNumber(p.seller.vat)
}

// ownAccount is one of the sender's accounts with its label.
func (p *press) ownAccount(n int) string {
	p.show("supplier_iban")
	text := p.label("iban") + " " + p.notation.account(p.seller.ibans[n])
	if p.vary("bic", 2) == 0 {
		text += " " + p.label("bic") + " " + p.seller.bics[n]
	}
	return text
}

// emblem draws the sender's name as a picture: its letters are strokes, so
// that no text layer has them.
func (p *press) emblem(x, y, width float64) float64 {
	f := p.body.Bolder().Scaled(1.9)
	if wide := paper.OutlinedWidth(f, p.seller.short); wide > width-30 {
		f = f.Scaled((width - 30) / wide)
	}
	p.page.Outlined(x+30, y+f.Size*1.2, f, p.accent, p.seller.short)
	p.page.Fill(x, y+4, x+22, y+26, p.accent)
	p.show("in_picture")
	return y + f.Size*1.8
}

// goal draws where the goods went: the receiver's other address, or a third's.
func (p *press) goal(x, y, _ float64) float64 {
	y = p.lines(x, y, p.body.Scaled(0.9).Bolder(), p.accent, p.label("delivery"))
	name := p.bill.buyer.name
	if p.vary("goal", 2) == 0 {
		name = p.bill.extras["site"]
	}
	return p.lines(x, y, p.body, paper.Black, name, p.bill.extras["site street"], p.bill.buyer.town) + 4
}

// partyList sets who the document is for as a list with a heading: name,
// address and number with a key before each.
func (p *press) partyList(x, y, width float64) float64 {
	y = p.lines(x, y, p.body.Scaled(1.05).Bolder(), p.accent, p.label("customer"))
	facts := []fact{{p.bare("name"), p.bill.buyer.name}, {p.bare("address"), p.bill.buyer.street}, {"", p.bill.buyer.town}}
	if p.vary("list contact", 2) == 0 {
		facts = append(facts, fact{p.bare("contact"), p.bill.extras["attention"]})
	}
	if p.head.vatAt == "block" {
		p.show("customer_vat")
		facts = append(facts, fact{p.bare("vat"), p.notation.vatNumber(p.bill.buyer.vat)})
	}
	if p.vary("list below", 2) == 0 { // keys and values in one column
		for _, f := range facts {
			if f.label == "" {
				y = p.lines(x, y, p.body, paper.Black, f.value)
				continue
			}
			y = p.lines(x, y, p.body, paper.Black, f.label+": "+f.value)
		}
		return y + 4
	}
	widest := 0.0
	for _, f := range facts {
		widest = max(widest, p.body.Width(f.label+": "))
	}
	for _, f := range facts {
		if f.label != "" {
			p.lines(x, y, p.body, paper.Black, f.label+":")
		}
		y = p.lines(x+widest+8, y, p.body, paper.Black, f.value)
	}
	return y + 4
}

// slogan draws a sentence that is no name where the layout has one below it.
func (p *press) slogan(x, y float64) float64 {
	if p.vary("slogan", 5) > 0 {
		return y
	}
	return p.lines(x, y, p.body.Scaled(0.9), p.accent, p.say("slogan"))
}

// client draws who the document is for.
func (p *press) client(x, y, width float64) float64 {
	if p.head.client == "list" {
		return p.partyList(x, y, width)
	}
	top := y
	if p.head.window {
		small := p.body.Scaled(0.7)
		y = p.lines(x, y, small, paper.Black, p.seller.name+p.joint()+p.seller.street+p.joint()+p.seller.town)
		p.show("supplier_line")
	}
	if p.head.client == "label" {
		y = p.lines(x, y, p.body.Scaled(0.9).Bolder(), p.accent, p.label("customer"))
	}
	attention := p.words["label.attention"] + " " + p.bill.extras["attention"]
	if p.vary("attention", 5) == 1 {
		y = p.lines(x+4, y, p.body, paper.Black, attention)
	}
	y = p.lines(x+4, y, p.body.Bolder(), paper.Black, p.bill.buyer.name)
	if p.vary("trade name", 6) == 0 {
		y = p.lines(x+4, y, p.body, paper.Black, p.lex.Invented[p.vary("trade", len(p.lex.Invented))])
	}
	if p.vary("attention", 5) == 0 {
		y = p.lines(x+4, y, p.body, paper.Black, attention)
	}
	y = p.lines(x+4, y, p.body, paper.Black, p.bill.buyer.street, p.bill.buyer.town)
	if p.head.vatAt == "block" {
		p.show("customer_vat")
		y = p.lines(x+4, y, p.body, paper.Black, p.label("vat")+" "+p.notation.vatNumber(p.bill.buyer.vat))
	}
	if p.head.client == "frame" {
		p.page.Frame(x, top, x+min(width, 240), y+5, 0.6, paper.Black)
	}
	return y + 6
}
