package settle

import (
	"testing"

	"github.com/invoer/invoer"
)

// A saying is what a document says of paying beside a head and sums that are
// always the same, and what follows of it. An empty amount is the total, an
// empty kind an invoice, and an empty due date the one of the head, if it has one.
type saying struct {
	language string
	lines    []string
	due      string
	amount   string
	kind     invoer.Kind
}

// An invoiceHead is the head and the sums of an invoice of 10 March 2026 over 121
// euro in one language.
type invoiceHead struct {
	head, due, sums []string
}

var invoiceHeads = map[string]invoiceHead{
	"nl": {
		[]string{"Bakkerij Jansen BV", "Dorpsstraat 12", "9000 Gent", "BE0123456749", "", "Factuur 2026-15", "Factuurdatum   10/03/2026"},
		[]string{"Vervaldatum   09/04/2026"},
		[]string{"Totaal excl. btw   100,00", "BTW 21%   21,00", "Totaal incl. btw   121,00"},
	},
	"fr": {
		[]string{"Boulangerie Jansen SRL", "Rue Haute 12", "1000 Bruxelles", "BE0123456749", "", "Facture 2026-15", "Date de facture   10/03/2026"},
		[]string{"Échéance   09/04/2026"},
		[]string{"Total HTVA   100,00", "TVA 21%   21,00", "Total TVAC   121,00"},
	},
	"en": {
		[]string{"Jansen Bakery Ltd", "High Street 12", "1000 Brussels", "BE0123456749", "", "Invoice 2026-15", "Invoice date   10/03/2026"},
		[]string{"Due date   09/04/2026"},
		[]string{"Net amount   100.00", "VAT 21%   21.00", "Total incl. VAT   121.00"},
	},
	"de": {
		[]string{"Bäckerei Jansen GmbH", "Hauptstrasse 12", "4700 Eupen", "BE0123456749", "", "Rechnung 2026-15", "Rechnungsdatum   10.03.2026"},
		[]string{"Fälligkeitsdatum   09.04.2026"},
		[]string{"Nettobetrag   100,00", "MwSt 21%   21,00", "Gesamtbetrag inkl. MwSt   121,00"},
	},
}

// check reads the lines with what else the document has and compares what is
// to be paid, by when, and the kind.
func (s saying) check(t *testing.T, lines []string, due string) {
	t.Helper()
	want := [3]string{s.amount, due, string(s.kind)}
	if s.amount == "" {
		want[0] = "121.00"
	}
	if s.due != "" {
		want[1] = s.due
	}
	if s.kind == "" {
		want[2] = string(invoer.KindInvoice)
	}
	if want[0] == "0.00" {
		want[1] = ""
	}
	v := values(Invoice(pages(lines...), invoer.Known{Today: today}))
	if got := [3]string{v["amount_due"], v["due_date"], v["doc_type"]}; got != want {
		t.Errorf("%q: to be paid, due, kind are %q, want %q", s.lines, got, want)
	}
}

func join(parts ...[]string) []string {
	var all []string
	for _, p := range parts {
		all = append(append(all, p...), "")
	}
	return all
}

