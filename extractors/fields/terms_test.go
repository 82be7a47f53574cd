package fields

import (
	"testing"

	"github.com/invoer/invoer"
)

// TestParseTerms gives the due date of an invoice of 10 March 2026; "" is no
// terms.
func TestParseTerms(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"Betaling binnen 30 dagen na factuurdatum":         "2026-04-09",
		"Betalingsvoorwaarden: 30 dagen einde maand":       "2026-04-30",
		"30 dagen einde maand":                             "2026-04-30",
		"binnen 14 dagen na factuurdatum":                  "2026-03-24",
		"te betalen binnen 8 dagen":                        "2026-03-18",
		"Gelieve te storten binnen de maand":               "2026-04-10",
		"Klachten binnen de maand na levering":             "",
		"Betaling: 60 dagen netto":                         "2026-05-09",
		"Gelieve te betalen: contant":                      "2026-03-10",
		"Paiement à 30 jours fin de mois":                  "2026-04-30",
		"30 jours fin de mois":                             "2026-04-30",
		"Conditions de paiement: 30 jours date de facture": "2026-04-09",
		"Paiement : 30 jours date de facture":              "2026-04-09",
		"Paiement comptant":                                "2026-03-10",
		"Payable à réception de la facture":                "2026-03-10",
		"Zahlbar innerhalb 30 Tagen":                       "2026-04-09",
		"innerhalb von 14 Tagen ab Rechnungsdatum zahlbar": "2026-03-24",
		"Zahlung sofort":                                   "2026-03-10",
		"30 Tage netto":                                    "2026-04-09",
		"Payment terms: net 30":                            "2026-04-09",
		"Autoliquidation – cocontractant, art. 20 AR n° 1": "",
		"n/30":                     "2026-04-09",
		"Payment terms: n/30 days": "2026-04-09",
		"Net 30 days":              "2026-04-09",
		"payment due within 14 days of invoice date": "2026-03-24",
		"Payment due upon receipt":                   "2026-03-10",
		"Klachten binnen 8 dagen na ontvangst":       "",
		"Netto ten laatste op 25 maart te betalen":   "",
		"Please pay within ten days":                 "2026-03-20",
		"Betaling op rekening BE68 5390 0754 7034. Elke opmerking over deze factuur dient ons te bereiken binnen 8 dagen": "",
		"Paiement à 30 jours. Toute remarque doit nous parvenir dans les 8 jours":                                         "2026-04-09",
		"Échange dans les 30 jours sur présentation":                                                                      "",
		"Rückgabe innerhalb von 14 Tagen":                                                                                 "",
		"Protest wordt slechts aanvaard binnen 5 werkdagen":                                                               "",
		"2 % Skonto bei Zahlung innerhalb von 10 Tagen":                                                                   "",
		"Elke klacht dient binnen de 8 dagen na ontvangst":                                                                "",
		"Abonnement 30 dagen":                               "",
		"In 2026 waren er 365 dagen":                        "",
		"Uw pakket werd na 3 dagen geleverd":                "",
		"15 dagen einde maand na factuurdatum, te betalen":  "2026-03-31",
		"Delivery within 30 days, returns accepted":         "",
		"Le montant est payable à 45 jours date de facture": "2026-04-24",
		"Жж Ωω: 30 dagen einde maand na factuurdatum":       "2026-04-30",
		"Gelieve dit bedrag te storten op rekeningnummer BE68 5390 0754 7034 binnen de 14 dagen, met vermelding": "2026-03-24",
		"Graag binnen de 10 dagen op BE68 5390 0754 7034 op naam van An Wuyts":                                   "2026-03-20",
		"Merci de verser ce montant au compte BE68 5390 0754 7034 dans les 15 jours":                             "2026-03-25",
		"Bitte überweisen Sie den Betrag innerhalb von 10 Tagen auf das Konto BE68 5390 0754 7034":               "2026-03-20",
		"Payable dans les quinze jours au compte BE68 5390 0754 7034":                                            "2026-03-25",
		"Te betalen binnen veertien dagen":                                                                       "2026-03-24",
		"Elke betaling sluit bezwaar uit; dit moet binnen de 8 dagen schriftelijk":                               "",
		"Uw bestelling wordt binnen de 14 dagen klaargezet in onze winkel":                                       "",
		"Betalungsziel: Zahlung 7 Tage nach Rechnungserhalt":                                                     "2026-03-17",
		"Please transfer the total amount within 30 davs":                                                        "2026-04-09",
		"Betaling binnen 30 daqen na factuurdatum":                                                               "2026-04-09",
		"Paiement dans les 30 jouis":                                                                             "2026-04-09",
		"Gesamt netto 19% MwSt.":                                                                                 "",
		"Te betalen: 5 wagen":                                                                                    "",
	}
	issued := invoer.Date{Year: 2026, Month: 3, Day: 10}
	for text, want := range cases {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got := ""
			if seen, ok := ParseTerms(text); ok {
				got = seen.Terms.Due(issued).String()
			}
			if got != want {
				t.Errorf("terms %q of an invoice of %s: due %q, want %q", text, issued, got, want)
			}
		})
	}
}

// TestTermsOnALineOfTheirOwn: few words that nothing labels are terms where they
// have a line for themselves, and not under a line about something else.
func TestTermsOnALineOfTheirOwn(t *testing.T) {
	t.Parallel()
	page := func(lines ...string) []string {
		head := []string{"Bakkerij Zonneveld bv", "Dorpsstraat 12", "9000 Gent", "", "", "", "Factuur 2026-14", "Datum 10/03/2026", "", "", "Totaal  121,00", ""}
		return append(head, lines...)
	}
	cases := map[string]struct {
		lines []string
		want  bool
	}{
		"30 dagen":                 {page("30 dagen"), true},
		"netto":                    {page("30 dagen netto"), true},
		"14 jours":                 {page("14 jours"), true},
		"within":                   {page("binnen 8 d."), true},
		"without discount":         {page("innerhalb 30 Tagen ohne Abzug"), true},
		"beside an amount":         {page("30 dagen  250,00"), false},
		"in a sentence":            {page("Ons kantoor sluit 30 dagen"), false},
		"of delivery":              {page("Leveringstermijn", "14 dagen"), false},
		"of complaints":            {page("Claims must be made in writing within 8 days."), false},
		"of complaints, in French": {page("doit nous parvenir par écrit dans les 8 jours."), false},
		"in the head":              {[]string{"30 dagen", "Factuur 2026-14"}, false},
	}
	for name, c := range cases {
		sure := false
		for _, found := range lay(c.lines...).AllTerms() {
			sure = sure || found.Score >= loneScore
		}
		if sure != c.want {
			t.Errorf("%s: surely terms %v, want %v", name, sure, c.want)
		}
	}
}

func FuzzParseTerms(f *testing.F) {
	for _, s := range []string{"30 dagen einde maand", "comptant", "innerhalb von 14 Tagen", "net 999", "é30 jours", "n°30 dagen", "Ωж 30 jours"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seen, ok := ParseTerms(text)
		if ok && (seen.From < 0 || seen.To > len(text) || seen.From > seen.To || seen.Terms.Days < 0 || seen.Terms.Days > 180) {
			t.Errorf("%q gives %+v", text, seen)
		}
	})
}
