package portal

import (
	"testing"
	"time"

	"github.com/invoer/invoer"
)

var testDay = invoer.Date{Year: 2026, Month: time.November, Day: 24}

func TestCanonical(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ name, typed, want string }{
		"a Dutch amount":                         {"total_incl", "1.471,60", "1471.60"},
		"an English amount":                      {"total_incl", "1,471.60", "1471.60"},
		"a French amount with its sign":          {"total_incl", "1 471,60 €", "1471.60"},
		"a sign before three digits is no point": {"total_excl", "1.471", "1471.00"},
		"one decimal":                            {"total_excl", "12,5", "12.50"},
		"a dash for no cents":                    {"total_excl", "€ 12,-", "12.00"},
		"a minus behind":                         {"total_excl", "12,50-", "-12.50"},
		"two groups":                             {"total_excl", "1.234.567,89", "1234567.89"},
		"mixed signs are not understood":         {"total_excl", "1.23.456,00", "1.23.456,00"},
		"words are left for the noun to refuse":  {"total_excl", "twelve", "twelve"},
		"a Belgian date":                         {"due_date", "5/3/2026", "2026-03-05"},
		"a German date with two digits":          {"due_date", "05.03.26", "2026-03-05"},
		"a month in words":                       {"due_date", "15 décembre 2026", "2026-12-15"},
		"a month in Dutch":                       {"due_date", "1 mrt 2026", "2026-03-01"},
		"the first of a French month":            {"due_date", "1er août 2026", "2026-08-01"},
		"July is not June":                       {"due_date", "3 juillet 2026", "2026-07-03"},
		"no year is the nearest":                 {"due_date", "15/1", "2027-01-15"},
		"ISO stays":                              {"due_date", "2026-12-15", "2026-12-15"},
		"the thirtieth of February":              {"due_date", "30/2/2026", "30/2/2026"},
		"an account number with spaces":          {"supplier_iban", "be71 0961 2345 6769", "BE71096123456769"},
		"a wrong account number is kept":         {"supplier_iban", "BE72 0961 2345 6769", "BE72 0961 2345 6769"},
		"a Belgian number without country":       {"supplier_vat", "0400.915.252", "BE0400915252"},
		"a structured communication":             {"structured_ref", "+++090/9337/55493+++", "090933755493"},
		"a sign for a currency":                  {"currency", "€", "EUR"},
		"spaces in a name":                       {"supplier_name", "  De   Zetter bv ", "De Zetter bv"},
		"nothing stays nothing":                  {"due_date", "  ", ""},
		"thirty days":                            {"due_date", "+30", "2026-12-24"},
		"the end of the month":                   {"due_date", "em", "2026-11-30"},
		"thirty days, end of month":              {"due_date", "30 em", "2026-12-31"},
		"the same with a plus":                   {"due_date", "+30EM", "2026-12-31"},
		"a day alone is the nearest":             {"invoice_date", "3", "2026-12-03"},
		"the thirty-first of a month without":    {"invoice_date", "31", "2026-10-31"},
		"a term of centuries":                    {"due_date", "+99999", "+99999"},
		"a sum with a percentage":                {"total_incl", "100+21%", "121.00"},
		"products before sums":                   {"total_excl", "10 + 2*50,25", "110.50"},
		"back to without VAT":                    {"total_excl", "121/1,21", "100.00"},
		"a percentage off":                       {"total_excl", "1.250,00 - 10%", "1125.00"},
		"a share":                                {"total_vat", "200*21%", "42.00"},
		"half a cent goes up":                    {"total_excl", "0,05/2", "0.03"},
		"by nothing":                             {"total_excl", "5/0", "5/0"},
		"a sum of words":                         {"total_excl", "a+b", "a+b"},
		"a sum without an end":                   {"total_excl", "1+", "1+"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := canonical(c.name, c.typed, testDay, testDay); got != c.want {
				t.Errorf("canonical(%q, %q) = %q, want %q", c.name, c.typed, got, c.want)
			}
		})
	}
}

// What is shown can be sent back unchanged: else opening and saving a document
// would change it.
func TestShownIsUnderstood(t *testing.T) {
	t.Parallel()
	values := map[string][]string{
		"invoice_date":   {"2026-12-05", "1999-01-31"},
		"total_incl":     {"0.00", "-12.50", "1471.60", "1234567.89", "999.00"},
		"supplier_iban":  {"BE71096123456769"},
		"supplier_vat":   {"BE0400915252", "FR40303265045"},
		"structured_ref": {"090933755493", "RF18539007547034"},
	}
	for _, lang := range []string{"nl", "fr", "en", "de"} {
		for name, texts := range values {
			for _, text := range texts {
				shown := tongue{Lang: lang}.Shown(name, text)
				if got := canonical(name, shown, testDay, testDay); got != text {
					t.Errorf("%s %s: %q is shown as %q, which is understood as %q", lang, name, text, shown, got)
				}
			}
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"1.471,60", "5 maart 26", "30/2", "+++090/9337/55493+++", "−1", ",", "1,,2", "\x00", "1e9"} {
		f.Add("total_incl", s)
		f.Add("due_date", s)
	}
	f.Fuzz(func(t *testing.T, name, typed string) {
		got := canonical(name, typed, testDay, testDay)
		if again := canonical(name, got, testDay, testDay); again != got {
			t.Errorf("canonical(%q, %q) = %q, and that again %q: want the same", name, typed, got, again)
		}
	})
}

func TestTongue(t *testing.T) {
	t.Parallel()
	money := invoer.EUR(-123456789)
	now := time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)
	cases := map[string]struct{ got, want string }{
		"Dutch money":            {tongue{Lang: "nl"}.Money(money), "-1.234.567,89\u00a0€"},
		"French money":           {tongue{Lang: "fr"}.Money(money), "-1\u202f234\u202f567,89\u00a0€"},
		"English money":          {tongue{Lang: "en"}.Money(invoer.Money{Cents: 5, Currency: "USD"}), "0.05\u00a0USD"},
		"no money":               {tongue{Lang: "de"}.Money(invoer.Money{}), ""},
		"a whole rate":           {tongue{Lang: "nl"}.Percent(2100), "21\u00a0%"},
		"a rate with decimals":   {tongue{Lang: "nl"}.Percent(550), "5,5\u00a0%"},
		"no rate":                {tongue{Lang: "nl"}.Percent(0), "0\u00a0%"},
		"an unknown rate":        {tongue{Lang: "nl"}.Percent(-1), ""},
		"minutes":                {tongue{Lang: "en", now: now}.Moment(now.Add(-5 * time.Minute)), "5 min ago"},
		"yesterday, Belgian day": {tongue{Lang: "en", now: now}.Moment(time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)), "yesterday 00:30"},
		"long ago":               {tongue{Lang: "de", now: now}.Moment(time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)), "05.03.2026"},
		"bytes":                  {tongue{Lang: "nl"}.Size(1_460_000), "1,5 MB"},
		"a finding's amounts": {
			tongue{Lang: "nl"}.Finding(invoer.Find(invoer.RuleBase, invoer.Warning, "", "1000.00", "1200.50")),
			"De basissen per tarief zijn samen 1.000,00, maar het totaal zonder btw is 1.200,50.",
		},
	}
	for name, c := range cases {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", name, c.got, c.want)
		}
	}
}
