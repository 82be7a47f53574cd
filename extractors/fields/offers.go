package fields

import (
	"regexp"
	"strings"
)

// The words of a discount for paying early (a discount for cash), in plain words
// with a space at each end.
var (
	ofDiscount  = regexp.MustCompile(` (?:korting|kortingen|skonto|skontoabzug|escompte|discount|remise|rabatt?|betalingskorting|kontantkorting) `)
	ofEarly     = regexp.MustCompile(` (?:binnen|voor|before|by|within|innerhalb|innert|bis|avant|sous|dans|contante?|comptant|cash|anticipee?|vervroegde?|early|prompt|vorzeitige?r?) `)
	ofNone      = regexp.MustCompile(` (?:pas d|pas de|aucun|aucune|sans|geen|zonder|kein|keine|keinen|ohne|no|without|neant|nihil) (?:\S+ )?(?:korting|skonto|escompte|discount|remise|rabatt?) | (?:escompte|discount|remise|korting|skonto)(?: \S+){0,3} (?:neant|nihil|none|nil|keine?|geen) `)
	ofWhole     = regexp.MustCompile(` (?:netto|net|ohne abzug|volle|volledige?|full|integralement|nadien|daarna|danach|thereafter|afterwards|ensuite|sinon|anders|sonst|otherwise) `)
	anyDiscount = regexp.MustCompile(discounts)
	partsOf     = regexp.MustCompile(`[,;]\s|\s(?:oder|ou|of|or)\s`)
)

// offered tells whether a spot stands in what is said of a discount for paying
// early: an amount or a day in it is for who takes it, and not what must be paid.
func (d *Document) offered(s Spot) bool {
	if d.offers == nil {
		d.offers = d.findOffers()
	}
	for _, part := range d.offers[Spot{Page: s.Page, Line: s.Line, Cell: s.Cell}] {
		if s.From >= part.From && s.To <= part.To {
			return true
		}
	}
	return false
}

// findOffers gives the parts of each cell that offer such a discount. Few documents
// name any, and only theirs are taken apart.
func (d *Document) findOffers() map[Spot][]Spot {
	found := map[Spot][]Spot{}
	if !anyDiscount.MatchString(d.Text) {
		return found
	}
	for _, p := range d.paragraphs() {
		for begin, end := range sentencesOf(p.text) {
			if offersDiscount(p.text[begin:end]) {
				p.discounted(found, begin, end)
			}
		}
	}
	return found
}

// discounted adds the parts of a sentence that are not of paying the whole.
func (p paragraph) discounted(found map[Spot][]Spot, begin, end int) {
	from := begin
	for _, m := range append(partsOf.FindAllStringIndex(p.text[begin:end], -1), []int{end - begin, end - begin}) {
		if to := begin + m[0]; to > from && !ofWhole.MatchString(spaced(p.text[from:to])) {
			p.cells(found, from, to)
		}
		from = begin + m[1]
	}
}

// cells adds a part of the text to the cells that it stands in.
func (p paragraph) cells(found map[Spot][]Spot, begin, end int) {
	for _, piece := range p.pieces {
		from, to := max(0, begin-piece.from), min(piece.spot.To, end-piece.from)
		if from < to {
			cell := Spot{Page: piece.spot.Page, Line: piece.spot.Line, Cell: piece.spot.Cell}
			found[cell] = append(found[cell], Spot{cell.Page, cell.Line, cell.Cell, from, to})
		}
	}
}

// offersDiscount tells whether a sentence says that who pays early pays less. A row
// of a table says what was taken off, and asks nobody.
func offersDiscount(sentence string) bool {
	const least = 4 // words of a sentence
	plain := spaced(sentence)
	return ofDiscount.MatchString(plain) && ofEarly.MatchString(plain) && !ofNone.MatchString(plain) && strings.Count(plain, " ") > least
}

func spaced(text string) string { return " " + strings.Join(texts(tokens(text)), " ") + " " }
