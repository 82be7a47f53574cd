package fields

import (
	"regexp"
	"slices"
	"strings"
)

// paidStamps are words that alone in their cell, large or in capitals, say that nothing is left to be
// paid.
var paidStamps = set(`betaald paye payee bezahlt paid voldaan acquitte acquittee reglee regle beglichen`)

// paidPhrases say it in a sentence. The text is in tokens.
var paidPhrases = strings.Split(`reeds betaald met; werd reeds betaald; is reeds betaald; al betaald; betaald via; betaald met; betaald op; voldaan via; voldaan op; voldaan per; deja regle par; deja reglee par; regle par virement; reglee par virement; regle le; reglee le; acquitte le; acquittee le; acquitte par; acquittee par; beglichen am; beglichen per; voor voldaan; vooruitbetaald met; deja paye par; deja payee; a ete payee; facture acquittee; pour acquit; paye par carte; payee par carte; paye le; payee le; paye par; payee par; paye en ligne; bereits beglichen; bereits bezahlt; dankend erhalten; bezahlt per; bezahlt mit; bezahlt am; wurde bezahlt; betrag dankend erhalten; paid in full; paid by credit card; paid by card; already paid; already been paid; paid with; paid on; has been paid; payment received thank; nicht uberweisen bereits; ne pas payer; niet meer betalen; do not pay; nicht mehr zahlen; nothing to pay; niets te betalen; rien a payer; charged to your credit card; you don t owe anything; has been charged; ideal op; bancontact op; paypal op; bancontact le; paypal le; paypal on; paypal am; sofort am`, "; ")

// paidBy says it in a sentence that names the means.
var paidBy = regexp.MustCompile(` (?:paid|betaald|paye|payee|bezahlt|beglichen|regle|reglee|voldaan|acquitte|acquittee) (?:by|with|using|via|met|per|par|mit|door|en|in)(?: (?:de|la|le|een|uw|votre|your|credit|debit|kredit|carte|kaart|ec))? (?:visa|master|mastercard|bancontact|maestro|payconiq|paypal|ideal|amex|american|credit|debit|card|kaart|bankkaart|kredietkaart|carte|cb|karte|kreditkarte|creditcard|cash|contant|especes|bar|domiciliation|domiciliering|direct|lastschrift|apple|google|stripe|mollie|klarna|sofort|giropay|girocard)`)

// How words say that nothing is left to be paid.
const (
	PaidStamp  = "stamp"  // alone in their cell, large or in capitals
	PaidPhrase = "phrase" // in a sentence
	PaidValue  = "value"  // alone in their cell, as any other value
)

// PaidWords tells whether words on the document say that it was paid, which,
// and how they stand there: a stamp, a phrase, or the value of something.
func (d *Document) PaidWords() (words, how string, ok bool) {
	value := ""
	for s, cell := range d.Cells {
		if len(cell.Text) <= 20 && paidAlready[Fold(cell.Text)] && d.saysAlone(s) {
			value = cell.Text
		}
		if len(cell.Text) > 14 || !paidStamps[Fold(cell.Text)] {
			continue
		}
		if cell.Box.Height() > 1.2*d.textHeight(s.Page) || strings.ToUpper(cell.Text) == cell.Text {
			return cell.Text, PaidStamp, true
		}
		line := d.Pages[s.Page].Lines[s.Line]
		if s.Cell == len(line.Cells)-1 && len(AmountsIn(line.Text())) == 0 {
			value = cell.Text // beside an amount it is the label of what was paid
		}
	}
	text, ends := d.sentences()
	unsaid := func(at int) bool {
		begins := 0
		for _, end := range ends {
			if end <= at {
				begins = end
			}
		}
		return conditional(text[max(0, at-40):at]) || later(text[max(begins, at-40):at]) || collected(text[at:min(len(text), at+120)])
	}
	for _, phrase := range paidPhrases {
		if i := strings.Index(text+" ", " "+phrase+" "); i >= 0 && !unsaid(i) {
			return phrase, PaidPhrase, true
		}
	}
	for _, m := range paidBy.FindAllStringIndex(text, 4) {
		if !unsaid(m[0]) {
			return strings.TrimSpace(text[m[0]:m[1]]), PaidPhrase, true
		}
	}
	return value, PaidValue, value != ""
}

// paidAlready are words that say so where no amount stands beside or below
// them, of which they would be the label. Folded words have no spaces.
var paidAlready = set(`reedsbetaald reedsvoldaan albetaald dejapaye dejapayee dejaregle dejareglee dejaacquitte dejaacquittee bereitsbezahlt bereitsbeglichen alreadypaid`)

// saysAlone tells whether no amount stands in the line of a cell or right below
// it.
func (d *Document) saysAlone(s Spot) bool {
	if len(AmountsIn(d.Pages[s.Page].Lines[s.Line].Text())) > 0 {
		return false
	}
	below, ok := d.below(Spot{s.Page, s.Line, s.Cell, 0, len(d.Cell(s).Text)}, 1.5)
	return !ok || len(AmountsIn(d.Cell(below).Text)) == 0
}

// sentences is the text in tokens, and where in it sentences end.
func (d *Document) sentences() (text string, ends []int) {
	var b strings.Builder
	for _, page := range d.Pages {
		for _, line := range page.Lines {
			said := line.Text()
			for _, t := range tokens(said) {
				b.WriteByte(' ')
				b.WriteString(t.text)
				if endsSentence.MatchString(said[t.to:]) {
					ends = append(ends, b.Len())
				}
			}
		}
	}
	return b.String(), ends
}

var endsSentence = regexp.MustCompile(`^["”»)]?[.!?](?:\s|$)`)

// conditional tells whether the words before say "if", or speak of another
// invoice: a reminder asks not to mind it if it was paid already, and the balance
// before was another one's.
func conditional(before string) bool {
	return hasAny(before, " indien", " als ", " si ", " falls", " wenn", " if ", " heeft u", " avez vous", " sollten", " should", " niet ", " pas ", " not ", " nicht ", " hebt u", " intussen", " entre temps", " until ", " totdat ", " tot ", " jusqu", " bis ",
		" precedent ", " precedente ", " vorig ", " vorige ", " previous ", " vorherige ", " vorheriger ")
}

// later tells whether the words before in the sentence say "will be": what a bank
// collects later or who owes the tax pays is not paid yet. That goods will be sent
// says nothing of the next sentence.
func later(before string) bool {
	return hasAny(before, " to be ", " will be ", " shall be ", " must be ", " wordt ", " worden ", " zal ", " sera ", " seront ", " etre ", " wird ", " werden ")
}

// collected tells whether the words behind say that the amount will be taken from
// an account or a card: whoever need not pay ("do not pay") has not paid yet.
func collected(behind string) bool {
	return hasAny(behind, " will be charged ", " will be debited ", " will be collected ", " will charge ", " sera debite ", " sera preleve ", " seront preleves ", " wordt automatisch ", " wordt geind ", " wordt afgeschreven ", " wordt ingehouden ",
		" wird abgebucht ", " wird eingezogen ", " wird belastet ")
}

func hasAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text+" ", word) })
}
