package settle

import (
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

// A set is lines of one size that stand under each other, as designers set them.
type set struct {
	x, y, size float64
	lines      string // parted by "|"
}

// sheet makes an A4 page of such sets. Letters are half as wide as they are high,
// two spaces part columns of a line as typewriters do.
func sheet(sets ...set) []invoer.Page {
	page := invoer.Page{Number: 1, Width: 595, Height: 842, Reader: "text"}
	for _, s := range sets {
		for i, line := range strings.Split(s.lines, "|") {
			y := s.y + 1.35*s.size*float64(i)
			column := 0
			for word := range strings.SplitSeq(line, " ") {
				width := float64(len([]rune(word)))
				if word != "" {
					x := s.x + s.size/2*float64(column)
					page.Words = append(page.Words, invoer.Word{
						Text: word, Box: invoer.Box{X0: x, Y0: y, X1: x + s.size/2*width - 0.1*s.size, Y1: y + s.size}, Confidence: 99,
					})
				}
				column += int(width) + 1
			}
		}
	}
	return []invoer.Page{page}
}

// bodies are what stands between the letter head and the foot.
var bodies = map[string][]set{
	"nl": {
		{60, 300, 16, "FACTUUR"},
		{60, 330, 9, "Factuurnummer  2026-0415|Factuurdatum  10/11/2026|Vervaldatum  10/12/2026"},
		{60, 400, 9, "Omschrijving                     Aantal   Prijs     Totaal|Werken november                  10       100,00    1.000,00"},
		{330, 480, 9, "Totaal excl. btw   1.000,00|Btw 21 %           210,00|Totaal incl. btw   1.210,00"},
	},
	"fr": {
		{60, 300, 16, "FACTURE"},
		{60, 330, 9, "Facture n°  2026-0415|Date de facture  10/11/2026|Échéance  10/12/2026"},
		{60, 400, 9, "Désignation                      Qté      P.U.      Montant|Travaux de novembre              10       100,00    1.000,00"},
		{330, 480, 9, "Total HTVA         1.000,00|TVA 21 %           210,00|Total TVAC         1.210,00"},
	},
	"de": {
		{60, 300, 16, "Rechnung"},
		{60, 330, 9, "Rechnungsnummer  2026-0415|Rechnungsdatum  10.11.2026|Fällig am  10.12.2026"},
		{60, 400, 9, "Bezeichnung                      Menge    Preis     Gesamt|Arbeiten November                10       100,00    1.000,00"},
		{330, 480, 9, "Nettobetrag        1.000,00|MwSt. 19 %         190,00|Gesamtbetrag       1.190,00"},
	},
	"en": {
		{60, 300, 16, "Invoice"},
		{60, 330, 9, "Invoice number  2026-0415|Invoice date  10/11/2026|Due date  10/12/2026"},
		{60, 400, 9, "Description                      Qty      Price     Amount|Works in November                10       100.00    1,000.00"},
		{330, 480, 9, "Subtotal           1,000.00|VAT 21 %           210.00|Total              1,210.00"},
	},
}

// letterheads are ways in which senders and receivers stand on paper, none after
// a document of somebody.
var letterheads = map[string]struct {
	language string
	sets     []set
	supplier string // beginning of its name
	customer string
	vats     [2]string // of supplier and customer
}{
	"a window at the left, all of the sender in the foot": {
		"nl", []set{
			{60, 40, 22, "VERBRUGGHE"},
			{60, 130, 6, "Verbrugghe Daken bv · Molenstraat 12 · 9000 Gent"},
			{60, 142, 10, "Garage Peeters nv|Antwerpsesteenweg 240|2800 Mechelen"},
			{60, 790, 7, "Verbrugghe Daken bv · Molenstraat 12 · 9000 Gent · BTW BE 0403.122.003 · IBAN BE21 0012 3456 7803"},
		}, "Verbrugghe", "Garage Peeters", [2]string{"BE0403122003", "none"},
	},
	"the receiver at the right above the sender under a picture": {
		"nl", []set{
			{340, 60, 10, "Brouwerij De Kroon bv|Stationsstraat 5|3000 Leuven|BE 0456.008.777"},
			{60, 150, 10, "Tuinwerken Hermans bv|Veldweg 8|3200 Aarschot|Tel. 016 56 11 22|BTW BE 0542.331.156|IBAN BE55 3630 1122 3344"},
		}, "Tuinwerken Hermans", "Brouwerij De Kroon", [2]string{"BE0542331156", "BE0456008777"},
	},
	"three columns in the foot under a picture": {
		"fr", []set{
			{330, 90, 10, "Boulangerie Lambert SRL|Rue du Marché 14|5000 Namur"},
			{60, 780, 7, "Menuiserie Fontaine SA           Tél. 081 22 33 44                TVA BE 0687.120.086|Zoning Industriel 7               info@menuiserie-fontaine.be      IBAN BE56 7370 4455 6688|5020 Suarlée                     www.menuiserie-fontaine.be       RPM Liège, div. Namur"},
		}, "Menuiserie Fontaine", "Boulangerie Lambert", [2]string{"BE0687120086", "none"},
	},
	"four columns in the foot of a standard letter": {
		"de", []set{
			{380, 40, 20, "NORDLICHT"},
			{70, 126, 6, "Nordlicht Elektrotechnik GmbH · Hafenstr. 3 · 52064 Aachen"},
			{70, 140, 10, "Eupener Kabelwerk Service AG|Malmedyer Straße 9|4700 Eupen|Belgien"},
			{70, 780, 7, "Nordlicht                  Telefon 0241 55 66 77      Sparkasse Aachen                Geschäftsführer|Elektrotechnik GmbH        www.nordlicht-et.de        DE89 3704 0044 0532 0130 00     Jan Brecht|Hafenstr. 3                info@nordlicht-et.de       BIC COBADEFFXXX                 HRB 4411 Aachen|52064 Aachen                                                                          USt-IdNr. DE123456788"},
		}, "Nordlicht", "Eupener Kabelwerk", [2]string{"DE123456788", "none"},
	},
	"a freelancer whose number has no word, and a receiver whose number has one": {
		"en", []set{
			{60, 50, 14, "Sofie Claes"},
			{60, 72, 9, "Copywriter|Kerkstraat 40|2018 Antwerpen|BE 0712.045.524|sofie@claeswrites.be"},
			{340, 130, 9, "Harbour Media nv|Kaai 214|2030 Antwerpen|VAT BE 0803.317.772"},
		}, "Sofie Claes", "Harbour Media", [2]string{"BE0712045524", "BE0803317772"},
	},
	"the receiver with his number at the top left, the sender at the right below a picture": {
		"nl", []set{
			{60, 60, 9, "Bakkerij Maes bv|Dorpsplein 3|9280 Lebbeke|BTW BE 0876.543.270"},
			{360, 140, 9, "Koeltechniek Aerts|Industrielaan 22|9320 Erembodegem|T 053 77 88 99|BE 0412.998.878"},
			{60, 780, 8, "Bank: BE47 4160 7788 9980 · RPR Dendermonde · info@koeltechniekaerts.be"},
		}, "Koeltechniek Aerts", "Bakkerij Maes", [2]string{"BE0412998878", "BE0876543270"},
	},
	"in care of somebody": {
		"fr", []set{
			{60, 50, 18, "Ateliers Dumont"},
			{60, 76, 8, "Rue des Forges 88, 4000 Liège|TVA BE 0441.775.513|BE45 9730 0011 2289"},
			{330, 140, 10, "ACP Résidence du Parc|c/o Syndic Immogest SRL|Avenue Rogier 21|4000 Liège"},
		}, "Ateliers Dumont", "ACP Résidence du Parc", [2]string{"BE0441775513", "none"},
	},
	"one line in the foot": {
		"nl", []set{
			{60, 110, 10, "Advocatenkantoor Willems bv|Gerechtsplein 2|8500 Kortrijk"},
			{60, 800, 7, "Drukkerij Lannoote nv | Ambachtenlaan 9 | 8540 Deerlijk | BE 0501.234.038 | BE64 2200 4567 8952 | drukkerij@lannoote.be"},
		}, "Drukkerij Lannoote", "Advocatenkantoor Willems", [2]string{"BE0501234038", "none"},
	},
	"three columns in the foot, the receiver's number in the text": {
		"de", []set{
			{70, 110, 10, "Schreinerei Baumann|Hauptstraße 17|4760 Büllingen"},
			{330, 250, 8, "Ihre USt-IdNr.: BE 0661.209.309"},
			{70, 775, 7, "Holzhandel Krings GmbH            Tel. +49 2402 9911            Aachener Bank eG|Waldweg 44                         kontakt@holz-krings.de        IBAN DE89 3704 0044 0532 0130 00|52222 Stolberg                     www.holz-krings.de            USt-ID DE811223344"},
		}, "Holzhandel Krings", "Schreinerei Baumann", [2]string{"DE811223344", "BE0661209309"},
	},
	"both in columns, the receiver first and with more numbers": {
		"fr", []set{
			{60, 80, 9, "Hôtel Bellevue SA|Digue de Mer 100|8400 Oostende|TVA: BE 0778.899.112|Réf. client: 4410"},
			{330, 80, 9, "Blanchisserie du Littoral|Rue des Pêcheurs 6|8370 Blankenberge|GSM 0475 11 22 33|TVA: BE 0403.122.003|IBAN: BE96 0689 0123 4505"},
		}, "Blanchisserie du Littoral", "Hôtel Bellevue", [2]string{"BE0403122003", "BE0778899112"},
	},
	"side by side without a label, the sender at the right": {
		"en", []set{
			{60, 70, 10, "Westland Foods bv|Handelskaai 9|1000 Brussels"},
			{350, 70, 10, "Crane & Lift Services bv|Havenlaan 86|1000 Brussels|+32 2 555 66 77|BE 0456.008.777|BE21 0012 3456 7803"},
		}, "Crane & Lift Services", "Westland Foods", [2]string{"BE0456008777", "none"},
	},
	"side by side, both with numbers, a domain in the foot": {
		"nl", []set{
			{60, 70, 10, "Vloerders Van Loo bv|Heirbaan 77|2640 Mortsel|BE 0542.331.156"},
			{350, 70, 10, "Restaurant Zilte bv|Scheldekaai 1|2000 Antwerpen|BE 0687.120.086"},
			{60, 790, 8, "www.vloerdersvanloo.be   IBAN BE55 3630 1122 3344   BIC GEBABEBB"},
		}, "Vloerders Van Loo", "Restaurant Zilte", [2]string{"BE0542331156", "BE0687120086"},
	},
	"side by side, both with numbers, the receiver first, a domain in the foot": {
		"nl", []set{
			{60, 70, 10, "Restaurant Zilte bv|Scheldekaai 1|2000 Antwerpen|BE 0687.120.086"},
			{350, 70, 10, "Vloerders Van Loo bv|Heirbaan 77|2640 Mortsel|BE 0542.331.156"},
			{60, 790, 8, "www.vloerdersvanloo.be   IBAN BE55 3630 1122 3344   BIC GEBABEBB"},
		}, "Vloerders Van Loo", "Restaurant Zilte", [2]string{"BE0542331156", "BE0687120086"},
	},
	"a column at the side in small groups": {
		"nl", []set{
			{40, 110, 8, "Studio Fabel bv|Lange Nieuwstraat 4|2000 Antwerpen||T 03 411 22 33|hallo@studiofabel.be||BTW BE 0712.045.524||IBAN|BE56 7370 4455 6688"},
			{330, 110, 10, "Stad Lier|Grote Markt 57|2500 Lier|BTW BE 0803.317.772"},
		}, "Studio Fabel", "Stad Lier", [2]string{"BE0712045524", "BE0803317772"},
	},
	"lawyers in a column at the right": {
		"fr", []set{
			{60, 120, 10, "Madame Claire Dubois|Rue Haute 15|1000 Bruxelles"},
			{400, 50, 12, "Cabinet Morel"},
			{400, 70, 8, "Avocats|Jean Morel|Anne Lefèvre||Avenue Louise 300|1050 Bruxelles|Tél. 02 640 11 22|TVA BE 0876.543.270|Compte tiers BE47 4160 7788 9980"},
		}, "Cabinet Morel", "Claire Dubois", [2]string{"BE0876543270", "none"},
	},
	"the sender under the signature": {
		"nl", []set{
			{60, 80, 10, "Kinderopvang De Boomhut vzw|t.a.v. Lies Jacobs|Schoolstraat 9|3500 Hasselt"},
			{60, 600, 9, "Met vriendelijke groeten,||Poetsdienst Helder bv|Bosstraat 33, 3560 Lummen|BE 0412.998.878|BE45 9730 0011 2289"},
		}, "Poetsdienst Helder", "Kinderopvang De Boomhut", [2]string{"BE0412998878", "none"},
	},
	"a sender without a number, a receiver with one": {
		"en", []set{
			{60, 50, 16, "Brightline Software Inc."},
			{60, 76, 8, "548 Market Street|San Francisco, CA 94104|support@brightline.io"},
			{60, 150, 9, "Dataworks bv|Technologiepark 4|9052 Gent|VAT BE 0441.775.513"},
		}, "Brightline Software", "Dataworks", [2]string{"none", "BE0441775513"},
	},
	"numbers without a word, the receiver first": {
		"fr", []set{
			{330, 60, 10, "Garage du Pont SRL|Quai de Meuse 45|5500 Dinant|0501.234.038"},
			{60, 140, 10, "Peintures Noël SRL|Rue Saint-Jacques 8|5500 Dinant|0475/22.33.44|0661.209.309|BE64 2200 4567 8952"},
		}, "Peintures Noël", "Garage du Pont", [2]string{"BE0661209309", "BE0501234038"},
	},
	"a foot between rules with the bank, a name in large letters without a form": {
		"nl", []set{
			{330, 60, 10, "Interieurbouw Smets bv|Kempenlaan 60|2300 Turnhout|BE 0778.899.112"},
			{60, 60, 24, "Glascentrale"},
			{60, 770, 7, "Glascentrale Kempen nv, Nijverheidsstraat 18, 2400 Mol|BTW BE 0403.122.003, RPR Antwerpen, afdeling Turnhout|Rekening BE96 0689 0123 4505"},
		}, "Glascentrale", "Interieurbouw Smets", [2]string{"BE0403122003", "BE0778899112"},
	},
	"the receiver in a box with a heading of another kind": {
		"de", []set{
			{60, 60, 10, "Ihre Angaben|Metzgerei Schumacher|Neustraße 5|4780 St. Vith|MwSt. BE 0456.008.777"},
			{350, 60, 10, "Kältebau Theissen|Industriestraße 30|4700 Eupen|Tel. 087 55 44 33|MwSt. BE 0542.331.156|BE21 0012 3456 7803"},
		}, "Kältebau Theissen", "Metzgerei Schumacher", [2]string{"BE0542331156", "BE0456008777"},
	},
	"the sender at the foot, the receiver large under a heading": {
		"en", []set{
			{60, 60, 16, "Maritime Logistics Group nv"},
			{60, 84, 9, "Noorderlaan 147|2030 Antwerp|BE 0687.120.086"},
			{60, 770, 8, "Thank you for your business|Anker Catering bv, Kaaistraat 3, 8400 Ostend, BE 0712.045.524, hello@ankercatering.be, BE55 3630 1122 3344"},
		}, "Anker Catering", "Maritime Logistics Group", [2]string{"BE0712045524", "BE0687120086"},
	},
	"a window at the right, the sender at the left with his bank below the sums": {
		"fr", []set{
			{60, 60, 10, "Toitures Renard|Chaussée de Mons 210|7000 Mons"},
			{330, 130, 10, "Pharmacie Centrale SRL|Grand-Place 2|7000 Mons|TVA BE 0876.543.270"},
			{60, 600, 9, "À verser sur le compte BE47 4160 7788 9980 de Toitures Renard|N° d'entreprise 0412.998.878"},
		}, "Toitures Renard", "Pharmacie Centrale", [2]string{"BE0412998878", "BE0876543270"},
	},

	// A second set, written before it was run.
	"a receiver with his telephone and mail": {
		"nl", []set{
			{60, 80, 10, "Garage Peeters nv|t.a.v. Jan Peeters|Antwerpsesteenweg 240|2800 Mechelen|tel. 015 20 30 40|jan@garagepeeters.be"},
			{360, 60, 9, "Auto-onderdelen Claessens nv|Industrieweg 11|2850 Boom|tel. 03 888 11 22|BTW BE 0403.122.003|IBAN BE21 0012 3456 7803"},
		}, "Auto-onderdelen Claessens", "Garage Peeters", [2]string{"BE0403122003", "none"},
	},
	"a factor to whom is paid": {
		"en", []set{
			{60, 50, 14, "Delta Cleaning Services bv"},
			{60, 70, 9, "Havenstraat 8, 9000 Ghent|VAT BE 0456.008.777|+32 9 222 33 44"},
			{340, 130, 10, "Harbour Media nv|Kaai 214|2030 Antwerp"},
			{60, 620, 8, "This claim was assigned to Northbank Factors nv. Payment is only valid to Northbank Factors nv,|account BE55 3630 1122 3344, Avenue du Port 2, 1000 Brussels."},
		}, "Delta Cleaning Services", "Harbour Media", [2]string{"BE0456008777", "none"},
	},
	"the maker of the program in the foot": {
		"nl", []set{
			{60, 50, 12, "Schilderwerken Bosmans|Lindestraat 4|3600 Genk|0485 11 22 33|BE 0542.331.156"},
			{340, 130, 10, "Tandartspraktijk Geerts bv|Marktplein 8|3600 Genk"},
			{60, 810, 6, "Gemaakt met Factuurgemak van Boekvlot bv · www.boekvlot.be"},
			{60, 600, 9, "Te betalen op BE56 7370 4455 6688"},
		}, "Schilderwerken Bosmans", "Tandartspraktijk Geerts", [2]string{"BE0542331156", "none"},
	},
	"a bank with its name in the foot": {
		"fr", []set{
			{60, 60, 10, "Jardins Verts SRL|Rue de la Gare 77|1300 Wavre|Tél. 010 22 33 44"},
			{330, 130, 10, "Crèche Les Lutins ASBL|Rue du Moulin 5|1300 Wavre"},
			{60, 780, 7, "TVA BE 0687.120.086 - RPM Nivelles - Banque du Nord SA BE47 4160 7788 9980"},
		}, "Jardins Verts", "Crèche Les Lutins", [2]string{"BE0687120086", "none"},
	},
	"a brand above its company": {
		"nl", []set{
			{60, 40, 26, "FRISSO"},
			{330, 120, 10, "Apotheek Wauters bv|Kerkplein 2|9100 Sint-Niklaas"},
			{60, 785, 7, "Frisso is een handelsnaam van Dranken Verelst nv, Nijverheidslaan 5, 9140 Temse|BTW BE 0712.045.524 · BE45 9730 0011 2289 · www.frisso.be"},
		}, "", "Apotheek Wauters", [2]string{"BE0712045524", "none"},
	},
	"names of two lines": {
		"de", []set{
			{60, 60, 11, "Autohaus Müller|Vertriebs GmbH|Aachener Straße 90|4700 Eupen|Tel. 087 11 22 33|MwSt. BE 0803.317.772"},
			{340, 130, 10, "Stadtwerke Eupen|Abteilung Technik|Rathausplatz 14|4700 Eupen"},
		}, "Müller", "Stadtwerke Eupen", [2]string{"BE0803317772", "none"},
	},
	"a person who sells, under the goods": {
		"nl", []set{
			{60, 90, 10, "Uitgeverij De Inkt nv|Drukpersstraat 3|1000 Brussel"},
			{60, 780, 8, "Els Wouters · vertaalster · Eikenlaan 5, 3050 Oud-Heverlee · BE 0876.543.270 · BE64 2200 4567 8952"},
		}, "Els Wouters", "Uitgeverij De Inkt", [2]string{"BE0876543270", "none"},
	},
	"a place of delivery between the two": {
		"fr", []set{
			{60, 50, 12, "Matériaux Delvaux SA"},
			{60, 70, 8, "Chaussée de Charleroi 200|6060 Gilly|TVA BE 0412.998.878|Tél. 071 22 33 44"},
			{60, 150, 9, "Adresse de livraison|Chantier Résidence Azur SRL|Rue Neuve 8|6000 Charleroi"},
			{330, 150, 9, "Entreprise Colin SRL|Rue du Roton 90|6200 Châtelet|TVA BE 0441.775.513"},
		}, "Matériaux Delvaux", "Entreprise Colin", [2]string{"BE0412998878", "BE0441775513"},
	},
	"two places of the sender": {
		"nl", []set{
			{60, 50, 12, "Bouwmaterialen Hendrickx nv"},
			{60, 70, 7, "Vestiging Bree: Industrieterrein 4, 3960 Bree, tel. 089 46 11 22        Vestiging Peer: Noordervest 9, 3990 Peer, tel. 011 63 11 22"},
			{330, 140, 10, "Dakwerken Evens bv|Kanaalstraat 31|3960 Bree|BTW BE 0501.234.038"},
			{60, 790, 7, "BTW BE 0661.209.309    RPR Tongeren    IBAN BE96 0689 0123 4505"},
		}, "Bouwmaterialen Hendrickx", "Dakwerken Evens", [2]string{"BE0661209309", "BE0501234038"},
	},
	"two houses without a form": {
		"fr", []set{
			{60, 70, 10, "Café des Sports|Place Communale 4|4800 Verviers"},
			{340, 70, 10, "Brasserie Caulier|Rue du Bief 18|4650 Herve|087 67 11 22|0778.899.112|BE21 0012 3456 7803"},
		}, "Brasserie Caulier", "Café des Sports", [2]string{"BE0778899112", "none"},
	},
	"the receiver's number in a box of particulars": {
		"nl", []set{
			{60, 110, 10, "Slagerij Coppens bv|Hoogstraat 60|9300 Aalst"},
			{340, 220, 8, "Klantnummer       4410|Uw btw-nr.        BE 0403.122.003|Onze referentie   AB-12"},
			{60, 780, 7, "Vleesgroothandel Roels nv        Slachthuislaan 1       Tel. 053 70 11 22        BTW BE 0456.008.777|                                 9300 Aalst             www.roels-vlees.be       IBAN BE55 3630 1122 3344"},
		}, "Vleesgroothandel Roels", "Slagerij Coppens", [2]string{"BE0456008777", "BE0403122003"},
	},
	"a seller across the sea": {
		"en", []set{
			{60, 60, 10, "Westland Foods bv|Handelskaai 9|1000 Brussels|Belgium|VAT BE 0542.331.156"},
			{350, 60, 10, "Thames Packaging Ltd|Unit 4, Mill Road|Reading RG1 8BT|United Kingdom|Company No. 04412233|VAT GB 980 7806 84"},
			{60, 790, 8, "Sort code 60-16-13   IBAN GB29 NWBK 6016 1331 9268 19"},
		}, "Thames Packaging", "Westland Foods", [2]string{"GB980780684", "BE0542331156"},
	},
	"columns under headings, the buyer first": {
		"fr", []set{
			{60, 70, 9, "Acheteur                              Vendeur|Librairie du Midi SRL                 Éditions Rivage SA|Rue Longue 9                          Quai aux Briques 70|1000 Bruxelles                        1000 Bruxelles|TVA BE 0687.120.086                   TVA BE 0712.045.524"},
		}, "Éditions Rivage", "Librairie du Midi", [2]string{"BE0712045524", "BE0687120086"},
	},
	"a family name with a particle": {
		"nl", []set{
			{60, 60, 12, "Van Hoof bv"},
			{60, 78, 9, "Kapelstraat 19|2300 Turnhout|BTW BE 0803.317.772|014 41 22 33"},
			{340, 130, 10, "De Smedt Keukens nv|Steenweg 200|2300 Turnhout"},
		}, "Van Hoof", "De Smedt Keukens", [2]string{"BE0803317772", "none"},
	},
	"a house in initials": {
		"nl", []set{
			{60, 120, 10, "Wasserij Snow bv|Blekerij 4|9000 Gent"},
			{340, 40, 10, "V.D.B. Elektro|Zandstraat 8|9940 Evergem|GSM 0477 11 22 33|BTW: BE 0876.543.270|KBC BE47 4160 7788 9980"},
		}, "V.D.B. Elektro", "Wasserij Snow", [2]string{"BE0876543270", "none"},
	},
	"the letter of an office of accountants, the name in three places": {
		"nl", []set{
			{60, 50, 10, "ACCOUNTANTSKANTOOR|MERTENS & PARTNERS"},
			{60, 130, 6, "Mertens & Partners bv - Statielei 12 - 2640 Mortsel"},
			{60, 142, 10, "Frituur 't Hoekske|Dorpsstraat 1|2640 Mortsel"},
			{60, 790, 7, "Mertens & Partners bv | BE 0412.998.878 | BE45 9730 0011 2289 | info@mertens-partners.be"},
		}, "Mertens & Partners", "Frituur 't Hoekske", [2]string{"BE0412998878", "none"},
	},
}

// TestLetterheads: the parties of a document are told by what stands with them,
// wherever they stand and whoever comes first.
func TestLetterheads(t *testing.T) {
	t.Parallel()
	for name, c := range letterheads {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := values(Invoice(sheet(append(c.sets, bodies[c.language]...)...), invoer.Known{Today: today}))
			for field, want := range map[string]string{"supplier_name": c.supplier, "customer_name": c.customer} {
				if !strings.Contains(got[field], want) {
					t.Errorf("%s is %q, want %q", field, got[field], want)
				}
			}
			for field, want := range map[string]string{"supplier_vat": c.vats[0], "customer_vat": c.vats[1]} {
				if got[field] != strings.TrimSuffix(want, "none") {
					t.Errorf("%s is %q, want %q", field, got[field], want)
				}
			}
		})
	}
}