// TestWhatSaysThatNothingIsLeft: words of what is usual, may be, would be or is of
// others do not say that this document was paid.
func TestWhatSaysThatNothingIsLeft(t *testing.T) {
	t.Parallel()
	unpaid := []saying{
		{language: "nl", lines: []string{"Betaal eenvoudig met Bancontact op www.voorbeeld.be"}},
		{language: "nl", lines: []string{"Betaal veilig via iDEAL op onze website"}},
		{language: "nl", lines: []string{"Elke factuur betaald via domiciliëring geeft recht op 1 % korting."}},
		{language: "nl", lines: []string{"Zodra de factuur voldaan is per overschrijving, verzenden wij uw bestelling."}},
		{language: "nl", lines: []string{"Bedragen betaald op een andere rekening gelden niet als betaling."}},
		{language: "nl", lines: []string{"Facturen kunnen ook betaald met kaart worden aan de balie."}},
		{language: "nl", lines: []string{"Bij betaling met Payconiq krijgt u een bewijs: betaald via Payconiq."}},
		{language: "nl", lines: []string{"Algemene voorwaarden", "1. Facturen zijn betaalbaar op de zetel van de vennootschap. Elke factuur onbetaald op de", "vervaldag brengt van rechtswege intrest op. Goederen die werden betaald met een cheque blijven", "eigendom van de verkoper. 2. De eigendom gaat over wanneer de prijs is betaald via de bank."}},
		{language: "nl", lines: []string{"Vorige factuur: 96,20 euro, betaald op 24/02/2026"}},
		{language: "nl", lines: []string{"Wordt automatisch betaald via domiciliëring rond 09/04/2026"}},
		{language: "fr", lines: []string{"Toute somme non réglée le jour de l'échéance porte intérêt de plein droit."}},
		{language: "fr", lines: []string{"La propriété est transférée lorsque la facture a été payée."}},
		{language: "fr", lines: []string{"Les marchandises restent notre propriété tant que la facture n'a pas été payée."}},
		{language: "fr", lines: []string{"Cette facture peut être payée par carte sur notre site."}},
		{language: "fr", lines: []string{"Un escompte de 2 % est accordé pour toute facture payée par virement sous 8 jours."}},
		{language: "fr", lines: []string{"Une fois payée par virement, la commande est expédiée."}},
		{language: "fr", lines: []string{"Dès qu'elle est payée par virement, votre commande est expédiée."}},
		{language: "fr", lines: []string{"Chaque facture réglée par domiciliation donne droit à une ristourne."}},
		{language: "fr", lines: []string{"Payez en ligne : paypal le plus simple"}},
		{language: "en", lines: []string{"Invoices can be paid by credit card on our website."}},
		{language: "en", lines: []string{"This invoice may be paid by credit card."}},
		{language: "en", lines: []string{"Ownership of the goods transfers when paid in full."}},
		{language: "en", lines: []string{"Goods remain our property unless paid in full."}},
		{language: "en", lines: []string{"Discount of 2 % on invoices paid on or before the due date."}},
		{language: "en", lines: []string{"Title passes only once this invoice has been paid."}},
		{language: "en", lines: []string{"Interest is charged on amounts not already paid at the due date."}},
		{language: "en", lines: []string{"Fees paid by credit card are subject to a surcharge of 2 %."}},
		{language: "en", lines: []string{"VAT has been charged at the standard rate of 21 %."}},
		{language: "en", lines: []string{"After the invoice has been paid we send the licence key."}},
		{language: "en", lines: []string{"Goods delivered and title retained until the invoice is", "paid in full. Claims within 8 days."}},
		{language: "de", lines: []string{"Nachdem die Rechnung bezahlt per Überweisung ist, versenden wir die Ware."}},
		{language: "de", lines: []string{"Diese Rechnung kann auch mit PayPal am Schalter beglichen werden."}},
		{language: "de", lines: []string{"Bei Rechnungen, bezahlt mit Skonto, entfällt der Rabatt."}},
		{language: "de", lines: []string{"Sobald die Rechnung bereits bezahlt ist, erlischt der Eigentumsvorbehalt."}},
		{language: "de", lines: []string{"Das Eigentum geht über, wenn der Kaufpreis bezahlt per Bank ist."}},
		{language: "de", lines: []string{"Jede Rechnung bezahlt per Lastschrift bringt 1 % Rabatt."}},
	}
	paid := []saying{
		{language: "nl", lines: []string{"Betaald met Bancontact op 10/03/2026"}},
		{language: "nl", lines: []string{"Deze factuur werd reeds betaald."}},
		{language: "nl", lines: []string{"Reeds betaald via Mollie"}},
		{language: "nl", lines: []string{"Voldaan per kas op 10/03/2026"}},
		{language: "nl", lines: []string{"Elke factuur betaald via Payconiq geeft korting.", "Betaald via Payconiq op 10/03/2026"}},
		{language: "nl", lines: []string{"Deze factuur is betaald via domiciliëring op 10/03/2026."}},
		{language: "nl", lines: []string{"Gelieve niet meer te betalen: uw betaling werd reeds ontvangen."}},
		{language: "nl", lines: []string{"VOLDAAN"}},
		{language: "nl", lines: []string{"Wij hebben uw betaling goed ontvangen op 10/03/2026."}},
		{language: "fr", lines: []string{"Payé par carte le 10/03/2026"}},
		{language: "fr", lines: []string{"Facture acquittée le 10/03/2026"}},
		{language: "fr", lines: []string{"Cette facture a été payée par Bancontact."}},
		{language: "fr", lines: []string{"Pour acquit"}},
		{language: "fr", lines: []string{"Réglée par virement le 09/03/2026"}},
		{language: "fr", lines: []string{"Toute facture payée par carte est définitive.", "Payée par carte le 10/03/2026"}},
		{language: "fr", lines: []string{"Nous avons bien reçu votre paiement du 09/03/2026."}},
		{language: "en", lines: []string{"Paid by Visa ending 4417"}},
		{language: "en", lines: []string{"This invoice has been paid in full."}},
		{language: "en", lines: []string{"Payment received, thank you"}},
		{language: "en", lines: []string{"Your card has been charged 121.00 on 10/03/2026."}},
		{language: "en", lines: []string{"Paid with PayPal on 10/03/2026"}},
		{language: "en", lines: []string{"We have received your payment of 121.00."}},
		{language: "de", lines: []string{"Betrag dankend erhalten"}},
		{language: "de", lines: []string{"Bereits bezahlt per PayPal"}},
		{language: "de", lines: []string{"Die Rechnung wurde bereits beglichen."}},
		{language: "de", lines: []string{"Bezahlt am 10.03.2026"}},
		{language: "de", lines: []string{"Der Betrag wurde am 10.03.2026 per Kreditkarte bezahlt."}},
	}
	for i := range paid {
		paid[i].amount = "0.00"
	}
	for _, s := range append(unpaid, paid...) {
		t.Run(s.lines[0], func(t *testing.T) {
			t.Parallel()
			l := invoiceHeads[s.language]
			s.check(t, join(l.head, l.due, l.sums, s.lines), "2026-04-09")
		})
	}
}

