package samples

import (
	"fmt"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples/paper"
)

// A totalsStyle is how the sums stand below the goods.
type totalsStyle struct {
	form   string // pairs, rates, grid, boxes or left
	rates  string // with pairs: where the breakdown stands: lines or sum
	strong bool   // the total in bold
	due    bool   // what is to be paid has a line of its own, though it is the total
	signed bool   // the currency stands with the amounts
	width  float64
}

func inventTotals(d dice) totalsStyle {
	return totalsStyle{
		form: pick(d, "pairs", "pairs", "pairs", "rates", "rates", "grid", "boxes", "left"), rates: pick(d, "lines", "lines", "sum"),
		strong: d.chance(0.7), due: d.chance(0.3), signed: d.chance(0.7), width: d.within(170, 260),
	}
}

// amount prints cents as the layout's sums have them.
func (p *press) amount(cents int64) string {
	if p.kind == invoer.KindCreditNote && p.vary("negative credit", 3) == 0 {
		cents = -cents
	}
	if p.totals.signed {
		return p.notation.money(cents)
	}
	return p.notation.plain(cents)
}

// sumFacts are the sums from the net to what is to be paid.
func (p *press) sumFacts() []fact {
	t := p.bill.sums
	facts := p.lineSums()
	if p.showNet {
		p.show("net")
		facts = append(facts, fact{p.sum("net"), p.amount(t.net)})
	}
	facts = append(facts, p.vatFacts()...)
	facts = append(facts, fact{p.sum("total"), p.amount(t.total)})
	p.show("total")
	return append(facts, p.payableFacts()...)
}

// lineSums are what stands between the lines and the net.
func (p *press) lineSums() []fact {
	t := p.bill.sums
	var facts []fact
	if t.off > 0 {
		facts = append(facts, fact{p.column("total"), p.amount(t.net + t.off - t.shipping)}, fact{fill(p.sum("discount"), "n", fmt.Sprint(t.discount)), p.amount(-t.off)})
	}
	if t.shipping > 0 {
		facts = append(facts, fact{p.sum("shipping"), p.amount(t.shipping)})
	}
	return facts
}

func (p *press) vatFacts() []fact {
	t := p.bill.sums
	if p.regime != "normal" {
		if p.vary("zero VAT", 2) == 0 {
			return []fact{{p.sum("zero"), p.amount(0)}}
		}
		return nil
	}
	p.show("vat")
	if p.totals.rates == "sum" && len(t.groups) > 1 {
		return []fact{{p.sum("vat"), p.amount(t.vat)}}
	}
	var facts []fact
	for _, g := range t.groups {
		label := fill(p.sum("vat_at"), "rate", fmt.Sprint(g.rate), "base", p.notation.plain(g.base))
		facts = append(facts, fact{label, p.amount(g.vat)})
	}
	p.show("rates")
	return facts
}

func (p *press) payableFacts() []fact {
	t := p.bill.sums
	switch {
	case p.kind == invoer.KindCreditNote:
		if p.totals.due {
			return []fact{{p.sum("refund"), p.amount(t.total)}}
		}
	case p.bill.terms.rule == "paid":
		if p.totals.due {
			return []fact{{p.sum("deposit"), p.amount(t.total)}, {p.sum("payable"), p.amount(0)}}
		}
	case t.deposit > 0:
		return []fact{{p.sum("deposit"), p.amount(-t.deposit)}, {p.sum("payable"), p.amount(t.payable)}}
	case p.totals.due:
		return []fact{{p.sum("payable"), p.amount(t.payable)}}
	}
	return nil
}

// sums draws them in the form of the layout.
func (p *press) sums(x, y, width float64) float64 {
	switch p.totals.form {
	case "rates":
		end := p.rateTable(x, y, width-max(p.totals.width, p.pairsWidth(p.sumFacts()))-20)
		return max(end, p.sumPairs(x+width-p.totals.width, y, p.totals.width))
	case "grid":
		return p.factGrid(x, y, width, p.sumFacts())
	case "boxes":
		end := p.sumPairs(x+width-p.totals.width, y, p.totals.width)
		p.page.Frame(x+width-p.totals.width-5, y, x+width, end+3, 0.7, paper.Black)
		return end
	case "left":
		return p.sumPairs(x, y, p.totals.width)
	}
	return p.sumPairs(x+width-p.totals.width, y, p.totals.width)
}

// sumPairs sets labels left and amounts right in a width.
func (p *press) sumPairs(x, y, width float64) float64 {
	facts := p.sumFacts()
	if more := p.pairsWidth(facts) - width; more > 0 {
		x, width = max(p.margin, x-more), width+more
	}
	for _, f := range facts {
		face := p.body
		if p.totals.strong && f.label == p.sum("total") {
			face = face.Bolder().Scaled(1.1)
			p.page.Rule(x, y+2, x+width, y+2, 0.5, paper.Black)
			y += 2
		}
		p.lines(x, y, face, paper.Black, f.label+p.colon)
		y = p.aligned(x, y, width-4, "right", face, paper.Black, f.value)
	}
	return y
}

// pairsWidth is how much the widest label and amount take, in the largest face.
func (p *press) pairsWidth(facts []fact) float64 {
	face, widest := p.body.Bolder().Scaled(1.1), 0.0
	for _, f := range facts {
		widest = max(widest, face.Width(f.label+p.colon)+face.Width(f.value)+12)
	}
	return widest
}

// rateTable sets the breakdown by rate as a table of its own.
func (p *press) rateTable(x, y, width float64) float64 {
	if p.regime != "normal" {
		return y
	}
	p.show("rates", "vat", "net")
	small := p.body.Scaled(0.92)
	row := func(f paper.Font, texts ...string) {
		for i, text := range texts {
			p.at(x+float64(i)*width/3, y+p.line(), width/3-6, "right", f, paper.Black, text)
		}
		y += p.line()
	}
	row(small.Bolder(), p.column("rate"), p.sum("base"), p.sum("vat"))
	for _, g := range p.bill.sums.groups {
		row(small, fmt.Sprintf("%d%s", g.rate, p.table.percent), p.notation.plain(g.base), p.notation.plain(g.vat))
	}
	if p.vary("sum of rates", 2) == 0 {
		row(small, p.sum("sum"), p.notation.plain(p.bill.sums.net), p.notation.plain(p.bill.sums.vat))
	}
	return y
}
