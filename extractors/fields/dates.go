package fields

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
	"github.com/invoer/invoer/extractors/weights"
)

// A DateSeen is a date in a text.
type DateSeen struct {
	Date       invoer.Date
	From, To   int
	MonthFirst bool // only possible, or by other dates of the document shown, to be written month first
	either     bool // day and month could be changed round
	ends       bool // it is the first or last day of a period that leaves out what the other says
}

// Order is which of day and month comes first where both could.
type Order int

// The orders. In Belgium the day comes first; the other needs evidence.
const (
	DayFirst Order = iota
	MonthFirst
)

var (
	isoDate   = figures(`(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})`)
	plainDate = figures(`([0-9OoIl]{1,2})\s?[-/.,–—\\]\s?([0-9OoIl]{1,2})\s?[-/.,–—\\]\s?(\d{4}|2[0Oo][0-9OoIl]{2}|['’]?\d{2})`)
	partedDay = figures(`(\d{1,2})([-/.])(\d) (\d)[-/.](\d{4})`) // OCR parts digits
	gapDate   = figures(`(\d{2}) (\d{2}) (\d{4})`)
	namedDate = figures(`(\d{1,2})\s?(?:(?:er|ste|de|e|st|nd|rd|th|ème)\b|["'°.,])?[\s./-]*(?:of |de |d')?(\pL{3,10})[\s.,/-]*(\d{4}|['’]?\d{2})`)
	usDate    = figures(`(\pL{3,10})[\s.-]*(\d{1,2})(?:st|nd|rd|th|["'])?[\s.,-]+(\d{4})`)
	yearNamed = figures(`(\d{4})[-/. ](\pL{3,10})[-/. ](\d{1,2})`)
	denseDate = figures(`(20\d{2})([01]\d)([0-3]\d)`)
)

// DatesIn finds the dates of a text. Two-digit years are of this century and
// not later than two years after today. A date that does not exist, or lies
// before 1980 or more than three years ahead, is left out, and never replaced
// by another.
func DatesIn(text string, order Order, today invoer.Date) []DateSeen {
	if !hasDigits(text, 2) {
		return nil // most cells are words; looking for patterns in all of them is what settling costs most
	}
	r := dateReader{text: text, order: order, today: today, taken: make([]bool, len(text))}
	r.ranges()
	r.each(isoDate, r.iso)
	r.each(namedDate, r.named)
	r.each(usDate, func(g []string) (DateSeen, bool) { return r.named([]string{g[0], g[2], g[1], g[3]}) })
	r.each(yearNamed, func(g []string) (DateSeen, bool) { return r.named([]string{g[0], g[3], g[2], g[1]}) })
	r.each(plainDate, r.plain)
	r.misread()
	r.each(partedDay, func(g []string) (DateSeen, bool) { return r.plain([]string{g[0], g[1], g[3] + g[4], g[5]}) })
	r.each(gapDate, r.plain)
	r.each(denseDate, r.iso)
	return r.found
}

// A dated text is one in which dates are looked for.
type dated struct {
	text  string
	order Order
	today invoer.Date
}

// datesIn is DatesIn for a text of the document, which several finders look at;
// nobody may change what it gives.
func (d *Document) datesIn(text string, order Order, today invoer.Date) []DateSeen {
	key := dated{text, order, today}
	seen, known := d.dates[key]
	if !known {
		seen = DatesIn(text, order, today)
		d.dates[key] = seen
	}
	return seen
}

// hasDigits tells whether a text has at least so many digits.
func hasDigits(text string, least int) bool {
	for i := 0; i < len(text) && least > 0; i++ {
		if text[i] >= '0' && text[i] <= '9' {
			least--
		}
	}
	return least <= 0
}

// A dateReader collects dates; a part of the text is read once.
type dateReader struct {
	text  string
	order Order
	today invoer.Date
	taken []bool
	found []DateSeen
}

func (r *dateReader) each(pattern figured, read func([]string) (DateSeen, bool)) {
	for at := 0; at < len(r.text); {
		m := pattern.FindStringSubmatchIndex(r.text[at:])
		if m == nil {
			return
		}
		from, to := at+m[0], at+m[1]
		groups := make([]string, len(m)/2)
		for i := range groups {
			groups[i] = r.text[at+m[2*i] : at+m[2*i+1]]
		}
		if seen, ok := read(groups); ok && r.free(from, to) {
			seen.From, seen.To = from, to
			r.found = append(r.found, seen)
			at = to
			continue
		}
		at = next(r.text, from)
	}
}

// next is the start of the next run of letters or of digits after at, so that
// a text is not tried at each byte.
func next(text string, at int) int {
	kind := class(text[at])
	for at++; at < len(text); at++ {
		if now := class(text[at]); now != kind {
			return at
		}
	}
	return at
}

