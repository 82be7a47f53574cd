package ubl

import (
	"math/big"
	"regexp"

	"github.com/invoer/invoer"
)

var decimalPattern = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,10})?$`)

func decimal(s string) (*big.Rat, bool) {
	if !decimalPattern.MatchString(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// makes tells whether quantity times price is a total, to two cents
// (PEPPOL-EN16931-R120).
func makes(quantity, price *big.Rat, cents int64) bool {
	off := new(big.Rat).Sub(new(big.Rat).Mul(quantity, price), big.NewRat(cents, 100))
	return off.Abs(off).Cmp(big.NewRat(2, 100)) <= 0
}

// countryOf is where a VAT number is from, as ISO 3166-1 spells it (BR-CL-14):
// Greece and Northern Ireland have prefixes of their own (Council Directive
// 2006/112/EC art. 215).
func countryOf(vat invoer.VATNumber) string {
	if len(vat) < 2 {
		return ""
	}
	switch prefix := string(vat[:2]); prefix {
	case "EL":
		return "GR"
	case "XI":
		return "GB"
	default:
		return prefix
	}
}

// schemes are the lists of electronic addresses (BR-CL-25) by country: 0208 is
// the Belgian enterprise number; the others are VAT numbers.
var schemes = map[string]string{
	"BE": "0208", "AT": "9914", "BG": "9926", "CH": "9927", "CY": "9928", "CZ": "9929", "DE": "9930", "DK": "0198", "EE": "9931", "ES": "9920", "FI": "0213", "FR": "9957",
	"GB": "9932", "GR": "9933", "HR": "9934", "HU": "9910", "IE": "9935", "IT": "0211", "LI": "9936", "LT": "9937", "LU": "9938", "LV": "9939", "MT": "9943", "NL": "9944", "NO": "0192",
	"PL": "9945", "PT": "9946", "RO": "9947", "SE": "9955", "SI": "9949", "SK": "9950",
}

func scheme(vat invoer.VATNumber) string { return schemes[countryOf(vat)] }

// address is the electronic address of a party (BT-34, BT-49).
func address(vat invoer.VATNumber) string {
	if scheme(vat) == "0208" {
		return string(vat[2:])
	}
	return string(vat)
}
