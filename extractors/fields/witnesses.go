package fields

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

// stack joins a name with the line above or below it where together they are
// more like a domain than alone: letter heads break long names.
func (c *NameCandidate) stack(d *Document, domains []string) {
	whole := Spot{c.Spot.Page, c.Spot.Line, c.Spot.Cell, 0, len(d.Cell(c.Spot).Text)}
	for _, joined := range []string{d.stackedAbove(whole, c.Name), d.stackedBelow(whole, c.Name)} {
		if joined == "" {
			continue
		}
		alone, together, closest := 0.0, 0.0, ""
		for _, domain := range domains {
			alone = max(alone, alikeDomain(c.Name, domain))
			if alike := alikeDomain(joined, domain); alike > together {
				together, closest = alike, domain
			}
		}
		if together > alone+0.03 {
			c.Name, c.Why = joined, invoer.Because("name-like-domain", closest)
			c.Supplier += 2.6 * (together - alone)
			return
		}
	}
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
	return len(text) <= 40 && nameLike(text) && !d.neverName(s, text) && !d.labelOnly(s)
}

func (c *NameCandidate) addDomain(alike float64, domain string) {
	if c.Why.Code == "name-like-domain" {
		return
	}
	c.Supplier += 2.6 * alike
	c.Customer -= 1.2 * alike
	c.Why = invoer.Because("name-like-domain", domain)
}

// addPlace adds what the place says: letter heads and footers are the
// sender's, an address without telephone is the receiver's.
func (c *NameCandidate) addPlace(d *Document, head bool, line facts) {
	f := c.block.facts
	depth := d.Depth(c.Spot)
	if line.postal || line.bank || line.vat && !line.yours {
		c.Supplier, c.Customer = c.Supplier+1.2, c.Customer-0.4
	}
	if f.contact || f.bank {
		c.Supplier, c.Customer = c.Supplier+1.0, c.Customer-0.8
	}
	if f.vat && !f.yours {
		c.Supplier += 0.5
	}
	if f.postal && head {
		c.Supplier, c.Customer = c.Supplier+0.5, c.Customer+1.2
	}
	if c.Spot.Page == 0 && depth < 0.12 {
		c.Supplier += 0.9 * (1 - 4*depth)
	}
	if depth > 0.88 {
		c.Supplier += 0.4
		c.Customer -= 0.8
	}
	if depth > 0.08 && depth < 0.45 && c.Spot.Page == 0 {
		c.Customer += 0.5
	}
	if large := d.Cell(c.Spot).Box.Height() / d.textHeight(c.Spot.Page); large > 1.3 && depth < 0.3 {
		c.Supplier += min(1, 0.8*(large-1))
		c.Customer -= 0.4
	}
	if c.Spot.Page > 0 {
		c.Customer -= 0.5
	}
}

func (c *NameCandidate) addLabels(customer, supplier, delivery float64) {
	c.Customer += 3*customer - 1.5*supplier - 1.5*delivery
	c.Supplier += 1.8*supplier - 3*customer - 2*delivery
	if customer > 0.4 && c.Why.Code == "name-on-page" {
		c.Why = invoer.Because("below-customer-label")
	}
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
	return d.labelOnly(above) || returnLine(d.Cell(above).Text) || d.Cell(above).Box.Height() > 1.5*cell.Box.Height() || len(d.Hits(above)) > 0 && len(d.Cell(above).Text) < 25
}

// returnLine tells whether a text is the sender's address in one line, as it
// stands in the window of an envelope above the receiver's.
func returnLine(text string) bool {
	return len(separators.FindAllStringIndex(text, 3)) >= 2 && postalPattern.MatchString(text)
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
