package fields

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer/extractors/weights"
)

// TestNumbers: the best candidate for the number of the invoice.
func TestNumbers(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines []string
		want  string
	}{
		"Dutch":                           {[]string{"Factuurnummer: 2026-0815"}, "2026-0815"},
		"French":                          {[]string{"Facture n° 6817 établie le 8 mars 2026"}, "6817"},
		"German, beside other numbers":    {[]string{"Kundennummer  39170", "Rechnungsnummer  005031"}, "005031"},
		"English":                         {[]string{"Invoice No.  INV/2026/00254", "Customer ID  4711"}, "INV/2026/00254"},
		"capitals that belong to it":      {[]string{"Factuur  FV 7719"}, "FV 7719"},
		"a heading before it":             {[]string{"CREDITNOTA 25/02024", "Betreft factuur 202505665 van 10 november 2025"}, "25/02024"},
		"invoice before ticket":           {[]string{"FACTURE 14-141975 31/03/2026 18:45 Caisse 3 TICKET DE CAISSE 7416"}, "14-141975"},
		"nº under the title":              {[]string{"FACTURE", "20/09/2023", "nº 2023-6013"}, "2023-6013"},
		"a law is none":                   {[]string{"FACTURE nº 2023-6013", "La loi n°92/1442 du 31 décembre 1992 le dit"}, "2023-6013"},
		"a year of copyright is none":     {[]string{"Visualisierung eRechnung © DWC 2025", "Rechnung Nr. 99877 vom 30.05.2026"}, "99877"},
		"under its heading":               {[]string{"Factuur        Datum         Bedrag", "FV-119    01.03.2026    EUR 631,22"}, "FV-119"},
		"capitals before a colon":         {[]string{"Notanummer: TW-202609-5511782", "OBU: 3100122998"}, "TW-202609-5511782"},
		"one that is taken off":           {[]string{"Invoice     2600881", "Less first instalment invoice 2600214     -2,177.50"}, "2600881"},
		"what measures something":         {[]string{"FACTUUR NR", "2603318", "Onderhoud 120.000 km"}, "2603318"},
		"a date is none":                  {[]string{"Factuur 12/03/2026"}, ""},
		"an amount is none":               {[]string{"Factuur 1.234,56"}, ""},
		"a town is none":                  {[]string{"Factuur", "9300 Aalst"}, ""},
		"an account number is none":       {[]string{"Factuur BE02 4097 0943 8240"}, ""},
		"an order number is none":         {[]string{"Bestelnummer 4711"}, ""},
		"after a title of three words":    {[]string{"FACTURE DE VENTE 38-164071 2026-01-28 Magasin 035"}, "38-164071"},
		"a version is none":               {[]string{"Rechnungsstandard:  Factur-x 1.0 Profil EXTENDED", "Handelsrechnung (380) Nr. 99877 vom 30.05.2026"}, "99877"},
		"parted here and whole elsewhere": {[]string{"Invoice IN V-2026-001", "Please quote INV-2026-001"}, "INV-2026-001"},
		"dirt before it":                  {[]string{"Factuur NR . VF2601350"}, "VF2601350"},
		"glued to its label":              {[]string{"Facture n°562044387 du 02 Juillet 2015"}, "562044387"},
		"an ordinal for the degree sign":  {[]string{"Nº de pièce  2024/1831"}, "2024/1831"},
		"a house is none":                 {[]string{"Tax Invoice", "Rue des Artisans 29"}, ""},
		"above its caption":               {[]string{"A l'attention de Jean Fontaine     2026-88066", "SA Grossiste Leroux                Facture N°", "175, Place du Marché"}, "2026-88066"},
		"groups of digits":                {[]string{"Factuurnummer  91 4420 7781"}, "91 4420 7781"},
		"under a kind of invoice":         {[]string{"Voorschotfactuur", "VS-2026-019"}, "VS-2026-019"},
		"letters and groups":              {[]string{"Nr. F 2026 0112"}, "F 2026 0112"},
		"groups with a stroke":            {[]string{"Numéro de facture : 26 / 4417"}, "26 / 4417"},
		"groups before another label":     {[]string{"Facture : 14 882 Date : 07/08/2026"}, "14 882"},
		"a number before words":           {[]string{"Factuur 2026 artikelen"}, "2026"},
		"of a policy":                     {[]string{"AVIS D'ÉCHÉANCE", "Police  : R.C. n° 45/88.120.331", "Quittance : 2026/1184552"}, "2026/1184552"},
		"of a licence":                    {[]string{"Assureur agréé sous le n° 0145", "Facture n° 77120"}, "77120"},
		"a sign before it":                {[]string{"Invoice #INV-0417"}, "INV-0417"},
		"no date for all its signs":       {[]string{"Appel de loyer n° 2026-10/07"}, "2026-10/07"},
		"a label that has its value":      {[]string{"N° de facture  202523190  Valoria SA", "", "A1693          Accessoires"}, "202523190"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, best := "", weights.Committed.Leave("invoice_number")
			for _, n := range lay(c.lines...).Numbers(today) {
				if score := weights.Committed.Score("invoice_number", n.Features); score > best {
					got, best = n.Value, score
				}
			}
			if got != c.want {
				t.Errorf("number in %q is %q, want %q", c.lines, got, c.want)
			}
		})
	}
}

