package fields

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

// A Relation is where a label stands as its value sees it.
type Relation string

// The relations.
const (
	Before Relation = "before" // in the same cell, to the left
	Left   Relation = "left"   // in a cell to the left
	Above  Relation = "above"  // in a cell above
	After  Relation = "after"  // in the same cell, to the right
	Below  Relation = "below"  // in the cell below, as a caption
)

// A Sighting is a label that may say what a value is, with a weight from 0 to
// 1: the nearer, the heavier.
type Sighting struct {
	Label    Label
	Relation Relation
	Weight   float64
	Text     string // as printed
	Between  int    // cells that stand between value and label in their column or line
}

// Reason is the reason code of a value that a label stands by.
func (s Sighting) Reason() invoer.Reason {
	switch s.Relation {
	case Above:
		return invoer.Because("below-label", s.Text)
	case Below:
		return invoer.Because("above-label", s.Text)
	case After:
		return invoer.Because("before-label", s.Text)
	}
	return invoer.Because("right-of-label", s.Text)
}

// How far up a column a header is looked for, and how many of the labels a
// cell has count from each side.
const (
	linesUp   = 40
	labelsAll = 4
)

// Sightings gives the labels around a spot; where it is of a discount for paying
// early, none that say what must be paid, and by when.
func (d *Document) Sightings(s Spot) []Sighting {
	found := d.allSightings(s)
	if len(found) == 0 || !d.offered(s) {
		return found
	}
	return slices.DeleteFunc(found, func(seen Sighting) bool {
		return slices.Contains([]Label{LabelPayable, LabelDue, LabelTotal, LabelGross}, seen.Label)
	})
}

// allSightings are the labels around a spot: before it in its cell, in cells to
// its left, above it, and below it where captions stand below their values.
func (d *Document) allSightings(s Spot) []Sighting {
	found := d.before(s)
	if m := stated.FindStringSubmatch(d.closelyBefore(s)); m != nil {
		found = append(found, Sighting{Label: LabelPayable, Relation: Before, Weight: saidWhole, Text: m[1]})
	}
	if len(found) == 0 {
		found = d.wrapped(s)
	}
	left := d.left(s, len(found) > 0)
	if len(found) == 0 && len(left) == 0 {
		left = d.aslant(s)
	}
	found = append(found, left...)
	above := d.above(s)
	if d.totalled(s) {
		unfaded(above)
	}
	if caption := d.caption(s); caption != nil && !d.labelledBeside(s) {
		// What stands directly above is then the caption of the value above it.
		for i := range above {
			above[i].Weight *= 0.3
		}
		found = append(found, caption...)
	}
	found = append(found, above...)
	return append(found, d.after(s)...)
}

// totalled tells whether a spot is one of several amounts of a row that begins
// with the word for a total: what each is says the head of its column, however
// many rows stand between.
func (d *Document) totalled(s Spot) bool {
	cells := d.Pages[s.Page].Lines[s.Line].Cells
	if s.Cell == 0 || len(cells) < 3 {
		return false
	}
	for _, cell := range cells[1:] {
		if strings.IndexFunc(cell.Text, unicode.IsLetter) >= 0 || !strings.ContainsAny(cell.Text, "0123456789") {
			return false
		}
	}
	return slices.ContainsFunc(d.hits[s.Page][s.Line][0], func(h Hit) bool { return h.Label == LabelTotal })
}

// unfaded gives the nearest labels of a column the weight that they have right
// above.
func unfaded(above []Sighting) {
	for i := range above {
		if above[i].Between == above[0].Between {
			above[i].Weight = max(above[i].Weight, 0.85)
		}
	}
}

// labelledBeside tells whether a label stands before a spot in its cell, or the
// cell to its left ends with one: what has a label in another column has none.
func (d *Document) labelledBeside(s Spot) bool {
	if len(d.before(s)) > 0 {
		return true
	}
	if s.Cell == 0 {
		return false
	}
	left := Spot{s.Page, s.Line, s.Cell - 1, 0, len(d.Pages[s.Page].Lines[s.Line].Cells[s.Cell-1].Text)}
	return d.labelOnly(left)
}

