package samples

import (
	"fmt"
	"strings"

	"github.com/invoer/invoer/extractors/samples/paper"
)

// A footStyle is what stands at the bottom of every sheet.
type footStyle struct {
	form     string // centre, columns, line or none
	accounts int
	small    bool // a sentence of small print
	number   bool // the sheets are numbered
	back     bool // conditions stand on a sheet of their own
}

func inventFoot(d dice) footStyle {
	return footStyle{form: pick(d, "centre", "centre", "columns", "columns", "line", "none"), accounts: d.between(0, 2), small: d.chance(0.45), number: d.chance(0.4), back: d.chance(0.08)}
}

// footer draws the bottom of the sheet and keeps its room free.
func (p *press) footer() {
	f := p.body.Scaled(0.78)
	parts := p.footParts()
	high := f.Size * 1.3
	y := a4Height - p.margin*0.55 - high*float64(len(parts)+2)
	p.bottom = a4Height - y + 8
	if p.foot.form == "none" && p.nameless() {
		p.foot.form = "centre"
	}
	p.page.Rule(p.margin, y, a4Width-p.margin, y, 0.4, p.accent)
	if p.foot.small {
		y = p.aligned(p.margin, y, p.inner(), "centre", f.Scaled(0.92), paper.Black, p.say("footer"))
	}
	switch p.foot.form {
	case "centre":
		p.aligned(p.margin, y, p.inner(), "centre", f, paper.Black, parts...)
	case "line":
		p.lines(p.margin, y, f, paper.Black, paper.Wrapped(f, p.inner(), strings.Join(parts, p.joint()))...)
	case "columns":
		p.footColumns(y, f, parts)
	}
}

// nameless tells whether the letterhead leaves out who the sender is.
func (p *press) nameless() bool { return p.head.letter == "picture" || !p.head.ids }

// footParts are what the foot tells of the sender.
func (p *press) footParts() []string {
	if p.foot.form == "none" && !p.nameless() {
		return nil
	}
	c := p.seller
	parts := []string{c.name + p.joint() + c.street + p.joint() + c.town}
	contact := []string{p.label("phone") + " " + c.phone, c.mail, c.web}
	parts = append(parts, strings.Join(contact[:1+p.vary("foot contact", 3)], p.joint()))
	parts = append(parts, p.ownVAT()+p.joint()+p.words["label.register"])
	for i := range min(p.foot.accounts, len(c.ibans)) {
		parts = append(parts, p.ownAccount(i))
	}
	return parts
}

// footColumns sets the parts beside each other.
func (p *press) footColumns(y float64, f paper.Font, parts []string) {
	wide := p.inner() / float64(len(parts))
	if longest := f.Width(p.label("iban") + " " + p.notation.account(p.seller.ibans[0])); longest > wide-8 {
		f = f.Scaled((wide - 8) / longest) // an account is not broken over lines
	}
	for i, part := range parts {
		p.lines(p.margin+float64(i)*wide, y, f, paper.Black, paper.Wrapped(f, wide-8, part)...)
	}
}

// numberSheets writes which sheet of how many each is.
func (p *press) numberSheets() {
	if !p.foot.number {
		return
	}
	f := p.body.Scaled(0.8)
	for i, s := range p.sheets {
		s.Right(a4Width-p.margin, a4Height-p.margin*0.4, f, paper.Black, fmt.Sprintf("%s %d/%d", p.words["label.page"], i+1, len(p.sheets)))
	}
}
