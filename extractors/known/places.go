package known

import (
	"math"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/layout"
)

// A Memory is where the fields of a supplier stood on its last approved
// documents. The zero Memory remembers nothing.
type Memory map[string][]invoer.Place // by field, one for each document

// Remember sorts places by their field.
func Remember(places []invoer.Place) Memory {
	m := Memory{}
	for _, p := range places {
		m[p.Field] = append(m[p.Field], p)
	}
	return m
}

// Stood tells how surely a spot is where the field stood on earlier documents:
// 1 at the place that most of them have, with the same words before it, 0
// where none had it. A place that has at most half as many documents for it as
// another is outvoted: what was wrong once by two that were right.
func (m Memory) Stood(doc *fields.Document, field string, s fields.Spot) float64 {
	places := m[field]
	if len(places) == 0 {
		return 0
	}
	votes, most := votesFor(placeOf(doc, field, s), places), 0.0
	for _, p := range places {
		most = max(most, votesFor(p, places))
	}
	if votes <= most*outvoted {
		return 0
	}
	return min(1, votes/most)
}

// outvoted is the share of the votes of another place with which one is not
// believed; a little over half, as places are never quite the same.
const outvoted = 0.55

func votesFor(here invoer.Place, places []invoer.Place) float64 {
	votes := 0.0
	for _, p := range places {
		votes += alike(p, here)
	}
	return votes
}

// StoodAt is Stood for what fills a box of a page, counted from 1.
func (m Memory) StoodAt(doc *fields.Document, field string, page int, box invoer.Box) float64 {
	if len(m[field]) == 0 {
		return 0
	}
	s, ok := spotAt(doc, page, box)
	if !ok {
		return 0
	}
	return m.Stood(doc, field, s)
}

// What label, column and height say together for two places being the same;
// below half they are not.
const (
	labelShare  = 0.5
	columnShare = 0.3
	heightShare = 0.2
	leastAlike  = 0.5
)

func alike(a, b invoer.Place) float64 {
	label := 0.0
	switch {
	case a.Label == "" && b.Label == "":
		label = 0.5
	case fields.SameName(a.Label, b.Label) || a.Label == b.Label:
		label = 1
	}
	column := near(min(math.Abs(a.X-b.X), math.Abs(a.Right-b.Right)))
	height := 0.0
	if a.Page == b.Page {
		height = near(math.Abs(a.Y - b.Y))
	}
	sum := labelShare*label + columnShare*column + heightShare*height
	if sum < leastAlike {
		return 0
	}
	return sum
}

// near is 1 for places less than two hundredths of the page apart, a half for
// three times that, and 0 beyond: tables push what follows them down.
func near(apart float64) float64 {
	switch {
	case apart < 0.02:
		return 1
	case apart < 0.06:
		return 0.5
	}
	return 0
}

// placeOf describes where a spot is.
func placeOf(doc *fields.Document, field string, s fields.Spot) invoer.Place {
	page := doc.Pages[s.Page]
	box := doc.Box(s)
	p := invoer.Place{Field: field, Page: s.Page + 1, Label: labelOf(doc, s)}
	if page.Width > 0 && page.Height > 0 {
		p.X, p.Right, p.Y = round(box.X0/page.Width), round(box.X1/page.Width), round((box.Y0+box.Y1)/2/page.Height)
	}
	return p
}

// round keeps a share of a page to a thousandth.
func round(share float64) float64 { return math.Round(share*1000) / 1000 }

// labelOf is the words that tell what a spot is, folded: those before it in its
// cell, else the nearest cell to the left, else above.
func labelOf(doc *fields.Document, s fields.Spot) string {
	if label := wordsOf(doc.Cell(s).Text[:s.From]); label != "" {
		return label
	}
	cells := doc.Pages[s.Page].Lines[s.Line].Cells
	for c := s.Cell - 1; c >= 0; c-- {
		if label := wordsOf(cells[c].Text); label != "" {
			return label
		}
	}
	return above(doc, s)
}

// How far up a column a label is looked for: in lines, and in heights of the
// value.
const (
	linesUp   = 12
	heightsUp = 20
)

func above(doc *fields.Document, s fields.Spot) string {
	box := doc.Box(s)
	lines := doc.Pages[s.Page].Lines
	for l := s.Line - 1; l >= max(0, s.Line-linesUp); l-- {
		for _, cell := range lines[l].Cells {
			if box.Y0-cell.Box.Y1 > heightsUp*max(box.Height(), 7) {
				return ""
			}
			if cell.Box.X0 < box.X1 && cell.Box.X1 > box.X0 && cell.Box.Y1 <= box.Y0+2 {
				if label := wordsOf(cell.Text); label != "" {
					return label
				}
			}
		}
	}
	return ""
}

// longestLabel is how many letters of a label are kept, the last ones.
const longestLabel = 40

// wordsOf is the letters of a text, folded: digits are another document's
// values.
func wordsOf(text string) string {
	letters := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, fields.Fold(text)))
	if len(letters) < 2 {
		return ""
	}
	return string(letters[max(0, len(letters)-longestLabel):])
}

// spotAt finds the text of a page that fills a box: the cell with most of it,
// and there the words.
func spotAt(doc *fields.Document, page int, box invoer.Box) (fields.Spot, bool) {
	var best fields.Spot
	most := 0.0
	for s, cell := range doc.Cells {
		if s.Page != page-1 {
			continue
		}
		if common := overlap(cell.Box, box); common > most {
			best, most = s, common
		}
	}
	if most == 0 {
		return best, false
	}
	best.From, best.To = partIn(doc.Cell(best), box)
	return best, best.From < best.To
}

func overlap(a, b invoer.Box) float64 {
	return max(0, min(a.X1, b.X1)-max(a.X0, b.X0)) * max(0, min(a.Y1, b.Y1)-max(a.Y0, b.Y0))
}

// partIn gives the bytes of a cell's words that stand for the most part in a
// box.
func partIn(cell layout.Cell, box invoer.Box) (from, to int) {
	at := 0
	for _, w := range cell.Words {
		middle := (w.Box.X0 + w.Box.X1) / 2
		if middle > box.X0 && middle < box.X1 {
			if to == 0 {
				from = at
			}
			to = at + len(w.Text)
		}
		at += len(w.Text) + 1
	}
	return from, to
}
