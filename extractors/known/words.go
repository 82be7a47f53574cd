package known

import (
	"strings"
	"unicode"

	"github.com/invoer/invoer/extractors/fields"
)

// Words finds the words with a digit that stand where a field stood before, for
// a field whose values have no form: no label that is known need be near.
func (m Memory) Words(doc *fields.Document, field string) []fields.Spot {
	if len(m[field]) == 0 {
		return nil
	}
	var found []fields.Spot
	for s, cell := range doc.Cells {
		at := 0
		for word := range strings.SplitSeq(cell.Text, " ") {
			s.From, s.To = trimmed(cell.Text, at, at+len(word))
			at += len(word) + 1
			if s.From < s.To && strings.ContainsAny(cell.Text[s.From:s.To], "0123456789") && m.Stood(doc, field, s) > 0 {
				found = append(found, s)
			}
		}
	}
	return found
}

// trimmed takes signs off the ends of a word.
func trimmed(text string, from, to int) (int, int) {
	sign := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	word := text[from:to]
	left := strings.TrimLeftFunc(word, sign)
	from = to - len(left)
	return from, from + len(strings.TrimRightFunc(left, sign))
}
