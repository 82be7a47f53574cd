package fields

import (
	"github.com/invoer/invoer"
)

var (
	ogmPattern = figures(`[+*]{2,3} ?(\d{3}) ?/ ?(\d{4}) ?/ ?(\d{5}) ?[+*]{0,3}|(?:^|[^\d/])(\d{3}) ?/ ?(\d{4}) ?/ ?(\d{5})(?:$|[^\d/])`)
	ogmNoisy   = figures(`(?:^|[^0-9])([0-9OQDIlSBZ]{3}) ?[/1lI|] ?([0-9OQDIlSBZ]{4}) ?[/1lI|] ?([0-9OQDIlSBZ]{5})(?:$|[^0-9])|(?:^|[^0-9])([0-9OQDIlSBZ]{3})/?([0-9OQDIlSBZ]{4})/?([0-9OQDIlSBZ]{5})(?:$|[^0-9])`)
	rfPattern  = figures(`RF\d{2}(?: ?[A-Z0-9]{4}){0,5}(?: ?[A-Z0-9]{1,4})?`)
	plainOGM   = figures(`(?:^|[^0-9])(\d{12})(?:$|[^0-9])`)
)

// ReferenceIn finds the payment references of a text whose check digits agree:
// Belgian structured communications and ISO 11649 references. Twelve digits
// alone are Bare: one number in 97 passes the check by chance.
func ReferenceIn(text string, repair bool) []Checked[invoer.Reference] {
	if repair {
		return noisyReferences(text)
	}
	var found []Checked[invoer.Reference]
	for _, m := range ogmPattern.FindAllStringSubmatchIndex(text, -1) {
		found = appendReference(found, text, groups(text, m), m[0], m[1], false)
	}
	for _, m := range rfPattern.FindAllStringIndex(text, -1) {
		found = appendReference(found, text, text[m[0]:m[1]], m[0], m[1], false)
	}
	if len(found) > 0 {
		return found
	}
	for _, m := range plainOGM.FindAllStringSubmatchIndex(text, -1) {
		found = appendReference(found, text, text[m[2]:m[3]], m[2], m[3], true)
	}
	return found
}

// groups joins the groups that took part in a match.
func groups(text string, m []int) string {
	joined := ""
	for i := 2; i+1 < len(m); i += 2 {
		if m[i] >= 0 {
			joined += text[m[i]:m[i+1]]
		}
	}
	return joined
}

func appendReference(found []Checked[invoer.Reference], text, value string, from, to int, bare bool) []Checked[invoer.Reference] {
	ref, err := invoer.ParseReference(value)
	if err != nil {
		return found // misread, or no reference: no candidate
	}
	for from < to && text[from] != '+' && text[from] != '*' && text[from] != 'R' && !digit(text[from]) {
		from++
	}
	return append(found, Checked[invoer.Reference]{Value: ref, Spot: Spot{From: from, To: to}, Bare: bare})
}

func noisyReferences(text string) []Checked[invoer.Reference] {
	var found []Checked[invoer.Reference]
	for _, m := range ogmNoisy.FindAllStringSubmatchIndex(text, -1) {
		var fits []invoer.Reference
		for _, candidate := range repairs(groups(text, m)) {
			if ref, err := invoer.ParseReference(candidate); err == nil {
				fits = append(fits, ref)
			}
		}
		if len(fits) == 1 || len(fits) > 1 && fits[0] == fits[1] {
			found = append(found, Checked[invoer.Reference]{Value: fits[0], Spot: Spot{From: m[0], To: m[1]}, Repaired: true})
		}
	}
	return found
}

// References finds the payment references of the document.
func (d *Document) References() []Checked[invoer.Reference] { return checked(d, ReferenceIn) }