// caption gives the labels of the cell below a spot, where that is a caption:
// nothing but a label, in a column of cells that begins with a value.
func (d *Document) caption(s Spot) []Sighting {
	whole := Spot{s.Page, s.Line, s.Cell, 0, len(d.Cell(s).Text)}
	below, ok := d.below(whole, 1.2)
	if !ok || !d.labelOnly(below) || d.labelOnly(whole) || d.labelOnly(d.topOf(whole)) {
		return nil
	}
	if above, ok := d.atop(whole, 1.2); ok && d.labelOnly(above) && d.gap(above, whole) < d.gap(whole, below) {
		return nil // pairs of label and value under each other
	}
	text := d.Cell(below).Text
	var found []Sighting
	for _, h := range d.Hits(below) {
		found = append(found, sighting(h, Below, 0.85, text))
	}
	return found
}

// gap is how far the cell of one spot stands above that of another.
func (d *Document) gap(top, s Spot) float64 { return d.Cell(s).Box.Y0 - d.Cell(top).Box.Y1 }

// topOf is the first cell of the column of cells that a spot is in.
func (d *Document) topOf(s Spot) Spot {
	for range linesUp {
		above, ok := d.atop(s, 1.2)
		if !ok {
			return s
		}
		s = above
	}
	return s
}

// before looks in the same cell; each further label to the left weighs less.
func (d *Document) before(s Spot) []Sighting {
	text := d.Cell(s).Text
	var found []Sighting
	hits := d.Hits(s)
	weight, at := 1.0, -1
	for i := len(hits) - 1; i >= 0 && len(found) < labelsAll; i-- {
		h := hits[i]
		end := min(h.To, s.From) // "Totaal EUR" has the currency of its amount
		if h.From >= s.From || strings.ContainsAny(text[end:h.To], "0123456789") {
			continue
		}
		if at >= 0 && h.From != at {
			weight *= 0.55
		}
		at = h.From
		gap := len(tokens(text[end:s.From]))
		share := weight * fade(gap, 0.9)
		if h.From == 0 && strings.HasSuffix(strings.TrimRight(text[:s.From], " "), ":") {
			share = max(share, saidWhole) // all that stands before the colon says what it is
		}
		found = append(found, sighting(h, Before, share, text))
	}
	return found
}

// saidWhole is the least weight of a label that begins the text before the
// colon of a value ("Total à verser le 1er octobre au plus tard : 2.000,00").
const saidWhole = 0.75

// wrapped gives the labels that end the line above a value that begins its own:
// a sentence whose line was broken between the two ("… uiterlijk" / "15
// november 2026"). The line above is then as long as lines of a text are.
func (d *Document) wrapped(s Spot) []Sighting {
	const (
		sentence = 5 // words at least
		share    = 0.9
	)
	if s.From > 0 || s.Cell > 0 {
		return nil
	}
	above, ok := d.atop(s, 1.2)
	if !ok || len(strings.Fields(d.Cell(above).Text)) < sentence || d.Cell(above).Box.X1 < d.Cell(s).Box.X1-2*d.Cell(s).Box.Height() {
		return nil
	}
	text := d.Cell(above).Text
	var found []Sighting
	for _, h := range d.Hits(above) {
		if strings.Trim(text[h.To:], " :") == "" {
			found = append(found, sighting(h, Before, share, text))
		}
	}
	return found
}

// fade is what is left of a weight after so many words or cells in between.
func fade(n int, each float64) float64 {
	left := 1.0
	for range min(n, 20) {
		left *= each
	}
	return left
}

func sighting(h Hit, relation Relation, weight float64, text string) Sighting {
	return Sighting{Label: h.Label, Relation: relation, Weight: weight, Text: text[h.From:h.To]}
}

