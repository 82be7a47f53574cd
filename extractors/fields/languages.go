package fields

import "strings"

// languageWords are words that stand on invoices of one language and rarely on
// those of another; in the spelling of tokens.
var languageWords = map[string]string{
	"nl": `factuur factuurnr van de het een en voor met bedrag totaal btw te betalen vervaldatum verval datum klant aantal omschrijving prijs gelieve op naar bij niet wij uw onze rekening mededeling dagen binnen betaling ondernemings leverings levering incl excl prijs korting btwnr hoeveelheid straat laan weg eenheids stuks zijn wordt deze door nog of algemene voorwaarden dank leverdatum bestelling kassa creditnota herinnering maandag uur verkoop artikel telefoon`,
	"fr": `facture du de la le les des et pour avec montant total tva a payer echeance date client quantite designation prix veuillez sur au par nous votre notre compte communication jours paiement livraison ht ttc htva tvac remise rue avenue numero est une un dans en vos nos conditions generales merci commande caisse adresse unitaire credit rappel reference siret article taux`,
	"de": `rechnung rechnungs der die das und fur mit betrag gesamt mwst ust zu zahlen fallig datum kunden kunde menge bezeichnung preis bitte auf am bei nicht wir ihr ihre unser konto tage zahlung lieferung netto brutto rabatt strasse von den dem ein eine im zum zzgl nr einzel summe steuer umsatzsteuer geschaftsfuhrer uberweisen vielen dank bestellung einheit gutschrift mahnung seite stuck`,
	"en": `invoice the of and for with amount total vat to pay due date customer quantity description price please on by we your our account days payment delivery net gross discount street number is this are in from bill tax subtotal terms thank order item unit receipt cash change qty page reference credit reminder no bank balance`,
}

// Language tells in which of nl, fr, de and en a document is written, and ""
// where too few words say so.
func (d *Document) Language() string {
	score := map[string]float64{}
	for language, list := range languageWords {
		known := map[string]bool{}
		for w := range strings.FieldsSeq(list) {
			known[w] = true
		}
		for w := range strings.FieldsSeq(d.Text) {
			if known[w] {
				score[language]++
			}
		}
	}
	best, second := "", 0.0
	for _, language := range []string{"nl", "fr", "de", "en"} {
		switch {
		case score[language] > score[best]:
			best, second = language, score[best]
		case score[language] > second:
			second = score[language]
		}
	}
	if score[best] < 2 {
		return ""
	}
	return best
}