// TestAmountsOfWhatIsAsked: an advance that is asked, what is to be paid and a means
// of paying in the name of an amount are what must be paid; what was paid, and an
// advance taken off, are not.
func TestAmountsOfWhatIsAsked(t *testing.T) {
	t.Parallel()
	net := map[string][]string{
		"nl": {"Totaal excl. btw   100,00", "BTW 21%   21,00"}, "fr": {"Total HTVA   100,00", "TVA 21%   21,00"},
		"en": {"Net amount   100.00", "VAT 21%   21.00"}, "de": {"Nettobetrag   100,00", "MwSt 21%   21,00"},
	}
	behindVAT := []saying{
		{language: "en", lines: []string{"Amount to be paid   121.00"}},
		{language: "en", lines: []string{"Total to be paid   121.00"}},
		{language: "en", lines: []string{"Balance to be paid   121.00"}},
		{language: "en", lines: []string{"Deposit amount   121.00"}},
		{language: "en", lines: []string{"Advance payment requested   121.00"}},
		{language: "nl", lines: []string{"Totaal voorschot   121,00"}},
		{language: "nl", lines: []string{"Voorschotbedrag   121,00"}},
		{language: "nl", lines: []string{"Uw voorschot   121,00"}},
		{language: "nl", lines: []string{"Gevraagde provisie   121,00"}},
		{language: "nl", lines: []string{"Totaal te betalen met kaart   121,00"}},
		{language: "nl", lines: []string{"Bedrag dat moet betaald worden   121,00"}},
		{language: "fr", lines: []string{"Total acompte   121,00"}},
		{language: "fr", lines: []string{"Votre acompte mensuel   121,00"}},
		{language: "fr", lines: []string{"Somme devant être payée   121,00"}},
		{language: "fr", lines: []string{"Total à payer par carte   121,00"}},
		{language: "fr", lines: []string{"Provision demandée   121,00"}},
		{language: "de", lines: []string{"Monatlicher Abschlag   121,00"}},
		{language: "de", lines: []string{"Zu bezahlender Betrag   121,00"}},
		{language: "de", lines: []string{"Anzahlungsbetrag   121,00"}},
		{language: "de", lines: []string{"Betrag, der zu bezahlen ist   121,00"}},
	}
	withoutVAT := []saying{
		{language: "nl", amount: "500.00", lines: []string{"Provisie ereloon   500,00", "", "Totaal   500,00"}},
		{language: "nl", amount: "500.00", lines: []string{"Waarborg verhuur zaal   500,00", "", "Totaal   500,00"}},
		{language: "nl", amount: "150.00", lines: []string{"Voorschot november   150,00", "", "Te betalen   150,00"}},
		{language: "nl", amount: "150.00", lines: []string{"Voorschot   150,00", "", "Totaal   150,00"}},
		{language: "fr", amount: "50.00", lines: []string{"Carte de membre 2026   50,00", "", "Total   50,00"}},
		{language: "fr", amount: "300.00", lines: []string{"Provision pour charges   300,00", "", "Total   300,00"}},
		{language: "fr", amount: "80.00", lines: []string{"Avance sur frais   80,00", "", "Total   80,00"}},
		{language: "en", amount: "250.00", lines: []string{"Security deposit   250.00", "", "Total   250.00"}},
		{language: "en", amount: "40.00", lines: []string{"Card reader   40.00", "", "Total   40.00"}},
		{language: "de", amount: "90.00", lines: []string{"Vorauszahlung April   90,00", "", "Gesamtbetrag   90,00"}},
		{language: "de", amount: "25.00", lines: []string{"Karte Konzert   25,00", "", "Gesamtbetrag   25,00"}},
	}
	settled := []saying{
		{language: "nl", amount: "0.00", lines: []string{"Betaald   121,00"}},
		{language: "nl", amount: "0.00", lines: []string{"Reeds betaald   121,00"}},
		{language: "nl", amount: "0.00", lines: []string{"Betaald met Bancontact   121,00"}},
		{language: "nl", amount: "0.00", lines: []string{"Bancontact   121,00"}},
		{language: "nl", amount: "0.00", lines: []string{"Voorschot   121,00", "Te betalen   0,00"}},
		{language: "nl", amount: "100.00", lines: []string{"Voorschot   -21,00", "Saldo   100,00"}},
		{language: "nl", amount: "100.00", lines: []string{"Reeds betaald voorschot   21,00", "Nog te betalen   100,00"}},
		{language: "fr", amount: "0.00", lines: []string{"Payé   121,00"}},
		{language: "fr", amount: "0.00", lines: []string{"Déjà payé   121,00", "Solde   0,00"}},
		{language: "fr", amount: "0.00", lines: []string{"Acompte reçu   121,00", "Reste à payer   0,00"}},
		{language: "fr", amount: "100.00", lines: []string{"Acompte versé   21,00", "Reste à payer   100,00"}},
		{language: "en", amount: "0.00", lines: []string{"Amount paid   121.00"}},
		{language: "en", amount: "0.00", lines: []string{"Payments received   121.00", "Balance due   0.00"}},
		{language: "en", amount: "100.00", lines: []string{"Less deposit paid   21.00", "Balance due   100.00"}},
		{language: "de", amount: "0.00", lines: []string{"Bezahlt   121,00"}},
		{language: "de", amount: "0.00", lines: []string{"Bereits gezahlt   121,00", "Restbetrag   0,00"}},
		{language: "de", amount: "100.00", lines: []string{"Anzahlung   21,00", "Restbetrag   100,00"}},
	}
	for _, s := range behindVAT {
		t.Run(s.lines[0], func(t *testing.T) {
			t.Parallel()
			l := invoiceHeads[s.language]
			s.check(t, join(l.head, l.due, append(net[s.language][:2:2], s.lines...)), "2026-04-09")
		})
	}
	for _, s := range withoutVAT {
		t.Run(s.lines[0], func(t *testing.T) {
			t.Parallel()
			l := invoiceHeads[s.language]
			s.check(t, join(l.head, l.due, s.lines), "2026-04-09")
		})
	}
	for _, s := range settled {
		t.Run(s.lines[0]+" "+s.amount, func(t *testing.T) {
			t.Parallel()
			l := invoiceHeads[s.language]
			s.check(t, join(l.head, l.due, l.sums, s.lines), "2026-04-09")
		})
	}
}