// left looks in the cells to the left, the nearest first. The last label of a
// cell is the one that its neighbour belongs to.
func (d *Document) left(s Spot, labelled bool) []Sighting {
	cells := d.Pages[s.Page].Lines[s.Line].Cells
	weight := 0.97
	if labelled {
		weight = 0.45
	}
	var found []Sighting
	for c := s.Cell - 1; c >= 0 && c >= s.Cell-6; c-- {
		hits := d.hits[s.Page][s.Line][c]
		text := cells[c].Text
		end := -1
		for i := len(hits) - 1; i >= 0; i-- {
			h := hits[i]
			share := weight
			if end >= 0 && h.From != end && wordsTo(text[h.To:]) > 0 {
				share *= 0.6
			}
			end = h.From
			if whose[h.Label] && d.headsColumn(Spot{s.Page, s.Line, c, 0, len(text)}) {
				share *= 0.3
			}
			found = append(found, sighting(h, Left, share*fade(wordsTo(text[h.To:]), 0.85), text))
		}
		if len(hits) > 0 {
			weight *= 0.5
			continue
		}
		weight *= passed(text)
	}
	return found
}

// whose are the labels that say whose name or address something is.
var whose = map[Label]bool{LabelCustomer: true, LabelSupplier: true, LabelDelivery: true}

// headsColumn tells whether what a label says something of stands below it: it hardly
// says anything then of what stands in the next column.
func (d *Document) headsColumn(label Spot) bool {
	below, ok := d.below(label, 1.6)
	if !ok || !d.labelOnly(label) || d.labelOnly(below) || lettersIn(d.Cell(below).Text) < 3 {
		return false
	}
	return math.Abs(d.Cell(below).Box.X0-d.Cell(label).Box.X0) < 3 && !strings.Contains(d.Cell(below).Text, ":")
}

// wordsTo counts the words between a label and the end of its cell. The day by which
// to pay ("Reste à payer pour le 12/11/2026") is of the label.
func wordsTo(rest string) int {
	if untilDay.MatchString(rest) || aside.MatchString(rest) {
		return 0
	}
	return len(tokens(rest))
}

// aside is what stands in brackets behind a label ("Totaal (incl. 6 % btw: 12,41)").
var aside = regexp.MustCompile(`^[^()]{0,12}\([^()]*\)[ :]*$|^[^()]*\)[ :]*$`)

// untilDay is a day with the words before it, and nothing behind.
var untilDay = figures(`^(?: \pL{1,12}){0,3} ?\d{1,2}(?:[-/.]\d{1,2}[-/.]| \pL{3,10} )(?:\d{4}|\d{2})(?: au plus tard)?[ :]*$`)

// passed is what is left of a weight behind a cell without a label: a row's
// name ("algemeen totaal") says of each of its amounts what it is.
func passed(text string) float64 {
	if strings.IndexFunc(text, unicode.IsLetter) < 0 {
		return 0.95
	}
	return 0.85
}

// aslant looks left where a label stands half a line higher or lower than its
// value: in lines of which it is the last on pages that are crooked still, and on
// others in lines that have nothing else, as in a row whose value has two lines.
func (d *Document) aslant(s Spot) []Sighting {
	lines := d.Pages[s.Page].Lines
	box := d.Cell(s).Box
	var found []Sighting
	nearest := 0.95 * max(box.Height(), 7)
	for l := max(0, s.Line-3); l <= min(len(lines)-1, s.Line+3); l++ {
		c := len(lines[l].Cells) - 1
		cell := lines[l].Cells[c]
		off := math.Abs(cell.Box.Y0+cell.Box.Y1-box.Y0-box.Y1) / 2
		if l == s.Line || cell.Box.X1 > box.X0 || off >= nearest || len(d.hits[s.Page][l][c]) == 0 || c > 0 && d.Pages[s.Page].Reader != "ocr" {
			continue
		}
		nearest, found = off, nil
		for _, h := range d.hits[s.Page][l][c] {
			found = append(found, sighting(h, Left, 0.75*fade(len(tokens(cell.Text[h.To:])), 0.85), cell.Text))
		}
	}
	return found
}

