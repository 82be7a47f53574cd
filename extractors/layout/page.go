// Package layout turns words with boxes into lines and cells.
//
// OCR gives words in no order and text layers give them in the order in which
// they were drawn; neither is how a person reads. This package owns the order:
// lines from top to bottom, words from left to right, and cells where a wide
// gap separates columns or a label from its value. It keeps every word and
// invents none, but letters that are set apart are one word. It knows nothing of what words mean.
package layout

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
)

// A Page is the words of one page in reading order.
type Page struct {
	Number        int     // in the document, from 1
	Width, Height float64 // points
	Reader        string  // "text" or "ocr"
	Lines         []Line  // from top to bottom
}

// A Line is words that stand beside each other.
type Line struct {
	Box   invoer.Box
	Cells []Cell // from left to right
}

// Text is the line's cells with two spaces between them.
func (l Line) Text() string {
	texts := make([]string, len(l.Cells))
	for i, c := range l.Cells {
		texts[i] = c.Text
	}
	return strings.Join(texts, "  ")
}

// A Cell is words with no wide gap between them.
type Cell struct {
	Text  string // the words with one space between them
	Box   invoer.Box
	Words []invoer.Word
}

// Part is the box around the words of which some byte stands in Text[from:to].
func (c Cell) Part(from, to int) invoer.Box {
	var box invoer.Box
	at := 0
	for _, w := range c.Words {
		if at < to && at+len(w.Text) > from {
			box = box.Union(w.Box)
		}
		at += len(w.Text) + 1
	}
	return box
}

// Confidence is the least confidence of the words of which some byte stands
// in Text[from:to], and 100 where there is none.
func (c Cell) Confidence(from, to int) invoer.Confidence {
	least := invoer.Certain
	at := 0
	for _, w := range c.Words {
		if at < to && at+len(w.Text) > from {
			least = min(least, w.Confidence)
		}
		at += len(w.Text) + 1
	}
	return least
}

// plainSpaces gives words in which spaces of any width are the plain one: text
// layers have narrow ones and ones that do not break inside amounts and before
// signs.
func plainSpaces(words []invoer.Word) []invoer.Word {
	plain := words
	for i, w := range words {
		text := strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return ' '
			}
			return r
		}, w.Text)
		if text == w.Text {
			continue
		}
		if &plain[0] == &words[0] {
			plain = slices.Clone(words)
		}
		plain[i].Text = text
	}
	return plain
}

// By how many points the beginnings of one column differ at most, as they were
// typed and as they are seen.
const (
	typed = 1.0
	seen  = 2.0
)

// Arrange puts the words of a page in reading order. Number is the page's
// place in its document, from 1.
func Arrange(page invoer.Page, number int) Page {
	p := Page{Number: number, Width: page.Width, Height: page.Height, Reader: page.Reader}
	grouped := rows(plainSpaces(page.Words))
	for i, words := range grouped {
		grouped[i] = spaced(words)
	}
	usual := usualSpace(grouped)
	for _, words := range grouped {
		p.Lines = append(p.Lines, line(words, usual))
	}
	slices.SortStableFunc(p.Lines, func(a, b Line) int {
		return cmp.Compare(a.Box.Y0+a.Box.Y1, b.Box.Y0+b.Box.Y1)
	})
	exact := typed
	if p.Reader == "ocr" {
		exact = seen
	}
	p.Lines = parted(p.Lines, exact)
	return p
}
