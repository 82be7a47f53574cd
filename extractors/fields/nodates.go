package fields

import (
	"strings"
	"time"

	"github.com/invoer/invoer"
)

// A NoDate is what stands where a date should and can be none.
type NoDate struct {
	Field   string // of the contract: invoice_date or due_date
	Printed string
	FarOff  bool // it is a day of the calendar, but of another age
	Spot    Spot
}

// sureOfDate is the least weight of a label that says that a date follows.
const sureOfDate = 0.5

// NoDates finds what a label says to be the invoice date or the due date and that
// is refused: no day of the calendar in whichever order, or one far off today.
func (d *Document) NoDates(today invoer.Date) []NoDate {
	var found []NoDate
	for s, cell := range d.Cells {
		if !hasDigits(cell.Text, 5) {
			continue
		}
		for _, printed := range refused(cell.Text, today) {
			spot := Spot{s.Page, s.Line, s.Cell, printed.From, printed.To}
			field := d.dateField(spot)
			if field == "" {
				continue
			}
			found = append(found, NoDate{field, strings.TrimSpace(cell.Text[printed.From:printed.To]), printed.Date.Exists(), spot})
		}
	}
	return found
}

// dateField is which date the labels around a spot say it is; empty for neither.
func (d *Document) dateField(s Spot) string {
	seen := d.Sightings(s)
	issued, _ := Weigh(seen, LabelIssued, LabelDate)
	due, _ := Weigh(seen, LabelDue)
	other, _ := Weigh(seen, LabelOtherDate, LabelQuoted)
	switch {
	case max(issued, due) < sureOfDate || other >= max(issued, due):
		return ""
	case due > issued:
		return "due_date"
	}
	return "invoice_date"
}

// refused are the parts of a text that are written as dates are, with four digits
// of a year, and are not read as such. The date of one that exists is told.
func refused(text string, today invoer.Date) []DateSeen {
	r := dateReader{text: text, taken: make([]bool, len(text))}
	for _, seen := range DatesIn(text, DayFirst, today) {
		for i := seen.From; i < seen.To; i++ {
			r.taken[i] = true
		}
	}
	r.each(isoDate, func(g []string) (DateSeen, bool) { return unread(g[1], number(g[2]), g[3]) })
	r.each(plainDate, func(g []string) (DateSeen, bool) { return unread(g[3], number(g[2]), g[1]) })
	r.each(namedDate, func(g []string) (DateSeen, bool) {
		month, known := Month(g[2])
		if !known {
			return DateSeen{}, false
		}
		return unread(g[3], int(month), g[1])
	})
	return r.found
}

// unread is a date as it is spelled, whether it exists or not. So short a year as
// two digits may be anything.
func unread(year string, month int, day string) (DateSeen, bool) {
	spelled := invoer.Date{Year: number(year), Month: time.Month(month), Day: number(day)}
	if !spelled.Exists() && month > 12 {
		spelled.Month, spelled.Day = time.Month(spelled.Day), month
	}
	return DateSeen{Date: spelled}, len(year) == 4 && spelled.Year > 0 && month >= 0 && spelled.Day >= 0
}
