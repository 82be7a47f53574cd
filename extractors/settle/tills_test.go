package settle

import (
	"testing"

	"github.com/invoer/invoer"
)

// TestTills: what till receipts have of their own, as OCR reads it.
func TestTills(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines []string
		want  map[string]string // of the fields that the case is about; "" is absent
	}{
		"total, given and change stand under each other though their words are misread": {
			[]string{"INDAH GIFT & HOME DECO", "RECEIPT", "19/10/2018 20:49:59", "TABLE LAMP", "62483               1        55.90    65.90", "AUTRE Paean                           60.31", "RUNDIG                                 9.2", "                             RH       60.30", "Ki Pe                        RH       70.30", "CHWSE                        RK       10.00"},
			map[string]string{"doc_type": "receipt", "total_incl": "60.30"},
		},
		"what was given with nothing back is no total by place": {
			[]string{"KASTICKET", "Kassa 3   12/03/2026", "Brood   2,50", "Melk   1,50", "TOTAAL   4,00", "Bancontact   4,00"},
			map[string]string{"total_incl": "4.00"},
		},
		"goods make up what was paid, though no word for a total is read": {
			[]string{"BRD SHOP", "REG C01   04-05-2018 16:07", "Bacon   RM4.90 S", "Walnut Raisin   RM8.60 S", "Dark Rye Bun   RM6.90 S", "3 No", "SUBTUTA   RM2O. 40", "CASH   RM20. 40", "TAX INVOICE NO 223894"},
			map[string]string{"total_incl": "20.40"},
		},
		"a total with letters for digits, which the goods make up": {
			[]string{"BRD SHOP", "Kassa 3   12/03/2026", "Brood   4.90", "Kaas   8.60", "Melk   6.90", "TOTAAL   2O.4O", "Bancontact   2O.40"},
			map[string]string{"total_incl": "20.40"},
		},
		"letters for digits that nothing agrees with": {
			[]string{"BRD SHOP", "Kassa 3   12/03/2026", "Brood   4.90", "Kaas   8.60", "Punten   SO.OO", "TOTAAL   13.50", "Bancontact   13.50"},
			map[string]string{"total_incl": "13.50"},
		},
		"a company below a brand, with its register number in brackets": {
			[]string{"A PIE THING", "FOUR QUARTERS SUN BHD (lu/SJ69-P)", "47400 SELANGOR", "RECEIPT   06/07/2016", "Cash   43.90", "Total RM   43.90"},
			map[string]string{"supplier_name": "FOUR QUARTERS SDN BHD", "customer_name": ""},
		},
		"a name of two lines of which the second has one word and the form": {
			[]string{"WESTERN EASTERN", "STATIONERY SDN. BHD", "47301 SELANGOR", "RECEIPT   06/07/2016", "Cash   43.90", "Total RM   43.90"},
			map[string]string{"supplier_name": "WESTERN EASTERN STATIONERY SDN. BHD"},
		},
		"a form whose last word was misread": {
			[]string{"Aneka Intertrade Marketing Sdn Bnd", "47301 SELANGOR", "RECEIPT   06/07/2016", "Cash   43.90", "Total RM   43.90"},
			map[string]string{"supplier_name": "Aneka Intertrade Marketing Sdn Bhd"},
		},
		"a date with the time right behind it": {
			[]string{"AMTECH ELECTRICAL", "RECEIPT", "Date   27/06/201808:13:39", "Cash   43.90", "Total RM   43.90", "Change   0.00"},
			map[string]string{"invoice_date": "2018-06-27"},
		},
		"a stroke that was read as a digit": {
			[]string{"AMTECH ELECTRICAL", "RECEIPT", "Date   27106/2018", "Cash   43.90", "Total RM   43.90", "Change   0.00"},
			map[string]string{"invoice_date": "2018-06-27"},
		},
		"a colon that was read into a name": {
			[]string{"RAPID RAIL SL: BHD", "47301 SELANGOR", "RECEIPT   06/07/2016", "Cash   43.90", "Total RM   43.90"},
			map[string]string{"supplier_name": "RAPID RAIL SDN BHD"},
		},
		"a date that lost a sign": {
			[]string{"AMTECH ELECTRICAL", "RECEIPT", "Date   27/0618", "Cash   43.90", "Total RM   43.90", "Change   0.00"},
			map[string]string{"invoice_date": "2018-06-27"},
		},
		"a total in letters too large to be read, which the rates and the change agree on": {
			[]string{"Tramontane Pro", "1400 Nivelles", "15/04/2023 17:00   Ticket 23.4204", "Bâche   78.89", "Logo   316.72", "Total TTC", "Reçu   400.00", "Rendu   4.39", "%   Base TVA   M. TVA", "21   326.95   68.66"},
			map[string]string{"doc_type": "receipt", "total_incl": "395.61", "total_vat": "68.66"},
		},
		"rates that the change does not agree with are no total": {
			[]string{"Tramontane Pro", "1400 Nivelles", "15/04/2023 17:00   Ticket 23.4204", "Bâche   78.89", "Logo   316.72", "Total TTC", "Reçu   400.00", "Rendu   9.39", "%   Base TVA   M. TVA", "21   326.95   68.66"},
			map[string]string{"doc_type": "receipt", "total_incl": "400.00"},
		},
		"a name with an article that is the code of a country as well": {
			[]string{"De Smedt & Maes", "Stationsstraat 80", "9000 Gent", "KASTICKET   14/05/2026", "Dagschotel", "4 x   18,25   73,00", "Dagschotel", "1 x   17,31   17,31", "TOTAAL   90,31", "Bancontact   90,31"},
			map[string]string{"supplier_name": "De Smedt & Maes"},
		},
		"a word that is the code of a currency as well": {
			[]string{"PLEASE TRY AGAIN", "RECEIPT   06/07/2016", "Cash   43.90", "Total   43.90"},
			map[string]string{"currency": "EUR"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := scanned(nil, c.lines...)
			doc[0].Width = 230 // points, of a roll of 80 mm
			got := values(Invoice(doc, invoer.Known{Today: today}))
			for field, want := range c.want {
				if got[field] != want {
					t.Errorf("%q: %s is %q, want %q", c.lines, field, got[field], want)
				}
			}
		})
	}
}

