package fields

import (
	"math"
	"regexp"

	"github.com/invoer/invoer/extractors/layout"
)

// A block is cells that stand under each other without a gap: an address, the
// head of a letter.
type block struct {
	spots []Spot // from top to bottom
	facts facts
}

// facts are what is known of a text that tells who it belongs to.
type facts struct {
	postal  bool // a line with postal code and town
	contact bool // telephone, mail or web
	phone   bool // a number that may be a telephone's, without a word for it
	bank    bool // account number or BIC
	vat     bool // VAT or enterprise number
	yours   bool // that number is said to be the customer's
}

var (
	postalPattern  = figures(`(?:^|[ ,·–]|(?:^|[ ,])-)(?:[A-Z]{1,2}[- ]{1,3})?(?:\d{4,5}(?: ?[A-Z]{2})?[ ,]{1,3}\p{Lu}[\pL'’-]+|\d{5,6} \p{Lu}\pL+)|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|\b[A-Z]{2} \d{5}\b`)
	contactPattern = regexp.MustCompile(`(?i)\b(?:tel|tél|telefoon|téléphone|telefon|phone|fax|gsm|mobil)\b|@|\bwww\.|https?:`)
	phonePattern   = figures(`(?:^|[ :|])(?:\+\d{2}|00\d{2}|0\d{1,3})(?:[ /.()-]{0,3}\d{2,3}){3,4}$`) // without a word before it
	bankPattern    = regexp.MustCompile(`(?i)\b(?:iban|bic|swift)\b`)
	streetWords    = `(?i)(?:straat|laan|weg|plein|lei|dreef|steenweg|gracht|singel|kaai|kade|park|dijk|hof|stra(?:ß|ss)e|str\.|allee|platz|gasse|\brue\b|\bavenue\b|\bchauss|\bboulevard|\bplace\b|\bquai\b|\ballée|\bchemin|\broute\b|street|\broad\b|\bst\b|lane|drive|\bave\b|jalan|\bjln\b).{0,20}\d|^\d{1,4}[,]? (?:rue|avenue|chaussée|boulevard|place|quai|allée|chemin|route|bis)`
	streetPattern  = figures(streetWords + `|^\p{Lu}[\pL' -]+ \d{1,4}[A-Za-z]?(?:/\d+)?$`)
	namedStreet    = figures(streetWords) // by a word for streets
)

// cellFacts are those of the whole cell of a spot.
func (d *Document) cellFacts(s Spot) facts {
	s.From, s.To = 0, 0
	f, known := d.cells[s]
	if !known {
		f = d.factsOf(s, d.Cell(s))
		d.cells[s] = f
	}
	return f
}

// factsOf looks at one text.
func (d *Document) factsOf(s Spot, cell layout.Cell) facts {
	f := facts{
		postal:  postalPattern.MatchString(cell.Text),
		contact: contactPattern.MatchString(cell.Text),
		bank:    bankPattern.MatchString(cell.Text) || len(IBANIn(cell.Text, false)) > 0,
		vat:     len(VATNumberIn(cell.Text, false)) > 0,
	}
	f.phone = !f.vat && !f.bank && phonePattern.MatchString(cell.Text)
	for _, h := range d.Hits(s) {
		f.yours = f.yours || h.Label == LabelYourVATNo
	}
	return f
}

func (f facts) and(g facts) facts {
	return facts{f.postal || g.postal, f.contact || g.contact, f.phone || g.phone, f.bank || g.bank, f.vat || g.vat, f.yours || g.yours}
}

// reached tells whether telephone, mail or web stand in a block; a number alone is a
// telephone's beside an address or a VAT number.
func (f facts) reached() bool { return f.contact || f.phone && (f.postal || f.vat) }

// The most cells of a block.
const blockLength = 9

// block goes down from a cell as long as cells follow without a gap in its
// column.
func (d *Document) block(s Spot) block {
	b := block{spots: []Spot{s}}
	b.facts = d.cellFacts(s)
	for len(b.spots) < blockLength {
		next, ok := d.below(b.spots[len(b.spots)-1], 1.6)
		if !ok {
			break
		}
		b.spots = append(b.spots, next)
		b.facts = b.facts.and(d.cellFacts(next))
	}
	return b
}

// below is the next cell in the column of a spot, no further away than so many
// times its height.
func (d *Document) below(s Spot, heights float64) (Spot, bool) {
	from := d.Cell(s).Box
	lines := d.Pages[s.Page].Lines
	for l := s.Line + 1; l < len(lines) && l <= s.Line+6; l++ {
		for c, cell := range lines[l].Cells {
			gap := cell.Box.Y0 - from.Y1
			if gap < -0.5*from.Height() || gap > heights*max(from.Height(), 7) || !aligned(from.X0, from.X1, cell.Box.X0, cell.Box.X1) {
				continue
			}
			return Spot{s.Page, l, c, 0, len(cell.Text)}, true
		}
	}
	return Spot{}, false
}

// atop is the cell directly above a spot in its column.
func (d *Document) atop(s Spot, heights float64) (Spot, bool) {
	box := d.Cell(s).Box
	lines := d.Pages[s.Page].Lines
	for l := s.Line - 1; l >= 0 && l >= s.Line-6; l-- {
		for c, cell := range lines[l].Cells {
			gap := box.Y0 - cell.Box.Y1
			if gap < -0.5*box.Height() || gap > heights*max(box.Height(), 7) || !aligned(box.X0, box.X1, cell.Box.X0, cell.Box.X1) {
				continue
			}
			return Spot{s.Page, l, c, 0, len(cell.Text)}, true
		}
	}
	return Spot{}, false
}

// Heading is the cell directly above that of a spot, where there is one without
// amounts of its own.
func (d *Document) Heading(s Spot) (Spot, bool) {
	above, ok := d.atop(s, 1.3)
	return above, ok && len(AmountsIn(d.Cell(above).Text)) == 0
}

// aligned tells whether two spans begin, end or are centred at the same place.
func aligned(a0, a1, b0, b1 float64) bool {
	const near = 7.0
	return math.Abs(a0-b0) < near || math.Abs(a1-b1) < near || math.Abs(a0+a1-b0-b1)/2 < near
}

// Under tells whether a spot stands in the column below another with no other
// column between, at most ten lines down.
func (d *Document) Under(s, top Spot) bool {
	if s.Page != top.Page {
		return false
	}
	a, b := d.Cell(top).Box, d.Cell(s).Box
	down := b.Y0 - a.Y0
	return down >= -2 && down < 14*max(a.Height(), 7) && b.X0 < a.X1 && b.X1 > a.X0
}

// BesideBank tells whether bank details stand in the line of a spot.
func (d *Document) BesideBank(s Spot) bool {
	for _, cell := range d.Pages[s.Page].Lines[s.Line].Cells {
		if bankPattern.MatchString(cell.Text) {
			return true
		}
	}
	return false
}
