package fields

import (
	"regexp"
	"slices"
	"strings"
)

// untilWord are the words that say until when, and of nothing what.
var untilWord = set(`voor by before bis zum pour le avant uiterlijk op ten laatste au plus tard spatestens am at the latest no later than on or until tot tegen den`)

// ofPaying begins words of which a day by which to pay may be said.
var ofPaying = regexp.MustCompile(` (?:betal|betaal|voldoe|stort|overmak|over te maken|overgemaakt|overschr|vereffen|regel|rekening|saldo|bedrag|verval|incasso|inning|geind|domicili|` +
	`pay|paie|regl|vers(?:er|ement)|virement|virer|acquitt|solde|montant|somme|echeance|echeant|prelev|debit|compte|` +
	`zahl|uberweis|begleich|entricht|fallig|betrag|saldo|abbuch|abgebucht|lastschrift|einzug|eingezogen|konto|` +
	`transfer|remit|settle|due|balance|amount|account|collect|iban)`)

// meant leaves out the labels by which a date would be the day to pay by, where
// they only say until when ("voor", "bis") and nothing around them speaks of
// paying, and tells whether there were such: the day of a delivery has them too.
func (d *Document) meant(s Spot, sightings []Sighting, ends bool) (left []Sighting, other bool) {
	left = slices.DeleteFunc(sightings, func(seen Sighting) bool {
		return seen.Label == LabelDue && onlyUntil(seen.Text) && (ends || !d.paying(s) && !d.byItself(s, seen))
	})
	return left, len(left) < len(sightings)
}

func onlyUntil(label string) bool {
	return !slices.ContainsFunc(texts(tokens(label)), func(word string) bool { return !untilWord[word] })
}

// paying tells whether the line of a spot, or the cell above that it may go on
// from, speaks of paying.
func (d *Document) paying(s Spot) bool {
	said := d.Pages[s.Page].Lines[s.Line].Text()
	if above, ok := d.atop(Spot{s.Page, s.Line, s.Cell, 0, len(d.Cell(s).Text)}, 1.2); ok && !d.besideAmount(above) {
		said = d.Cell(above).Text + " " + said
	}
	return ofPaying.MatchString(" " + strings.Join(texts(tokens(said)), " "))
}

// byItself tells whether nothing but a label stands with a spot: in its cell, in its
// line, or in the cell above.
func (d *Document) byItself(s Spot, label Sighting) bool {
	said := d.Pages[s.Page].Lines[s.Line].Text()
	switch label.Relation {
	case Above:
		above, ok := d.atop(Spot{s.Page, s.Line, s.Cell, 0, len(d.Cell(s).Text)}, 1.2)
		return ok && Fold(d.Cell(above).Text) == Fold(label.Text)
	case Before, After:
		said = d.Cell(s).Text
	}
	return lettersIn(said) == lettersIn(label.Text)+lettersIn(d.Printed(s))
}
