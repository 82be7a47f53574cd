package samples

import (
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples/paper"
)

// A headStyle is what stands above the goods, and where.
type headStyle struct {
	rows   [][]string // blocks beside each other, from the top
	swap   []bool     // by row: the first block is the right one
	split  float64    // where the right block begins, as a share of the width
	goal   bool       // the address that goods go to stands apart
	letter string     // how the sender is printed: lines, big, spread, centre, right, picture
	window bool       // the sender stands small above the receiver
	facts  string     // aligned, inline, grid, above, below, sentence
	order  []string   // of facts
	boxed  bool
	title  string // plain, number, right, band
	client string // label, none, frame, list
	vatAt  string // where the receiver's VAT number stands: block, facts, none
	ids    bool   // the sender's numbers stand in the letterhead
}

func inventHead(d dice, kind invoer.Kind) headStyle {
	h := headStyle{
		split:  d.within(0.45, 0.6),
		letter: pick(d, "lines", "lines", "lines", "big", "big", "spread", "centre", "right", "picture", "picture"),
		goal:   d.chance(0.18),
		window: d.chance(0.2),
		facts:  pick(d, "aligned", "aligned", "aligned", "inline", "inline", "grid", "grid", "above", "above", "sentence", "far", "far", pick(d, "below", "aligned")),
		boxed:  d.chance(0.25),
		title:  pick(d, "plain", "plain", "plain", "number", "right", "band", "none"),
		client: pick(d, "label", "label", "label", "none", "none", "none", "frame", "list"),
		vatAt:  pick(d, "block", "block", "facts", "facts", "none"),
		ids:    d.chance(0.6),
	}
	h.order = inventFacts(d, h.vatAt)
	h.rows = inventRows(d, h)
	for range h.rows {
		h.swap = append(h.swap, d.chance(0.4))
	}
	if kind != invoer.KindInvoice && h.title == "none" {
		h.title = "plain" // nothing else would tell the kind
	}
	return h
}

// inventFacts throws which facts are printed and in which order. Number and
// date always are.
func inventFacts(d dice, vatAt string) []string {
	facts := []string{"number", "date", "due"}
	if vatAt == "facts" {
		facts = append(facts, "customer_vat")
	}
	for _, extra := range []string{"customer_no", "order", "delivery_date", "period", "contact", "project", "terms", "page", "ticket"} {
		if d.chance(0.3) {
			facts = append(facts, extra)
		}
	}
	if d.chance(0.6) {
		return facts
	}
	return shuffled(d, facts)
}

// inventRows throws which blocks stand beside each other. The sender comes
// first, as a rule.
func inventRows(d dice, h headStyle) [][]string {
	rest := []string{"client", "facts", "title"}
	if h.goal {
		rest = append(rest, "goal")
	}
	rest = shuffled(d, rest)
	blocks := append([]string{"sender"}, rest...)
	if d.chance(0.15) {
		blocks = shuffled(d, blocks)
	}
	alone := map[string]bool{"sender": slices.Contains([]string{"spread", "centre"}, h.letter), "facts": h.facts == "grid" || h.facts == "sentence"}
	var rows [][]string
	for len(blocks) > 0 {
		n := 1
		if len(blocks) > 1 && !alone[blocks[0]] && !alone[blocks[1]] && d.chance(0.7) {
			n = 2
		}
		rows, blocks = append(rows, blocks[:n]), blocks[n:]
	}
	return rows
}

// letterhead draws the rows.
func (p *press) letterhead() {
	blocks := map[string]block{"sender": (*press).sender, "client": (*press).client, "facts": (*press).facts, "title": (*press).heading, "goal": (*press).goal}
	for i, row := range p.head.rows {
		if len(row) == 1 {
			p.put(blocks[row[0]], p.offset(row[0]), p.inner()-(p.offset(row[0])-p.margin))
			p.gap(0.9)
			continue
		}
		left, right := blocks[row[0]], blocks[row[1]]
		if p.head.swap[i] {
			left, right = right, left
		}
		p.beside(left, right)
		p.gap(0.9)
	}
}

// offset is where a block begins that stands alone: a receiver stands left or
// right, for the window of the envelope.
func (p *press) offset(name string) float64 {
	if name == "client" && p.head.swap[0] {
		return p.margin + p.head.split*p.inner()
	}
	return p.margin
}

// beside draws two blocks at the same height.
func (p *press) beside(left, right block) {
	middle := p.head.split * p.inner()
	end := left(p, p.margin, p.y, middle-12)
	p.y = max(end, right(p, p.margin+middle, p.y, p.inner()-middle))
}

// heading draws what the document calls itself.
func (p *press) heading(x, y, width float64) float64 {
	if p.head.title == "none" {
		return y
	}
	f := p.body.Bolder().Scaled(1.5 + 0.4*p.head.split)
	text := p.title()
	if p.head.title == "number" {
		text += " " + p.bill.number
		p.show("number")
	}
	if wide := f.Width(text); wide > width-4 {
		f = f.Scaled((width - 4) / wide)
	}
	c := p.accent
	align := "left"
	switch p.head.title {
	case "band":
		p.page.Fill(x, y, x+width, y+f.Size*p.leading+3, p.accent)
		c = paper.Colour{1, 1, 1}
	case "right":
		align = "right"
	}
	return p.aligned(x+2, y, width-4, align, f, c, text) + 3
}
