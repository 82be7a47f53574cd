package fields

import (
	"regexp"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/weights"
)

var (
	numberWord  = regexp.MustCompile(`^[A-Za-z0-9#(][A-Za-z0-9_./\\#()-]*$`)
	prefixWord  = regexp.MustCompile(`^[A-Z]{1,5}[-/.]?$`)
	moneyWord   = regexp.MustCompile(`^\d{1,3}(?:[.,]\d{3})*[.,]\d{2}$`)
	clockWord   = regexp.MustCompile(`^\d{1,2}[:h]\d{2}(?::\d{2})?$`)
	versionWord = regexp.MustCompile(`^\d\.\d(?:\.\d)?$`) // of a standard or a program
	pageWord    = regexp.MustCompile(`^\d{1,3}/\d{1,3}$`)
	postalWord  = regexp.MustCompile(`^(?:[A-Z]{1,2}-)?\d{4,5}$`)
)

// A NumberCandidate is a word that may be the number of the invoice.
type NumberCandidate = Candidate[string]

// Numbers finds what may be the number of the invoice: words with a digit that
// a label stands by, which are no date, amount, time or account number.
func (d *Document) Numbers(today invoer.Date) []NumberCandidate {
	var found []NumberCandidate
	whole := d.numberedWords()
	for s, cell := range d.Cells {
		if !strings.ContainsAny(cell.Text, "0123456789") || len(cell.Text) > 300 {
			continue
		}
		masked := d.mask(cell.Text, today)
		for _, w := range numberWords(cell.Text, masked) {
			spot := Spot{s.Page, s.Line, s.Cell, w.From, w.To}
			from := strings.LastIndexByte(strings.TrimSuffix(cell.Text[:w.From], " "), ' ') + 1
			parted := strings.HasSuffix(cell.Text[:w.From], " ") && squeeze(cell.Text[from:w.From]) != "" && whole[squeeze(cell.Text[from:w.To])]
			if parted {
				spot.From = from
			}
			c, ok := d.weighNumber(spot)
			if parted {
				c.Value = strings.ReplaceAll(c.Value, " ", "")
			}
			if ok {
				found = append(found, c)
			}
		}
	}
	return found
}

