package fields

import (
	"slices"
	"testing"
)

// What a pattern is known to need keeps nothing from being found: too few
// digits are told at once, enough are looked at.
func TestFiguredPatterns(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]int{
		`\d{4}-(\d)?`: 4, `a+|\d\d`: 0, `[12]\d|\d{3}`: 2, `(?:\d x?)+`: 1, `[0-9O]{3}\d`: 1, `20\d*`: 2, `(?i)v2\.[0-3]`: 2, `\b(?:RF)?\d{2,4}$`: 2, ``: 0,
	} {
		if got := figures(pattern).least; got != want {
			t.Errorf("%s: %d digits, want %d", pattern, got, want)
		}
	}
	for name, p := range map[string]figured{
		"number": numberPattern, "date": isoDate, "named date": namedDate, "postal code": postalPattern, "street": streetPattern, "account": ibanPattern,
		"reference": ogmPattern, "rate": ratePattern, "term": someDays,
	} {
		if p.least == 0 {
			t.Errorf("%s: no digit is needed, want that there is", name)
		}
		for _, text := range []string{"12/03/2026", "12 mars 2026", "2026-03-12", "BE68 5390 0754 7034", "+++090/9337/55493+++", "21 %", "1000 Brussel", "Kerkstraat 5", "30 dagen", "1.234,56"} {
			if got, want := p.FindAllStringIndex(text, -1), p.pattern.FindAllStringIndex(text, -1); !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("%s in %q: %v, want %v", name, text, got, want)
			}
		}
	}
}