// TestAPartyThatIsCalledLikeItsLabel: with an article, right above its address,
// it is a name; the heading of a party's block is none.
func TestAPartyThatIsCalledLikeItsLabel(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines []string
		want  string
	}{
		"under the label":       {[]string{"FACTURE 15", "Adresse du client", "L'ACHETEUR", "1, rue de la Gare", "38000 Grenoble", "", "Total   121,00"}, "L'ACHETEUR"},
		"the label of the name": {[]string{"FACTURE 15", "Le client", "Menuiserie Lambert", "1, rue de la Gare", "38000 Grenoble", "", "Total   121,00"}, "Menuiserie Lambert"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := values(Invoice(pages(c.lines...), invoer.Known{Today: today}))["customer_name"]; got != c.want {
				t.Errorf("%q: customer %q, want %q", c.lines, got, c.want)
			}
		})
	}
}

// A ticket that is printed on a sheet is a receipt by the slip of the card that it
// ends with; the end of a card's number alone makes none of an invoice.
func TestTicketOnASheet(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		lines []string
		want  invoer.Kind
	}{
		"a ticket of a pump": {[]string{
			"STATION DE LA GARE SRL", "Chaussée de Mons 12", "7000 MONS", "TVA : BE0477.574.154", "TICKET 004418   POMPE 05", "18-11-2026 07:52",
			"DIESEL B7   48,62 L", "x 1,689 EUR/L   82,12 A", "LAVE-GLACE 5L   6,99 A", "TOTAL EUR   89,11", "VISA   89,11", "HTVA 73,64   TVA 15,47",
			"Carte ************8820", "Auth. 551093   ACCEPTE", "Plaque : 2-BGR-914",
		}, invoer.KindReceipt},
		"an invoice that was paid by card": {[]string{
			"Marlowe Software Ltd", "VAT IE3482917EH", "Invoice 2026-15", "Invoice date   18/11/2026", "Seats   114.00", "Total   114.00", "Paid by Visa **** 4419",
		}, invoer.KindInvoice},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if inv := Invoice(pages(tt.lines...), invoer.Known{Today: today}); inv.Kind != tt.want {
				t.Errorf("kind %s, want %s", inv.Kind, tt.want)
			}
		})
	}
}