// numberedWords are the words with a letter and a digit, without signs: what
// OCR parts at one place ("IN V-2026-001") may be whole at another.
func (d *Document) numberedWords() map[string]bool {
	words := map[string]bool{}
	for _, cell := range d.Cells {
		for _, w := range cell.Words {
			if plain := squeeze(w.Text); len(plain) >= 6 && numbered(w.Text) && strings.Trim(plain, "0123456789") != "" {
				words[plain] = true
			}
		}
	}
	return words
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
	for _, seen := range d.datesIn(text, DayFirst, today) {
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
	said := labels(text)
	prefix, at := -1, 0
	for word := range strings.SplitSeq(text, " ") {
		from, to := trimmed(text, at, at+len(word))
		at += len(word) + 1
		if from >= to || masked[from] || masked[to-1] {
			prefix = -1
			continue
		}
		w := text[from:to]
		if prefixWord.MatchString(w) && (len(labels(w)) == 0 || len(w) == 1) && !titleWord[Fold(w)] && !endsLabel(said, to) && !strings.HasPrefix(text[to:], ":") {
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
	return grouped(text, said, found)
}

// grouped makes one number of groups of digits ("91 4420 7781", "F 2026 0112",
// "26 / 4417") that are all there is between a label, or the beginning of the
// text, and its end or the next label. Where other words follow, each is for itself.
func grouped(text string, said []Hit, words []Spot) []Spot {
	var found []Spot
	for i := 0; i < len(words); {
		last := i
		for last+1 < len(words) && together(text, words[last], words[last+1]) {
			last++
		}
		if last > i && opens(text, said, words[i].From) && closes(text, said, words[last].To) {
			found = append(found, Spot{From: words[i].From, To: words[last].To})
			i = last + 1
			continue
		}
		found = append(found, words[i])
		i++
	}
	return found
}

// together tells whether two words are groups of one number, the first maybe with
// capitals before it, and what stands between keeps them together.
func together(text string, a, b Spot) bool {
	switch text[a.To:b.From] {
	case " ", " / ", " - ":
		return onlyDigits(behindLetters(text[a.From:a.To])) && onlyDigits(text[b.From:b.To])
	}
	return false
}

// behindLetters is a word without the capitals before it that belong to it.
func behindLetters(word string) string { return strings.TrimLeft(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ") }

// onlyDigits tells of a group of a number: two to six digits and nothing else.
func onlyDigits(word string) bool {
	return len(word) >= 2 && len(word) <= 6 && dense(word)
}

// opens tells whether a label, or nothing, stands right before a place of a text.
func opens(text string, said []Hit, at int) bool {
	before := strings.TrimRight(text[:at], " :.=")
	return before == "" || slices.ContainsFunc(said, func(h Hit) bool { return h.To == len(before) })
}

// closes tells whether nothing, or another label, follows a place of a text.
func closes(text string, said []Hit, at int) bool {
	rest := at + len(text[at:]) - len(strings.TrimLeft(text[at:], " -–|,;"))
	return rest == len(text) || slices.ContainsFunc(said, func(h Hit) bool { return h.From == rest })
}

// endsLabel tells whether a label of several words ends at a byte: its last one
// is then no part of the number ("FACTURE DE VENTE 38-164071").
func endsLabel(said []Hit, to int) bool {
	return slices.ContainsFunc(said, func(h Hit) bool { return h.To == to && h.Words > 2 })
}

// titleWord are last words of titles that are no part of a number after them.
var titleWord = set(`note nota bon avoir`)

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
		!moneyWord.MatchString(w) && !clockWord.MatchString(w) && !versionWord.MatchString(w) && !strings.Contains(w, "@")
}

// weighNumber looks at the labels and the look of a number. Without a label
// for a number of some kind it is none.
func (d *Document) weighNumber(spot Spot) (NumberCandidate, bool) {
	sightings := closely(d.Sightings(spot))
	mine, by := Weigh(sightings, LabelNumber)
	ticket, byTicket := Weigh(sightings, LabelTicket)
	bare, byNo := Weigh(sightings, LabelNo)
	afterTitle := isTitle(d.Cell(spot).Text[:spot.From])
	quoted := referred(sightings)
	if max(mine, ticket, bare, quoted) < leastLabel && !afterTitle || d.postal(spot) || d.coded(spot) || by.Relation != Before && (d.ofStreet(spot) || measure.MatchString(d.Cell(spot).Text[spot.To:])) {
		return NumberCandidate{}, false
	}
	c := NumberCandidate{Value: d.Printed(spot), Spot: spot, Why: reasonOf(invoer.Because("number-on-page"), by, byTicket, byNo)}
	c.Features.Add("label: invoice number", mine)
	c.Features.Add("label: in the same cell", mine*weights.Flag(by.Relation == Before))
	c.Features.Add("label: above", mine*weights.Flag(by.Relation == Above))
	c.Features.Add("label: below, as a caption", mine*weights.Flag(by.Relation == Below))
	c.Features.Add("words before: only a title", weights.Flag(afterTitle))
	c.Features.Add("label: says number after invoice", weights.Flag(mine > 0)*0.5*float64(min(explicit(by), 2)))
	if d.saidInLine(spot, LabelNumber) {
		c.Features.Add("label: ticket beside an invoice number", ticket)
	} else {
		c.Features.Add("label: ticket number", ticket)
		c.Features.Add("label: ticket number and no other", ticket*weights.Flag(mine == 0))
	}
	c.Features.Add("label: number of what is not said", bare)
	c.Features.Add("label: reference of what is not said", quoted)
	c.Features.Add("label: number of what is not said, by a title", bare*weights.Flag(bare > mine && d.titled(spot) && !d.specified(spot)))
	if d.takenOff(spot) {
		sightings = append(sightings, Sighting{Label: LabelQuoted, Relation: Before, Weight: 0.85})
	}
	strongest := addRivals(&c.Features, sightings)
	c.Features.Add("label: invoice number is the strongest", weights.Flag(mine > strongest))
	d.addLook(&c.Features, spot)
	return c, true
}

// referenceWords are words of labels that some senders print before the number of
// the invoice, and most before some other number.
var referenceWords = set(`reference referentie referenz ref onzereferentie onzeref notrereference notreref unserereferenz ourreference ourref`)

// referred is how surely a number is called a reference and nothing else.
func referred(sightings []Sighting) float64 {
	best := 0.0
	for _, s := range sightings {
		if s.Label == LabelOtherNo && referenceWords[Fold(s.Text)] {
			best = max(best, s.Weight)
		}
	}
	return best
}

// takenOff tells whether a number is that of an invoice whose amount is taken off
// in the same line.
func (d *Document) takenOff(s Spot) bool {
	return slices.ContainsFunc(d.Hits(s), func(h Hit) bool { return h.Label == LabelPaid && h.To <= s.From }) && d.besideAmount(s)
}

// measure is the unit behind a number that measures something ("120.000 km").
var measure = regexp.MustCompile(`(?i)^ ?(?:km|kg|kwh|mwh|m[²³23]|cl|ml|liter|litres?|stuks?|uur|uren|heures?|stunden|hours?|pcs|pct|%)(?:[ ,.;)]|$)`)

// ofStreet tells whether a number is that of a house.
func (d *Document) ofStreet(s Spot) bool {
	m := namedStreet.FindStringIndex(d.Cell(s).Text)
	return m != nil && m[0] <= s.From && m[1] >= s.To
}

// coded tells whether a number is the code in brackets of what kind of invoice
// it is, as pictures of e-invoices have it.
func (d *Document) coded(s Spot) bool {
	text := d.Cell(s).Text
	return typeCode.MatchString(text[s.From:s.To]) && strings.HasSuffix(text[:s.From], "(") && strings.HasPrefix(text[s.To:], ")")
}

// leastLabel is the weight below which a label is too far away to be one.
const leastLabel = 0.15

// addRivals adds the labels that say it is the number of something else, and
// gives the weight of the strongest.
func addRivals(f *weights.Features, sightings []Sighting) (strongest float64) {
	for _, rival := range []struct {
		feature string
		labels  []Label
	}{
		{"label: another number", []Label{LabelOtherNo, LabelItem}},
		{"label: another document", []Label{LabelQuoted}},
		{"label: telephone", []Label{LabelPhone}},
		{"label: VAT number", []Label{LabelVATNo, LabelYourVATNo}},
		{"label: account or reference", []Label{LabelAccount, LabelReference}},
		{"label: date", []Label{LabelIssued, LabelDue, LabelOtherDate}},
	} {
		w, _ := Weigh(sightings, rival.labels...)
		f.Add(rival.feature, w)
		strongest = max(strongest, w)
	}
	return strongest
}

// addLook adds what a number looks like and where it stands.
func (d *Document) addLook(f *weights.Features, s Spot) {
	w := d.Printed(s)
	digits := 0
	for i := range len(w) {
		if digit(w[i]) {
			digits++
		}
	}
	f.Add("look: four digits or more", weights.Flag(digits >= 4))
	f.Add("look: three digits", weights.Flag(digits == 3))
	f.Add("look: one digit", weights.Flag(digits == 1))
	f.Add("look: more than fourteen digits", weights.Flag(digits > 14))
	f.Add("look: letters and digits", weights.Flag(digits < len(squeeze(w)) && strings.ContainsAny(w, capitals)))
	f.Add("look: page of pages", weights.Flag(pageWord.MatchString(w)))
	f.Add("look: postal code", weights.Flag(postalWord.MatchString(w) && strings.Contains(w, "-")))
	f.Add("look: a year", weights.Flag(yearWord.MatchString(w)))
	f.Add("words before: a law", weights.Flag(lawWords.MatchString(d.Cell(s).Text[:s.From])))
	f.Add("line: copyright", weights.Flag(copyright.MatchString(d.Cell(s).Text)))
	f.Add("look: comma", weights.Flag(strings.Contains(w, ",")))
	f.Add("look: written large", weights.Flag(d.Cell(s).Box.Height() > 1.25*d.textHeight(s.Page)))
	f.Add("place: depth", d.Depth(s))
	f.Add("place: later page", float64(min(s.Page, 3)))
	f.Add("place: in a sentence", weights.Flag(len(strings.Fields(d.Cell(s).Text)) > 9))
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

var (
	yearWord  = regexp.MustCompile(`^(?:[A-Z]{1,5}[-/. ]?)?(?:19|20)\d{2}$`)
	lawWords  = regexp.MustCompile(`(?i)(?:\b(?:loi|wet|wetboek|code|gesetz|law|act|directive|richtlijn|richtlinie|arr[êe]t[ée]|besluit|k\.?b\.?|a\.?r\.?|art\.?|article|artikel|règlement|verordening|verordnung)|§)\s?(?:n[°ºr]\.?|nr\.?|no\.?)?\s*$`)
	copyright = regexp.MustCompile(`(?i)©|\(c\)|\bcopyright\b`)
	typeCode  = regexp.MustCompile(`^(?:380|381|383|384|386|389|326|261|262|393|751)$`) // UNTDID 1001, for invoices
)

// titled tells whether what the document is called stands in the line of a
// spot before it, or in the lines above it in its column.
func (d *Document) titled(s Spot) bool {
	box := d.Cell(s).Box
	for l := max(0, s.Line-3); l <= s.Line; l++ {
		for c, cell := range d.Pages[s.Page].Lines[l].Cells {
			near := l == s.Line && c < s.Cell || l < s.Line && cell.Box.X0 < box.X1 && cell.Box.X1 > box.X0
			if near && isTitle(cell.Text) {
				return true
			}
		}
	}
	return false
}

// specified tells whether words before "n°" say of what it is the number: of a
// policy, a licence, a building site.
func (d *Document) specified(s Spot) bool {
	text := d.Cell(s).Text
	for _, h := range d.Hits(s) {
		if h.Label != LabelNo || h.To > s.From {
			continue
		}
		before := strings.Trim(text[:h.From], " :")
		return before != "" && !isTitle(before) && len(labels(before)) == 0
	}
	return false
}

// saidInLine tells whether a label stands in the line of a spot.
func (d *Document) saidInLine(s Spot, label Label) bool {
	return slices.ContainsFunc(d.hits[s.Page][s.Line], func(hits []Hit) bool {
		return slices.ContainsFunc(hits, func(h Hit) bool { return h.Label == label })
	})
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
