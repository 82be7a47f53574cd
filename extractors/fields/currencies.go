package fields

import (
	"strings"
	"unicode/utf8"
)

// signs are currency signs and codes as they stand by amounts.
var signs = []struct{ sign, code string }{
	{"EUROS", "EUR"},
	{"EURO", "EUR"},
	{"EUR", "EUR"},
	{"€", "EUR"},
	{"USD", "USD"},
	{"US$", "USD"},
	{"CA$", "CAD"},
	{"CAN$", "CAD"},
	{"C$", "CAD"},
	{"AU$", "AUD"},
	{"A$", "AUD"},
	{"NZ$", "NZD"},
	{"SG$", "SGD"},
	{"S$", "SGD"},
	{"HK$", "HKD"},
	{"R$", "BRL"},
	{"MX$", "MXN"},
	{"$", "USD"},
	{"GBP", "GBP"},
	{"£", "GBP"},
	{"CHF", "CHF"},
	{"SFR", "CHF"},
	{"SFR.", "CHF"},
	{"FR.", "CHF"},
	{"KČ", "CZK"},
	{"ZŁ", "PLN"},
	{"KR", Crowns},
	{"KR.", Crowns},
	{"¥", "JPY"},
	{"₺", "TRY"},
	{"₪", "ILS"},
	{"₩", "KRW"},
	{"₴", "UAH"},
	{"฿", "THB"},
	{"NOK", "NOK"},
	{"SEK", "SEK"},
	{"DKK", "DKK"},
	{"PLN", "PLN"},
	{"CZK", "CZK"},
	{"HUF", "HUF"},
	{"RON", "RON"},
	{"INR", "INR"},
	{"₹", "INR"},
	{"RS.", "INR"},
	{"RS", "INR"},
	{"MYR", "MYR"},
	{"RM", "MYR"},
	{"CAD", "CAD"},
	{"AUD", "AUD"},
	{"JPY", "JPY"},
	{"SAR", "SAR"},
	{"SGD", "SGD"},
	{"HRK", "HRK"},
	{"BGN", "BGN"},
	{"TRY", "TRY"},
	{"CNY", "CNY"},
	{"ZAR", "ZAR"},
	{"MAD", "MAD"},
	{"AED", "AED"},
}

// Crowns stands for the currency of a country of the North whose sign is "kr": of
// which one, the sign does not say.
const Crowns = "kr"

// furtherCodes are codes of other currencies (ISO 4217) that are no words; they
// count in capitals.
var furtherCodes = set(`HKD NZD THB KRW MXN BRL ILS ISK UAH RSD TWD IDR VND EGP QAR KWD TND DZD XOF XAF RUB ARS CLP KES NGN GHS PKR LKR BDT MUR OMR JOD MKD MDL`)

// currencyOf gives the currency that a text is the sign of.
func currencyOf(text string) string {
	trimmed := strings.Trim(text, " .:()")
	upper, dotted := strings.ToUpper(trimmed), strings.ToUpper(strings.Trim(text, " :()"))
	for _, s := range signs {
		if upper == s.sign || dotted == s.sign {
			return s.code
		}
	}
	if furtherCodes[trimmed] {
		return trimmed
	}
	return ""
}

// nearSign is how many bytes beside a number are looked at for a sign: the
// longest one and what parts it from a word. A line may be very long.
const nearSign = 8

// signBefore gives the currency whose sign ends a text, and how many bytes it
// and the space after it take.
func signBefore(text string) (code string, size int) {
	trimmed := strings.TrimRight(text, " \u00a0")
	from := max(0, len(trimmed)-nearSign)
	for from < len(trimmed) && !utf8.RuneStart(trimmed[from]) {
		from++
	}
	near := trimmed[from:]
	upper := strings.ToUpper(near)
	if len(upper) != len(near) {
		return "", 0
	}
	for _, s := range signs {
		head, found := strings.CutSuffix(upper, s.sign)
		if found && (head == "" || !letter(head[len(head)-1])) {
			return s.code, len(text) - len(trimmed) + len(s.sign)
		}
	}
	if at := len(near) - codeLength; at >= 0 && furtherCodes[near[at:]] && (at == 0 || !letter(near[at-1])) {
		return near[at:], len(text) - len(trimmed) + codeLength
	}
	return "", 0
}

// codeLength is that of a code of ISO 4217.
const codeLength = 3

// signAfter gives the currency whose sign begins a text, and how many bytes it
// and the space before it take.
func signAfter(text string) (code string, size int) {
	trimmed := strings.TrimLeft(text, " \u00a0")
	to := min(nearSign, len(trimmed))
	for to > 0 && to < len(trimmed) && !utf8.RuneStart(trimmed[to]) {
		to--
	}
	near := trimmed[:to]
	upper := strings.ToUpper(near)
	if len(upper) != len(near) {
		return "", 0
	}
	for _, s := range signs {
		rest, found := strings.CutPrefix(upper, s.sign)
		if found && (rest == "" || !letter(rest[0]) && !digit(rest[0])) {
			return s.code, len(text) - len(trimmed) + len(s.sign)
		}
	}
	if len(near) >= codeLength && furtherCodes[near[:codeLength]] && (len(near) == codeLength || !letter(near[codeLength]) && !digit(near[codeLength])) {
		return near[:codeLength], len(text) - len(trimmed) + codeLength
	}
	return "", 0
}

func letter(b byte) bool { return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' }

// Currencies counts the signs and codes of currencies on the document.
func (d *Document) Currencies() map[string]int {
	count := map[string]int{}
	for _, cell := range d.Cells {
		for _, word := range strings.Fields(cell.Text) {
			code := glued(word)
			if code == "" || wordCodes[strings.ToUpper(word)] && !besideNumber(cell.Text) {
				continue
			}
			count[code]++
		}
	}
	return count
}

// wordCodes are codes that are words, names or abbreviations as well: among
// other words they say nothing of a currency.
var wordCodes = map[string]bool{"TRY": true, "MAD": true, "RON": true, "SAR": true, "CAD": true, "RS": true, "KR": true, "KR.": true, "FR.": true, "SFR.": true}

// besideNumber tells whether a text has an amount with decimals, or no word but
// one.
func besideNumber(text string) bool {
	for _, seen := range AmountsIn(text) {
		if seen.Decimals == 2 {
			return true
		}
	}
	return !strings.Contains(text, " ")
}

// glued gives the currency of a word that is its sign, or an amount with it.
func glued(word string) string {
	if code := currencyOf(word); code != "" {
		return code
	}
	for _, seen := range AmountsIn(word) {
		if seen.Decimals == 2 && seen.Currency != "" {
			return seen.Currency
		}
	}
	return ""
}