// TestTermsBesideOthers: terms are those of paying, whatever the clauses around
// them say of delays, discounts, complaints and deliveries; and those are none.
func TestTermsBesideOthers(t *testing.T) {
	t.Parallel()
	cases := []saying{
		{language: "fr", due: "2026-04-09", lines: []string{"Paiement à 30 jours. Toute réclamation doit être introduite dans les 8 jours."}},
		{language: "fr", due: "2026-04-09", lines: []string{"Paiement à 30 jours. En cas de retard, un intérêt de 10 % est dû."}},
		{language: "fr", due: "2026-04-09", lines: []string{"Conditions de paiement : 30 jours net, escompte de 2 % sous 8 jours"}},
		{language: "fr", due: "2026-04-09", lines: []string{"2 % d'escompte à 8 jours ou 30 jours net"}},
		{language: "fr", due: "2026-04-09", lines: []string{"Payable 30 jours après livraison"}},
		{language: "fr", due: "2026-03-25", lines: []string{"À défaut de réclamation dans les 8 jours, la facture est acceptée. Payable dans les 15 jours."}},
		{language: "en", due: "2026-04-09", lines: []string{"Payment is due within 30 days. Late payments bear interest of 8 %."}},
		{language: "en", due: "2026-04-09", lines: []string{"30 days net, 2 % discount within 10 days"}},
		{language: "en", due: "2026-04-09", lines: []string{"2/10 net 30"}},
		{language: "en", due: "2026-03-24", lines: []string{"Payment within 14 days of delivery"}},
		{language: "en", due: "2026-03-31", lines: []string{"Please pay within 21 days; claims within 8 days of receipt."}},
		{language: "nl", due: "2026-04-09", lines: []string{"Betaling binnen 30 dagen. Klachten binnen 8 dagen na ontvangst."}},
		{language: "nl", due: "2026-04-09", lines: []string{"Betaling binnen 30 dagen; klachten binnen 8 dagen"}},
		{language: "nl", due: "2026-04-09", lines: []string{"Betalingsvoorwaarden: 30 dagen netto, 2 % korting binnen 8 dagen"}},
		{language: "nl", due: "2026-04-09", lines: []string{"2 % korting bij betaling binnen 8 dagen, netto 30 dagen"}},
		{language: "nl", due: "2026-04-09", lines: []string{"Te betalen binnen 30 dagen na levering"}},
		{language: "nl", due: "2026-03-24", lines: []string{"Klachten binnen 8 dagen. Betaling binnen 14 dagen."}},
		{language: "nl", due: "2026-04-09", lines: []string{"Betaling 30 dagen, bij laattijdige betaling 10 % schadevergoeding"}},
		{language: "de", due: "2026-03-24", lines: []string{"Zahlbar innerhalb von 14 Tagen. Bei Verzug berechnen wir Zinsen."}},
		{language: "de", due: "2026-04-09", lines: []string{"Zahlbar innerhalb 14 Tagen mit 2 % Skonto, 30 Tage netto"}},
		{language: "de", due: "2026-04-09", lines: []string{"8 Tage 3 % Skonto, 30 Tage netto"}},
		{language: "de", due: "2026-04-09", lines: []string{"Innerhalb von 10 Tagen 2 % Skonto, innerhalb von 30 Tagen ohne Abzug"}},
		{language: "de", due: "2026-04-09", lines: []string{"Zahlung innerhalb von 30 Tagen nach Lieferung"}},
		// None of paying.
		{language: "nl", lines: []string{"Klachten binnen 8 dagen na ontvangst van de factuur"}},
		{language: "nl", lines: []string{"2 % korting bij betaling binnen 8 dagen"}},
		{language: "nl", lines: []string{"Levering binnen 14 dagen na ontvangst van uw betaling"}},
		{language: "nl", lines: []string{"Onze offertes blijven 30 dagen geldig."}},
		{language: "fr", lines: []string{"Toute réclamation doit nous parvenir dans les 8 jours"}},
		{language: "fr", lines: []string{"Escompte de 2 % pour paiement sous 8 jours"}},
		{language: "fr", lines: []string{"Livraison sous 15 jours après paiement"}},
		{language: "en", lines: []string{"Returns accepted within 30 days"}},
		{language: "en", lines: []string{"2 % discount for payment within 10 days"}},
		{language: "en", lines: []string{"Delivery within 14 days"}},
		{language: "de", lines: []string{"Bei Zahlung innerhalb von 10 Tagen 2 % Skonto"}},
		{language: "de", lines: []string{"Lieferung innerhalb von 14 Tagen nach Zahlungseingang"}},
		{language: "de", lines: []string{"Reklamationen innerhalb von 8 Tagen"}},
	}
	for _, s := range cases {
		t.Run(s.lines[0], func(t *testing.T) {
			t.Parallel()
			l := invoiceHeads[s.language]
			s.check(t, join(l.head, l.sums, s.lines), "")
		})
	}
}

