package samples

import (
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples/paper"
)

// A payStyle is how the sender asks for its money.
type payStyle struct {
	form  string // sentence, pairs, slip or none
	stars bool   // ***…*** in place of +++…+++
	bare  bool   // the communication without signs
	code  bool   // a payment code of squares
	words bool   // the terms in a sentence too, where a date stands above
}

func inventPay(d dice) payStyle {
	return payStyle{form: pick(d, "sentence", "sentence", "pairs", "pairs", "slip", "none"), stars: d.chance(0.25), bare: d.chance(0.05), code: d.chance(0.2), words: d.chance(0.3)}
}

// closing draws all that stands below the goods.
func (p *press) closing() {
	if !priced(p.kind) {
		return
	}
	p.put((*press).sums, p.margin, p.inner())
	p.gap(1)
	p.put((*press).code, p.margin, p.inner())
	p.put((*press).notice, p.margin, p.inner())
	p.put((*press).credited, p.margin, p.inner())
	p.put((*press).stamp, p.margin, p.inner())
	if p.kind != invoer.KindOrder {
		p.put((*press).payment, p.margin, p.inner())
	}
}

// code draws the payment code, in euro only.
func (p *press) code(x, y, width float64) float64 {
	if !p.pay.code || !owed(p.kind) || !p.toPay() || p.bill.currency != "EUR" {
		return y
	}
	at := x + float64(p.vary("code", 3))/3*width
	return p.paymentCode(at, y) + p.line()
}

// notice says why there is no VAT.
func (p *press) notice(x, y, width float64) float64 {
	if p.regime == "normal" {
		return y
	}
	return p.paragraph(x, y, width, p.body, p.words["notice."+p.regime]) + p.line()
}

// stamp says in large letters that it was paid, on some that were.
func (p *press) stamp(x, y, width float64) float64 {
	if p.bill.terms.rule != "paid" || p.vary("stamp", 3) > 0 {
		return y
	}
	f := p.body.Bolder().Scaled(2.2)
	return p.lines(x+float64(p.vary("stamp at", 3))/4*width, y, f, p.accent, p.words["label.stamp"]) + 4
}

// credited says which invoice is credited.
func (p *press) credited(x, y, width float64) float64 {
	if p.kind != invoer.KindCreditNote {
		return y
	}
	old := p.bill.earlier[0]
	return p.paragraph(x, y, width, p.body, fill(p.say("credit"), "number", old.number, "date", p.notation.day(old.issued, p.lex))) + p.line()
}

// termsInWords are the terms as a sentence; there is none where nothing is due
// or only a date says it.
func (p *press) termsInWords() (string, bool) {
	b := p.bill
	rule := b.terms.rule
	if rule == "dated" && p.pay.words {
		rule = "days"
	}
	sentence, there := p.words["term."+rule]
	if !there || rule == "none" || b.kind == invoer.KindCreditNote {
		return "", false
	}
	date := b.due
	if rule == "paid" {
		date = b.issued
	} else {
		p.show("due")
	}
	return fill(sentence, "n", fmtInt(b.terms.days), "date", p.notation.day(date, p.lex), "amount", p.notation.money(b.sums.payable)), true
}

// payment says when, where and how to pay.
func (p *press) payment(x, y, width float64) float64 {
	if text, there := p.termsInWords(); there {
		y = p.paragraph(x, y, width, p.body, text) + 3
	}
	if !p.toPay() {
		return y
	}
	switch p.pay.form {
	case "sentence":
		return p.paragraph(x, y, width, p.body, p.payText())
	case "pairs":
		return p.factColumns(x, y, 0, "left", p.payFacts())
	case "slip":
		return p.slip(x, y+p.line(), width)
	}
	if p.bill.reference != "" {
		y = p.lines(x, y, p.body, paper.Black, p.label("reference")+" "+p.communication())
	}
	return y
}

// toPay tells whether the receiver has to do anything.
func (p *press) toPay() bool {
	return p.kind != invoer.KindCreditNote && p.bill.terms.rule != "paid" && p.bill.terms.rule != "debit"
}

func (p *press) payText() string {
	p.show("supplier_iban")
	reference := p.bill.number
	if p.bill.reference != "" {
		reference = p.communication()
	}
	return fill(p.words["pay"], "amount", p.notation.money(p.bill.sums.payable), "iban", p.notation.account(p.seller.ibans[0]),
		"bic", p.seller.bics[0], "ref", reference, "name", p.seller.name)
}

func (p *press) payFacts() []fact {
	p.show("supplier_iban")
	facts := []fact{{p.bare("iban"), p.notation.account(p.seller.ibans[0])}}
	if p.vary("pay bic", 2) == 0 {
		facts = append(facts, fact{p.bare("bic"), p.seller.bics[0]})
	}
	if p.bill.reference != "" {
		facts = append(facts, fact{p.bare("reference"), p.communication()})
	}
	if p.vary("pay amount", 2) == 0 {
		facts = append(facts, fact{p.sum("payable"), p.notation.money(p.bill.sums.payable)})
	}
	return facts
}

// communication is the structured one as the layout prints it.
func (p *press) communication() string {
	p.show("reference")
	r := p.bill.reference
	text := r[:3] + "/" + r[3:7] + "/" + r[7:]
	switch {
	case p.pay.bare:
		return text
	case p.pay.stars:
		return "***" + text + "***"
	}
	return "+++" + text + "+++"
}

// slip draws a payment slip: what to write into the bank's form.
func (p *press) slip(x, y, width float64) float64 {
	top := y
	p.show("supplier_iban")
	y = p.aligned(x+8, y+4, width-16, "right", p.body.Bolder(), paper.Black, p.notation.currencyFirst(p.bill.currency, p.bill.sums.payable))
	y = p.lines(x+8, y, p.body.Scaled(0.8), p.accent, p.bare("iban"))
	y = p.lines(x+8, y, paper.Font{Family: "mono", Size: 10, Stretch: 1}, paper.Black, spaced(p.seller.ibans[0], " "))
	y = p.lines(x+8, y, p.body, paper.Black, p.seller.name, p.seller.street+", "+p.seller.town)
	if p.bill.reference != "" {
		y = p.lines(x+8, y, p.body.Scaled(0.8), p.accent, p.bare("reference"))
		y = p.lines(x+8, y, paper.Font{Family: "mono", Size: 10, Stretch: 1}, paper.Black, p.communication())
	}
	p.page.Frame(x, top, x+width, y+6, 0.8, p.accent)
	return y + 8
}

func (n notation) currencyFirst(currency string, cents int64) string {
	return strings.TrimSpace(currency + " " + n.plain(cents))
}
