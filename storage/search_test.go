package storage

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"1.234,56": "1234.56", "1,234.56": "1234.56", "1'234.56": "1234.56", "1234,56": "1234.56", "42'987,56": "42987.56",
		"12,5": "12.5", "0,07": "0.07", "1.234": "1234", "12.345.678": "12345678", "1.234.567,89": "1234567.89",
		"15/12/2026": "2026-12-15", "15-12-26": "2026-12-15", "5.1.2026": "2026-01-05", "2026-12-15": "2026-12-15", "2026/1/5": "2026-01-05",
		"12/2026": "2026-12", "12-mei-2026": "2026-05-12", "1.marz.2026": "2026-03-01", "a-b-2026": "", "factuur": "", "2026": "", "0477.574.154": "", "1,2,3": "",
	} {
		if got := canonical(word); got != want {
			t.Errorf("canonical(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestLexemes(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text string
		want []string
	}{
		"words lose accents, capitals and what stands around them": {"«Crème Brûlée», (Straße).", []string{"creme", "brulee", "strasse"}},
		"a number is found whole, without signs and in parts":      {"INV-2026/001", []string{"inv-2026/001", "inv2026001", "inv", "2026", "001"}},
		"an amount with spaces is one":                             {"€ 1 234,56", []string{"1234.56", "1234,56", "123456", "1234", "56"}},
		"a VAT number is found without its country":                {"BE0477574154", []string{"be0477574154", "0477574154"}},
		"nothing is found by a line":                               {"---- \x00 ****", []string{}},
		"a date in words is found by its figures":                  {"3 maart 2026", []string{"3", "maart", "2026-03-03", "2026"}},
		"a date in words, also with its month first":               {"May 5th, 2026", []string{"may", "5th", "2026-05-05", "2026"}},
		"each word once": {"a A á", []string{"a"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, lexemes(c.text)); diff != "" {
				t.Errorf("of %q (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

func TestQuestion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":              "",
		"- ' & | !":     "",
		"Crème":         "('creme':*)",
		"twee woorden":  "('twee':*) & ('woorden':*)",
		"-btw":          "!('btw':*)",
		"1/3/2026":      "('1/3/2026':* | '2026-03-01':* | '132026':*)",
		"31/02/2026":    "('31/02/2026':* | '2026-02-31':* | '31022026':*)",
		"12 mei 2026":   "('2026-05-12':* | '20260512':*)",
		"1er août 2026": "('2026-08-01':* | '20260801':*)",
		"May 5th, 2026": "('2026-05-05':* | '20260505':*)",
		"12-mei-2026":   "('12-mei-2026':* | '2026-05-12':* | '12mei2026':*)",
		"12 stuks 2026": "('12':*) & ('stuks':*) & ('2026':*)",
		"euro garage":   "('euro':*) & ('garage':*)",
		"€ 121":         "('121':*)",
		"EUR -45,10":    "('45,10':* | '45.10':* | '4510':*)",
		"F-1":           "('f-1':* | 'f1':* | ('f' & '1':*))",
		`d'Or`:          `('d''or':* | 'dor':* | ('d' & 'or':*))`,
		"1 234,56 euro": "('1234,56':* | '1234.56':* | '123456':*)",
	} {
		if got := question(text); got != want {
			t.Errorf("question(%q) = %s, want %s", text, got, want)
		}
	}
}

func FuzzLexemes(f *testing.F) {
	for _, seed := range []string{"«Crème», INV-2026/001", "€ 1 234,56", "\xff\x00", "15/12/2026", `\'`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, word := range lexemes(text) {
			if word == "" || len(word) > 2046 || !utf8.ValidString(word) || strings.ContainsRune(word, 0) {
				t.Errorf("of %q: lexeme %q, which PostgreSQL refuses", text, word)
			}
		}
	})
}

func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"", "_", "1_x", "1700000000000000_00000000-0000-4000-8000-000000000000", "-9223372036854775808_"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parseCursor(s)
		if err == nil && (got.id == "" || got.at.IsZero() && s == "") {
			t.Errorf("%q gives %s, %q", s, got.at, got.id)
		}
	})
}

// What people type becomes a question that PostgreSQL understands.
func FuzzQuestion(f *testing.F) {
	s, _ := openStore(f, Settings{})
	for _, seed := range []string{"Crème -btw", `' & ! \ :*`, "d'Or", "((", "a:*b", "\x00", "€ 1 234,56"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := question(text)
		if q == "" {
			return
		}
		var nodes int
		if err := s.pool.QueryRow(t.Context(), `select numnode($1::tsquery)`, q).Scan(&nodes); err != nil {
			t.Errorf("%q becomes %q: %v", text, q, err)
		}
	})
}

// A date that is printed in words is found when it is typed in figures, and the
// reverse, in whatever language and order.
func TestDatesAreFoundAsOneWritesThem(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for number, line := range map[string]string{"1": "geleverd op 3 maart 2026", "2": "livré le 03/03/2026", "3": "delivered March 3rd, 2026", "4": "am 3. April 2026 geliefert", "5": "1er mars 2026"} {
		inv := bakery(number, 100)
		inv.Lines = []invoer.Line{{Description: line}}
		h.addRead(t, h.client, inv)
	}
	for text, want := range map[string][]string{
		"3/3/2026": {"1", "2", "3"}, "03-03-26": {"1", "2", "3"}, "2026-03-03": {"1", "2", "3"}, "3 mars 2026": {"1", "2", "3"}, "3 maart 2026": {"1", "2", "3"},
		"March 3, 2026": {"1", "2", "3"}, "3-mrt-2026": {"1", "2", "3"}, "1.3.2026": {"5"}, "3/4/2026": {"4"}, "4/3/2026": {}, "03/2026": {"1", "2", "3", "5"},
	} {
		found, err := h.Documents(t.Context(), h.accountant, Filter{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		got := numbers(found)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("by %q (-want +got):\n%s", text, diff)
		}
	}
}