func class(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return 1
	case b == ' ' || b == '.' || b == '/' || b == '-' || b == ',':
		return 2
	}
	return 3
}

// free tells whether the part is not taken and not the middle of a longer
// number, and takes it.
func (r *dateReader) free(from, to int) bool {
	for i := from; i < to; i++ {
		if r.taken[i] {
			return false
		}
	}
	if from > 0 && digit(r.text[from-1]) || to < len(r.text) && digit(r.text[to]) {
		return false
	}
	if from > 1 && strings.ContainsRune("/.-", rune(r.text[from-1])) && digit(r.text[from-2]) {
		return false
	}
	for i := from; i < to; i++ {
		r.taken[i] = true
	}
	return true
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

var digitsMeant = strings.NewReplacer("O", "0", "o", "0", "I", "1", "l", "1", "'", "", "’", "")

func (r *dateReader) plain(g []string) (DateSeen, bool) {
	a, b := digitsMeant.Replace(g[1]), digitsMeant.Replace(g[2])
	return r.numeric(digitsMeant.Replace(g[3]), b, a, r.order)
}

// iso is year, month, day, and never anything else (ISO 8601).
func (r *dateReader) iso(g []string) (DateSeen, bool) {
	if strings.Contains(g[0], "-") && strings.Contains(g[0], "/") {
		return DateSeen{}, false // the number of something, "2026-10/07"
	}
	date, ok := r.date(number(g[1]), number(g[2]), number(g[3]))
	return DateSeen{Date: date}, ok
}

// numeric reads year, month and day; month and day change places where only
// that is a day of the calendar.
func (r *dateReader) numeric(year, month, day string, order Order) (DateSeen, bool) {
	y, m, d := r.year(year), number(month), number(day)
	either := m <= 12 && d <= 12 && m != d
	if order == MonthFirst && d <= 12 {
		m, d = d, m
	}
	if date, ok := r.date(y, m, d); ok {
		return DateSeen{Date: date, MonthFirst: order == MonthFirst, either: either}, true
	}
	date, ok := r.date(y, d, m)
	return DateSeen{Date: date, MonthFirst: true}, ok
}

func (r *dateReader) named(g []string) (DateSeen, bool) {
	month, known := Month(g[2])
	if !known {
		return DateSeen{}, false
	}
	date, ok := r.date(r.year(digitsMeant.Replace(g[3])), int(month), number(g[1]))
	return DateSeen{Date: date}, ok
}

func (r *dateReader) year(s string) int {
	y := number(s)
	if len(s) == 2 {
		y += 2000
	}
	return y
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1 // not a day, month or year
	}
	return n
}

func (r *dateReader) date(y, m, d int) (invoer.Date, bool) {
	date := invoer.Date{Year: y, Month: time.Month(m), Day: d}
	if y < 1980 || m < 1 || m > 12 || !date.Exists() {
		return invoer.Date{}, false
	}
	return date, r.today.Zero() || y <= r.today.Year+3
}

// A DateCandidate is a date of the document with what speaks for its being the
// invoice date, and what for the due date.
type DateCandidate struct {
	Date        invoer.Date
	Spot        Spot
	Issued, Due weights.Features
	IsWhy       invoer.Reason
	DueWhy      invoer.Reason
	ends        bool // of a period
}

// Dates finds all dates of the document and what their labels say.
func (d *Document) Dates(today invoer.Date) []DateCandidate {
	order, _ := d.dateOrder(today)
	return d.datesAs(order, today)
}

// Turned are the dates of the document with the month first, where none of its
// dates shows which of day and month is, and some could be read in both ways.
func (d *Document) Turned(today invoer.Date) ([]DateCandidate, bool) {
	if _, open := d.dateOrder(today); !open {
		return nil, false
	}
	return d.datesAs(MonthFirst, today), true
}

func (d *Document) datesAs(order Order, today invoer.Date) []DateCandidate {
	till := d.Till() > 0.5
	var found []DateCandidate
	for s, cell := range d.Cells {
		seen := d.datesIn(cell.Text, order, today)
		for i, date := range seen {
			c := d.weighDate(Spot{s.Page, s.Line, s.Cell, date.From, date.To}, date, today)
			c.ends = ranged(cell.Text, seen, i)
			c.Issued.Add("look: an end of a period", weights.Flag(c.ends))
			c.Due.Add("look: an end of a period", weights.Flag(c.ends))
			found = append(found, c)
		}
		found = d.secondDates(found, s, cell, order, today)
		if till && len(seen) == 0 && d.Pages[s.Page].Reader == "ocr" {
			found = d.faded(found, s, cell, order, today)
		}
	}
	compareDates(found)
	return found
}

