package fields

import (
	"cmp"
	"slices"
	"strings"
)

// A Hit is a label found in a text.
type Hit struct {
	Label    Label
	From, To int // bytes of the text
	Words    int // of the phrase: the more, the surer
}

// A phrase is a label in tokens.
type phrase struct {
	label Label
	words []string
}

// phraseBook has the phrases by their first word, the longest first.
var phraseBook = bind()

func bind() map[string][]phrase {
	book := map[string][]phrase{}
	for label, list := range phrases {
		for entry := range strings.SplitSeq(list, ";") {
			if words := texts(tokens(entry)); len(words) > 0 {
				book[words[0]] = append(book[words[0]], phrase{label, words})
			}
		}
	}
	payUntil(book)
	for _, list := range book {
		slices.SortFunc(list, func(a, b phrase) int {
			return cmp.Or(cmp.Compare(len(b.words), len(a.words)), cmp.Compare(a.label, b.label),
				slices.Compare(a.words, b.words))
		})
	}
	return book
}

// payUntil makes phrases that say until when to pay ("te betalen vóór") phrases for
// what must be paid as well, where they begin with one: the amount stands behind the
// day.
func payUntil(book map[string][]phrase) {
	for first, list := range book {
		for _, due := range list {
			if due.label == LabelDue && slices.ContainsFunc(list, func(p phrase) bool {
				return p.label == LabelPayable && len(p.words) > 1 && len(p.words) < len(due.words) && slices.Equal(p.words, due.words[:len(p.words)])
			}) {
				book[first] = append(book[first], phrase{LabelPayable, due.words})
			}
		}
	}
}

func texts(tokens []token) []string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.text
	}
	return words
}

// labels finds the labels of a text from left to right. Of phrases that begin
// at the same word the longest counts, with all labels that it stands for.
func labels(text string) []Hit {
	words := tokens(text)
	var found []Hit
	for i := 0; i < len(words); {
		list, length := longest(words[i:])
		if made, n := composed(clause(text, words[i:])); n > length {
			list, length = made, n
		}
		for _, label := range list {
			if label == LabelPaid && asked(words[:i], words[i+length:]) {
				label = LabelPayable
			}
			found = append(found, Hit{label, words[i].from, words[i+length-1].to, length})
		}
		i += max(length, 1)
	}
	return found
}

// clause is the words of a label that may be put together: no sign stands between
// them that parts a label from what it is of.
func clause(text string, words []token) []token {
	const most = 14
	if meanings[words[0].text] == nothing {
		return nil
	}
	n := 1
	for n < min(len(words), most) && !strings.ContainsAny(text[words[n-1].to:max(words[n-1].to, words[n].from)], ":;|/=") {
		n++
	}
	return words[:n]
}

// longest gives the labels of the longest phrase that the words begin with.
func longest(words []token) (found []Label, length int) {
	list, known := phraseBook[words[0].text]
	if !known {
		list = phraseBook[respell(words[0].text)]
	}
	for _, p := range list {
		if len(p.words) < length {
			break
		}
		if begins(words, p.words) {
			found, length = append(found, p.label), len(p.words)
		}
	}
	return slices.Compact(found), length
}

func begins(words []token, phrase []string) bool {
	if len(words) < len(phrase) {
		return false
	}
	for i, want := range phrase[1:] {
		if !near(words[i+1].text, want) {
			return false
		}
	}
	return true
}

// firstWords are the first words of phrases that are long enough to be known
// with a letter wrong, by their length.
var firstWords = func() map[int][]string {
	byLength := map[int][]string{}
	for word := range phraseBook {
		if len(word) >= 6 {
			byLength[len(word)] = append(byLength[len(word)], word)
		}
	}
	for _, list := range byLength {
		slices.Sort(list)
	}
	return byLength
}()

// respell gives the first word of a phrase that a misread word may have been.
func respell(word string) string {
	if len(word) < 6 || len(word) > 20 {
		return word
	}
	for length := len(word) - 1; length <= len(word)+1; length++ {
		for _, candidate := range firstWords[length] {
			if shares(word, candidate) && near(word, candidate) {
				return candidate
			}
		}
	}
	return word
}

// shares tells cheaply whether two words can be near each other: they begin or
// end alike.
func shares(a, b string) bool {
	return a[:2] == b[:2] || a[len(a)-3:] == b[len(b)-3:]
}
