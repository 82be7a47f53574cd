package invoer

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseRates(t *testing.T) {
	t.Parallel()
	friday := Date{Year: 2026, Month: 11, Day: 27}
	cases := map[string]struct {
		file string
		want []ExchangeRate
	}{
		"the history": {
			"Date,USD,JPY,CYP,\n2026-11-27,1.0512,161.2,N/A,\n2026-11-26,1.0500,,0.58,\n",
			[]ExchangeRate{{"USD", friday, "1.0512"}, {"JPY", friday, "161.2"}, {"USD", friday.AddDays(-1), "1.0500"}, {"CYP", friday.AddDays(-1), "0.58"}},
		},
		"one day":      {"Date, USD, JPY, \n27 November 2026, 1.0512, 161.2, \n", []ExchangeRate{{"USD", friday, "1.0512"}, {"JPY", friday, "161.2"}}},
		"another file": {"currency,rate\nUSD,1.05\n", nil},
		"no day":       {"Date,USD\nyesterday,1.05\n", nil},
		"no rate":      {"Date,USD\n2026-11-27,cheap\n", nil},
		"nothing":      {"", nil},
	}
	for name, c := range cases {
		got, err := ParseRates([]byte(c.file))
		if diff := cmp.Diff(c.want, got); diff != "" || (c.want == nil) != errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
}

// FuzzParseRates: whatever the file, a rate that is given back is one that the
// database takes.
func FuzzParseRates(f *testing.F) {
	for _, seed := range []string{
		"Date,USD,JPY\n2026-11-27,1.0876,161.2\n", "Date, USD, \n27 November 2026, 1.0876, \n", "\xef\xbb\xbfdate,USD\n2026-11-27,N/A\n",
		"Date,USD\n2026-11-27\n", "Date,USD\n99 November 2026,1\n", "Date,usd\n2026-11-27,1\n", "Date,\"U\nSD\"\n2026-11-27,1\n", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		rates, err := ParseRates(file)
		if err != nil && !errors.Is(err, ErrInvalid) {
			t.Fatalf("%q: %v, want it invalid", file, err)
		}
		for _, rate := range rates {
			if !currencyPattern.MatchString(rate.Currency) || !ratePattern.MatchString(rate.Rate) || rate.Day == (Date{}) {
				t.Errorf("%q: rate %+v", file, rate)
			}
		}
	})
}
