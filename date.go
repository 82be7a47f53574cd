package invoer

import (
	"fmt"
	"time"
)

// A Date is a day without a time of day or place. The zero value is no date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads an ISO 8601 date ("2026-12-15") that exists.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%w: date %q, want YYYY-MM-DD and a day that exists", ErrInvalid, s)
	}
	return DateOf(t), nil
}

// DateOf is the day that t falls on in its own time zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// Zero tells whether d is no date.
func (d Date) Zero() bool { return d == Date{} }

// Exists tells whether d is a day of the calendar.
func (d Date) Exists() bool { return !d.Zero() && DateOf(d.Time()) == d }

// Time is midnight UTC of d.
func (d Date) Time() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// AddDays is the day n days after d.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// EndOfMonth is the last day of d's month.
func (d Date) EndOfMonth() Date {
	return DateOf(time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC))
}

// Days is the number of days from e to d; it is negative when d is earlier.
func (d Date) Days(e Date) int { return int(d.Time().Sub(e.Time()).Hours() / 24) }

// Before tells whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Time().Before(e.Time()) }

// String is the ISO 8601 spelling, and "" for no date.
func (d Date) String() string {
	if d.Zero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes the ISO 8601 spelling.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO 8601 spelling; an empty text is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	got, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = got
	return nil
}
