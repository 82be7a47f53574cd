package samples

import (
	"fmt"
	"strings"
)

// belgianVAT invents an enterprise number: eight digits and 97 minus their
// remainder (Crossroads Bank for Enterprises).
func belgianVAT(d dice) string {
	stem := fmt.Sprintf("%d%s", pick(d, 0, 0, 0, 1), d.digits(7))
	return fmt.Sprintf("BE%s%02d", stem, 97-remainder(stem))
}

// vatOf invents a VAT number of a country, in its form (VIES).
func vatOf(d dice, country string) string {
	switch country {
	case "NL":
		return "NL" + d.digits(9) + "B0" + pick(d, "1", "2", "3")
	case "DE":
		return "DE" + d.digits(9)
	case "FR":
		siren := d.digits(9)
		return fmt.Sprintf("FR%02d%s", (12+3*remainder(siren))%97, siren)
	case "LU":
		return "LU" + d.digits(8)
	case "IE":
		return "IE" + d.digits(7) + pick(d, "A", "F", "K", "T") + pick(d, "", "H")
	case "GB":
		return "GB" + d.digits(9)
	}
	return belgianVAT(d)
}

// accountForms are the national parts of accounts: n is a digit, a a letter.
var accountForms = map[string]string{
	"NL": "aaaannnnnnnnnn", "DE": "nnnnnnnnnnnnnnnnnn", "FR": "nnnnnnnnnnnnnnnnnnnnnnn", "LU": "nnnnnnnnnnnnnnnn",
	"IE": "aaaannnnnnnnnnnnnn", "GB": "aaaannnnnnnnnnnnnn",
}

// ibanOf invents an account of a country with right check digits (ISO 13616).
func ibanOf(d dice, country string) string {
	form, known := accountForms[country]
	if !known {
		return belgianIBAN(d)
	}
	var national strings.Builder
	for _, sign := range form {
		if sign == 'a' {
			national.WriteString(pick(d, "A", "B", "K", "N", "R", "T"))
			continue
		}
		fmt.Fprint(&national, d.IntN(10))
	}
	return withCheck(country, national.String())
}

// belgianIBAN has national check digits too: the first ten digits mod 97, 97
// for 0.
func belgianIBAN(d dice) string {
	stem := pick(d, "0", "2", "3", "4", "7", "9") + d.digits(9)
	check := remainder(stem)
	if check == 0 {
		check = 97
	}
	return withCheck("BE", fmt.Sprintf("%s%02d", stem, check))
}

func withCheck(country, national string) string {
	return fmt.Sprintf("%s%02d%s", country, 98-remainder(national+country+"00"), national)
}

// structured invents a Belgian structured communication.
func structured(d dice) string {
	stem := fmt.Sprintf("%010d", d.Int64N(1e10))
	check := remainder(stem)
	if check == 0 {
		check = 97
	}
	return fmt.Sprintf("%s%02d", stem, check)
}

// remainder is a number mod 97; letters count as 10 to 35 (ISO 7064).
func remainder(s string) int {
	rest := 0
	for _, r := range s {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
			continue
		}
		rest = (rest*10 + int(r-'0')) % 97
	}
	return rest
}

// spaced sets a space after every fourth sign, as accounts are printed.
func spaced(iban, by string) string {
	var groups []string
	for len(iban) > 4 {
		groups, iban = append(groups, iban[:4]), iban[4:]
	}
	return strings.Join(append(groups, iban), by)
}