// secondDates adds the dates that only a second reading of a cell has.
func (d *Document) secondDates(found []DateCandidate, s Spot, cell layout.Cell, order Order, today invoer.Date) []DateCandidate {
	second, other := cell.Second()
	if !other {
		return found
	}
	for _, date := range d.datesIn(second.Text, order, today) {
		from, to, otherwise := cell.Same(second, date.From, date.To)
		if !otherwise {
			continue
		}
		spot := Spot{s.Page, s.Line, s.Cell, from, to}
		c := d.weighDate(spot, date, today)
		c.Issued.Add("look: second reading", 1)
		c.Due.Add("look: second reading", 1)
		c.IsWhy = invoer.Because("second-reading", d.Printed(spot))
		c.DueWhy = c.IsWhy
		found = append(found, c)
	}
	return found
}

// compareDates adds which dates are the first on the page and in the calendar,
// of those that are no end of a period: one that leaves out its year says no day
// that others of the page are compared with.
func compareDates(found []DateCandidate) {
	first, earliest, latest := -1, invoer.Date{}, invoer.Date{}
	for i, c := range found {
		if c.ends {
			continue
		}
		if first < 0 {
			first, earliest, latest = i, c.Date, c.Date
		}
		if c.Date.Before(earliest) {
			earliest = c.Date
		}
		if latest.Before(c.Date) {
			latest = c.Date
		}
	}
	for i := range found {
		c := &found[i]
		if c.ends {
			continue
		}
		c.Issued.Add("place: first date", weights.Flag(i == first))
		c.Issued.Add("look: the only date", weights.Flag(earliest == latest))
		c.Due.Add("look: the only date", weights.Flag(earliest == latest))
		c.Issued.Add("look: the latest of several", weights.Flag(earliest != latest && c.Date == latest))
		c.Due.Add("look: the latest of several", weights.Flag(earliest != latest && c.Date == latest))
	}
}

// dateOrder is month first only where another date of the document cannot be
// read otherwise and none cannot be read so. It is open where no date shows it and
// some could be read in both ways.
func (d *Document) dateOrder(today invoer.Date) (order Order, open bool) {
	dayFirst, monthFirst, either := 0, 0, 0
	for _, cell := range d.Cells {
		for _, seen := range d.datesIn(cell.Text, DayFirst, today) {
			switch {
			case seen.MonthFirst:
				monthFirst++
			case seen.either:
				either++
			case seen.Date.Day > 12:
				if plainDate.MatchString(cell.Text[seen.From:seen.To]) {
					dayFirst++
				}
			}
		}
	}
	if monthFirst > 0 && dayFirst == 0 {
		return MonthFirst, false
	}
	return DayFirst, either > 0 && dayFirst == 0 && monthFirst == 0
}

// American tells whether an address of the United States stands on the document: a
// state and its postal code.
func (d *Document) American() bool {
	for _, cell := range d.Cells {
		if stateAndCode.MatchString(cell.Text) {
			return true
		}
	}
	return false
}

var stateAndCode = figures(`\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?\b`)

var betweenDates = regexp.MustCompile(`(?i)^\s*(-|–|—|>|/|to|tot|t/m|t\.e\.m\.?|au|bis|until|till|en met|->|tot en met|up to|~)\s*$`)

// ranged tells whether a date is one end of a period in its text.
func ranged(text string, seen []DateSeen, i int) bool {
	if seen[i].ends {
		return true
	}
	for j, other := range seen {
		if j == i {
			continue
		}
		from, to := min(other.To, seen[i].To), max(other.From, seen[i].From)
		if from <= to && betweenDates.MatchString(text[from:to]) {
			return true
		}
	}
	return false
}

