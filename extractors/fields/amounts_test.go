package fields

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseAmount(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		cents    int64
		decimals int
		unsure   bool
	}{
		"1.234,56": {123456, 2, false}, "1 234,56": {123456, 2, false}, "1\u00a0234,56": {123456, 2, false}, "1\u202f234,56": {123456, 2, false},
		"1'234.56": {123456, 2, false}, "1’234.56": {123456, 2, false}, "42'987,56": {4298756, 2, false}, "1,234.56": {123456, 2, false},
		"12,5": {1250, 1, false}, "12.5": {1250, 1, false}, "12": {1200, 0, false}, "0,05": {5, 2, false}, ",50": {50, 2, false},
		"1.234": {123400, 0, true}, "1,234": {123400, 0, true}, "0.817": {82, 3, false}, "0,8173": {82, 4, false},
		"1.234.567,89": {123456789, 2, false}, "1.234.56": {123456, 2, false}, "1,234,567": {123456700, 0, false}, "1275,67": {127567, 2, false},
	}
	for text, c := range cases {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			cents, decimals, unsure, ok := ParseAmount(text)
			if !ok || cents != c.cents || decimals != c.decimals || unsure != c.unsure {
				t.Errorf("ParseAmount(%q) = %d, %d, %v, %v; want %d, %d, %v", text, cents, decimals, unsure, ok, c.cents, c.decimals, c.unsure)
			}
		})
	}
	for _, text := range []string{"", "abc", "12345678901234,00", "1.23456789"} {
		if cents, _, _, ok := ParseAmount(text); ok && text != "" {
			t.Errorf("ParseAmount(%q) = %d, want nothing", text, cents)
		}
	}
}

// TestAmountsIn: what in a text is an amount, with its sign and currency.
func TestAmountsIn(t *testing.T) {
	t.Parallel()
	type amount struct {
		Cents    int64
		Currency string
	}
	cases := map[string][]amount{
		"€ 1.234,56":              {{123456, "EUR"}},
		"1.234,56 EUR":            {{123456, "EUR"}},
		"€143,39":                 {{14339, "EUR"}},
		"EUR143.39":               {{14339, "EUR"}},
		"$127.50":                 {{12750, "USD"}},
		"-11,89":                  {{-1189, ""}},
		"- 1,202.43":              {{-120243, ""}},
		"11,89-":                  {{-1189, ""}},
		"- €1.00":                 {{-100, "EUR"}},
		"(12,50)":                 {{-1250, ""}},
		"Totaal 1 275,67 betaald": {{127567, ""}},
		"21 % 267,89":             {{26789, ""}},
		"tot 01.03.2026":          {},
		"om 12:30":                {},
		"BE 0477.574.154":         {},
		"www.a-1.be":              {},
		"10-99790":                {},
		"3 x 17.53":               {{300, ""}, {1753, ""}},
		"120x60 cm":               {},
		"RM 2.50":                 {{250, "MYR"}},
	}
	for text, want := range cases {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got := []amount{}
			for _, a := range AmountsIn(text) {
				got = append(got, amount{a.Cents, a.Currency})
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q, want - got +:\n%s", text, diff)
			}
		})
	}
}

// TestSignsBesideLetters: the letters around a sign do not hide it, however
// many bytes they have.
func TestSignsBesideLetters(t *testing.T) {
	t.Parallel()
	for _, around := range []string{"", "é", "éé", "xéé", "éxé", "ﬁn", "abcdefgh", "€€"} {
		text := around + " € 12,50 EUR " + around
		if got := AmountsIn(text); len(got) != 1 || got[0].Currency != "EUR" || text[got[0].From:got[0].To] != "€ 12,50 EUR" {
			t.Errorf("%q gives %+v, want € 12,50 EUR", text, got)
		}
	}
}

// TestLongLineEndsInTime: the work grows with the length of a line and no
// faster.
func TestLongLineEndsInTime(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"1 jan ", "1.234,", "-1,00 ", "BE68 "} {
		begin := time.Now()
		AmountsIn(strings.Repeat(unit, 50_000))
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("50,000 times %q took %v", unit, took)
		}
	}
}

func FuzzAmountsIn(f *testing.F) {
	for _, s := range []string{"1.234,56", "1'234.56", "€ 12", "- 1,202.43", "1.234.56", "(12,50)", "1 2 3,45 €é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range AmountsIn(text) {
			if a.From < 0 || a.To > len(text) || a.From >= a.To {
				t.Errorf("%q gives an amount at %d to %d", text, a.From, a.To)
			}
		}
	})
}