// above looks up the column that the spot stands in. What stands directly
// above counts most; a header may stand over many rows.
func (d *Document) above(s Spot) []Sighting {
	page := d.Pages[s.Page]
	box := d.Box(s)
	var found []Sighting
	weight, last, between := 0.85, box.Y0, 0
	boxed := d.boxed(s)
	for l := s.Line - 1; l >= 0 && l >= s.Line-linesUp && weight > 0.05; l-- {
		for c, cell := range page.Lines[l].Cells {
			if cell.Box.Y1 > box.Y0+2 || !over(cell, box) && boxed != (Spot{Page: s.Page, Line: l, Cell: c, To: len(cell.Text)}) {
				continue
			}
			if last-cell.Box.Y1 > 15*box.Height() {
				return found
			}
			p := Spot{Page: s.Page, Line: l, Cell: c}
			hits := d.columnHits(p, cell, box)
			for _, h := range hits {
				seen := sighting(h, Above, weight, cell.Text)
				if d.spent(p, h) {
					seen.Weight *= 0.35
				}
				seen.Between = between
				found = append(found, seen)
			}
			if len(hits) > 0 {
				weight *= 0.5
			}
			weight *= 0.88
			between++
			last = cell.Box.Y0
		}
	}
	return found
}

// boxed is the label of the box that a value stands in at the right, where a row
// of boxes has its labels at the left above their values: the last one that begins
// before the value, in the line right above, which has nothing but labels. It is the
// zero Spot where a label stands over the value itself.
func (d *Document) boxed(s Spot) Spot {
	const (
		labels = 3   // in a row of boxes at least
		near   = 1.5 // heights of the value between the two lines at most
	)
	if s.Line == 0 {
		return Spot{}
	}
	box := d.Cell(s).Box
	row := d.Pages[s.Page].Lines[s.Line-1]
	if len(row.Cells) < labels || len(row.Cells) < len(d.Pages[s.Page].Lines[s.Line].Cells) || box.Y0-row.Box.Y1 > near*box.Height() {
		return Spot{}
	}
	var label Spot
	for c, cell := range row.Cells {
		at := Spot{s.Page, s.Line - 1, c, 0, len(cell.Text)}
		if strings.ContainsAny(cell.Text, "0123456789") && len(d.Hits(at)) == 0 || over(cell, box) {
			return Spot{}
		}
		if cell.Box.X0 < box.X0 {
			label = at
		}
	}
	return label
}

// spent tells whether a label has its value beside it, behind its colon or in
// the next cell, so that it hardly says what stands below.
func (d *Document) spent(s Spot, h Hit) bool {
	if untilDay.MatchString(d.Cell(s).Text[h.To:]) {
		return true
	}
	if _, value, found := strings.Cut(d.Cell(s).Text[h.To:], ":"); found && strings.TrimSpace(value) != "" {
		return strings.ContainsAny(value, "0123456789")
	}
	cells := d.Pages[s.Page].Lines[s.Line].Cells
	if s.Cell+1 >= len(cells) {
		return false
	}
	if untilDay.MatchString(" " + cells[s.Cell+1].Text) {
		return true
	}
	if len(d.hits[s.Page][s.Line][s.Cell+1]) > 0 {
		return false
	}
	return strings.ContainsAny(cells[s.Cell+1].Text, "0123456789")
}

// over tells whether a cell stands in the column of a box.
func over(cell layout.Cell, box invoer.Box) bool {
	common := min(cell.Box.X1, box.X1) - max(cell.Box.X0, box.X0)
	return common > 0.3*min(cell.Box.Width(), box.Width())
}

