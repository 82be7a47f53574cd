package einvoice

import (
	"regexp"
	"strings"

	"github.com/invoer/invoer"
)

// Rules of findings about numbers whose check digits do not agree: the value
// is kept as the sender wrote it.
const (
	RuleVATNumber = "vat-number-check-digits"
	RuleIBAN      = "account-check-digits"
	RuleReference = "reference-check-digits"
)

var (
	separators   = strings.NewReplacer(" ", "", ".", "", "-", "", "/", "", "\u00a0", "", "\u202f", "")
	prefixed     = regexp.MustCompile(`^[A-Z]{2}[A-Z]?[0-9]`)
	numberSigns  = regexp.MustCompile(`^[A-Z0-9+*]{4,20}$`)
	accountSigns = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$`)
)

// The schemes of the electronic address and identifier lists of Peppol (EAS,
// ISO 6523 ICD) that are Belgian numbers: 0208 the enterprise number, 9925 the
// VAT number.
var belgianSchemes = map[string]bool{"0208": true, "9925": true, "BE:EN": true, "BE:VAT": true, "BE:CBE": true}

// number gives the first usable number of a party and where it stands.
func (p Party) number() (invoer.VATNumber, *Element) {
	country := strings.ToUpper(p.Country.Value())
	for _, n := range p.Numbers {
		if got := n.read(country); got != "" {
			return got, n.At
		}
	}
	return "", nil
}

// read is empty where the place holds nothing of use.
func (n Number) read(country string) invoer.VATNumber {
	text, scheme := n.At.Value(), strings.ToUpper(n.At.Attr("schemeID"))
	if before, after, qualified := strings.Cut(text, ":"); qualified && len(before) == 4 {
		scheme, text = before, after // Tolerated: "0208:0477574154", the address written whole
	}
	text = separators.Replace(strings.ToUpper(text))
	if !numberSigns.MatchString(text) || !strings.ContainsAny(text, "0123456789") {
		return ""
	}
	if belgianSchemes[scheme] || (country == "BE" && n.Sort != Identifier) {
		return belgian(text)
	}
	if n.Sort == Identifier {
		return sure(text, country)
	}
	if country == "" || strings.HasPrefix(text, country) || prefixed.MatchString(text) {
		return invoer.VATNumber(text)
	}
	return invoer.VATNumber(country + text)
}

// belgian spells a number that is said to be Belgian, also one whose check
// digits are wrong: that is a finding.
func belgian(text string) invoer.VATNumber {
	digits := strings.TrimPrefix(text, "BE")
	if strings.Trim(digits, "0123456789") != "" {
		return invoer.VATNumber(text) // a foreign number of somebody with an address here
	}
	if len(digits) == 9 {
		digits = "0" + digits
	}
	return invoer.VATNumber("BE" + digits)
}

// sure takes an identifier of an unknown scheme only when it is a Belgian
// number with right check digits.
func sure(text, country string) invoer.VATNumber {
	if !strings.HasPrefix(text, "BE") && country != "BE" {
		return ""
	}
	got, err := invoer.ParseVATNumber("BE" + strings.TrimPrefix(text, "BE"))
	if err != nil {
		return ""
	}
	return got
}

// account gives the first account number that has the form of an IBAN.
func account(places []*Element) (invoer.IBAN, *Element) {
	for _, at := range places {
		text := separators.Replace(strings.ToUpper(at.Value()))
		if accountSigns.MatchString(text) {
			return invoer.IBAN(text), at
		}
	}
	return "", nil
}
