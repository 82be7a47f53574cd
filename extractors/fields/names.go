package fields

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

// A NameCandidate is a text that may be the name of a company or person, with
// what speaks for its being the supplier and the customer.
type NameCandidate struct {
	Name     string
	Spot     Spot
	Supplier float64
	Customer float64
	Own      bool // it is the receiving company's
	Why      invoer.Reason
	block    block
}

// Near tells whether a spot stands in the block that the name begins, or in
// the name's own line.
func (n NameCandidate) Near(s Spot) bool {
	for _, b := range n.block.spots {
		if b.Page == s.Page && b.Line == s.Line && b.Cell == s.Cell {
			return true
		}
	}
	return false
}

var (
	bankName   = regexp.MustCompile(`(?i)\b(?:bank|banque|sparkasse|volksbank|raiffeisenbank|contact|ansprechpartner|kontakt)\b`)
	separators = regexp.MustCompile(`\s*\(\d|\s+[–—·•|*■▪]\s+|\s+-\s+|\s{2,}|,\s+|\s+[-–]|[;]`)
	notName    = regexp.MustCompile(`(?i)\b(?:adresse|adres|address)\b|^(?:page|pagina|blz|seite|tel|fax|www|http|e-?mail|iban|bic|btw|tva|vat|mwst|rpr|rpm|kvk|ust|siret|siren|rcs|n°|gsm|capital|po box|bp |postbus|postfach|cedex)\b|@|\d{5,}|%|€`)
)

// Names finds what may be names: what has a legal form, what begins an address
// or a letter head, what a label says to be a customer or supplier.
func (d *Document) Names(own invoer.Own) []NameCandidate {
	domains := d.domains()
	till := d.Till() > 0.5
	var found []NameCandidate
	for s, cell := range d.Cells {
		if s.Page > 0 && s.Page < len(d.Pages)-1 || len(cell.Text) > 220 {
			continue
		}
		for i, part := range nameParts(cell.Text) {
			spot := Spot{s.Page, s.Line, s.Cell, part.From, part.To}
			name := strings.TrimSpace(cell.Text[part.From:part.To])
			if !nameLike(name) || d.labelOnly(spot) {
				continue
			}
			if part.To == len(cell.Text) {
				name = d.widened(spot, name)
			}
			c, ok := d.weighName(spot, name, i == 0, domains, own)
			if till && i == 0 {
				ok = d.atTill(&c) || ok
			}
			if ok {
				found = append(found, c)
			}
		}
		if len(found) > 400 {
			break
		}
	}
	repeated(found)
	return found
}

// nameParts parts a text at signs between a name and what follows it. What
// stands before a colon is a label.
func nameParts(text string) []Spot {
	from := 0
	if i := strings.Index(text, ":"); i >= 0 && i < 45 {
		from = i + 1
	}
	for from < len(text) && text[from] == ' ' {
		from++
	}
	var parts []Spot
	for _, m := range separators.FindAllStringIndex(text[from:], 8) {
		if next, _, _ := strings.Cut(text[from+m[1]:], " "); text[from+m[0]] == ',' && onlyForm(next) {
			continue // "Amazing Services, Inc."
		}
		if end := len(parts); end > 0 {
			parts[end-1].To = from + m[0]
		} else {
			parts = append(parts, Spot{From: from, To: from + m[0]})
		}
		parts = append(parts, Spot{From: from + m[1], To: len(text)})
	}
	if len(parts) == 0 {
		return []Spot{{From: from, To: len(text)}}
	}
	return parts
}

// nameLike tells whether a text can be a name at all.
func nameLike(name string) bool {
	letters, digits := 0, 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	first := []rune(name + " ")[0]
	return letters >= 3 && digits*4 <= letters && len(name) <= 80 && !notName.MatchString(name) && (!unicode.IsLower(first) || HasForm(name)) &&
		(unicode.IsLetter(first) || unicode.IsDigit(first)) && len(strings.Fields(name)) <= 9
}

