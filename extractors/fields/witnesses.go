package fields

import (
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
	"github.com/invoer/invoer/extractors/weights"
)

// addDomains adds how much a name is like the document's domains. It joins the
// name with the line above or below where together they are more like a domain
// than alone: letter heads break long names.
func (c *NameCandidate) addDomains(d *Document, domains []string) {
	alone, closest := closestDomain(c.Name, domains)
	whole := Spot{c.Spot.Page, c.Spot.Line, c.Spot.Cell, 0, len(d.Cell(c.Spot).Text)}
	for _, joined := range []string{d.stackedAbove(whole, c.Name), d.stackedBelow(whole, c.Name)} {
		if joined == "" {
			continue
		}
		if together, domain := closestDomain(joined, domains); together > alone+0.03 {
			c.Name, alone, closest = joined, together, domain
			break
		}
	}
	if alone > 0 {
		c.Features.Add("name like a domain", alone)
		c.Why = invoer.Because("name-like-domain", closest)
	}
}

// closestDomain gives the domain that is most like a name, and how much.
func closestDomain(name string, domains []string) (most float64, closest string) {
	for _, domain := range domains {
		if alike := alikeDomain(name, domain); alike > most {
			most, closest = alike, domain
		}
	}
	return most, closest
}

func (d *Document) stackedAbove(s Spot, name string) string {
	above, ok := d.atop(s, 1)
	if !ok || !d.stackable(above) {
		return ""
	}
	return d.Cell(above).Text + " " + name
}

func (d *Document) stackedBelow(s Spot, name string) string {
	below, ok := d.below(s, 1)
	if !ok || !d.stackable(below) {
		return ""
	}
	return name + " " + d.Cell(below).Text
}

// stackable tells whether a cell can be half of a name.
func (d *Document) stackable(s Spot) bool {
	text := d.Cell(s).Text
	return len(text) <= 40 && !strings.Contains(text, ",") && nameLike(text) && !d.neverName(s, text) && !d.labelOnly(s)
}

// addPlace adds where a name stands.
func (c *NameCandidate) addPlace(d *Document, head bool) {
	f := &c.Features
	depth, box := d.Depth(c.Spot), d.Cell(c.Spot).Box
	front := c.Spot.Page == 0
	if front && depth < 0.12 {
		f.Add("place: top", 1-4*depth)
	}
	f.Add("place: bottom", weights.Flag(depth > 0.88))
	f.Add("place: where addresses stand", weights.Flag(front && depth > 0.08 && depth < 0.45))
	f.Add("place: lower half", weights.Flag(front && depth > 0.5 && depth <= 0.88))
	f.Add("place: later page", weights.Flag(!front))
	f.Add("place: right half", weights.Flag(box.X0 > d.Pages[c.Spot.Page].Width/2))
	f.Add("place: begins a block", weights.Flag(head))
	if large := box.Height() / d.textHeight(c.Spot.Page); large > 1.3 && depth < 0.3 {
		f.Add("look: written large", min(1, large-1))
	}
}

// addFacts adds what stands in a name's line and block: letter heads and
// footers have telephone and bank, an address alone is the receiver's.
func (c *NameCandidate) addFacts(line facts, head bool) {
	f, b := &c.Features, c.block.facts
	f.Add("line: town", weights.Flag(line.postal))
	f.Add("line: bank", weights.Flag(line.bank))
	f.Add("line: VAT number", weights.Flag(line.vat && !line.yours))
	f.Add("block: telephone or web", weights.Flag(b.reached()))
	f.Add("block: bank", weights.Flag(b.bank))
	f.Add("block: VAT number", weights.Flag(b.vat && !b.yours))
	f.Add("block: your VAT number", weights.Flag(b.yours))
	f.Add("block: address below the name", weights.Flag(b.postal && head))
	f.Add("block: address alone", weights.Flag(b.postal && !b.reached() && !b.bank && !b.vat))
	f.Add("block: no address", weights.Flag(!b.postal && !line.postal))
}

// addNeighbours adds whether another name stands above or below in the block:
// of a person and a company the company is meant.
func (c *NameCandidate) addNeighbours(d *Document, form bool) {
	whole := Spot{c.Spot.Page, c.Spot.Line, c.Spot.Cell, 0, len(d.Cell(c.Spot).Text)}
	if below, ok := d.below(whole, 1.3); ok {
		c.Features.Add("block: a company stands below", weights.Flag(HasForm(d.Cell(below).Text)))
	}
	above, ok := d.atop(whole, 1.3)
	if !ok || d.labelOnly(above) && !d.calledSo(above) {
		return
	}
	text := d.Cell(above).Text
	c.Features.Add("block: another name stands above", weights.Flag(!form && !HasForm(text) && nameLike(text) && !d.neverName(above, text)))
	c.Features.Add("block: a company stands above", weights.Flag(HasForm(text)))
	c.Features.Add("block: another name stands above a company", weights.Flag(form && !HasForm(text) && nameLike(text)))
}

