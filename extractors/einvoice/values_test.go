package einvoice

import (
	"errors"
	"testing"

	"github.com/invoer/invoer"
)

func element(text string, attrs ...string) *Element {
	e := &Element{Name: "Value", Text: text, Attrs: map[string]string{}}
	for i := 0; i+1 < len(attrs); i += 2 {
		e.Attrs[attrs[i]] = attrs[i+1]
	}
	return e
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text string
		want int64
		ok   bool
	}{
		"cents":                               {"1471.60", 147160, true},
		"no decimals":                         {"12", 1200, true},
		"below zero":                          {"-0.5", -50, true},
		"a plus sign":                         {"+1.25", 125, true},
		"half a cent goes up":                 {"0.005", 1, true},
		"half a cent below zero":              {"-0.005", -1, true},
		"many decimals":                       {"1.004999999999", 100, true},
		"a point and nothing":                 {"5.", 500, true},
		"nothing and a point":                 {".5", 50, true},
		"a comma for a point":                 {"12,5", 1250, true},
		"thousands":                           {"1.234,56", 0, false},
		"an exponent":                         {"1e400", 0, false},
		"no number":                           {"NaN", 0, false},
		"infinity":                            {"INF", 0, false},
		"a word":                              {"twaalf", 0, false},
		"more than there is":                  {"99999999999999999999", 0, false},
		"so many digits that it is an attack": {"1." + string(make([]byte, 100)), 0, false},
	}
	for name, c := range cases {
		got, err := hundredths(element(c.text))
		if (err == nil) != c.ok || got != c.want {
			t.Errorf("%s: hundredths(%q) = %d, %v; want %d and ok %v", name, c.text, got, err, c.want, c.ok)
		}
		if err != nil && !errors.Is(err, invoer.ErrUnreadable) {
			t.Errorf("%s: error %v, want an unreadable one", name, err)
		}
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"105.0": "105", "0.1433773": "0.1433773", "63.992": "63.992", "-2.50": "-2.5", "100": "100", "0.00": "0"} {
		if got, err := figure(element(text)); err != nil || got != want {
			t.Errorf("figure(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		at   *Element
		want string
	}{
		"a day":                         {element("2026-12-15"), "2026-12-15"},
		"with a time zone":              {element("2026-12-15+01:00"), "2026-12-15"},
		"with a time":                   {element("2026-12-15T23:59:00Z"), "2026-12-15"},
		"as CII writes it":              {element("20261215", "format", "102"), "2026-12-15"},
		"with a time, as CII writes it": {element("202612152359", "format", "203"), "2026-12-15"},
		"without its format":            {element("20261215"), "2026-12-15"},
		"no day of the calendar":        {element("2026-02-30"), ""},
		"another order":                 {element("15/12/2026"), ""},
		"a word":                        {element("morgen"), ""},
	}
	for name, c := range cases {
		got, err := date(c.at)
		if got.String() != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: date(%q) = %s, %v; want %q", name, c.at.Text, got, err, c.want)
		}
	}
}

// TestNumbersOfAParty: one number in twelve spellings and in each place where
// senders put it is one supplier.
func TestNumbersOfAParty(t *testing.T) {
	t.Parallel()
	const one = "BE0477574154"
	cases := map[string]struct {
		country string
		numbers []Number
		want    invoer.VATNumber
	}{
		"canonical":                        {"BE", []Number{{element("BE0477574154"), VATNumber}}, one},
		"with dots":                        {"BE", []Number{{element("BE 0477.574.154"), VATNumber}}, one},
		"with spaces":                      {"BE", []Number{{element("BE 0477 574 154"), VATNumber}}, one},
		"with dashes":                      {"BE", []Number{{element("BE-0477-574-154"), VATNumber}}, one},
		"small letters":                    {"BE", []Number{{element("be0477574154"), VATNumber}}, one},
		"without its country":              {"BE", []Number{{element("0477.574.154"), VATNumber}}, one},
		"nine digits":                      {"BE", []Number{{element("BE 477.574.154"), VATNumber}}, one},
		"nine digits, no country":          {"BE", []Number{{element("477574154"), RegisterNumber}}, one},
		"of the register":                  {"BE", []Number{{element("0477574154", "schemeID", "0208"), RegisterNumber}}, one},
		"as an address":                    {"", []Number{{element("0477574154", "schemeID", "0208"), Identifier}}, one},
		"as an older address":              {"", []Number{{element("BE0477574154", "schemeID", "9925"), Identifier}}, one},
		"the address in one":               {"", []Number{{element("0208:0477574154"), Identifier}}, one},
		"an identifier of no scheme":       {"BE", []Number{{element("0477.574.154"), Identifier}}, one},
		"VAT before register":              {"NL", []Number{{element("NL671274958B01"), VATNumber}, {element("12345678"), RegisterNumber}}, "NL671274958B01"},
		"the next place":                   {"BE", []Number{{element(""), VATNumber}, {element("0477574154"), RegisterNumber}}, one},
		"a customer number is none":        {"BE", []Number{{element("10019"), Identifier}}, ""},
		"a GLN is none":                    {"BE", []Number{{element("5790000000005", "schemeID", "0088"), Identifier}}, ""},
		"not applicable":                   {"BE", []Number{{element("n/a"), VATNumber}}, ""},
		"wrong check digits are kept":      {"BE", []Number{{element("BE0123456789"), VATNumber}}, "BE0123456789"},
		"a register of elsewhere":          {"FR", []Number{{element("356000000"), RegisterNumber}}, "FR356000000"},
		"letters of its own country":       {"FR", []Number{{element("FRAB123456782"), VATNumber}}, "FRAB123456782"},
		"a foreigner with an address here": {"BE", []Number{{element("NL671274958B01"), VATNumber}}, "NL671274958B01"},
		"Austria":                          {"AT", []Number{{element("ATU12345678"), VATNumber}}, "ATU12345678"},
	}
	for name, c := range cases {
		got, at := Party{Numbers: c.numbers, Country: element(c.country)}.number()
		if got != c.want || (at == nil) != (c.want == "") {
			t.Errorf("%s: got %q at %v, want %q", name, got, at, c.want)
		}
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		meant, texts []*Element
		want         invoer.Reference
		wrong        bool
	}{
		"digits":                       {meant: []*Element{element("924170719992")}, want: "924170719992"},
		"as it is printed":             {meant: []*Element{element("+++924/1707/19992+++")}, want: "924170719992"},
		"with stars":                   {meant: []*Element{element("***924/1707/19992***")}, want: "924170719992"},
		"of ISO 11649":                 {meant: []*Element{element("RF18 5390 0754 7034")}, want: "RF18539007547034"},
		"in a note":                    {texts: []*Element{element("Gelieve +++924/1707/19992+++ te vermelden")}, want: "924170719992"},
		"an invoice number":            {meant: []*Element{element("2026/118")}},
		"wrong check digits":           {texts: []*Element{element("+++924/1707/19993+++")}, wrong: true},
		"wrong in one, right in other": {texts: []*Element{element("+++924/1707/19993+++"), element("+++924/1707/19992+++")}, want: "924170719992"},
		"digits in a note are no one":  {texts: []*Element{element("924170719992")}},
	}
	for name, c := range cases {
		got, _, wrong := reference(c.meant, c.texts)
		if got != c.want || (wrong != nil && got == "") != c.wrong {
			t.Errorf("%s: got %q and wrong %v, want %q and %v", name, got, wrong, c.want, c.wrong)
		}
	}
}