// weighDate looks at the labels and the place of a date.
func (d *Document) weighDate(spot Spot, seen DateSeen, today invoer.Date) DateCandidate {
	meant, other := d.meant(spot, d.Sightings(spot), seen.ends)
	sightings := closely(meant)
	c := DateCandidate{Date: seen.Date, Spot: spot}
	issued, byIssued := Weigh(sightings, LabelIssued)
	plain, byPlain := Weigh(sightings, LabelDate)
	numbered, byNumber := Weigh(sightings, LabelNumber)
	due, byDue := Weigh(sightings, LabelDue)
	otherDate, _ := Weigh(sightings, LabelOtherDate, LabelDelivery)
	quoted, _ := Weigh(sightings, LabelQuoted)
	for _, l := range []struct {
		feature string
		weight  float64
	}{
		{"label: invoice date", issued},
		{"label: date", plain},
		{"label: invoice number", numbered},
		{"label: date and invoice number", min(plain, numbered)},
		{"label: due", due},
		{"label: another date", otherDate},
		{"label: another document", quoted},
		{"label: invoice date is the strongest", weights.Flag(issued >= leastLabel && issued >= max(plain, numbered, due, otherDate, quoted))},
		{"label: due is the strongest", weights.Flag(due >= leastLabel && due > max(issued, numbered, otherDate, quoted))},
		{"label: another date is the strongest", weights.Flag(otherDate > max(issued, due, plain))},
		{"label: none", weights.Flag(max(issued, plain, numbered, due, otherDate, quoted) < leastLabel)},
		{"words before: another matter", d.aside(spot, issued)},
		{"words before: a law", weights.Flag(lawDates.MatchString(d.Cell(spot).Text[:spot.From]))},
		{"look: month before day", weights.Flag(seen.MonthFirst)},
		{"place: in a sentence", weights.Flag(d.InSentence(spot))},
		{"place: alone in its cell", weights.Flag(spot.From == 0 && spot.To == len(d.Cell(spot).Text))},
		{"place: after a town", weights.Flag(afterTown.MatchString(d.Cell(spot).Text[:spot.From]))},
		{"place: depth", d.Depth(spot)},
		{"place: later page", float64(min(spot.Page, 3))},
		{"place: beside an amount", weights.Flag(d.besideAmount(spot))},
		{"look: fifteen years ago or more", weights.Flag(!today.Zero() && today.Days(seen.Date) > 15*365)},
		{"look: more than a month ahead", weights.Flag(!today.Zero() && seen.Date.Days(today) > 31)},
	} {
		c.Issued.Add(l.feature, l.weight)
		c.Due.Add(l.feature, l.weight)
	}
	c.Issued.Add("label: invoice date, in the same cell", weights.Flag(byIssued.Relation == Before)*issued)
	c.Due.Add("label: until when, and not to pay", weights.Flag(other))
	c.Due.Add("label: due, in the same cell", weights.Flag(byDue.Relation == Before)*due)
	c.Due.Add("label: due, several words", due*0.5*float64(min(2, len(strings.Fields(byDue.Text))-1)))
	c.IsWhy = reasonOf(invoer.Because("date-on-page"), byIssued, byPlain, byNumber)
	c.DueWhy = reasonOf(invoer.Because("date-on-page"), byDue)
	return c
}

// lawDates are the words before the date of a law ("wet van 2 augustus 2002").
var lawDates = regexp.MustCompile(`(?i)\b(?:wet|loi|gesetz(?:es)?|act|k\.?b\.?|a\.?r\.?|besluit|arrêté(?: royal)?|richtlijn|directive|richtlinie|décret|decreet|wetboek|code)(?: \S{1,12}){0,2} (?:van|du|de|of|vom|dated|dd\.?) ?(?:de |le )?$`)

// afterTown is a letter's town before its date: "Gent, 12 maart 2026".
var afterTown = regexp.MustCompile(`^\p{Lu}[\pL' -]{2,30},? (?:de |den |le |am )?$`)

// besideAmount tells whether an amount stands in the line of a spot: it is a
// line of goods or of a statement.
func (d *Document) besideAmount(s Spot) bool {
	line := Spot{Page: s.Page, Line: s.Line}
	stands, known := d.priced[line]
	if !known {
		stands = slices.ContainsFunc(d.Pages[s.Page].Lines[s.Line].Cells, isAmount)
		d.priced[line] = stands
	}
	return stands
}

// isAmount tells whether a cell is an amount of two decimals and nothing else.
func isAmount(cell layout.Cell) bool {
	seen := AmountsIn(cell.Text)
	return len(seen) == 1 && seen[0].Decimals == 2 && lettersIn(cell.Text[:seen[0].From]+cell.Text[seen[0].To:]) == 0
}

// versioned is the number of a version before its date ("2.6 vom").
var versioned = regexp.MustCompile(`(?:^|[vV ])\d{1,2}\.\d{1,2}(?:\.\d{1,2})? (?:vom|van|du|of|dated|\() ?$`)

// aside tells whether the text before a date in its cell speaks of something
// else ("concerning invoice 12 of"), with no clear label after that.
func (d *Document) aside(spot Spot, issued float64) float64 {
	if issued > 0.9 {
		return 0
	}
	if versioned.MatchString(d.Cell(spot).Text[:spot.From]) {
		return 0.85
	}
	for _, h := range d.Hits(spot) {
		if h.To <= spot.From && (h.Label == LabelQuoted || h.Label == LabelPaid && d.besideAmount(spot) || h.Label == LabelOtherDate && h.Words > 1) {
			return 0.85
		}
	}
	return 0
}

// reasonOf is the reason of the first sighting there is.
func reasonOf(otherwise invoer.Reason, sightings ...Sighting) invoer.Reason {
	for _, s := range sightings {
		if s.Weight > 0.2 {
			return s.Reason()
		}
	}
	return otherwise
}
