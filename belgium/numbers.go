package belgium

import (
	"regexp"
	"slices"

	"github.com/invoer/invoer"
)

// Numbers as they are printed: digits in groups, with spaces, dots or dashes
// between them.
var (
	accountPattern = regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}(?:[ .-]?[A-Z0-9]){11,30}`)
	// 0477.574.154, with or without BE before it; other members of the Union
	// by the forms of Council Regulation (EU) 904/2010 as VIES lists them.
	vatPattern = regexp.MustCompile(`\b(?:BE[ .]?)?[01][0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}\b|\bNL ?[0-9]{9} ?B[0-9]{2}\b|\bDE ?[0-9]{9}\b|\bFR ?[0-9A-Z]{2} ?[0-9]{9}\b|\bLU ?[0-9]{8}\b`)

	// ReferencePattern is a structured communication as it is printed.
	ReferencePattern = regexp.MustCompile(`[+*]{3} ?[0-9]{3} ?/ ?[0-9]{4} ?/ ?[0-9]{5} ?[+*]{3}`)
)

// The lengths of account numbers of the countries that invoice us most, and
// the shortest of all, Norway's, for the others (ISO 13616 registry).
var (
	accountLengths = map[string]int{
		"AT": 20, "BE": 16, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27,
		"GB": 22, "IE": 22, "IT": 27, "LT": 20, "LU": 20, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24,
	}
	shortestAccount = 15
)

// Accounts finds every account number in a text whose check digits agree, each
// once.
func Accounts(text string) []invoer.IBAN {
	var found []invoer.IBAN
	for _, printed := range accountPattern.FindAllString(text, -1) {
		if iban, ok := account(printed); ok {
			found = once(found, iban)
		}
	}
	return found
}

// account reads a number that may have more behind it which looks like part of
// it.
func account(printed string) (invoer.IBAN, bool) {
	length, known := accountLengths[printed[:2]]
	for end := len(printed); end >= shortestAccount; end-- {
		iban, err := invoer.ParseIBAN(printed[:end])
		if err == nil && (!known || len(iban) == length) {
			return iban, true
		}
	}
	return "", false
}

// VATNumbers finds the VAT and enterprise numbers in a text, each once; of
// Belgian ones those whose check digits agree.
func VATNumbers(text string) []invoer.VATNumber {
	var found []invoer.VATNumber
	for _, printed := range vatPattern.FindAllString(text, -1) {
		if printed[0] <= '9' {
			printed = "BE" + printed
		}
		if number, err := invoer.ParseVATNumber(printed); err == nil {
			found = once(found, number)
		}
	}
	return found
}

// References finds the structured communications in a text whose check digits
// agree, each once.
func References(text string) []invoer.Reference {
	var found []invoer.Reference
	for _, printed := range ReferencePattern.FindAllString(text, -1) {
		if ref, err := invoer.ParseReference(printed); err == nil {
			found = once(found, ref)
		}
	}
	return found
}

func once[T comparable](list []T, value T) []T {
	if slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}
