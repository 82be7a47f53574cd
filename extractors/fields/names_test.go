package fields

import (
	"slices"
	"testing"

	"github.com/invoer/invoer"
)

// namesOf are the names that may be those of parties.
func namesOf(d *Document) []string {
	var names []string
	for _, n := range d.Names(invoer.Own{}) {
		names = append(names, n.Name)
	}
	return names
}

// TestNamesEndWhereAddressesBegin: footers set name, street and town behind each
// other with nothing between.
func TestNamesEndWhereAddressesBegin(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"Publicité Bellorge srl Zoning Nord, rue du Progrès 5A 5300 Andenne": "Publicité Bellorge srl",
		"nv Café Van Hoof Bosstraat 109/2":                                   "nv Café Van Hoof",
		"Adviesbureau Jan Raes BV Industrielaan 71A 1012 JS Amsterdam":       "Adviesbureau Jan Raes BV",
		"Ardenis Grossiste srl 105 bus 3 Place du":                           "Ardenis Grossiste srl",
		"SPRL Bellorge Carrosserie 213-213 Quai des Usines":                  "SPRL Bellorge Carrosserie",
		"Trading Oakline Limited Station Road":                               "Trading Oakline Limited",
		"Limited Catering Paul Ashdown 258 Canal Street London":              "Limited Catering Paul Ashdown",
		"Kinsella & Kinsella NV Sales Credit":                                "Kinsella & Kinsella NV",
		"Bakkerij Peeters nv":                                                "Bakkerij Peeters nv",
		"een merk van Tempora Solutions nv":                                  "Tempora Solutions nv",
		"onze winkel is een handelsnaam van Groothandel Leieland nv":         "Groothandel Leieland nv",
		"Billed to Vandewiele Logistics nv, Havenkaai 21, 8000 Brugge":       "Vandewiele Logistics nv",
		"R.C. Verviers 12, Ets. Henrotay sa":                                 "Ets. Henrotay sa",
		"Aan Kwekerij Loots bv":                                              "Kwekerij Loots bv",
		"GROOTHANDEL DENDERLAND NV Datum 13/10/2026":                         "GROOTHANDEL DENDERLAND NV",
		"SA Grossiste Leroux":                                                "SA Grossiste Leroux",
		"BV Studio Vijf 54":                                                  "BV Studio Vijf 54",
	}
	for line, want := range cases {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			if got := namesOf(lay(line)); !slices.Equal(got, []string{want}) {
				t.Errorf("names in %q are %q, want %q", line, got, want)
			}
		})
	}
}

// TestCodesOfCountriesAreWords: a line of a town may begin with the code of a
// country, and so do names with an article.
func TestCodesOfCountriesAreWords(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{"De Zetter & Zoon": true, "DE ZETTER": true, "DE 50667 Köln": false, "BE 9000 Gent": false, "Belgique Bruxelles": false} {
		names := namesOf(lay("Klant:", line, "Kerkstraat 12", "9000 Gent"))
		if got := slices.Contains(names, line); got != want {
			t.Errorf("%q is a name: %v, want %v", line, got, want)
		}
	}
}

// TestPersonsOfCompanies: who is addressed at a company is not the company, and
// one without a company is the customer.
func TestPersonsOfCompanies(t *testing.T) {
	t.Parallel()
	for _, person := range []string{"t.a.v. An Maes", "A l'attention de Julie Collard", "À l'att. de Benoît Thonon", "FAO Emma Harrow", "z. Hd. Jürgen Radermacher"} {
		t.Run(person, func(t *testing.T) {
			t.Parallel()
			names := namesOf(lay(person, "Versmarkt Goethals BV", "Brugsesteenweg 15", "2800 Mechelen"))
			if !slices.Equal(names, []string{"Versmarkt Goethals BV"}) {
				t.Errorf("names below %q are %q, want the company", person, names)
			}
		})
	}
}

// TestPersonsWithoutCompany: who is addressed at an address alone is the customer.
func TestPersonsWithoutCompany(t *testing.T) {
	t.Parallel()
	person := "Mevrouw An Maes"
	if names := namesOf(lay(person, "Brugsesteenweg 15", "2800 Mechelen")); !slices.Contains(names, person) {
		t.Errorf("names are %q, want %q among them", names, person)
	}
}

// TestGreetingsAreNoNames: the first line of many till receipts.
func TestGreetingsAreNoNames(t *testing.T) {
	t.Parallel()
	for _, greeting := range []string{"Welkom bij", "Bienvenue chez", "Willkommen bei", "Thank You"} {
		if names := namesOf(lay(greeting, "", "Quintas NV", "Stationsstraat 120", "8200 Brugge")); !slices.Equal(names, []string{"Quintas NV"}) {
			t.Errorf("names under %q are %q, want the company alone", greeting, names)
		}
	}
}

// TestFormsThatAreTowns: Spa is a town where it is written as one.
func TestFormsThatAreTowns(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"Avenue de Spa": false, "Hôtel de Spa": false, "Fonderie Bresciane SpA": true, "Fonderie Bresciane S.p.A.": true, "FONDERIE BRESCIANE SPA": true} {
		if got := HasForm(name); got != want {
			t.Errorf("%q has a legal form: %v, want %v", name, got, want)
		}
	}
}

// TestNamesThatSayTheirRole: samples call the parties by what they are.
func TestNamesThatSayTheirRole(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]said{"L'ACHETEUR": {customer: 1}, "LE FOURNISSEUR": {supplier: 1}, "De leverancier": {supplier: 1}, "The Buyer": {customer: 1}, "Le Client Heureux": {}, "De Smedt": {}, "Fournisseur": {}} {
		if got := roleOf(name); got != want {
			t.Errorf("%q says of itself %+v, want %+v", name, got, want)
		}
	}
}