// widened adds the next cells of the line to a name where the gap is no wider
// than large or typewritten letters have between words.
func (d *Document) widened(s Spot, name string) string {
	cells := d.Pages[s.Page].Lines[s.Line].Cells
	for c := s.Cell + 1; c < len(cells) && len(name) < 60; c++ {
		height := min(cells[c].Box.Height(), cells[c-1].Box.Height())
		next := Spot{s.Page, s.Line, c, 0, len(cells[c].Text)}
		if cells[c].Box.X0-cells[c-1].Box.X1 > 2.6*height || cells[c].Box.Height() > 1.6*cells[c-1].Box.Height() || len(Fold(cells[c].Text)) < 2 ||
			strings.ContainsAny(cells[c].Text, "0123456789:") || len(d.Hits(next)) > 0 {
			break
		}
		name += " " + cells[c].Text
	}
	return name
}

// labelOnly tells whether most of a text is labels, so that it is no name.
func (d *Document) labelOnly(s Spot) bool {
	covered := 0
	for _, h := range d.Hits(s) {
		if h.From >= s.From && h.To <= s.To && len(d.Cell(s).Text[h.From:h.To]) > 1 {
			covered = max(covered, h.To-h.From)
		}
	}
	return covered*10 >= (s.To-s.From)*6 && !HasForm(d.Printed(s))
}

// domains are the names in the mail and web addresses of the document.
func (d *Document) domains() []string {
	var found []string
	for _, cell := range d.Cells {
		found = append(found, domainsIn(cell.Text)...)
		if len(found) > 40 {
			break
		}
	}
	return found
}

// weighName collects the witnesses. What nothing speaks for is no candidate.
func (d *Document) weighName(s Spot, name string, first bool, domains []string, own invoer.Own) (NameCandidate, bool) {
	cell := d.Cell(s)
	b := d.block(Spot{s.Page, s.Line, s.Cell, 0, len(cell.Text)})
	c := NameCandidate{Name: name, Spot: s, block: b, Why: invoer.Because("name-on-page")}
	head := d.heads(s, cell, first)
	form := HasForm(name)
	if cell.Confidence(s.From, s.To) < 30 {
		return c, false // too badly read for a name
	}
	sightings := d.Sightings(s)
	customer := d.named(s, sightings, LabelCustomer)
	supplier := max(d.named(s, sightings, LabelSupplier), d.named(s, sightings, LabelHolder))
	if !form && d.neverName(s, name) {
		return c, false
	}
	if !form && (!first || !head && customer == 0 && supplier == 0) {
		return c, false
	}
	line := d.factsOf(s, layout.Cell{Text: cell.Text[s.To:]})
	if form {
		c.Supplier, c.Customer = c.Supplier+1.0, c.Customer+0.6
	}
	for _, domain := range domains {
		if alike := alikeDomain(name, domain); alike > 0 {
			c.addDomain(alike, domain)
		}
	}
	c.stack(d, domains)
	c.addPlace(d, head, line)
	off := d.misplaced(s, form)
	c.Supplier, c.Customer = c.Supplier-off, c.Customer-off
	c.addLabels(customer, supplier, d.named(s, sightings, LabelDelivery))
	if first && d.windowed(s) {
		c.Supplier, c.Customer = c.Supplier-1.5, c.Customer+1.8
	}
	if bankName.MatchString(name) {
		c.Supplier, c.Customer = c.Supplier-1.2, c.Customer-1
	}
	c.Own = isOwn(name, own)
	if c.Own {
		c.Supplier, c.Customer = c.Supplier-100, c.Customer+6
	}
	return c, true
}

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