// addLabels adds the labels that say who it is.
func (c *NameCandidate) addLabels(s said) {
	c.Features.Add(labelCustomer, s.customer)
	c.Features.Add("label: supplier", s.supplier)
	c.Features.Add("label: holder of the account", s.holder)
	c.Features.Add("label: delivery", s.delivery)
	if s.customer > 0.4 && c.Why.Code == "name-on-page" {
		c.Why = invoer.Because("below-customer-label")
	}
}

// A said is how surely labels say who a name is.
type said struct{ customer, supplier, holder, delivery float64 }

// roleOf tells what a name says of itself: one that is called "the buyer" is no
// supplier, and "the supplier" no customer.
func roleOf(name string) said {
	m := article.FindStringSubmatchIndex(name)
	if m == nil {
		return said{}
	}
	word := name[m[2]:]
	for _, h := range labels(word) {
		switch {
		case h.From > 0 || h.To < len(word):
		case h.Label == LabelCustomer:
			return said{customer: 1}
		case h.Label == LabelSupplier:
			return said{supplier: 1}
		}
	}
	return said{}
}

// or is what is said, or where that is nothing, what else is.
func (s said) or(other said) said {
	if s == (said{}) {
		return other
	}
	return s
}

// party tells whether some label says that it is a party to the invoice.
func (s said) party() bool { return s.customer > 0 || s.supplier > 0 || s.holder > 0 }

func (d *Document) said(s Spot) said {
	if whose := d.section(s); whose != (said{}) {
		return whose
	}
	sightings := d.Sightings(s)
	return said{
		customer: d.named(s, sightings, LabelCustomer), supplier: d.named(s, sightings, LabelSupplier),
		holder: d.named(s, sightings, LabelHolder), delivery: d.named(s, sightings, LabelDelivery),
	}.nearer()
}

// nearer leaves of supplier and customer the one whose label stands nearer.
func (s said) nearer() said {
	switch {
	case s.customer > s.supplier:
		s.supplier = 0
	case s.supplier > s.customer:
		s.customer = 0
	}
	return s
}

// heads tells whether a text begins a block: nothing stands directly above it
// but a label or a title.
func (d *Document) heads(s Spot, cell layout.Cell, first bool) bool {
	if !first {
		return false
	}
	above, ok := d.atop(Spot{s.Page, s.Line, s.Cell, 0, len(cell.Text)}, 1.3)
	if !ok {
		return true
	}
	if returnLine(d.Cell(above).Text) {
		return true
	}
	if d.person(above) {
		return true
	}
	if d.calledSo(above) || streetPattern.MatchString(d.Cell(above).Text) {
		return false
	}
	return d.labelOnly(above) || d.Cell(above).Box.Height() > 1.5*cell.Box.Height() || len(d.Hits(above)) > 0 && len(d.Cell(above).Text) < 25
}

// returnLine tells whether a text is the sender's address in one line, as it
// stands in the window of an envelope above the receiver's. Dots between its
// parts are read as colons.
func returnLine(text string) bool {
	return len(separators.FindAllStringIndex(text, 3))+strings.Count(text, " : ") >= 2 && postalPattern.MatchString(text)
}

// windowed tells whether a text stands in the window of an envelope, under the
// sender's address in one line.
func (d *Document) windowed(s Spot) bool {
	above, ok := d.atop(Spot{s.Page, s.Line, s.Cell, 0, len(d.Cell(s).Text)}, 3)
	return ok && returnLine(d.Cell(above).Text) && d.Depth(s) < 0.4
}

// named tells how surely a label of who somebody is stands directly before,
// left of or above a text. Short words that are labels only when nothing else
// stands with them ("aan", "to") count only then.
func (d *Document) named(s Spot, sightings []Sighting, label Label) float64 {
	best := 0.0
	for _, sight := range sightings {
		if sight.Label != label || sight.Relation == After {
			continue
		}
		weight := sight.Weight
		if len(Fold(sight.Text)) <= 4 && !d.alone(s, sight) {
			weight *= 0.15
		}
		if weight > 0.3 {
			best = max(best, weight)
		}
	}
	return best
}

// alone tells whether a label fills its cell, or the text before the value.
func (d *Document) alone(s Spot, sight Sighting) bool {
	if sight.Relation == Before {
		return Fold(d.Cell(s).Text[:s.From]) == Fold(sight.Text)
	}
	for l := s.Line; l >= 0 && l >= s.Line-3; l-- {
		for _, cell := range d.Pages[s.Page].Lines[l].Cells {
			if Fold(cell.Text) == Fold(sight.Text) {
				return true
			}
		}
	}
	return false
}
