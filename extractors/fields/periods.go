package fields

import (
	"github.com/invoer/invoer"
)

// A PeriodSeen is a period in a text, its last day included.
type PeriodSeen struct {
	invoer.Span

	Said string // as it stands there
}

// PeriodsIn finds periods in a text: two dates, the earlier one first, with
// nothing but a word or sign for "until" between them (DatesIn).
func PeriodsIn(text string, today invoer.Date) []PeriodSeen {
	seen := DatesIn(text, DayFirst, today)
	var found []PeriodSeen
	for _, a := range seen {
		for _, b := range seen {
			if a.To <= b.From && a.Date.Before(b.Date) && betweenDates.MatchString(text[a.To:b.From]) {
				found = append(found, PeriodSeen{invoer.Span{From: a.Date, Until: b.Date}, text[a.From:b.To]})
			}
		}
	}
	return found
}
