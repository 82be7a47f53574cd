package winbooks

import (
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// The file for WinBooks on Web has months of the book year, whatever the periods
// of the books are.
func TestBookMonth(t *testing.T) {
	t.Parallel()
	day := func(year int, month time.Month, day int) invoer.Date {
		return invoer.Date{Year: year, Month: month, Day: day}
	}
	for name, c := range map[string]struct {
		number          string
		from, until, on invoer.Date
		want            string
	}{
		"a month":                             {"03", day(2026, 3, 1), day(2026, 3, 31), day(2026, 3, 5), "03"},
		"the first quarter":                   {"01", day(2026, 1, 1), day(2026, 3, 31), day(2026, 3, 5), "03"},
		"the last quarter":                    {"04", day(2026, 10, 1), day(2026, 12, 31), day(2026, 11, 30), "11"},
		"a quarter of a year that began July": {"02", day(2026, 10, 1), day(2026, 12, 31), day(2026, 12, 31), "06"},
		"a quarter over the end of a year":    {"03", day(2025, 12, 1), day(2026, 2, 28), day(2026, 1, 15), "08"},
		"a day that is not in its period":     {"02", day(2026, 4, 1), day(2026, 6, 30), day(2026, 7, 1), "02"},
		"the opening":                         {"00", day(2026, 1, 1), day(2026, 12, 31), day(2026, 1, 1), "00"},
		"a period of which no days are known": {"05", invoer.Date{}, invoer.Date{}, day(2026, 5, 1), "05"},
	} {
		p := invoer.Posting{Booking: invoer.Booking{Date: c.on}, Period: invoer.Period{Number: c.number, Span: invoer.Span{From: c.from, Until: c.until}}}
		if got := bookMonth(p); got != c.want {
			t.Errorf("%s: month %s, want %s", name, got, c.want)
		}
	}
}
