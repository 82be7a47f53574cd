package fields

import "strings"

// paidStamps are words that alone in their cell, large or in capitals, say that nothing is left to be
// paid.
var paidStamps = set(`betaald paye payee bezahlt paid voldaan acquitte acquittee reglee regle beglichen`)

// paidPhrases say it in a sentence. The text is in tokens.
var paidPhrases = strings.Split(`reeds betaald met; werd reeds betaald; is reeds betaald; al betaald; betaald via; betaald met; betaald op; voor voldaan; vooruitbetaald met; deja paye par; deja payee; a ete payee; facture acquittee; pour acquit; paye par carte; payee par carte; paye le; payee le; paye par; payee par; paye en ligne; bereits beglichen; bereits bezahlt; dankend erhalten; bezahlt per; bezahlt mit; bezahlt am; wurde bezahlt; betrag dankend erhalten; paid in full; paid by credit card; paid by card; already paid; already been paid; paid with; paid on; has been paid; payment received thank; nicht uberweisen bereits; ne pas payer; niet meer betalen; do not pay; nicht mehr zahlen; nothing to pay; niets te betalen; rien a payer; charged to your credit card; you don t owe anything; has been charged`, "; ")

// PaidWords tells whether words on the document say that it was paid, and
// which.
func (d *Document) PaidWords() (words string, ok bool) {
	for s, cell := range d.Cells {
		if len(cell.Text) <= 14 && paidStamps[Fold(cell.Text)] && (cell.Box.Height() > 1.2*d.textHeight(s.Page) || strings.ToUpper(cell.Text) == cell.Text) {
			return cell.Text, true
		}
	}
	text := strings.ReplaceAll(d.Text, "\n", "")
	for _, phrase := range paidPhrases {
		if i := strings.Index(text, " "+phrase); i >= 0 && !conditional(text[max(0, i-40):i]) {
			return phrase, true
		}
	}
	return "", false
}

// conditional tells whether the words before say "if": a reminder asks not to
// mind it if it was paid already.
func conditional(before string) bool {
	for _, word := range []string{" indien", " als ", " si ", " falls", " wenn", " if ", " heeft u", " avez vous", " sollten", " should", " niet ", " pas ", " not ", " nicht ", " hebt u", " intussen", " entre temps", " until ", " totdat ", " tot ", " jusqu", " bis "} {
		if strings.Contains(before+" ", word) {
			return true
		}
	}
	return false
}
