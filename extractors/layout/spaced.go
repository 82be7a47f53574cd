package layout

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// How many letters that stand each for itself are a word, and how far apart they
// are at most: for their height, and for what is usual between them.
const (
	leastSpaced = 4
	mostSpaced  = 1.5
	evenSpaced  = 1.7
)

// spaced makes words of letters that are set apart, as titles and names of
// letterheads are: "F A C T U U R". Words are from left to right.
func spaced(words []invoer.Word) []invoer.Word {
	var joined []invoer.Word
	for from := 0; from < len(words); {
		to := from + 1
		for singleLetter(words[from]) && to < len(words) && singleLetter(words[to]) && nextLetter(words[to-1].Box, words[to].Box) {
			to++
		}
		joined = append(joined, spelled(words[from:to])...)
		from = to
	}
	return joined
}

func singleLetter(w invoer.Word) bool {
	r, size := utf8.DecodeRuneInString(w.Text)
	return size == len(w.Text) && unicode.IsLetter(r)
}

// nextLetter tells whether a letter may be the next of a word: as high, and not
// too far.
func nextLetter(a, b invoer.Box) bool {
	low, high := min(a.Height(), b.Height()), max(a.Height(), b.Height())
	return high < 1.5*low && b.X0-a.X1 < mostSpaced*high
}

// spelled gives letters as words, cut where the gap is wider than usual; too few
// stay as they are.
func spelled(letters []invoer.Word) []invoer.Word {
	if len(letters) < leastSpaced {
		return letters
	}
	gaps := make([]float64, 0, len(letters)-1)
	for i := 1; i < len(letters); i++ {
		gaps = append(gaps, letters[i].Box.X0-letters[i-1].Box.X1)
	}
	usual := slices.Sorted(slices.Values(gaps))[len(gaps)/2]
	words := []invoer.Word{letters[0]}
	for i, letter := range letters[1:] {
		last := &words[len(words)-1]
		if gaps[i] > evenSpaced*max(usual, 1) {
			words = append(words, letter)
			continue
		}
		last.Text, last.Alternative = last.Text+letter.Text, ""
		last.Box, last.Confidence = last.Box.Union(letter.Box), min(last.Confidence, letter.Confidence)
	}
	return words
}