// TestFormsOfTerms: months, weeks, ends of months and what comes after them, a day
// of the next month, and at once.
func TestFormsOfTerms(t *testing.T) {
	t.Parallel()
	cases := []saying{
		{language: "nl", due: "2026-04-15", lines: []string{"Betaling: einde maand + 15 dagen"}},
		{language: "nl", due: "2026-05-30", lines: []string{"Betaling: 60 dagen na einde maand"}},
		{language: "nl", due: "2026-05-31", lines: []string{"Betaling: 60 dagen einde maand"}},
		{language: "nl", due: "2026-03-31", lines: []string{"Te betalen voor het einde van de maand"}},
		{language: "nl", due: "2026-04-15", lines: []string{"Te betalen de 15e van de volgende maand"}},
		{language: "nl", due: "2026-03-24", lines: []string{"Betaling binnen 2 weken"}},
		{language: "nl", due: "2026-03-24", lines: []string{"Te betalen binnen de twee weken na factuurdatum"}},
		{language: "nl", due: "2026-04-10", lines: []string{"Betaling binnen 1 maand"}},
		{language: "nl", due: "2026-05-10", lines: []string{"Betalingstermijn: 2 maanden"}},
		{language: "nl", due: "2026-03-10", lines: []string{"Gelieve contant te betalen"}},
		{language: "nl", due: "2026-03-10", lines: []string{"Betalingsvoorwaarden: contant"}},
		{language: "nl", due: "2026-04-09", lines: []string{"Betaling 30 dgn factuurdatum"}},
		{language: "fr", due: "2026-04-15", lines: []string{"Paiement fin de mois + 15 jours"}},
		{language: "fr", due: "2026-04-30", lines: []string{"Paiement à 45 jours fin de mois"}},
		{language: "fr", due: "2026-05-15", lines: []string{"Paiement 45 jours après fin de mois"}},
		{language: "fr", due: "2026-05-10", lines: []string{"Paiement à 30 jours fin de mois le 10"}},
		{language: "fr", due: "2026-04-10", lines: []string{"Paiement le 10 du mois suivant"}},
		{language: "fr", due: "2026-03-24", lines: []string{"Paiement sous deux semaines"}},
		{language: "fr", due: "2026-03-25", lines: []string{"Payable sous quinzaine"}},
		{language: "fr", due: "2026-03-18", lines: []string{"Payable sous huitaine"}},
		{language: "fr", due: "2026-04-10", lines: []string{"Paiement à un mois"}},
		{language: "fr", due: "2026-05-10", lines: []string{"Délai de paiement : 2 mois"}},
		{language: "fr", due: "2026-03-10", lines: []string{"Payable à réception de la facture"}},
		{language: "fr", due: "2026-03-10", lines: []string{"Paiement au comptant"}},
		{language: "fr", due: "2026-04-09", lines: []string{"Règlement à 30 j. date de facture"}},
		{language: "en", due: "2026-04-30", lines: []string{"Payment terms: net 30 EOM"}},
		{language: "en", due: "2026-04-30", lines: []string{"Payment 30 days after end of month"}},
		{language: "en", due: "2026-04-15", lines: []string{"Payment by the 15th of the following month"}},
		{language: "en", due: "2026-03-24", lines: []string{"Payable within two weeks"}},
		{language: "en", due: "2026-04-10", lines: []string{"Please pay within one month of the invoice date"}},
		{language: "en", due: "2026-03-10", lines: []string{"Payment due upon receipt"}},
		{language: "en", due: "2026-03-10", lines: []string{"Terms: due on receipt"}},
		{language: "de", due: "2026-03-24", lines: []string{"Zahlbar innerhalb von zwei Wochen"}},
		{language: "de", due: "2026-04-10", lines: []string{"Zahlbar bis zum 10. des Folgemonats"}},
		{language: "de", due: "2026-04-30", lines: []string{"Zahlung 30 Tage zum Monatsende"}},
		{language: "de", due: "2026-04-10", lines: []string{"Zahlbar innerhalb eines Monats"}},
		{language: "de", due: "2026-04-09", lines: []string{"Zahlbar 30 Tage ab Rechnungsdatum"}},
		{language: "de", due: "2026-03-10", lines: []string{"Sofort fällig"}},
		{language: "de", due: "2026-03-10", lines: []string{"Zahlbar sofort ohne Abzug"}},
		// None.
		{language: "nl", lines: []string{"Gelieve de goederen bij ontvangst te controleren."}},
		{language: "nl", lines: []string{"Abonnement 2 maanden"}},
		{language: "nl", lines: []string{"Meteropname einde maand"}},
		{language: "fr", lines: []string{"Abonnement 2 mois"}},
		{language: "fr", lines: []string{"Garantie 24 mois pièces et main-d'œuvre"}},
		{language: "en", lines: []string{"Please inspect the goods immediately on receipt."}},
		{language: "en", lines: []string{"Support 2 weeks"}},
		{language: "de", lines: []string{"Bitte prüfen Sie die Ware nach Erhalt."}},
		{language: "de", lines: []string{"Laufzeit 12 Monate zum Monatsende kündbar"}},
	}
	for _, s := range cases {
		t.Run(s.lines[0], func(t *testing.T) {
			t.Parallel()
			l := invoiceHeads[s.language]
			s.check(t, join(l.head, l.sums, s.lines), "")
		})
	}
}

