package fields

import (
	"regexp"
	"strings"

	"github.com/invoer/invoer"
)

var (
	numberWord = regexp.MustCompile(`^[A-Za-z0-9#(][A-Za-z0-9_./\\#()-]*$`)
	prefixWord = regexp.MustCompile(`^[A-Z]{1,5}[-/.]?$`)
	moneyWord  = regexp.MustCompile(`^\d{1,3}(?:[.,]\d{3})*[.,]\d{2}$`)
	clockWord  = regexp.MustCompile(`^\d{1,2}[:h]\d{2}(?::\d{2})?$`)
	pageWord   = regexp.MustCompile(`^\d{1,3}/\d{1,3}$`)
	postalWord = regexp.MustCompile(`^(?:[A-Z]{1,2}-)?\d{4,5}$`)
)

// A NumberCandidate is a word that may be the number of the invoice.
type NumberCandidate = Candidate[string]

// Numbers finds what may be the number of the invoice: words with a digit that
// a label stands by, which are no date, amount, time or account number.
func (d *Document) Numbers(today invoer.Date) []NumberCandidate {
	var found []NumberCandidate
	for s, cell := range d.Cells {
		if !strings.ContainsAny(cell.Text, "0123456789") || len(cell.Text) > 300 {
			continue
		}
		masked := d.mask(cell.Text, today)
		for _, w := range numberWords(cell.Text, masked) {
			spot := Spot{s.Page, s.Line, s.Cell, w.From, w.To}
			if c, ok := d.weighNumber(spot); ok {
				found = append(found, c)
			}
		}
	}
	return found
}

// mask marks the bytes of a text that are dates, account numbers, VAT numbers
// or references.
func (d *Document) mask(text string, today invoer.Date) []bool {
	masked := make([]bool, len(text))
	cover := func(from, to int) {
		for i := from; i < to; i++ {
			masked[i] = true
		}
	}
	for _, seen := range DatesIn(text, DayFirst, today) {
		if !dense(text[seen.From:seen.To]) {
			cover(seen.From, seen.To)
		}
	}
	for _, repair := range []bool{false, true} {
		for _, c := range IBANIn(text, repair) {
			cover(c.Spot.From, c.Spot.To)
		}
	}
	for _, c := range VATNumberIn(text, false) {
		if !c.Bare {
			cover(c.Spot.From, c.Spot.To)
		}
	}
	for _, c := range ReferenceIn(text, false) {
		if !c.Bare {
			cover(c.Spot.From, c.Spot.To)
		}
	}
	return masked
}

// dense tells whether a date is written without signs between, so that it may
// as well be a number.
func dense(text string) bool { return strings.Trim(text, "0123456789") == "" }

// numberWords are the words with a digit that may be a number of something;
// one to five capitals before digits belong to them ("FV 7719").
func numberWords(text string, masked []bool) []Spot {
	var found []Spot
	prefix, at := -1, 0
	for word := range strings.SplitSeq(text, " ") {
		from, to := trimmed(text, at, at+len(word))
		at += len(word) + 1
		if from >= to || masked[from] || masked[to-1] {
			prefix = -1
			continue
		}
		w := text[from:to]
		if prefixWord.MatchString(w) && len(labels(w)) == 0 {
			prefix = from
			continue
		}
		if numbered(w) {
			start := from
			if prefix >= 0 && digit(w[0]) {
				start = prefix
			}
			found = append(found, Spot{From: start, To: to})
		}
		prefix = -1
	}
	return found
}

// trimmed takes signs away that are not part of a number.
func trimmed(text string, from, to int) (int, int) {
	const signs = ".,:;()[]#*'\"|«»-–_=!?"
	for from < to && strings.ContainsRune(signs, rune(text[from])) {
		from++
	}
	for from < to && strings.ContainsRune(signs, rune(text[to-1])) {
		to--
	}
	for _, glue := range []string{":", "°", "º"} { // "Nr:123", "n°562044387"
		if i := strings.LastIndex(text[from:to], glue); i >= 0 && i+len(glue) < to-from && !clockWord.MatchString(text[from:to]) {
			from += i + len(glue)
		}
	}
	return from, to
}

func numbered(w string) bool {
	return strings.ContainsAny(w, "0123456789") && numberWord.MatchString(w) && len(w) <= 40 &&
		!moneyWord.MatchString(w) && !clockWord.MatchString(w) && !strings.Contains(w, "@")
}

// weighNumber looks at the labels of a number.
func (d *Document) weighNumber(spot Spot) (NumberCandidate, bool) {
	sightings := closely(d.Sightings(spot))
	mine, by := Weigh(sightings, LabelNumber)
	if ticket, byTicket := Weigh(sightings, LabelTicket); d.ticketWeight(spot)*ticket > mine {
		mine, by = d.ticketWeight(spot)*ticket, byTicket
	}
	if bare, byNo := Weigh(sightings, LabelNo); 0.5*bare > mine {
		mine, by = 0.5*bare, byNo
	}
	if mine < 0.15 || d.postal(spot) {
		return NumberCandidate{}, false
	}
	rival, _ := Weigh(sightings, LabelOtherNo, LabelQuoted, LabelPhone, LabelVATNo, LabelYourVATNo, LabelAccount, LabelReference, LabelItem)
	dated, _ := Weigh(sightings, LabelIssued, LabelDue, LabelOtherDate)
	printed := d.Printed(spot)
	score := mine - 0.8*max(rival, 0.9*dated) + likeNumber(printed) + 0.15*float64(min(explicit(by), 2))
	score -= 0.25*d.Depth(spot) + 0.2*float64(min(spot.Page, 3))
	return NumberCandidate{Value: printed, Spot: spot, Score: score, Why: by.Reason()}, true
}

// postal tells whether a number begins a line with a town.
func (d *Document) postal(s Spot) bool {
	text := d.Cell(s).Text
	m := postalPattern.FindStringIndex(text)
	return m != nil && m[0] <= s.From && m[1] > s.To
}

// explicit counts the words of a label that says "number" after "invoice": the
// word invoice alone may be a heading.
func explicit(by Sighting) int {
	if by.Label != LabelNumber {
		return 0
	}
	return len(tokens(by.Text)) - 1
}

// ticketWeight is what the number of a till receipt is worth as the number of
// the document: less where the same line has an invoice number.
func (d *Document) ticketWeight(s Spot) float64 {
	for _, h := range d.Hits(s) {
		if h.Label == LabelNumber {
			return 0.4
		}
	}
	return 0.7
}

// likeNumber is what the look of a word adds or takes away.
func likeNumber(w string) float64 {
	digits := 0
	for i := range len(w) {
		if digit(w[i]) {
			digits++
		}
	}
	score := 0.0
	switch {
	case digits >= 4:
		score += 0.2
	case digits == 3:
		score += 0.1
	case digits == 1:
		score -= 0.25
	}
	if pageWord.MatchString(w) {
		score -= 0.2
	}
	if postalWord.MatchString(w) && strings.Contains(w, "-") {
		score -= 0.3
	}
	if strings.Contains(w, ",") {
		score -= 0.3
	}
	return score
}
