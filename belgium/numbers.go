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

// shortestIBAN is that of Norway (ISO 13616 registry).
const shortestIBAN = 15

// Accounts finds every account number in a text whose check digits agree, each
// once.
func Accounts(text string) []invoer.IBAN {
	var found []invoer.IBAN
	for _, printed := range accountPattern.FindAllString(text, -1) {
		// What follows a number may look like more of it.
		for end := len(printed); end >= shortestIBAN; end-- {
			if iban, err := invoer.ParseIBAN(printed[:end]); err == nil {
				found = once(found, iban)
				break
			}
		}
	}
	return found
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