// TestPeriodsAreNoDueDates: the last day of a period, however its first is
// written, is no day to pay by; a day that only until says it is one is.
func TestPeriodsAreNoDueDates(t *testing.T) {
	t.Parallel()
	cases := []saying{
		{language: "de", lines: []string{"Leistungszeitraum 01.04. bis 30.04.2026"}},
		{language: "de", lines: []string{"Miete vom 01.04. bis 30.04.2026   121,00"}},
		{language: "de", lines: []string{"Wartung April, 1. bis 30. April 2026"}},
		{language: "nl", lines: []string{"Abonnement 01/04 - 30/04/2026   121,00"}},
		{language: "nl", lines: []string{"Huur van 1 tot 30 april 2026"}},
		{language: "nl", lines: []string{"Periode 01/04 t/m 30/04/2026"}},
		{language: "nl", lines: []string{"Van 15 maart tot en met 14 april 2026"}},
		{language: "nl", lines: []string{"Abonnement 01/04/2026-30/04/2026"}},
		{language: "fr", lines: []string{"Abonnement du 1er au 30 avril 2026"}},
		{language: "fr", lines: []string{"Période du 01/04 au 30/04/2026"}},
		{language: "fr", lines: []string{"Location du 15 mars au 14 avril 2026   121,00"}},
		{language: "en", lines: []string{"Subscription April 1-30, 2026"}},
		{language: "en", lines: []string{"Hosting April 1 - April 30, 2026"}},
		{language: "en", lines: []string{"Rent 1 – 30 April 2026"}},
		{language: "en", lines: []string{"Service period 01/04 to 30/04/2026"}},
		{language: "de", due: "2026-04-30", lines: []string{"Zahlbar bis 30.04.2026"}},
		{language: "nl", due: "2026-04-30", lines: []string{"Te betalen tot 30/04/2026"}},
		{language: "fr", due: "2026-04-30", lines: []string{"À payer pour le 30 avril 2026"}},
		{language: "en", due: "2026-04-30", lines: []string{"Payable until 30 April 2026"}},
	}
	for _, s := range cases {
		t.Run(s.lines[0], func(t *testing.T) {
			t.Parallel()
			l := invoiceHeads[s.language]
			s.check(t, join(l.head, s.lines, l.sums), "")
			if s.due == "" {
				terms := map[string]string{"nl": "Betaling binnen 14 dagen", "fr": "Paiement à 14 jours", "en": "Payment within 14 days", "de": "Zahlbar innerhalb von 14 Tagen"}
				s.due = "2026-03-24"
				s.check(t, join(l.head, s.lines, l.sums, []string{terms[s.language]}), "")
			}
		})
	}
}

// TestInvoiceDateBesidePeriods: no end of a period is the day of an invoice whose
// date nothing labels.
func TestInvoiceDateBesidePeriods(t *testing.T) {
	t.Parallel()
	for _, period := range []string{"01/02 - 28/02/2026", "01/02/2026-28/02/2026", "01.02. bis 28.02.2026", "du 1er au 28 février 2026", "1 tot 28 februari 2026", "February 1-28, 2026"} {
		t.Run(period, func(t *testing.T) {
			t.Parallel()
			lines := []string{"Jansen", "Dorpsstraat 12", "9000 Gent", "", "Factuur 2026-15", "Werken " + period, "", "Gent, 10/03/2026", "", "Totaal   121,00"}
			if got := values(Invoice(pages(lines...), invoer.Known{Today: today}))["invoice_date"]; got != "2026-03-10" {
				t.Errorf("beside %q the invoice date is %q, want 2026-03-10", period, got)
			}
		})
	}
}

// TestDaysOfOtherThings: "for", "before" and "until" a day say by when to pay only
// where something speaks of paying, or nothing else stands there.
func TestDaysOfOtherThings(t *testing.T) {
	t.Parallel()
	cases := []saying{
		{language: "nl", lines: []string{"Reservatie voor 12/04/2026   100,00"}},
		{language: "nl", lines: []string{"Catering voor 12 april 2026   100,00"}},
		{language: "nl", lines: []string{"Zaalhuur voor 12/04/2026"}},
		{language: "nl", lines: []string{"Opzegging vóór 12/04/2026"}},
		{language: "nl", lines: []string{"Aanmelden uiterlijk 12/04/2026 via onze website"}},
		{language: "fr", lines: []string{"Location pour le 12/04/2026   100,00"}},
		{language: "fr", lines: []string{"Livraison avant le 12/04/2026"}},
		{language: "fr", lines: []string{"Traiteur pour le 12 avril 2026"}},
		{language: "en", lines: []string{"Tickets by 12/04/2026   100.00"}},
		{language: "en", lines: []string{"Delivery before 12/04/2026"}},
		{language: "en", lines: []string{"Design work by 12 April 2026   100.00"}},
		{language: "de", lines: []string{"Miete bis 12.04.2026   100,00"}},
		{language: "de", lines: []string{"Buffet bis 12. April 2026"}},
		{language: "nl", due: "2026-04-12", lines: []string{"Gelieve te betalen voor 12/04/2026"}},
		{language: "nl", due: "2026-04-12", lines: []string{"Te storten op BE68 5390 0754 7034 voor 12/04/2026"}},
		{language: "nl", due: "2026-04-12", lines: []string{"Wij ontvangen uw betaling graag voor 12 april 2026"}},
		{language: "nl", due: "2026-04-12", lines: []string{"Uiterlijk   12/04/2026"}},
		{language: "nl", due: "2026-04-12", lines: []string{"Te betalen 121,00 voor 12/04/2026"}},
		{language: "nl", due: "2026-04-12", lines: []string{"Domiciliëring op 12/04/2026"}},
		{language: "fr", due: "2026-04-12", lines: []string{"Merci de régler avant le 12/04/2026"}},
		{language: "fr", due: "2026-04-12", lines: []string{"À verser pour le 12/04/2026"}},
		{language: "fr", due: "2026-04-12", lines: []string{"Avant le   12/04/2026"}},
		{language: "en", due: "2026-04-12", lines: []string{"Please pay by 12/04/2026"}},
		{language: "en", due: "2026-04-12", lines: []string{"Kindly transfer the amount by 12 April 2026"}},
		{language: "en", due: "2026-04-12", lines: []string{"Payment before 12/04/2026"}},
		{language: "de", due: "2026-04-12", lines: []string{"Bitte überweisen Sie den Betrag bis 12.04.2026"}},
		{language: "de", due: "2026-04-12", lines: []string{"Bitte zahlen Sie bis zum 12. April 2026"}},
	}
	for _, s := range cases {
		t.Run(s.lines[0], func(t *testing.T) {
			t.Parallel()
			l := invoiceHeads[s.language]
			s.check(t, join(l.head, s.lines, l.sums), "")
		})
	}
}

