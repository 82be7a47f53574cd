package fields

import "regexp"

// A rangeForm is a way to write a period. Group 1 of its pattern is the first
// date; last is the group of the second.
type rangeForm struct {
	pattern figured
	last    int
	read    func(r *dateReader, g []string) (a, b DateSeen, ok bool)
}

// The parts of periods.
const (
	untilSaid = `\s?(?:-|–|—|>|->|~|tot en met|up to and including|t/m|t\.e\.m\.?|tem|tot|au|bis zum|bis|until|through|till|to|en met)\s?`
	numericAt = `(\d{1,2})[-/.](\d{1,2})`
	dayAt     = `(\d{1,2})(?:er|ste|de|e|st|nd|rd|th|\.)?`
	monthAt   = `\s?(?:de |of )?(\pL{3,10})\.?`
	yearAt    = `\s?[-/.]?(\d{4})`
)

// rangeForms are those of which the first day leaves out what the second says,
// or of which no space stands between the two.
var rangeForms = []rangeForm{
	{figures(`(?i)(` + numericAt + `[-/.](\d{4}|\d{2}))` + untilSaid + `(` + numericAt + `[-/.](\d{4}|\d{2}))`), 5, func(r *dateReader, g []string) (a, b DateSeen, ok bool) {
		return r.both([3]string{g[4], g[3], g[2]}, [3]string{g[8], g[7], g[6]})
	}},
	{figures(`(?i)(` + numericAt + `\.?)` + untilSaid + `(` + numericAt + `[-/.](\d{4}|\d{2}))`), 4, func(r *dateReader, g []string) (a, b DateSeen, ok bool) {
		return r.both([3]string{g[7], g[3], g[2]}, [3]string{g[7], g[6], g[5]})
	}},
	{figures(`(?i)(` + dayAt + monthAt + `)` + untilSaid + `(` + dayAt + monthAt + yearAt + `)`), 4, func(r *dateReader, g []string) (a, b DateSeen, ok bool) {
		return r.words([3]string{g[7], g[3], g[2]}, [3]string{g[7], g[6], g[5]})
	}},
	{figures(`(?i)(` + dayAt + `)` + untilSaid + `(` + dayAt + monthAt + yearAt + `)`), 3, func(r *dateReader, g []string) (a, b DateSeen, ok bool) {
		return r.words([3]string{g[6], g[5], g[2]}, [3]string{g[6], g[5], g[4]})
	}},
	{figures(`(?i)((\pL{3,10})\.?\s?(\d{1,2}))` + untilSaid + `((\pL{3,10})\.?\s?(\d{1,2}),?\s(\d{4}))`), 4, func(r *dateReader, g []string) (a, b DateSeen, ok bool) {
		return r.words([3]string{g[7], g[2], g[3]}, [3]string{g[7], g[5], g[6]})
	}},
	{figures(`(?i)((\pL{3,10})\.?\s?(\d{1,2}))` + untilSaid + `((\d{1,2}),?\s(\d{4}))`), 4, func(r *dateReader, g []string) (a, b DateSeen, ok bool) {
		return r.words([3]string{g[6], g[2], g[3]}, [3]string{g[6], g[2], g[5]})
	}},
}

// numberLabel ends the text before a number that is no day: that of a document.
var numberLabel = regexp.MustCompile(`(?i)(?:\b(?:nr|no|num|num[eé]ro|nummer|number|factuur|facture|invoice|rechnung|ref)\.?|n°|#) ?:? ?$`)

// ranges finds the periods of a text before its single dates, so that no end of
// one is taken for a date of its own.
func (r *dateReader) ranges() {
	for _, form := range rangeForms {
		for _, m := range form.pattern.FindAllStringSubmatchIndex(r.text, -1) {
			if numberLabel.MatchString(r.text[:m[0]]) {
				continue
			}
			a, b, ok := form.read(r, groupsOf(r.text, m))
			if !ok || !r.free(m[0], m[1]) {
				continue
			}
			a.From, a.To, a.ends = m[2], m[3], true
			b.From, b.To, b.ends = m[2*form.last], m[2*form.last+1], true
			r.found = append(r.found, a, b)
		}
	}
}

// both reads the days of a period in digits, each as year, month and day.
func (r *dateReader) both(first, second [3]string) (a, b DateSeen, ok bool) {
	b, ok = r.numeric(second[0], second[1], second[2], r.order)
	if !ok {
		return a, b, false
	}
	order := DayFirst
	if b.MonthFirst {
		order = MonthFirst
	}
	if a, ok = r.numeric(first[0], first[1], first[2], order); !ok {
		return a, b, false
	}
	return following(a, b)
}

// words reads the days of a period whose months have names.
func (r *dateReader) words(first, second [3]string) (a, b DateSeen, ok bool) {
	if b, ok = r.named([]string{"", second[2], second[1], second[0]}); !ok {
		return a, b, false
	}
	if a, ok = r.named([]string{"", first[2], first[1], first[0]}); !ok {
		return a, b, false
	}
	return following(a, b)
}

// following puts the first day, which may lack a year of its own, before the second.
func following(a, b DateSeen) (DateSeen, DateSeen, bool) {
	const longest = 3 * 366 // days: a bill is of no more than some years
	if b.Date.Before(a.Date) && a.Date.Year == b.Date.Year {
		a.Date.Year--
	}
	days := b.Date.Days(a.Date)
	return a, b, a.Date.Exists() && days > 0 && days <= longest
}
