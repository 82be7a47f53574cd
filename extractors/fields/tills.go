package fields

import (
	"regexp"
	"strings"

	"github.com/invoer/invoer/extractors/layout"
	"github.com/invoer/invoer/extractors/weights"
)

// atTill weighs a name on a till receipt: it stands in the first lines, and
// nothing that comes after the goods is one.
func (d *Document) atTill(c *NameCandidate) bool {
	cell := d.Cell(c.Spot)
	if d.Depth(c.Spot) > 0.45 {
		c.Features.Add("till: after the goods", 1)
		return false
	}
	if c.Spot.Page > 0 || !HasForm(c.Name) && d.neverName(c.Spot, c.Name) || !d.legibleName(c.Spot, c.Name) || len(Fold(c.Name)) < 5 {
		return false
	}
	before := 0
	for l := range d.Pages[0].Lines[:c.Spot.Line] {
		if readable(d.Pages[0].Lines[l]) {
			before++
		}
	}
	if before > 5 {
		return false
	}
	c.Features.Add("till: in the first lines", 1-0.2*float64(before))
	below, ok := d.below(Spot{c.Spot.Page, c.Spot.Line, c.Spot.Cell, 0, len(cell.Text)}, 1.5)
	c.Features.Add("till: a register number stands beside or below", weights.Flag(registered.MatchString(cell.Text[c.Spot.To:]) || ok && registered.MatchString(d.Cell(below).Text)))
	if ok && (onlyForm(d.Cell(below).Text) || bracketed(d.Cell(below).Text) || before == 0 && (d.headline(cell, below) || d.remainder(c.Name, cell, below))) {
		c.Name += " " + d.Cell(below).Text
		c.Features.Add("till: goes on in the next line", 1)
	}
	return true
}

// registered is the number of a company in its country's register, as tills
// print it below or behind the name.
var registered = regexp.MustCompile(`^[ (]*(?:[A-Z]{0,3}\d{6,9}-?[A-Z]?)[ )]*$`)

// bracketed tells whether a text goes on with the name above it: a place in
// brackets and a legal form.
func bracketed(text string) bool {
	return strings.HasPrefix(text, "(") && HasForm(strings.TrimPrefix(text, "("))
}

// headline tells whether the next line goes on with a name in large letters.
// One with a digit is an address.
func (d *Document) headline(cell layout.Cell, below Spot) bool {
	next := d.Cell(below)
	large := 1.15 * d.textHeight(below.Page)
	return min(cell.Box.Height(), next.Box.Height()) > large && !strings.ContainsAny(next.Text, "0123456789") && d.stackable(below) &&
		(next.Confidence(0, len(next.Text)) >= 60 || HasForm(next.Text) && legibly(next))
}

// remainder tells whether the next line is the rest of a name of several words:
// one word with a legal form, in letters as high. One of more words is a company
// of its own under its brand.
func (d *Document) remainder(name string, cell layout.Cell, below Spot) bool {
	next := d.Cell(below)
	low, high := min(cell.Box.Height(), next.Box.Height()), max(cell.Box.Height(), next.Box.Height())
	return high < 1.3*low && len(strings.Fields(name)) > 1 && !HasForm(name) &&
		HasForm(next.Text) && len(ownWords(next.Text)) == 1 && legibly(next)
}

// legibly tells whether most letters of a cell were read with some certainty,
// though one of its words may not be.
func legibly(cell layout.Cell) bool {
	sum, letters := 0, 0
	for _, w := range cell.Words {
		sum, letters = sum+int(min(w.Confidence, 100))*len(w.Text), letters+len(w.Text)
	}
	return sum >= leastLegible*letters
}

// leastLegible is the mean confidence in per cent of letters from which on a
// name is believed that has a word that is hardly read.
const leastLegible = 45

// readable tells whether a line has a word that was read with some certainty.
func readable(l layout.Line) bool {
	for _, cell := range l.Cells {
		for _, w := range cell.Words {
			if w.Confidence >= 40 && lettersIn(w.Text) >= 4 {
				return true
			}
		}
	}
	return false
}
