package settle

import (
	"slices"
	"testing"

	"github.com/invoer/invoer"
)

// heads begin documents whose sums are written in many ways.
var heads = map[string][]string{
	"nl": {"Drukkerij De Zetter bv", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154", "", "FACTUUR 2026-15", "Factuurdatum   10/11/2026", "", ""},
	"fr": {"Imprimerie Lemaire SRL", "Rue Haute 3", "5000 Namur", "TVA BE 0477.574.154", "", "FACTURE 2026-15", "Date de facture   10/11/2026", "", ""},
	"de": {"Druckerei Hansen GmbH", "Hauptstraße 3", "4700 Eupen", "MwSt. BE 0477.574.154", "", "RECHNUNG 2026-15", "Rechnungsdatum   10.11.2026", "", ""},
	"en": {"Hanson Printers Ltd", "12 High Street", "1000 Brussels", "VAT BE 0477.574.154", "", "INVOICE 2026-15", "Invoice date   10/11/2026", "", ""},
}

// A variant is a document of which one thing is written in another way.
type variant struct {
	language string
	lines    []string
	want     map[string]string // "" where there is none
}

type want = map[string]string

// lines below the head, and what they say.
func said(language string, w want, lines ...string) variant { return variant{language, lines, w} }

// ofHundred are the sums of an invoice of 100,00 with 21 %.
var ofHundred = want{"total_excl": "100.00", "total_vat": "21.00", "total_incl": "121.00", "amount_due": "121.00"}

func whole(total string) want { return want{"total_incl": total, "amount_due": total} }

// TestAmountsBesideTheirLabels: what parts a label from its amount is no part of
// the amount, and what looks like an amount inside something longer is none.
func TestAmountsBesideTheirLabels(t *testing.T) {
	t.Parallel()
	readVariants(t, map[string]variant{
		// a colon without a space
		"glued colons":                   said("nl", ofHundred, "Totaal excl. btw:100,00", "BTW 21 %:21,00", "Totaal:121,00"),
		"glued colons, French":           said("fr", ofHundred, "Total HTVA:100,00", "TVA 21%:21,00", "Total TVAC:121,00"),
		"glued colons, German":           said("de", ofHundred, "Nettobetrag:100,00", "MwSt. 21 %:21,00", "Gesamtbetrag:121,00"),
		"glued colons, English":          said("en", ofHundred, "Subtotal:100.00", "VAT 21%:21.00", "Total:121.00"),
		"a colon before thousands":       said("fr", whole("1250.00"), "TOTAL TTC :1 250,00 €"),
		"a colon and a sign":             said("nl", whole("121.00"), "Te betalen:€ 121,00"),
		"a colon and a code":             said("en", whole("121.00"), "Amount due:EUR 121.00"),
		"a colon and a glued sign":       said("nl", whole("121.00"), "Totaal:€121,00"),
		"a colon, the sign behind":       said("fr", whole("121.00"), "Net à payer:121,00€"),
		"a price by the hour":            said("nl", want{"total_incl": "1210.00"}, "Uren   10 x 100,00/uur", "Totaal   1.210,00"),
		"a slash behind the word":        said("nl", ofHundred, "Netto/100,00", "Btw 21 %/21,00", "Totaal/121,00"),
		"a time is no amount":            said("nl", want{"total_incl": "121.00"}, "Aankomst 10:30,25", "Totaal   121,00"),
		"a ratio is no amount":           said("nl", want{"total_incl": "121.00"}, "Schaal 1:250,00", "Totaal   121,00"),
		"a number in two parts is none":  said("nl", want{"total_incl": "121.00"}, "Dossier 2026/500,00", "Totaal   121,00"),
		"a code with a point is none":    said("en", want{"total_incl": "121.00"}, "Model X/2500.00/B", "Total   121.00"),
		"a time behind a word and colon": said("fr", want{"total_incl": "121.00"}, "Départ:10:30", "Total   121,00"),

		// a dash with spaces around it
		"a dash and a sign":                     said("nl", whole("121.00"), "Te betalen – € 121,00"),
		"a dash":                                said("en", whole("121.00"), "Total - 121.00"),
		"a long dash":                           said("fr", whole("121.00"), "Net à payer — 121,00 €"),
		"a dash and a code":                     said("de", whole("121.00"), "Zahlbetrag - EUR 121,00"),
		"dashes":                                said("nl", ofHundred, "Totaal excl. - 100,00", "Btw 21 % - 21,00", "Totaal incl. - 121,00"),
		"dashes, French":                        said("fr", ofHundred, "Total HTVA – 100,00 €", "TVA 21 % – 21,00 €", "Total TVAC – 121,00 €"),
		"a dash before a discount is a minus":   said("nl", ofHundred, "Goederen   110,00", "Korting - 10,00", "Totaal excl.   100,00", "Btw 21 %   21,00", "Totaal   121,00"),
		"a dash before a deposit is a minus":    said("nl", want{"total_incl": "121.00", "amount_due": "100.00"}, "Totaal incl.   121,00", "Voorschot - 21,00", "Te betalen   100,00"),
		"a dash before a deposit is one, Fr":    said("fr", want{"total_incl": "121.00", "amount_due": "100.00"}, "Total TVAC   121,00", "Acompte versé - 21,00", "Reste à payer   100,00"),
		"a minus in its own cell stays":         said("nl", want{"total_incl": "121.00", "amount_due": "100.00"}, "Totaal incl.   121,00", "Voorschot   - 21,00", "Saldo   100,00"),
		"a minus that touches its amount stays": said("en", want{"total_incl": "121.00", "amount_due": "100.00"}, "Total   121.00", "Deposit -21.00", "Amount due   100.00"),
	})
}

// TestAmountsWithoutTwoDecimals: sheets of computers print amounts as short as
// they are; numbers of other things are none.
func TestAmountsWithoutTwoDecimals(t *testing.T) {
	t.Parallel()
	readVariants(t, map[string]variant{
		"none":                                   said("fr", want{"total_excl": "1500.00", "total_vat": "315.00", "total_incl": "1815.00"}, "TOTAL HT   1500", "TVA 21 %   315", "TOTAL TTC   1815"),
		"none, Dutch":                            said("nl", want{"total_excl": "1500.00", "total_vat": "315.00", "total_incl": "1815.00"}, "Totaal excl. btw   1500", "Btw 21%   315", "Totaal incl. btw   1815"),
		"none, English":                          said("en", want{"total_excl": "1500.00", "total_vat": "315.00", "total_incl": "1815.00"}, "Subtotal   1500", "VAT 21%   315", "Total   1815"),
		"none, German":                           said("de", want{"total_excl": "1500.00", "total_vat": "285.00", "total_incl": "1785.00"}, "Nettobetrag   1500", "MwSt. 19 %   285", "Gesamtbetrag   1785"),
		"one":                                    said("nl", want{"total_excl": "100.40", "total_vat": "21.10", "total_incl": "121.50"}, "Totaal excl. btw   100,4", "Btw 21%   21,1", "Totaal incl. btw   121,5"),
		"mixed":                                  said("nl", want{"total_excl": "1234.50", "total_vat": "259.25", "total_incl": "1493.75"}, "Totaal excl. btw   1234,5", "Btw 21%   259,25", "Totaal incl. btw   1493,75"),
		"with thousands":                         said("nl", want{"total_excl": "1500.00", "total_vat": "315.00", "total_incl": "1815.00"}, "Totaal excl. btw   1.500", "Btw 21%   315", "Totaal incl. btw   1.815"),
		"a total only":                           said("fr", whole("1815.00"), "Total à payer   1815"),
		"a total only, behind a colon":           said("nl", whole("350.00"), "Te betalen: 350"),
		"the sign in the heading":                said("fr", whole("1815.00"), "Description            Montant (€)", "Travaux                1500", "Matériel               315", "Total                  1815"),
		"the code in the heading":                said("nl", whole("350.00"), "Omschrijving           Bedrag in EUR", "Lezing                 350", "Totaal                 350"),
		"a count is no total":                    said("nl", want{"total_incl": "121.00"}, "Totaal aantal   12", "Totaal   121,00"),
		"a count under a total of goods":         said("en", want{"total_incl": "121.00"}, "Total items   12", "Total   121.00"),
		"hours in all are no total":              said("nl", want{"total_incl": "121.00"}, "Totaal   8", "Totaal te betalen   121,00"),
		"a number beside the words for a sum":    said("fr", want{"total_incl": "121.00"}, "Total   3", "Total TVAC   121,00"),
		"a year is no total":                     said("nl", want{"total_incl": "121.00"}, "Totaal   2026", "Totaal incl. btw   121,00"),
		"kilometres are no total":                said("nl", want{"total_incl": "121.00"}, "Totaal 250 km", "Te betalen   121,00"),
		"a rate is no VAT":                       said("nl", ofHundred, "Totaal excl.   100,00", "Btw   21", "Btw   21,00", "Totaal   121,00"),
		"a number of an account is no total":     said("en", want{"total_incl": "121.00"}, "Account   123456", "Total   121.00"),
		"only counts, no amount":                 said("nl", want{"total_incl": ""}, "Aantal   12", "Dozen   3"),
		"a count of pages and a number of lines": said("fr", want{"total_incl": "121.00"}, "Total pages   2", "Total TVAC   121,00"),
	})
}

// TestRatesBesideAmounts: a rate or a quantity before an amount is no part of it
// where the sums say so.
func TestRatesBesideAmounts(t *testing.T) {
	t.Parallel()
	sums := want{"total_excl": "1000.00", "total_vat": "210.00", "total_incl": "1210.00"}
	readVariants(t, map[string]variant{
		"a rate":                    said("nl", sums, "Totaal excl. 1.000,00", "BTW 21 210,00", "Totaal 1.210,00"),
		"a rate, French":            said("fr", sums, "Total HTVA 1000,00", "TVA 21 210,00", "Total TVAC 1210,00"),
		"a rate, German":            said("de", want{"total_excl": "1000.00", "total_vat": "190.00", "total_incl": "1190.00"}, "Nettobetrag 1000,00", "MwSt. 19 190,00", "Gesamtbetrag 1190,00"),
		"a rate, English":           said("en", sums, "Subtotal 1000.00", "VAT 21 210.00", "Total 1210.00"),
		"a rate of one digit":       said("nl", want{"total_excl": "2500.00", "total_vat": "150.00", "total_incl": "2650.00"}, "Totaal excl. 2500,00", "BTW 6 150,00", "Totaal 2650,00"),
		"thousands stay":            said("fr", want{"total_excl": "100200.00", "total_vat": "21042.00", "total_incl": "121242.00"}, "Total HTVA 100 200,00", "TVA 21 042,00", "Total TVAC 121 242,00"),
		"thousands of a total stay": said("fr", whole("21210.00"), "Total TVAC 21 210,00"),
		"thousands of VAT stay":     said("fr", want{"total_excl": "30000.00", "total_vat": "6300.00", "total_incl": "36300.00"}, "Total HTVA 30 000,00", "TVA 6 300,00", "Total TVAC 36 300,00"),
	})
}

// TestLabelsOfManyWords: what an amount is says its noun with the words around it,
// in whatever order.
func TestLabelsOfManyWords(t *testing.T) {
	t.Parallel()
	total := func(language, label string) variant {
		amount := map[string]string{"en": "121.00"}[language]
		if amount == "" {
			amount = "121,00"
		}
		return said(language, want{"total_incl": "121.00"}, "Werken   60,50", "Materiaal   60,50", label+"   "+amount)
	}
	readVariants(t, map[string]variant{
		"Totaux":                         total("fr", "Totaux"),
		"Gesamtforderung":                total("de", "Gesamtforderung"),
		"Endpreis":                       total("de", "Endpreis"),
		"Te vereffenen":                  total("nl", "Te vereffenen"),
		"Te vereffenen bedrag":           total("nl", "Te vereffenen bedrag"),
		"Amount charged":                 total("en", "Amount charged"),
		"Sommes dues":                    total("fr", "Sommes dues"),
		"Totaal van deze factuur":        total("nl", "Totaal van deze factuur"),
		"Total de votre facture":         total("fr", "Total de votre facture"),
		"Total of this invoice":          total("en", "Total of this invoice"),
		"Total for this invoice":         total("en", "Total for this invoice"),
		"Gesamtbetrag dieser Rechnung":   total("de", "Gesamtbetrag dieser Rechnung"),
		"Totaalbedrag van uw factuur":    total("nl", "Totaalbedrag van uw factuur"),
		"Montant total de votre facture": total("fr", "Montant total de votre facture"),
		"Totaal factuurbedrag":           total("nl", "Totaal factuurbedrag"),
		"Totaal in EUR":                  total("nl", "Totaal in EUR"),
		"Total en euros":                 total("fr", "Total en euros"),
		"Total amount in EUR":            total("en", "Total amount in EUR"),
		"Gesamtsumme in Euro":            total("de", "Gesamtsumme in Euro"),
		"Bedrag van deze factuur":        total("nl", "Bedrag van deze factuur"),
		"Montant de cette facture":       total("fr", "Montant de cette facture"),
		"Betrag dieser Rechnung":         total("de", "Betrag dieser Rechnung"),
		"Totaal te vereffenen":           total("nl", "Totaal te vereffenen"),
		"Total restant à régler":         total("fr", "Total restant à régler"),

		"net, VAT and gross in other words": said("nl", ofHundred, "Totaal van de goederen zonder btw   100,00", "Totaal van de btw   21,00", "Totaal van de factuur inclusief btw   121,00"),
		"the same in French":                said("fr", ofHundred, "Montant total de la facture hors TVA   100,00", "Montant total de la TVA due   21,00", "Montant total de la facture TVA comprise   121,00"),
		"the same in German":                said("de", want{"total_excl": "100.00", "total_vat": "19.00", "total_incl": "119.00"}, "Gesamtbetrag der Rechnung ohne MwSt.   100,00", "Gesamtbetrag der MwSt.   19,00", "Gesamtbetrag der Rechnung inkl. MwSt.   119,00"),
		"the same in English":               said("en", ofHundred, "Total of this invoice excluding VAT   100.00", "Total amount of VAT due   21.00", "Total of this invoice including VAT   121.00"),
		"a quantity is no total":            said("nl", want{"total_incl": "121.00"}, "Totaal aantal uren   130,50", "Totaal van deze factuur   121,00"),
		"a weight is no total":              said("de", want{"total_incl": "121.00"}, "Gesamtgewicht   130,50", "Gesamtforderung   121,00"),
		"the invoice before is no total":    said("fr", want{"total_incl": "121.00"}, "Total de votre facture précédente   130,50", "Total de votre facture   121,00"),
		"what was saved is no total":        said("en", want{"total_incl": "121.00"}, "Total savings on this invoice   130.50", "Total of this invoice   121.00"),

		"sent on":         said("", want{"invoice_date": "2026-11-12"}, "Drukkerij De Zetter bv", "FACTUUR 2026-15", "Geleverd op 03/11/2026", "Verstuurd op 12/11/2026", "Totaal   121,00"),
		"edited on":       said("", want{"invoice_date": "2026-11-12"}, "Imprimerie Lemaire SRL", "FACTURE 2026-15", "Livré le 03/11/2026", "Édité le 12/11/2026", "Total   121,00"),
		"your details":    said("en", want{"supplier_name": "Hanson Printers Ltd", "customer_name": "Westland Foods"}, "Your details", "Westland Foods", "9 Handelskaai", "1000 Brussels", "", "Total   121.00"),
		"billing details": said("nl", want{"supplier_name": "Drukkerij De Zetter bv", "customer_name": "Garage Peeters"}, "Facturatiegegevens", "Garage Peeters", "Steenweg 40", "2800 Mechelen", "", "Totaal   121,00"),
	})
}

// TestNumbersAndCurrenciesOfOthers: VAT numbers of countries further away, and
// currencies that are not the euro's.
func TestNumbersAndCurrenciesOfOthers(t *testing.T) {
	t.Parallel()
	bare := func(w want, lines ...string) variant { return variant{"", lines, w} }
	readVariants(t, map[string]variant{
		"Switzerland":             bare(want{"supplier_vat": "CHE123456788"}, "Alpenwerk AG", "Bahnhofstrasse 3", "8001 Zürich", "UID CHE-123.456.788 MWST", "", "RECHNUNG 2026-15", "Total CHF 121.00"),
		"one stop shop":           bare(want{"supplier_vat": "EU372000041"}, "Brightline Software Inc.", "548 Market Street", "San Francisco, CA 94104", "VAT ID: EU372000041", "", "INVOICE 2026-15", "Total EUR 121.00"),
		"Northern Ireland":        bare(want{"supplier_vat": "XI123456789"}, "Lough Foods Ltd", "Quay 4", "Belfast", "VAT No: XI 123 4567 89", "", "INVOICE 2026-15", "Total EUR 121.00"),
		"Norway":                  bare(want{"supplier_vat": "NO987654325"}, "Fjord Design AS", "Storgata 4", "0155 Oslo", "VAT no. NO 987 654 325 MVA", "", "INVOICE 2026-15", "Total NOK 121.00"),
		"Austria without a label": bare(want{"supplier_vat": "ATU12345675"}, "Wiener Druck GmbH", "Ring 4", "1010 Wien", "ATU12345675", "", "RECHNUNG 2026-15", "Gesamtbetrag EUR 121,00"),
		"Spain with a label":      bare(want{"supplier_vat": "ESB12345674"}, "Aceites del Sur SL", "Calle Mayor 4", "28013 Madrid", "VAT ES B12345674", "", "INVOICE 2026-15", "Total EUR 121.00"),
		"a word is no number":     bare(want{"supplier_vat": ""}, "Lough Foods Ltd", "SE12345678", "", "INVOICE 2026-15", "Total EUR 121.00"),

		"dollars of Canada":          bare(want{"currency": "CAD", "total_incl": "121.00"}, "Maple Software Inc.", "INVOICE 2026-15", "Subtotal CA$100.00", "Tax CA$21.00", "Total CA$121.00"),
		"dollars of Australia":       bare(want{"currency": "AUD", "total_incl": "121.00"}, "Reef Software Pty", "INVOICE 2026-15", "Subtotal A$100.00", "GST A$21.00", "Total A$121.00"),
		"dollars of New Zealand":     bare(want{"currency": "NZD", "total_incl": "121.00"}, "Kiwi Hosting Ltd", "INVOICE 2026-15", "Subtotal NZ$ 100.00", "GST NZ$ 21.00", "Total NZ$ 121.00"),
		"dollars of Singapore":       bare(want{"currency": "SGD", "total_incl": "121.00"}, "Orchid Pte Ltd", "INVOICE 2026-15", "Subtotal S$100.00", "GST S$21.00", "Total S$121.00"),
		"dollars of the States":      bare(want{"currency": "USD", "total_incl": "121.00"}, "Brightline Inc.", "INVOICE 2026-15", "Subtotal $100.00", "Tax $21.00", "Total $121.00"),
		"crowns of Sweden":           bare(want{"currency": "SEK", "total_incl": "125.00"}, "Nordic Tools AB", "VAT SE556677889901", "INVOICE 2026-15", "Subtotal 100,00 kr", "VAT 25% 25,00 kr", "Total 125,00 kr"),
		"crowns of Denmark":          bare(want{"currency": "DKK", "total_incl": "125.00"}, "Dansk Design ApS", "VAT DK12345674", "INVOICE 2026-15", "Subtotal kr. 100,00", "VAT 25% kr. 25,00", "Total kr. 125,00"),
		"zloty":                      bare(want{"currency": "PLN", "total_incl": "123.00"}, "Meble Nowak sp. z o.o.", "INVOICE 2026-15", "Net 100,00 zł", "VAT 23% 23,00 zł", "Total 123,00 zł"),
		"francs of Switzerland":      bare(want{"currency": "CHF", "total_incl": "108.10"}, "Alpenwerk AG", "RECHNUNG 2026-15", "Nettobetrag Fr. 100.00", "MWST 8.1% Fr. 8.10", "Total Fr. 108.10"),
		"crowns of the Czechs":       bare(want{"currency": "CZK", "total_incl": "121.00"}, "Sklo Praha s.r.o.", "INVOICE 2026-15", "Net 100,00 Kč", "VAT 21% 21,00 Kč", "Total 121,00 Kč"),
		"a code that nobody listed":  bare(want{"currency": "THB", "total_incl": "121.00"}, "Siam Crafts Co. Ltd", "INVOICE 2026-15", "Net THB 100.00", "VAT 21% THB 21.00", "Total THB 121.00"),
		"a word is no currency":      bare(want{"currency": "EUR", "total_incl": "121.00"}, "Drukkerij De Zetter bv", "FACTUUR 2026-15", "Netto ABC 100,00", "Btw 21 % 21,00", "Totaal 121,00"),
		"euros beside a word of kr.": bare(want{"currency": "EUR", "total_incl": "121.00"}, "Drukkerij De Zetter bv", "FACTUUR 2026-15", "Krant kr. Gazet", "Totaal € 121,00"),
	})
}

// TestNamesLikeLabels: names may begin with words that stand before numbers, and
// have commas and dashes in them.
func TestNamesLikeLabels(t *testing.T) {
	t.Parallel()
	named := func(want string, head ...string) variant {
		lines := append(slices.Clip(head), "", "FACTUUR 2026-15", "Factuurdatum   10/11/2026", "", "Totaal   121,00")
		return variant{"", lines, map[string]string{"supplier_name": want}}
	}
	readVariants(t, map[string]variant{
		"Capital":                    named("Capital Consulting bv", "Capital Consulting bv", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154"),
		"GSM":                        named("GSM Center nv", "GSM Center nv", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154"),
		"Page":                       named("Page Personnel", "Page Personnel", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154", "www.pagepersonnel.be"),
		"Fax":                        named("Fax & Copy bv", "Fax & Copy bv", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154"),
		"a capital is no name":       named("Drukkerij De Zetter bv", "Drukkerij De Zetter bv", "Capital 18.600 euro", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154"),
		"a telephone is no name":     named("De Zetter bv", "De Zetter bv", "GSM 0475 11 22 33", "Kerkstraat 3", "9000 Gent"),
		"a company of partners":      named("Janssens, Peeters & De Wit advocaten", "Janssens, Peeters & De Wit advocaten", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154"),
		"two families":               named("Van Gorp - De Backer nv", "Van Gorp - De Backer nv", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154", "www.vangorp-debacker.be"),
		"a brand before its company": named("Retail Group nv", "Zonnig - Retail Group nv", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154"),
		"a brand before its town":    named("Bouwcenter nv", "Bouwcenter nv - Kerkstraat 3 - 9000 Gent", "BTW BE 0477.574.154"),
		"a name before its branch":   named("Bakkerij Maes", "Bakkerij Maes", "Kerkstraat 3, 9000 Gent", "BTW BE 0477.574.154", "www.bakkerijmaes.be"),
		"a brand in small letters":   named("zonnig", "zonnig", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154", "www.zonnig.be", "hallo@zonnig.be"),
		"a label in small letters":   named("De Zetter bv", "De Zetter bv", "blad een", "Kerkstraat 3", "9000 Gent", "BTW BE 0477.574.154"),
	})
}

// TestAccountsOfCustomers: an account that is said to be the customer's is not
// the one to pay to.
func TestAccountsOfCustomers(t *testing.T) {
	t.Parallel()
	const theirs, ours = "BE68 5390 0754 7034", "BE71 0961 2345 6769"
	both := func(language, label string) variant {
		return said(language, want{"supplier_iban": "BE71096123456769"}, label+"   "+theirs, "", "Totaal   121,00", "", "", "IBAN "+ours)
	}
	none := func(language, label string) variant {
		return said(language, want{"supplier_iban": ""}, label+"   "+theirs, "", "Totaal   121,00")
	}
	readVariants(t, map[string]variant{
		"of the customer":                   both("nl", "Rekeningnummer klant"),
		"to be debited":                     both("nl", "Te debiteren rekening"),
		"of the client":                     both("fr", "Numéro de compte du client"),
		"of the client, IBAN":               both("fr", "IBAN client :"),
		"of the customer, German":           both("de", "Kontonummer des Kunden"),
		"of the customer, IBAN":             both("de", "IBAN Kunde:"),
		"of the customer, English":          both("en", "Customer account number"),
		"of the customer, bank":             both("en", "Customer's IBAN:"),
		"alone":                             none("nl", "IBAN van de klant:"),
		"alone, French":                     none("fr", "Compte bancaire du client :"),
		"a number of the customer, then us": said("nl", want{"supplier_iban": "BE68539007547034"}, "Klantnummer 4410   IBAN "+theirs, "", "Totaal   121,00"),
		"for customers":                     said("en", want{"supplier_iban": "BE68539007547034"}, "Our bank account: "+theirs, "", "Total   121.00"),
		"below the word for the customer":   said("fr", want{"supplier_iban": "BE68539007547034"}, "Client   Compte", "4410     "+theirs, "", "Total   121,00"),
	})
}

func readVariants(t *testing.T, cases map[string]variant) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := append(append([]string{}, heads[c.language]...), c.lines...)
			got := values(Invoice(pages(lines...), invoer.Known{Today: today}))
			for field, want := range c.want {
				if got[field] != want {
					t.Errorf("%q: %s is %q, want %q", c.lines, field, got[field], want)
				}
			}
		})
	}
}

// TestAnAmountBehindItsRateIsSeen: it is read where it stands, not only computed from
// the others.
func TestAnAmountBehindItsRateIsSeen(t *testing.T) {
	t.Parallel()
	inv := Invoice(pages("FACTUUR 2026-15", "Totaal excl. 1.000,00", "BTW 21 210,00", "Totaal 1.210,00"), invoer.Known{Today: today})
	if got := inv.VAT; got.Value.Cents != 21000 || got.Origin.Reader != "text" {
		t.Errorf("VAT %v by %q, want 210.00 as printed", got.Value, got.Origin.Reader)
	}
}
