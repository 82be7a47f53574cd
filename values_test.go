package invoer

import (
	"errors"
	"testing"
)

// spelled are spellings of identifiers, and the canonical one; "" is refused.
var spelled = map[string]struct {
	parse func(string) (string, error)
	cases map[string]string
}{
	"IBAN": {func(s string) (string, error) { v, err := ParseIBAN(s); return string(v), err }, map[string]string{
		"BE68539007547034": "BE68539007547034", "be68 5390 0754 7034": "BE68539007547034", "BE68-5390-0754-7034": "BE68539007547034",
		"NL17 RABO 0047 9722 63": "NL17RABO0047972263", "BE68539007547035": "", "BE6853900754703": "", "": "", "BE68 5390 0754 7O34": "",
	}},
	"VAT number": {func(s string) (string, error) { v, err := ParseVATNumber(s); return string(v), err }, map[string]string{
		"BE0477574154": "BE0477574154", "be 0477.574.154": "BE0477574154", "BE477574154": "BE0477574154", "BE0477574155": "",
		"FR40303265045": "FR40303265045", "": "", "BE": "", "12": "",
	}},
	"reference": {func(s string) (string, error) { v, err := ParseReference(s); return string(v), err }, map[string]string{
		"+++309/6126/31091+++": "309612631091", "309612631091": "309612631091", "***309/6126/31091***": "309612631091",
		"309612631092": "", "RF18 5390 0754 7034": "RF18539007547034", "RF19539007547034": "", "": "",
	}},
	"amount": {func(s string) (string, error) { v, err := ParseMoney(s, "EUR"); return v.String(), err }, map[string]string{
		"1471.60": "1471.60", "-3": "-3.00", "0.5": "0.50", "1,5": "", "1.505": "", "": "", "-": "", "1e3": "", "99999999999999999999": "",
	}},
	"date": {func(s string) (string, error) { v, err := ParseDate(s); return v.String(), err }, map[string]string{
		"2026-12-15": "2026-12-15", "2028-02-29": "2028-02-29", "2026-02-29": "", "15/12/2026": "", "": "",
	}},
}

func TestSpellings(t *testing.T) {
	t.Parallel()
	for kind, k := range spelled {
		for given, want := range k.cases {
			got, err := k.parse(given)
			if want == "" && !errors.Is(err, ErrInvalid) || want != "" && (err != nil || got != want) {
				t.Errorf("%s %q: got %q, %v; want %q", kind, given, got, err, want)
			}
		}
	}
}

// FuzzSpellings wants what is taken to have one spelling, which is taken again.
func FuzzSpellings(f *testing.F) {
	for _, k := range spelled {
		for given := range k.cases {
			f.Add(given)
		}
	}
	f.Fuzz(func(t *testing.T, given string) {
		for kind, k := range spelled {
			once, err := k.parse(given)
			if err != nil {
				if !errors.Is(err, ErrInvalid) {
					t.Errorf("%s %q: %v, want it invalid", kind, given, err)
				}
				continue
			}
			if twice, err := k.parse(once); err != nil || twice != once {
				t.Errorf("%s %q is %q, and that is %q, %v", kind, given, once, twice, err)
			}
		}
	})
}
