package register

import (
	"strings"
	"unicode"
)

// forms are the legal forms of the Code of companies and associations (art.
// 1:5 and 1:6) and its forerunner, in Dutch, French and German, as one word
// without dots. Names are compared without them.
var forms = setOf(`bv bvba ebvba nv sa srl sprl sprlu vof snc cv cvba cvoa sc scrl scris commv scs gcv comm stak
	vzw asbl ivzw aisbl stichting fondation esv gie se gmbh ag vog`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// plain has the letters of our languages without accents.
var plain = strings.NewReplacer("à", "a", "á", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e",
	"ì", "i", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "ö", "o", "õ", "o", "ø", "o",
	"ù", "u", "ú", "u", "û", "u", "ü", "u", "ý", "y", "ÿ", "y", "ß", "ss", "œ", "oe", "æ", "ae")

// Key is how names are compared: lower-case letters and digits without
// accents, spaces, signs and legal forms. A name of nothing but forms keeps
// them. It is empty for a name without letters and digits.
func Key(name string) string {
	words := strings.FieldsFunc(plain.Replace(strings.ToLower(name)), func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '(' || r == ')' })
	var whole, kept strings.Builder
	for _, word := range words {
		word = strings.Map(alphanumeric, word)
		whole.WriteString(word)
		if !forms[word] {
			kept.WriteString(word)
		}
	}
	if kept.Len() == 0 {
		return whole.String()
	}
	return kept.String()
}

func alphanumeric(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return -1
}

// Key is how contacts are compared: a telephone's digits behind the country's
// code or the leading zero, the domain of a mail or web address without host.
func (c Contact) Key() string {
	if c.Kind == "TEL" {
		return PhoneKey(c.Value)
	}
	return DomainKey(c.Value)
}

// PhoneKey is the national part of a telephone number: its digits without
// +32, 0032 or the leading zero. Less than seven digits are no number.
func PhoneKey(printed string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ReplaceAll(printed, "(0)", ""))
	if rest, abroad := strings.CutPrefix(digits, "0032"); abroad {
		digits = rest
	} else if rest, abroad := strings.CutPrefix(digits, "32"); abroad && len(rest) >= 8 {
		digits = rest
	}
	digits = strings.TrimPrefix(digits, "0")
	if len(digits) < 7 || len(digits) > 15 {
		return ""
	}
	return digits
}

// DomainKey is the domain of a mail or web address in lower case, without
// scheme, host and path: "dezetter.be" of https://www.dezetter.be/contact.
func DomainKey(address string) string {
	address = strings.ToLower(strings.TrimSpace(address))
	if _, rest, ok := strings.Cut(address, "://"); ok {
		address = rest
	}
	if _, domain, ok := strings.Cut(address, "@"); ok {
		address = domain
	}
	address, _, _ = strings.Cut(address, "/")
	address = strings.TrimPrefix(address, "www.")
	if !strings.Contains(address, ".") || strings.ContainsAny(address, " ,;") {
		return ""
	}
	return strings.TrimRight(address, ".")
}
