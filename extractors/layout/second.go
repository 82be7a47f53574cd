package layout

import (
	"strings"

	"github.com/invoer/invoer"
)

// Second is the cell as a second reading has it, where that reads some of its
// words otherwise; false where none does.
func (c Cell) Second() (Cell, bool) {
	second := Cell{Box: c.Box, Words: make([]invoer.Word, len(c.Words))}
	texts := make([]string, len(c.Words))
	other := false
	for i, w := range c.Words {
		if w.Alternative != "" && !strings.ContainsAny(w.Alternative, " \t\n") {
			w.Text, other = w.Alternative, true
		}
		second.Words[i], texts[i] = w, w.Text
	}
	second.Text = strings.Join(texts, " ")
	return second, other
}

// Same gives the bytes of the cell's text in the words that hold the bytes from
// and to of the text of its second reading; otherwise tells whether the two read
// one of those words in two ways.
func (c Cell) Same(second Cell, from, to int) (first, last int, otherwise bool) {
	mine, theirs := 0, 0
	first = -1
	for i, w := range c.Words {
		text := second.Words[i].Text
		if theirs < to && theirs+len(text) > from {
			if first < 0 {
				first = mine
			}
			last = mine + len(w.Text)
			otherwise = otherwise || text != w.Text
		}
		mine, theirs = mine+len(w.Text)+1, theirs+len(text)+1
	}
	return max(first, 0), last, otherwise
}
