package fields

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// legalForms are the forms of companies of Belgium and its neighbours and of
// those that sell to them, as one word without dots.
var legalForms = set(`bv bvba nv sa srl sprl vof cv cvba scrl sc snc scs commv gcv asbl vzw ivzw aisbl se esv gie gmbh mbh ag kg kgaa ohg ug gbr ek eg ev gesbr ltd limited llc llp inc corp corporation plc sarl sas sasu eurl eirl sci ebvba scris ab aps oy spa sl bhd lp stv comm ebv cvoa gesmbh pty scomm pgmbh acp vme`)

// weakForms are forms that are words as well: they count at the end of a name.
var weakForms = set(`as co company ag se ab sc cv ev eg sa sl ek kg lp comm`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// formWords are the words of a name; a form in dots ("B.V.") is one word.
func formWords(name string) []string {
	fields := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" ,;()", r) })
	words := make([]string, 0, len(fields))
	for _, f := range fields {
		if w := Fold(f); w != "" {
			words = append(words, w)
		}
	}
	return words
}

// HasForm tells whether a name has a legal form at its end or beginning.
func HasForm(name string) bool {
	words := formWords(name)
	if len(words) < 2 {
		return false
	}
	if !slices.ContainsFunc(words, func(w string) bool { return !legalForms[w] && !weakForms[w] && w != "sdn" }) {
		return false
	}
	last := words[len(words)-1]
	if last == "spa" && strings.HasSuffix(strings.TrimRight(name, " ,.;)"), "Spa") {
		return false // a town, written as towns are; companies of Italy have SpA or S.p.A.
	}
	if weakForms[last] && strings.Trim(words[len(words)-2], "0123456789") == "" {
		return false // the unit of a quantity, "25 kg"
	}
	if legalForms[last] || weakForms[last] {
		return true
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(name), " ")
	if capital, _ := utf8.DecodeRuneInString(first); unicode.IsUpper(capital) && family.MatchString(name) {
		return true
	}
	return (legalForms[words[0]] || words[0] == "cv") && formFirst(first, rest) ||
		len(words) > 2 && legalForms[words[len(words)-2]] && !weakForms[words[len(words)-2]]
}

// family ends names of houses that have no legal form, or do not print it: nobody
// else is called so ("Leclercq Père & Fils", "Maes en Zonen").
var family = regexp.MustCompile(`(?i)\pL (?:&|et|en|und|and|\+) (?:fils|filles?|zoon|zonen|zn\.?|dochters?|s[öo]hne?|t[öo]chter|sons?|cie\.?|associ[ée]s|partners?|vennoten)$`)

// formFirst tells whether the form that a name begins with is one: written in
// capitals or with points, or a word that is nothing else, before a capital.
func formFirst(first, rest string) bool {
	if strings.ToUpper(first) == first {
		return true
	}
	capital, _ := utf8.DecodeRuneInString(strings.TrimSpace(rest))
	return unicode.IsUpper(capital) && (strings.Contains(first, ".") || first == "cv" || !weakForms[Fold(first)])
}

// mendForm gives a name whose legal form has two words, one of which was misread,
// with that word as it must be: before "Bhd" stands "Sdn" where a short word does
// that is no other, and after "Sdn" stands "Bhd".
func mendForm(name string) string {
	words := strings.Fields(name)
	n := len(words)
	if n < 3 {
		return name
	}
	private, limited := Fold(words[n-2]), Fold(words[n-1])
	switch {
	case limited == "bhd" && len(private) <= 4 && private != "sdn" && distance(private, "sdn") <= 2:
		words[n-2] = cased("Sdn", words[n-1])
	case private == "sdn" && limited != "bhd" && distance(limited, "bhd") == 1:
		words[n-1] = cased("Bhd", words[n-2])
	default:
		return name
	}
	return strings.Join(words, " ")
}

// cased is a word in capitals where another is.
func cased(word, as string) string {
	if strings.ToUpper(as) == as {
		return strings.ToUpper(word)
	}
	return word
}

// onlyForm tells whether a text is a legal form and nothing else.
func onlyForm(text string) bool { return len(formWords(text)) > 0 && len(ownWords(text)) == 0 }

// ownWords are the words of a name that are of no legal form.
func ownWords(name string) []string {
	return slices.DeleteFunc(formWords(name), func(w string) bool { return legalForms[w] || w == "sdn" })
}

// stripForm takes legal forms off a name, for comparing.
func stripForm(name string) string {
	var kept []string
	for _, f := range strings.Fields(name) {
		if w := Fold(f); !legalForms[w] && !weakForms[w] {
			kept = append(kept, f)
		}
	}
	if len(kept) == 0 {
		return name
	}
	return strings.Join(kept, " ")
}

// SameName tells whether two names are of one company: the same words but for
// legal forms, accents and a letter misread.
func SameName(a, b string) bool {
	x, y := Fold(stripForm(a)), Fold(stripForm(b))
	if x == "" || y == "" {
		return false
	}
	if x == y {
		return true
	}
	longer := max(len(x), len(y))
	return longer >= 6 && longer <= 60 && distance(x, y) <= longer/8
}

// Akin tells whether two names have a word in common that is no legal form, or
// may have one where it was misread: the same company, or one of the same house.
func Akin(a, b string) bool {
	for _, one := range strings.Fields(stripForm(a)) {
		for _, other := range strings.Fields(stripForm(b)) {
			x, y := Fold(one), Fold(other)
			if longer := max(len(x), len(y)); min(len(x), len(y)) >= leastAkin && longer <= 60 && distance(x, y) <= longer/3 {
				return true
			}
		}
	}
	return Fold(stripForm(a)) == Fold(stripForm(b))
}

// leastAkin is how many letters a word has at least that tells names apart.
const leastAkin = 4
