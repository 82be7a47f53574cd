package einvoice

import (
	"time"

	"github.com/invoer/invoer"
)

// The formats of UNTDID 2379 that CII has for a day: 102 is CCYYMMDD, 203 and
// 204 go on with the time.
var dayFormats = map[string]int{"102": 8, "203": 12, "204": 14}

// date reads an xsd:date, with or without time zone, or a CII DateTimeString.
// Tolerated: xsd:dateTime where a date is due, and CCYYMMDD without a format.
func date(e *Element) (invoer.Date, error) {
	text, layout := e.Value(), time.DateOnly
	if n, cii := dayFormats[e.Attr("format")]; cii && len(text) == n {
		text, layout = text[:8], "20060102"
	}
	if len(text) == 8 {
		layout = "20060102"
	}
	if layout == time.DateOnly && len(text) > 10 {
		text = text[:10]
	}
	day, err := time.Parse(layout, text)
	if err != nil {
		return invoer.Date{}, fault(e, "want a date that exists, as 2026-12-15; %s", retry)
	}
	return invoer.DateOf(day), nil
}