func TestItems(t *testing.T) {
	t.Parallel()
	doc := lay("Omschrijving                Aantal     Prijs      BTW     Bedrag",
		"Gipsplaat                         2      12,50      21%      25,00",
		"Schroeven                         1       5,00       6%       5,00",
		"Totaal excl.                                                 30,00",
		"Btw 21%                                                       5,25")
	type item struct {
		Description, Quantity, Price string
		Rate, Cents                  int64
	}
	var got []item
	for _, i := range doc.Items() {
		got = append(got, item{i.Description, i.Quantity, i.Price, i.Rate, i.Total.Cents})
	}
	want := []item{{"Gipsplaat", "2", "12.50", 2100, 2500}, {"Schroeven", "1", "5.00", 600, 500}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
}

func TestHasForm(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"cv Velora Group": true, "cv ketel onderhoud": false,
		"Drukkerij De Zetter bv": true, "SA Dextino Maison": true, "Korplaron Home B.V.": true, "Muster GmbH": true, "Acme Corp": true,
		"Verneco Bouwpunt BVBA": true, "Laboratoire": false, "SDN BHD": false, "De Bakker": false, "sa voiture rouge": false, "": false,
		"Mécanique LECLERCQ Père & Fils": true, "Maes en Zonen": true, "Müller & Söhne": true, "père et fils": false, "Brood en Zonen van Jan": false,
	} {
		if got := HasForm(name); got != want {
			t.Errorf("HasForm(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestSameName(t *testing.T) {
	t.Parallel()
	cases := []struct {
		a, b string
		want bool
	}{
		{"Drukkerij De Zetter bv", "DRUKKERIJ DE ZETTER", true},
		{"Bois & Négoce Cornet SPRL", "Bois & Negoce Cornet", true},
		{"Houthandel Cuypers", "Houthandel Cuvpers", true},
		{"Houthandel Cuypers", "Houthandel Vermeersch", false},
		{"", "", false},
	}
	for _, c := range cases {
		if got := SameName(c.a, c.b); got != c.want {
			t.Errorf("SameName(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Factuur met het totaal bedrag, te betalen binnen 30 dagen": "nl",
		"Facture: montant total à payer avant la date d'échéance":   "fr",
		"Rechnung über den Gesamtbetrag, zahlbar bis zum 1.3.2026":  "de",
		"Invoice for the total amount due by the end of the month":  "en",
		"12345 67890": "",
	} {
		if got := lay(text).Language(); got != want {
			t.Errorf("language of %q is %q, want %q", text, got, want)
		}
	}
}
