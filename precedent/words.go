package precedent

import (
	"slices"
	"strings"
	"unicode"
)

// folded are letters with marks as those without.
var folded = strings.NewReplacer(
	"à", "a", "á", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i", "î", "i", "ï", "i",
	"ñ", "n", "ò", "o", "ó", "o", "ô", "o", "ö", "o", "õ", "o", "ù", "u", "ú", "u", "û", "u", "ü", "u", "ý", "y", "ÿ", "y", "ß", "ss", "œ", "oe", "æ", "ae",
)

// mostWords is how many different words of one text are witnesses.
const mostWords = 24

// wordsOf are the different words of a text, small and without marks, in order.
// What has no letter, or one only, says nothing that comes again.
func wordsOf(text string) []string {
	var all []string
	for _, w := range strings.FieldsFunc(folded.Replace(strings.ToLower(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if letters(w) < 2 || letters(w)*2 < len(w) || slices.Contains(all, w) || empty[w] {
			continue
		}
		if all = append(all, w); len(all) == mostWords {
			break
		}
	}
	return all
}

func letters(w string) (n int) {
	for _, r := range w {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// empty are words that stand everywhere, and the months, which say when and not
// what.
var empty = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`de het een en van voor met op in te der den le la les un une et du des pour avec sur au aux the of and for with to
		a an die das und fur mit von im am ref nr no num bv nv srl sa bvba sprl vof cv sc gmbh ltd inc
		januari februari maart april mei juni juli augustus september oktober november december feb mrt apr jun jul aug sep sept okt nov dec
		janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre janv fev fevr avr juil
		january february march may june july august october oct januar februar marz dezember dez`) {
		empty[w] = true
	}
}

// codesOf are the words of a text with digits and letters, as a vehicle's plate
// or a cost centre is written.
func codesOf(text string) []string {
	var all []string
	for w := range strings.FieldsSeq(strings.ToUpper(text)) {
		w = strings.Trim(w, ".,;:()[]")
		if len(w) >= 3 && len(w) <= 24 && strings.ContainsFunc(w, unicode.IsDigit) && !slices.Contains(all, w) {
			if all = append(all, w); len(all) == mostWords {
				break
			}
		}
	}
	return all
}

// stem is the beginning of a word, which its compounds and endings share.
func stem(w string) string {
	const most = 5
	n := 0
	for i := range w {
		if n == most {
			return w[:i]
		}
		n++
	}
	return w
}

func stems(words []string) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = stem(w)
	}
	return all
}

// pairs are words that stand beside each other.
func pairs(words []string) []string {
	var all []string
	for i := 1; i < len(words) && i < 8; i++ {
		all = append(all, words[i-1]+" "+words[i])
	}
	return all
}