// TestSheetsAreNoTillReceipts: words that tills print too make no receipt of a
// sheet; a till's strip is one, on a sheet as well.
func TestSheetsAreNoTillReceipts(t *testing.T) {
	t.Parallel()
	wide := "                                                                                " // a text as wide as between the margins of a word processor
	row := func(what, amount string) string { return (what + wide)[:80-len(amount)] + amount }
	cases := []saying{
		{language: "en", lines: []string{row("Change request 114", "40.00"), row("Support tickets", "30.00"), row("Terminal server licence", "30.00"), "Thank you for your business!"}},
		{language: "en", lines: []string{row("Counter top, tiling", "60.00"), row("Roberts table", "40.00"), "No cash, please.", "Thank you for your custom"}},
		{language: "nl", lines: []string{row("Tafel in eik", "60,00"), row("Terugname oude tafel", "40,00"), "In onze winkel betaalt u contant of met Bancontact.", "Terugbrengen kan binnen 14 dagen."}},
		{language: "nl", lines: []string{row("Kassasoftware, tickets", "60,00"), row("Terminal Maestro", "40,00"), "Vragen? Open een ticket."}},
		{language: "fr", lines: []string{row("Table basse", "60,00"), row("Caisse à outils", "40,00"), "Terminal de paiement disponible, Bancontact et espèces."}},
		{language: "de", lines: []string{row("Kassensystem mit Terminal", "60,00"), row("Ticket 114, Oberfläche", "40,00"), "Bargeldlos: Maestro an der Kasse"}},
	}
	for _, s := range cases {
		t.Run(s.lines[0], func(t *testing.T) {
			t.Parallel()
			l := invoiceHeads[s.language]
			s.check(t, join(l.head, l.due, s.lines, l.sums), "2026-04-09")
		})
	}
	strip := []string{"BAKKERIJ JANSEN", "Dorpsstraat 12", "9000 Gent", "Kassa 3   10/03/2026 12:14", "", "Brood          2,50", "Taart         18,00", "TOTAAL        20,50", "CONTANT       25,00", "WISSELGELD     4,50"}
	t.Run("a strip of a till on a sheet", func(t *testing.T) {
		t.Parallel()
		saying{lines: strip, amount: "0.00", kind: invoer.KindReceipt}.check(t, strip, "")
	})
}

// TestTotalsInFavour: an invoice whose total is negative, or in favour of the
// one who receives it, is a credit note; a discount on one does not make it one.
func TestTotalsInFavour(t *testing.T) {
	t.Parallel()
	cases := []saying{
		{language: "nl", amount: "123.45", kind: invoer.KindCreditNote, lines: []string{"Verbruik   400,00", "Betaalde voorschotten   -523,45", "Totaal te uwen gunste   -123,45"}},
		{language: "nl", amount: "121.00", kind: invoer.KindCreditNote, lines: []string{"Totaal excl. btw   -100,00", "BTW 21%   -21,00", "Totaal incl. btw   -121,00"}},
		{language: "fr", amount: "121.00", kind: invoer.KindCreditNote, lines: []string{"Total HTVA   -100,00", "TVA 21%   -21,00", "Total TVAC   -121,00"}},
		{language: "fr", amount: "123.45", kind: invoer.KindCreditNote, lines: []string{"Consommation   400,00", "Acomptes   -523,45", "Solde en votre faveur   123,45"}},
		{language: "en", amount: "121.00", kind: invoer.KindCreditNote, lines: []string{"Net amount   -100.00", "VAT 21%   -21.00", "Total incl. VAT   -121.00"}},
		{language: "de", amount: "121.00", kind: invoer.KindCreditNote, lines: []string{"Nettobetrag   -100,00", "MwSt 21%   -21,00", "Gesamtbetrag inkl. MwSt   -121,00"}},
		{language: "nl", lines: []string{"Werken   110,00", "Korting   -10,00", "Totaal excl. btw   100,00", "BTW 21%   21,00", "Totaal incl. btw   121,00"}},
		{language: "nl", amount: "101.00", lines: []string{"Totaal excl. btw   100,00", "BTW 21%   21,00", "Totaal incl. btw   121,00", "Saldo te uwen gunste van vorige factuur   -20,00", "Nog te betalen   101,00"}},
	}
	for _, s := range cases {
		t.Run(s.lines[0]+" "+s.lines[len(s.lines)-1], func(t *testing.T) {
			t.Parallel()
			s.check(t, join(invoiceHeads[s.language].head, s.lines), "")
		})
	}
}

