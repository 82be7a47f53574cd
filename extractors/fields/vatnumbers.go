package fields

import (
	"regexp"
	"strings"

	"github.com/invoer/invoer"
)

// vatForms are the forms of VAT numbers by country (European Commission, VIES:
// structure of VAT numbers), for numbers that are printed with their country. EU is
// that of sellers from elsewhere who declare in one country for all (Directive
// 2006/112/EC, article 362), XI is Northern Ireland's; of Norway the number needs
// the letters behind it, as its country is the word for a number as well.
var vatForms = map[string]*regexp.Regexp{
	"BE": form(`0?\d{9}|1\d{9}`), "NL": form(`\d{9}B\d{2}`), "FR": form(`[A-HJ-NP-Z0-9]{2}\d{9}`), "DE": form(`\d{9}`), "LU": form(`\d{8}`),
	"GB": form(`\d{9}|\d{12}`), "IE": form(`\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W]`), "AT": form(`U\d{8}`), "ES": form(`[A-Z0-9]\d{7}[A-Z0-9]`),
	"IT": form(`\d{11}`), "PT": form(`\d{9}`), "PL": form(`\d{10}`), "DK": form(`\d{8}`), "SE": form(`\d{12}`), "FI": form(`\d{8}`), "CZ": form(`\d{8,10}`),
	"SK": form(`\d{10}`), "HU": form(`\d{8}`), "RO": form(`\d{2,10}`), "BG": form(`\d{9,10}`), "EL": form(`\d{9}`), "HR": form(`\d{11}`), "SI": form(`\d{8}`),
	"LT": form(`\d{9}|\d{12}`), "LV": form(`\d{11}`), "EE": form(`\d{9}`), "CY": form(`\d{8}[A-Z]`), "MT": form(`\d{8}`), "CH": form(`E\d{9}`),
	"EU": form(`\d{9}`), "XI": form(`\d{9}|\d{12}`), "NO": form(`\d{9}MVA`),
}

func form(pattern string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + pattern + `)$`) }

var (
	vatPattern  = regexp.MustCompile(`(?:^|[^A-Za-z0-9])([A-Z]{2})[ .:-]{0,3}([A-Z0-9](?:[ .-]{0,2}[A-Z0-9+*]){6,13})`)
	barePattern = figures(`(?:^|[^0-9+/.])([01]\d{3}[. ]?\d{3}[. ]?\d{3}|[4-9]\d{2}[. ]?\d{3}[. ]?\d{3})(?:$|[^0-9/])`)
	noisyVAT    = regexp.MustCompile(`(?:^|[^A-Za-z0-9])[B8][E€F][ .:-]{0,3}([0-9OQDIlSBZ](?:[ .,-]{0,2}[0-9OQDIlSBZ]){8,9})(?:$|[^0-9])`)
)

// VATNumberIn finds the VAT and enterprise numbers of a text: a Belgian one
// needs right check digits, others the form of their country. A Belgian number
// without country is Bare; it needs a label to be believed.
func VATNumberIn(text string, repair bool) []Checked[invoer.VATNumber] {
	if repair {
		return noisyNumbers(text)
	}
	if !hasDigits(text, 2) {
		return nil
	}
	text = withoutAccounts(text)
	var found []Checked[invoer.VATNumber]
	for at := 0; at < len(text); {
		m := vatPattern.FindStringSubmatchIndex(text[at:])
		if m == nil {
			break
		}
		from := at + m[2]
		value, to, ok := vatAt(text, from, at+m[1])
		if !ok {
			at = from + 1
			continue
		}
		found = append(found, Checked[invoer.VATNumber]{Value: value, Spot: Spot{From: from, To: to}})
		at = to
	}
	if len(found) > 0 {
		return found
	}
	return bareNumbers(text)
}

// withoutAccounts blots out the account numbers of a text: the first digits of
// some have the check digits of a VAT number.
func withoutAccounts(text string) string {
	for _, c := range IBANIn(text, false) {
		text = text[:c.Spot.From] + strings.Repeat("#", c.Spot.To-c.Spot.From) + text[c.Spot.To:]
	}
	return text
}

// vatAt reads the longest number of its country's form that begins at from.
func vatAt(text string, from, most int) (value invoer.VATNumber, to int, ok bool) {
	country := text[from : from+2]
	pattern, known := vatForms[country]
	if !known {
		return "", 0, false
	}
	for to = most; to > from+6; to-- {
		if to < len(text) && lettered(rune(text[to])) && lettered(rune(text[to-1])) || strings.ContainsRune(" .-", rune(text[to-1])) {
			continue
		}
		number := strings.TrimLeft(squeeze(text[from+2:to]), ":")
		if !pattern.MatchString(number) {
			continue
		}
		value, err := invoer.ParseVATNumber(country + strings.TrimSuffix(number, "MVA"))
		if err == nil {
			return value, to, true
		}
	}
	return "", 0, false
}

// bareNumbers finds Belgian enterprise numbers that are printed without BE:
// ten digits that begin with 0 or 1, or nine as they were before 2008.
func bareNumbers(text string) []Checked[invoer.VATNumber] {
	var found []Checked[invoer.VATNumber]
	for _, m := range barePattern.FindAllStringSubmatchIndex(text, -1) {
		value, err := invoer.ParseVATNumber("BE" + squeeze(text[m[2]:m[3]]))
		if err == nil {
			found = append(found, Checked[invoer.VATNumber]{Value: value, Spot: Spot{From: m[2], To: m[3]}, Bare: true})
		}
	}
	return found
}

func noisyNumbers(text string) []Checked[invoer.VATNumber] {
	var found []Checked[invoer.VATNumber]
	for _, m := range noisyVAT.FindAllStringSubmatchIndex(text, -1) {
		number := squeeze(strings.ReplaceAll(text[m[2]:m[3]], ",", ""))
		var fits []invoer.VATNumber
		for _, candidate := range repairs(number) {
			if value, err := invoer.ParseVATNumber("BE" + candidate); err == nil {
				fits = append(fits, value)
			}
		}
		if len(fits) == 1 || len(fits) > 1 && fits[0] == fits[1] {
			found = append(found, Checked[invoer.VATNumber]{Value: fits[0], Spot: Spot{From: m[2], To: m[3]}, Repaired: true})
		}
	}
	return found
}

// VATNumbers finds the VAT and enterprise numbers of the document.
func (d *Document) VATNumbers() []Checked[invoer.VATNumber] {
	return once(&d.vats, func() []Checked[invoer.VATNumber] { return checked(d, VATNumberIn) })
}
