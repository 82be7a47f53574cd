package belgium

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mentions tells whether a text, small and without marks, has one of the words
// of a list that "|" parts: as a word of its own, where a star stands behind it
// also as the beginning of one, and where one stands before and behind it
// anywhere, as compounds have it.
func mentions(text, words string) bool {
	for word := range strings.SplitSeq(words, "|") {
		if mention(text, word) {
			return true
		}
	}
	return false
}

func mention(text, word string) bool {
	word, begins := strings.CutSuffix(word, "*")
	word, ends := strings.CutPrefix(word, "*")
	for at := 0; ; {
		found := strings.Index(text[at:], word)
		if found < 0 {
			return false
		}
		from, to := at+found, at+found+len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		after, _ := utf8.DecodeRuneInString(text[to:])
		if (ends || !ofWord(before)) && (begins || !ofWord(after)) {
			return true
		}
		at = from + 1
	}
}

// ofWord tells whether a sign is part of a word; what stands before the first one
// and behind the last is not.
func ofWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