// atTill weighs a name on a till receipt: it stands in the first lines, and
// nothing that comes after the goods is one.
func (d *Document) atTill(c *NameCandidate) bool {
	cell := d.Cell(c.Spot)
	if d.Depth(c.Spot) > 0.45 {
		c.Supplier -= 2
		return false
	}
	if c.Spot.Page > 0 || d.neverName(c.Spot, c.Name) || cell.Confidence(c.Spot.From, c.Spot.To) < 30 || len(Fold(c.Name)) < 5 {
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
	c.Supplier += 2 - 0.4*float64(before)
	below, ok := d.below(Spot{c.Spot.Page, c.Spot.Line, c.Spot.Cell, 0, len(cell.Text)}, 1.5)
	if ok && (onlyForm(d.Cell(below).Text) || before == 0 && d.headline(cell, below)) {
		c.Name += " " + d.Cell(below).Text
		c.Supplier += 0.5
	}
	return true
}

// headline tells whether the next line goes on with a name in large letters.
func (d *Document) headline(cell layout.Cell, below Spot) bool {
	next := d.Cell(below)
	large := 1.15 * d.textHeight(below.Page)
	return min(cell.Box.Height(), next.Box.Height()) > large && d.stackable(below) && next.Confidence(0, len(next.Text)) >= 60
}

// readable tells whether a line has a word that was read with some certainty.
func readable(l layout.Line) bool {
	for _, cell := range l.Cells {
		for _, w := range cell.Words {
			if w.Confidence >= 40 && len(Fold(w.Text)) >= 4 {
				return true
			}
		}
	}
	return false
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

// countries are no names of companies; they end addresses.
var countries = set(`belgie belgique belgien belgium nederland netherlands thenetherlands paysbas niederlande france frankrijk frankreich deutschland duitsland allemagne germany luxembourg luxemburg unitedkingdom uk ireland irlande ierland usa unitedstates osterreich austria suisse schweiz switzerland espana spain italia italy grossbritannien grootbrittannie royaumeuni portugal polen poland danmark denmark sverige sweden irland hongkong india be nl fr de lu`)

// neverName tells whether a text without legal form cannot be a name: it is a
// street, a country, a date, or begins with the label of something else.
func (d *Document) neverName(s Spot, name string) bool {
	words := strings.Fields(name)
	first := strings.Trim(words[0], ",.")
	if digit(name[0]) || streetPattern.MatchString(name) || streetStart.MatchString(name) || postalPattern.MatchString(name) || countries[Fold(name)] || countries[Fold(first)] && len(words) > 1 {
		return true
	}
	if _, month := Month(first); month && strings.ContainsAny(name, "0123456789") {
		return true
	}
	for _, h := range d.Hits(s) {
		if h.From == s.From && h.To-h.From >= 4 && !harmless[h.Label] {
			return true
		}
	}
	return false
}

var streetStart = regexp.MustCompile(`(?i)^(?:rue|avenue|av\.|chauss[ée]e|boulevard|bd|place|quai|all[ée]e|chemin|route|clos|square|jalan|jln)\b`)

// harmless are labels whose words may begin a name all the same.
var harmless = map[Label]bool{LabelHolder: true, LabelTotal: true, LabelNet: true, LabelCustomer: true, LabelSupplier: true, LabelDate: true, LabelCarried: true,
	LabelPhone: true, LabelVAT: true, LabelRate: true, LabelTicket: true, LabelAccount: true, LabelGross: true, LabelPaid: true}

// windowed tells whether a text stands in the window of an envelope, under the
// sender's address in one line.
func (d *Document) windowed(s Spot) bool {
	above, ok := d.atop(Spot{s.Page, s.Line, s.Cell, 0, len(d.Cell(s).Text)}, 3)
	return ok && returnLine(d.Cell(above).Text) && d.Depth(s) < 0.4
}

// misplaced is what is taken off a text that stands where names do not: in a
// table of goods, or beside words that are labels.
func (d *Document) misplaced(s Spot, form bool) float64 {
	off := 0.0
	for _, cell := range d.Pages[s.Page].Lines[s.Line].Cells {
		if moneyWord.MatchString(cell.Text) {
			off = 1.5
		}
	}
	if form {
		return off
	}
	for _, h := range d.Hits(s) {
		if h.From >= s.From && h.To <= s.To && h.To-h.From >= 5 && !harmless[h.Label] {
			return max(off, 1.4)
		}
	}
	if len(strings.Fields(d.Printed(s))) > 5 {
		off = max(off, 0.8)
	}
	return off
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

func isOwn(name string, own invoer.Own) bool {
	for _, n := range own.Names {
		if SameName(name, n) {
			return true
		}
	}
	return false
}

// repeated strengthens names that stand in several places: letter heads come
// back in footers and under signatures.
func repeated(found []NameCandidate) {
	for i := range found {
		places := map[int]bool{}
		for j := range found {
			if i != j && SameName(found[i].Name, found[j].Name) {
				places[found[j].Spot.Page*10000+found[j].Spot.Line] = true
			}
		}
		delete(places, found[i].Spot.Page*10000+found[i].Spot.Line)
		found[i].Supplier += 0.5 * float64(min(2, len(places)))
	}
}
