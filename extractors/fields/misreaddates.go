package fields

import (
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

// Dates as printers and OCR run them together: the time of day stands right
// behind them, or the signs between their parts were read as others.
var (
	timedDate  = figures(`([0-9OoIl]{1,2})[-/.]([0-9OoIl]{1,2})[-/.](20\d{2}|\d{2})[0-2]?\d:[0-5]\d`)
	timedNamed = figures(`(\d{1,2})[\s./-]*(\pL{3,10})[\s./-]*(20\d{2}|\d{2})[0-2]?\d:[0-5]\d`)
	timedISO   = figures(`(20\d{2})[-/.](\d{2})[-/.](\d{2})[0-2]?\d:[0-5]\d`)
	oddSigns   = figures(`(\d{1,2})\s?[-/.,:;|_~'’]\s?(\d{1,2})\s?[-/.,:;|_~'’]\s?(20\d{2})`)
)

// misread finds those that were not taken as they stand.
func (r *dateReader) misread() {
	r.each(timedDate, r.plain)
	r.each(timedNamed, r.named)
	r.each(timedISO, r.iso)
	r.each(oddSigns, r.plain)
}

// Dates of which OCR lost a sign or read it as another, as of faint print: one
// between their parts is gone ("27/0618") or became a digit that a stroke looks
// like ("27106/2018"), digits became letters that look like them, and letters of
// the month digits.
var (
	lostSign   = figures(`(\d{2})[-/.](\d{2})(20\d{2}|\d{2})`)
	lostFirst  = figures(`(\d{2})(\d{2})[-/](20\d{2}|\d{2})`)
	strokeOne  = figures(`(\d{2})[17](\d{2})[-/](20\d{2}|\d{2})`)
	strokeTwo  = figures(`(\d{2})[-/](\d{2})[17](20\d{2}|\d{2})`)
	likeDigits = figures(`([0-9OoQDIl|!SBZG]{1,2})[-/.]([0-9OoQDIl|!SBZG]{1,2})[-/.]([0-9OoQDIl|!SBZG]{4}|[0-9OoQDIl|!SBZG]{2})`)
	likeMonth  = figures(`(\d{1,2})[-/. ]?([A-Za-z0-9]{3})[-/. ]?(20\d{2}|\d{2})`)
)

// lettersLike are letters for the digits that OCR reads for them.
var lettersLike = strings.NewReplacer("0", "O", "1", "L", "5", "S", "8", "B", "4", "A", "6", "G")

// leastDigits is how many digits of a date must have been read as such.
const leastDigits = 4

// faded adds the dates of a till receipt of which OCR lost a sign or misread
// some, in a cell that has no other date: less sure than any other.
func (d *Document) faded(found []DateCandidate, s Spot, cell layout.Cell, order Order, today invoer.Date) []DateCandidate {
	if !hasDigits(cell.Text, leastDigits) {
		return found
	}
	r := dateReader{text: cell.Text, order: order, today: today, taken: make([]bool, len(cell.Text))}
	for _, form := range []figured{lostSign, lostFirst, strokeOne, strokeTwo} {
		r.each(form, r.plain)
	}
	r.each(likeDigits, r.likeDigits)
	r.each(likeMonth, func(g []string) (DateSeen, bool) {
		return r.named([]string{g[0], g[1], lettersLike.Replace(strings.ToUpper(g[2])), g[3]})
	})
	for _, date := range r.found {
		c := d.weighDate(Spot{s.Page, s.Line, s.Cell, date.From, date.To}, date, today)
		c.Issued.Add("look: second reading", 1)
		c.Due.Add("look: second reading", 1)
		found = append(found, c)
	}
	return found
}

// likeDigits reads a date in digits some of which were read as letters.
func (r *dateReader) likeDigits(g []string) (DateSeen, bool) {
	if !hasDigits(g[0], leastDigits) {
		return DateSeen{}, false
	}
	return r.numeric(asDigits.Replace(g[3]), asDigits.Replace(g[2]), asDigits.Replace(g[1]), r.order)
}
