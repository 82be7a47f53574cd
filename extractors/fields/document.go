package fields

import (
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
	"github.com/invoer/invoer/extractors/weights"
)

// A Document is pages in lines with the labels that were found in them: what
// all finders look at. It is for one goroutine.
type Document struct {
	Pages []layout.Page
	hits  [][][][]Hit // by page, line and cell
	tall  []float64   // how high a cell usually is, by page
	Text  string      // all lines in lower case without accents, for words that may stand anywhere

	// What was found before and is asked for again.
	names   []NameCandidate
	amounts []Amount
	vats    []Checked[invoer.VATNumber]
	ibans   []Checked[invoer.IBAN]
	cells   map[Spot]facts
	dates   map[dated][]DateSeen
	offers  map[Spot][]Spot // parts of cells that offer a discount for paying early
	priced  map[Spot]bool   // whether an amount stands in a line, by its page and line
}

// once gives a list of its own of what was found before, or is found now.
func once[T any](before *[]T, find func() []T) []T {
	if *before == nil {
		*before = append([]T{}, find()...) // nothing is an answer too
	}
	return slices.Clone(*before)
}

// The most words that are looked at: what an invoice of fifty pages has.
const mostWords = 40_000

// Open lays out pages and finds their labels. Pages that come after very many
// words are left out.
func Open(pages []invoer.Page) *Document {
	d := &Document{cells: map[Spot]facts{}, dates: map[dated][]DateSeen{}, priced: map[Spot]bool{}}
	words := 0
	for i, page := range pages {
		words += len(page.Words)
		if words > mostWords && i > 0 {
			break
		}
		if len(page.Words) > mostWords {
			page.Words = page.Words[:mostWords]
		}
		d.add(layout.Arrange(page, i+1))
	}
	d.Text = d.folded()
	return d
}

func (d *Document) add(page layout.Page) {
	hits := make([][][]Hit, len(page.Lines))
	for l, line := range page.Lines {
		hits[l] = make([][]Hit, len(line.Cells))
		for c, cell := range line.Cells {
			hits[l][c] = labels(cell.Text)
		}
	}
	d.Pages, d.hits, d.tall = append(d.Pages, page), append(d.hits, hits), append(d.tall, usualHeight(page))
}

// A Spot is a part of a cell. Page, Line and Cell are indexes from 0.
type Spot struct {
	Page, Line, Cell int
	From, To         int // bytes of the cell's text
}

// Cell is the cell that a spot is in.
func (d *Document) Cell(s Spot) layout.Cell { return d.Pages[s.Page].Lines[s.Line].Cells[s.Cell] }

// Box is where a spot is seen.
func (d *Document) Box(s Spot) invoer.Box { return d.Cell(s).Part(s.From, s.To) }

// Printed is the text of a spot.
func (d *Document) Printed(s Spot) string { return d.Cell(s).Text[s.From:s.To] }

// Hits are the labels in the cell of a spot.
func (d *Document) Hits(s Spot) []Hit { return d.hits[s.Page][s.Line][s.Cell] }

// Origin says where a spot is seen and why its value is believed.
func (d *Document) Origin(s Spot, why invoer.Reason) invoer.Origin {
	page := d.Pages[s.Page]
	return invoer.Origin{Reader: page.Reader, Page: page.Number, Box: d.Box(s), Why: why}
}

// Cells goes through all cells in reading order; the spot is the whole cell.
func (d *Document) Cells(yield func(Spot, layout.Cell) bool) {
	for p, page := range d.Pages {
		for l, line := range page.Lines {
			for c, cell := range line.Cells {
				if !yield(Spot{p, l, c, 0, len(cell.Text)}, cell) {
					return
				}
			}
		}
	}
}

// Depth is how far down its page a spot is: 0 at the top, 1 at the bottom.
func (d *Document) Depth(s Spot) float64 {
	height := d.Pages[s.Page].Height
	if height <= 0 {
		return 0
	}
	box := d.Cell(s).Box
	return min(1, max(0, (box.Y0+box.Y1)/2/height))
}

// A Candidate is a value that a field may have: where it stands, and what
// speaks for and against it.
type Candidate[T comparable] struct {
	Value    T
	Spot     Spot
	Features weights.Features
	Why      invoer.Reason
}

// Quality is how well the worst word of a spot was read, as its reader claims.
func (d *Document) Quality(s Spot) invoer.Confidence { return d.Cell(s).Confidence(s.From, s.To) }

// Misread is how badly the words of the first page were read by OCR, as its
// reader claims: 0 where it is sure of all words, 1 where it is sure of none.
// Other readers do not misread.
func (d *Document) Misread() float64 {
	if len(d.Pages) == 0 || d.Pages[0].Reader != "ocr" {
		return 0
	}
	lost, n := 0.0, 0
	for _, line := range d.Pages[0].Lines {
		for _, cell := range line.Cells {
			for _, w := range cell.Words {
				if len(w.Text) > 2 {
					lost, n = lost+1-float64(min(w.Confidence, 100))/100, n+1
				}
			}
		}
	}
	return lost / float64(max(n, 1))
}

// folded is the whole text with its words folded and single spaces between.
func (d *Document) folded() string {
	var b strings.Builder
	for _, page := range d.Pages {
		for _, line := range page.Lines {
			for _, t := range tokens(line.Text()) {
				b.WriteByte(' ')
				b.WriteString(t.text)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}
