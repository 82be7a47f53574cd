package fields

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// A token is a word of a label in the spelling in which labels are compared:
// lower case, no accents, compounds taken apart.
type token struct {
	text     string
	from, to int // bytes of the text that it was made of
}

// tokens takes a text apart where letters and digits end.
func tokens(text string) []token {
	var found []token
	start := -1
	for i, r := range text {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && r != 'º' { // which is typed for a degree sign: "nº"
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			found = append(found, split(text, start, i)...)
			start = -1
		}
		if r == '°' || r == 'º' || r == '№' || r == '#' {
			found = numeral(found, r, i)
		}
	}
	if start >= 0 {
		found = append(found, split(text, start, len(text))...)
	}
	return found
}

// numeral makes "n°" and signs that stand for it the token "nr".
func numeral(found []token, r rune, at int) []token {
	last := len(found) - 1
	end := at + utf8.RuneLen(r)
	if last >= 0 && found[last].text == "n" && found[last].to == at {
		found[last].text, found[last].to = "nr", end
		return found
	}
	if r == '#' || r == '№' {
		return append(found, token{"nr", at, end})
	}
	return found
}

// tails are last parts of compounds ("factuurnummer", "Rechnungsbetrag") with
// the spelling that stands for them.
var tails = []struct{ tail, as string }{
	{"nummer", "nr"},
	{"nummern", "nr"},
	{"number", "nr"},
	{"nr", "nr"},
	{"datum", "datum"},
	{"daturn", "datum"},
	{"dag", "dag"},
	{"betrag", "betrag"},
	{"bedrag", "bedrag"},
	{"summe", "summe"},
	{"forderung", "forderung"},
	{"totaal", "totaal"},
	{"total", "total"},
	{"preis", "preis"},
	{"prijs", "prijs"},
	{"adres", "adres"},
	{"adresse", "adresse"},
	{"konto", "konto"},
	{"rekening", "rekening"},
}

// spellings stand for one another in labels.
var spellings = map[string]string{
	"nummer": "nr", "number": "nr", "numero": "nr", "num": "nr", "no": "nr", "nos": "nr", "nbr": "nr", "nro": "nr",
	"creditnote": "creditnota", "kreditnota": "creditnota", "ttal": "total",
	// "vóór", whose accents OCR takes for other letters
	"veer": "voor", "voer": "voor", "veor": "voor", "vo6r": "voor", "v6or": "voor", "v66r": "voor", "v6er": "voor", "vo0r": "voor", "v0or": "voor", "v00r": "voor",
}

// split folds one word and takes a compound apart.
func split(text string, from, to int) []token {
	word := Fold(text[from:to])
	if as, known := spellings[word]; known {
		return []token{{as, from, to}}
	}
	for _, t := range tails {
		head, found := strings.CutSuffix(word, t.tail)
		if found && len(head) >= 3 && !vowelless(head) {
			return []token{{head, from, to}, {t.as, from, to}}
		}
	}
	return []token{{word, from, to}}
}

// vowelless tells whether a head is not a word, so that the tail was no tail.
// "btw" and "mwst" are words all the same.
func vowelless(head string) bool {
	return !strings.ContainsAny(head, "aeiouy") && head != "btw" && head != "mwst"
}

// folds has the letters that people write with and without accents.
var folds = map[rune]string{
	'à': "a", 'á': "a", 'â': "a", 'ä': "a", 'ã': "a", 'å': "a", 'ç': "c", 'è': "e", 'é': "e", 'ê': "e", 'ë': "e",
	'ì': "i", 'í': "i", 'î': "i", 'ï': "i", 'ñ': "n", 'ò': "o", 'ó': "o", 'ô': "o", 'ö': "o", 'õ': "o", 'ø': "o",
	'ù': "u", 'ú': "u", 'û': "u", 'ü': "u", 'ý': "y", 'ÿ': "y", 'ß': "ss", 'œ': "oe", 'æ': "ae", 'ﬁ': "fi", 'ﬂ': "fl",
}

// Fold gives a text in lower case without accents, everything that is neither
// letter nor digit taken away.
func Fold(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		if plain, known := folds[r]; known {
			b.WriteString(plain)
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// near tells whether a word that was read may be a word that was meant: the
// same, or long enough for one letter in six to be wrong.
func near(read, meant string) bool {
	if read == meant {
		return true
	}
	if strings.Contains(read, "rn") || strings.Contains(meant, "rn") {
		read, meant = strings.ReplaceAll(read, "rn", "m"), strings.ReplaceAll(meant, "rn", "m") // which OCR cannot tell apart
		if read == meant {
			return true
		}
	}
	allowed := len(meant) / 6
	if allowed == 0 || len(read)-len(meant) > allowed || len(meant)-len(read) > allowed {
		return false
	}
	allowed = min(allowed, 2)
	return lettersApart(read, meant) <= 2*allowed && distance(read, meant) <= allowed
}

// lettersApart is how many letters stand in one of two words only: each letter
// that is changed, added or dropped makes two of them at most.
func lettersApart(a, b string) int { return bits.OnesCount64(bytesOf(a) ^ bytesOf(b)) }

// bytesOf has a bit for each byte of a word; some share one.
func bytesOf(word string) (set uint64) {
	for i := range len(word) {
		set |= 1 << (word[i] & 63)
	}
	return set
}

// distance is the number of letters to change, add or drop.
func distance(a, b string) int { return invoer.Edits([]byte(a), []byte(b)) }