// TestMonthFirstByTheDocument: where days and months could change places, the
// order by which the invoice is due after it was made, and as its terms say, is
// the one of the document.
func TestMonthFirstByTheDocument(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines       []string
		issued, due string
	}{
		"due before it was made, month last": {[]string{"Invoice date 03/04/2026", "Terms: Net 30", "Due date 04/03/2026"}, "2026-03-04", "2026-04-03"},
		"due before it was made, no terms":   {[]string{"Invoice date 03/04/2026", "Due date 04/03/2026"}, "2026-03-04", "2026-04-03"},
		"a sender in the United States":      {[]string{"Austin, TX 78701", "Invoice date 03/04/2026", "Amount due USD 121.00"}, "2026-03-04", ""},
		"day first by its terms":             {[]string{"Invoice date 03/04/2026", "Terms: 30 days", "Due date 03/05/2026"}, "2026-04-03", "2026-05-03"},
		"nothing says":                       {[]string{"Invoice date 03/04/2026"}, "2026-04-03", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := values(Invoice(pages(join([]string{"Acme Software Inc", "Invoice 2026-15"}, c.lines, []string{"Total   121.00"})...), invoer.Known{Today: today}))
			if got["invoice_date"] != c.issued || got["due_date"] != c.due {
				t.Errorf("%q: of %q, due %q; want %q, %q", c.lines, got["invoice_date"], got["due_date"], c.issued, c.due)
			}
		})
	}
}

// TestDiscountsForPayingEarly: what is left to pay, and by when, of who takes a
// discount for paying early is neither the amount nor the day that is asked for.
func TestDiscountsForPayingEarly(t *testing.T) {
	t.Parallel()
	for _, s := range []saying{
		{language: "nl", lines: []string{"Bij betaling binnen 8 dagen mag u de korting voor contante betaling aftrekken: te betalen 118,58 EUR", "vóór 18/03/2026. Nadien: 121,00 EUR."}},
		{language: "nl", lines: []string{"Te betalen met 2 % korting vóór 18/03/2026: 118,58 EUR"}},
		{language: "nl", lines: []string{"Korting bij contante betaling: te betalen bedrag 118,58 EUR vóór 18/03/2026"}},
		{language: "fr", lines: []string{"En cas de paiement avant le 18/03/2026, un escompte de 2 % est accordé : à payer 118,58 EUR."}},
		{language: "fr", lines: []string{"Montant à payer sous 8 jours avec escompte : 118,58 EUR"}},
		{language: "en", lines: []string{"If paid by 18/03/2026 you may take a discount of 2 %: amount due 118.58 EUR"}},
		{language: "en", lines: []string{"Total payable within 8 days less discount 118.58 EUR"}},
		{language: "de", lines: []string{"Zahlbar bis 18.03.2026 mit 2 % Skonto: Zahlbetrag 118,58 EUR"}},
		{language: "de", lines: []string{"Bei Zahlung innerhalb von 8 Tagen mit 2 % Skonto zu zahlen 118,58 EUR"}},
		// The same words of no discount ask for what they say.
		{language: "fr", lines: []string{"Pas d'escompte pour paiement anticipé. Solde à payer avant le 18/03/2026 : 121,00 EUR"}, due: "2026-03-18"},
		{language: "nl", lines: []string{"Geen korting voor contante betaling, te betalen 121,00 EUR"}},
	} {
		t.Run(s.language+" "+s.lines[0], func(t *testing.T) {
			t.Parallel()
			h := invoiceHeads[s.language]
			s.check(t, join(h.head, h.due, h.sums, s.lines), "2026-04-09")
		})
	}
}

// TestDiscountLowersTheBase: where a discount for paying early lowers the base of the
// VAT, the total has the net in full.
func TestDiscountLowersTheBase(t *testing.T) {
	t.Parallel()
	inv := Invoice(pages(
		"Verfhuis De Pauw bv   BE 0477.574.154", "Factuur 2026-15", "Factuurdatum   12/11/2026", "",
		"Goederen     Korting contant 2 %     Maatstaf     Btw 21 %     Totaal EUR",
		"1.000,00                   20,00       980,00       205,80       1.205,80", "",
		"Bij betaling binnen 8 dagen mag u de korting aftrekken: te betalen 1.185,80 EUR vóór 20/11/2026. Nadien: 1.205,80 EUR.",
	), invoer.Known{Today: today})
	v := values(inv)
	if got, want := [3]string{v["total_excl"], v["total_vat"], v["total_incl"]}, [3]string{"1000.00", "205.80", "1205.80"}; got != want {
		t.Errorf("net, VAT and total are %q, want %q", got, want)
	}
}