// columnHits are the labels of a cell above a box. A cell that is much wider
// may hold the headers of several columns: those that stand over the box.
func (d *Document) columnHits(s Spot, cell layout.Cell, box invoer.Box) []Hit {
	var found []Hit
	for _, h := range d.Hits(s) {
		part := cell.Part(h.From, h.To)
		if cell.Box.Width() < 1.5*box.Width() || (part.X0 < box.X1+4 && part.X1 > box.X0-4) {
			found = append(found, h)
		}
	}
	return found
}

// after looks to the right in the same cell: "45,00 EUR te betalen".
func (d *Document) after(s Spot) []Sighting {
	text := d.Cell(s).Text
	for _, h := range d.Hits(s) {
		if h.From < s.To {
			continue
		}
		gap := len(tokens(text[s.To:h.From]))
		if gap > 1 {
			return nil
		}
		weight := 0.3
		if gap == 0 && (latest[Fold(text[h.From:h.To])] || h.Label == LabelVAT && includes.MatchString(d.closelyBefore(s))) {
			weight = 0.9
		}
		return []Sighting{sighting(h, After, weight, text)}
	}
	return nil
}

// InSentence tells whether a value stands among so many words that it is said in
// a sentence. What stands behind a colon is the value of what is before it.
func (d *Document) InSentence(s Spot) bool {
	const words = 9
	text := d.Cell(s).Text
	before := strings.TrimRight(text[:s.From], " ")
	return len(strings.Fields(text)) > words && !strings.HasSuffix(before, ":")
}

// Stated tells whether a sentence says right before an amount that it is the whole
// one ("voor een bedrag van 325 euro").
func (d *Document) Stated(s Spot) bool { return stated.MatchString(d.closelyBefore(s)) }

// closelyBefore is the end of the text before a spot in its cell: a cell may be as
// long as its page.
func (d *Document) closelyBefore(s Spot) string {
	const near = 64 // bytes
	text := d.Cell(s).Text
	from := max(0, s.From-near)
	for from > 0 && from < s.From && !utf8.RuneStart(text[from]) {
		from++
	}
	return text[from:s.From]
}

// stated are such words.
var stated = regexp.MustCompile(`(?i)(?:^|[ (,])((?:in|voor een|een) totaal(?: van)?|(?:ten|voor een|voor het|het|een|dit|volgend) (?:bedrag|belope)(?: van)?|de som van|soit|(?:la|une) somme de|(?:le|un|du|pour un) (?:montant|total)(?: total)? de|au total|s['’]él[èe]ve à|(?:den|einen|der|über den) (?:gesamt|rechnungs)?betrag(?: von)?|in höhe von|insgesamt|in total|(?:the|a) (?:sum|amount|total)(?: amount)? of|amounting to|totalling) *$`)

// latest are words behind a date that say that it is the last day.
var latest = set(`auplustard uiterlijk tenlaatste spatestens atthelatest`)

// includes ends the words before an amount of which the words behind it say what
// it is a part of another: "(inclusief € 60,35 btw)".
var includes = regexp.MustCompile(`(?i)(?:^|[ (])(?:inclusief|incl\.?|waarvan|inbegrepen|dont|y compris|incluant|inkl\.?|inklusive|darin enthalten|enthalten|davon|including|includes|of which) *$`)

// closely makes labels above weigh less for each cell in between, for values
// that stand directly under their label and not in a long column.
func closely(sightings []Sighting) []Sighting {
	for i := range sightings {
		if sightings[i].Relation == Above {
			sightings[i].Weight *= fade(sightings[i].Between, 0.6)
		}
	}
	return sightings
}

// Weigh gives how strongly labels of a kind stand by a spot (0 to 1) and the
// strongest of them.
func Weigh(sightings []Sighting, wanted ...Label) (float64, Sighting) {
	var best Sighting
	for _, s := range sightings {
		for _, label := range wanted {
			if s.Label == label && s.Weight > best.Weight {
				best = s
			}
		}
	}
	return best.Weight, best
}
