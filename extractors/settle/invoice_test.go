package settle

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

var today = invoer.Date{Year: 2026, Month: 11, Day: 24}

// pages makes one page of lines as a typewriter would; two spaces and more are
// a gap between cells.
func pages(lines ...string) []invoer.Page {
	page := invoer.Page{Number: 1, Width: 595, Height: 842, Reader: "text"}
	for i, line := range lines {
		y := 40 + 16*float64(i)
		column := 0
		for word := range strings.SplitSeq(line, " ") {
			width := float64(len([]rune(word)))
			if word != "" {
				x := 40 + 5*float64(column)
				page.Words = append(page.Words, invoer.Word{Text: word, Box: invoer.Box{X0: x, Y0: y, X1: x + 5*width - 1, Y1: y + 8}, Confidence: 99})
			}
			column += int(width) + 1
		}
	}
	return []invoer.Page{page}
}

// values gives what was read in the spelling of the contract.
func values(inv invoer.Invoice) map[string]string {
	got := map[string]string{"doc_type": string(inv.Kind)}
	for _, v := range inv.Values() {
		if v.Text != "" {
			got[v.Name] = v.Text
		}
	}
	return got
}

// TestBasesOfRates: where the lines of goods say no rate, the bases of two rates
// are what the lines can be parted into in one way only.
func TestBasesOfRates(t *testing.T) {
	t.Parallel()
	lines := []string{
		"FACTUUR 2026-15", "Artikel         Aantal    Prijs    Bedrag", "Servetten            8    12,55    100,40", "Bier                19    23,06    438,14",
		"Water               23     5,16    118,68", "Gebraad              3    22,60     67,80",
		"Belastbaar   725,02", "BTW 21 %   113,09", "BTW 6 %   11,19", "Algemeen totaal   849,30",
	}
	inv := Invoice(pages(lines...), invoer.Known{Today: today})
	var got []string
	for _, row := range inv.Breakdown {
		got = append(got, fmt.Sprint(row.Rate, " ", row.Base, " ", row.VAT))
	}
	if want := []string{"2100 538.54 113.09", "600 186.48 11.19"}; !cmp.Equal(got, want) {
		t.Errorf("breakdown is %q, want %q", got, want)
	}
	lines[3] = "Bier                19    23,06    439,14" // then no parting gives both
	if inv := Invoice(pages(lines...), invoer.Known{Today: today}); len(inv.Breakdown) > 0 {
		t.Errorf("breakdown is %v, want none where the lines cannot be parted", inv.Breakdown)
	}
}

func TestInvoice(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines []string
		want  map[string]string // of the fields that the case is about; "" is absent
	}{
		"net, VAT and total are chosen together": {
			[]string{"FACTUUR 2026-15", "Datum 1/3/2026", "Subtotaal 100,00", "Btw 21% 21,00", "Totaal 121,00"},
			map[string]string{"total_excl": "100.00", "total_vat": "21.00", "total_incl": "121.00", "amount_due": "121.00", "doc_type": "invoice"},
		},
		"a net that is not printed follows from a known rate": {
			[]string{"FACTUUR 2026-15", "Btw 21%   21,00", "Totaal te betalen   EUR 121,00"},
			map[string]string{"total_excl": "100.00", "total_vat": "21.00", "total_incl": "121.00"},
		},
		"VAT for each rate only": {
			[]string{"FACTUUR 2026-15", "Totaal excl.   150,00", "Btw 21%   21,00", "Btw 6%   3,00", "TOTAAL   174,00"},
			map[string]string{"total_excl": "150.00", "total_vat": "24.00", "total_incl": "174.00"},
		},
		"VAT for each rate only, and no net": {
			[]string{"FACTURE 2026-15", "Transport   25,93", "TVA 21 %   287,53", "TVA 6 %   4,19", "Total   1730,76"},
			map[string]string{"total_excl": "1439.04", "total_vat": "291.72", "total_incl": "1730.76"},
		},
		"a till's row that is half read": {
			[]string{"BTW KASTICKET", "Tafel 36   Ticket 797665", "Dagschotel   62,70 B", "Pintje   3,40 A", "TOTAAL   66,10 EUR", "BANCONTACT   66,10", "      MVH   BTW   Incl", "A 21%   2,81   0,59   3,40", "B 12%                 62,70"},
			map[string]string{"total_vat": "7.31", "total_incl": "66.10"},
		},
		"VAT for each rate, and lines that say no rate": {
			[]string{"FACTUUR 2026-15", "Artikel         Aantal    Prijs    Bedrag", "Servetten            8    12,55    100,40", "Bier                19    23,06    438,14", "Water               23     5,16    118,68", "Gebraad              3    22,60     67,80", "Belastbaar   725,02", "BTW 21 %   113,09", "BTW 6 %   11,19", "Algemeen totaal   849,30"},
			map[string]string{"total_vat": "124.28"},
		},
		"sums in a grid, each below its label": {
			[]string{"Verkoopfactuur 2806", "Bedrag          Korting 3 %     Totaal exclusief BTW   BTW 21,00 %", "2771,79 EUR     -83,15 EUR      2688,64 EUR            276,57 EUR", "BTW 6,00 %      Factuurtotaal", "82,30 EUR       3047,51 EUR"},
			map[string]string{"total_excl": "2688.64", "total_vat": "358.87", "total_incl": "3047.51"},
		},
		"a total of one word": {
			[]string{"FACTUUR 2026-15", "Nettobedrag   25565,32", "BTW 21% op 25565,32   5368,72", "Eindtotaal   30934,04"},
			map[string]string{"total_excl": "25565.32", "total_vat": "5368.72", "total_incl": "30934.04"},
		},
		"two amounts that happen to add up are no net and VAT": {
			[]string{"FACTUUR 875827", "Verplaatsing   10 km   0,46   0%   4,60", "Jaarrekening   4 st   311,15   0%   1.244,60", "Subtotaal   1.249,20", "Eindtotaal   1.249,20", "IC-levering, btw 0 %"},
			map[string]string{"total_excl": "1249.20", "total_vat": "0.00", "total_incl": "1249.20"},
		},
		"paid by a card that is named": {
			[]string{"Invoice S6895930", "Net amount   1,052.15", "Gross total   GBP 1,052.15", "VAT exempt, art. 138 Directive 2006/112/EC", "Paid by Visa ending 4417 on 11-10-24"},
			map[string]string{"amount_due": "0.00"},
		},
		"parties in lists under their headings": {
			[]string{"Handelsrechnung (380) Nr. TX-471102 vom 30.10.2019", "", "Verkäufer", "Name:   Taxiunternehmen Huber", "Anschrift:   Lieferantenstraße 20", "", "Käufer", "Name:   Gastbetrieb Mitte", "Anschrift:   Kundenstraße 15", "", "Gesamtbetrag   EUR 121,00"},
			map[string]string{"invoice_number": "TX-471102", "supplier_name": "Taxiunternehmen Huber", "customer_name": "Gastbetrieb Mitte"},
		},
		"an account number is no VAT number": {
			[]string{"Toitures Clairbois SC", "TVA BE.0986.567.994", "IBAN BE17 2670 9371 1921", "FACTURE 15", "Total   121,00"},
			map[string]string{"supplier_vat": "BE0986567994", "supplier_iban": "BE17267093711921", "customer_vat": ""},
		},
		"reverse charge has a VAT of nothing": {
			[]string{"FACTUUR 2026-15", "Totaal excl.   938,10", "Btw 0 % (verlegd)   0,00", "Te betalen   938,10", "Btw te voldoen door de medecontractant"},
			map[string]string{"total_excl": "938.10", "total_vat": "0.00", "total_incl": "938.10"},
		},
		"a deposit leaves less to pay": {
			[]string{"FACTUUR 2026-15", "Totaal excl.   100,00", "Btw 21%   21,00", "Totaal incl.   121,00", "Voorschot   21,00", "Saldo te betalen   100,00"},
			map[string]string{"total_incl": "121.00", "amount_due": "100.00"},
		},
		"what was paid leaves nothing, and no due date": {
			[]string{"FACTURE 14-141975   31/03/2026", "Sous-total   262,20", "Total TVA 21 %   55,06", "NET À PAYER   317,26", "Payé Bancontact   317,26", "Payable pour le 30/04/2026"},
			map[string]string{"total_incl": "317.26", "amount_due": "0.00", "due_date": ""},
		},
		"terms give the due date": {
			[]string{"FACTUUR 2026-15", "Factuurdatum 10/03/2026", "Betaling: 30 dagen einde maand", "Totaal   121,00"},
			map[string]string{"invoice_date": "2026-03-10", "due_date": "2026-04-30"},
		},
		"a printed due date wins over terms": {
			[]string{"FACTUUR 2026-15", "Factuurdatum 10/03/2026", "Vervaldag 31/03/2026", "Betaling: 30 dagen", "Totaal   121,00"},
			map[string]string{"due_date": "2026-03-31"},
		},
		"the customer's number is not the supplier's": {
			[]string{"Drukkerij De Zetter bv", "BTW BE 0477.574.154", "Klant:   Bakkerij Peeters nv", "Uw btw-nummer: BE 0412.636.812", "FACTUUR 2026-15", "Totaal   121,00"},
			map[string]string{"supplier_name": "Drukkerij De Zetter bv", "supplier_vat": "BE0477574154", "customer_name": "Bakkerij Peeters nv", "customer_vat": "BE0412636812"},
		},
		"a credit note's amounts are positive": {
			[]string{"CREDITNOTA 25/02024", "Nettobedrag   -548,40", "Totaal btw 21 %   -115,16", "Totaal in uw voordeel   -663,56"},
			map[string]string{"doc_type": "credit_note", "invoice_number": "25/02024", "total_excl": "548.40", "total_vat": "115.16", "total_incl": "663.56"},
		},
		"a reminder is no invoice": {
			[]string{"EERSTE HERINNERING", "Factuur   FV-119   Bedrag   EUR 631,22", "Openstaand saldo   EUR 631,22"},
			map[string]string{"doc_type": "reminder", "total_incl": "631.22"},
		},
		"nothing is invented of a letter": {
			[]string{"Beste klant,", "wij zijn gesloten in augustus.", "Tot binnenkort"},
			map[string]string{"doc_type": "other", "total_incl": "", "invoice_number": "", "invoice_date": "", "supplier_vat": ""},
		},
		"a row of totals is read by the heads of its columns, however many rows stand between": {
			[]string{
				"Verzamelfactuur nr. 20451", "Datum: 31/10/2026", "", "Kaart         Excl.     BTW     Incl.",
				"0012          73,73   15,48    89,21", "0012          68,62   14,41    83,03", "Subtotaal    142,35   29,89   172,24",
				"0013          54,74   11,49    66,23", "0013           7,36    1,54     8,90", "Subtotaal     62,10   13,03    75,13", "Totaal       204,45   42,92   247,37",
			},
			map[string]string{"total_excl": "204.45", "total_vat": "42.92", "total_incl": "247.37"},
		},
		"what is printed as the net holds what has no VAT": {
			[]string{
				"FACTUUR 2026-15", "Datum 1/3/2026", "Onderhoud  249,89", "Keuring  46,60", "",
				"Basis 21%   BTW 21%   Basis 0%   Totaal excl.   Totaal BTW   Te betalen EUR", "249,89      52,48     46,60      296,49         52,48        348,97",
			},
			map[string]string{"total_excl": "296.49", "total_vat": "52.48", "total_incl": "348.97"},
		},
		"the currency of an amount ends its label": {
			[]string{"FACTUUR 2026-15", "Datum 1/3/2026", "Snit 60,00", "Kleuring 61,00", "Totaal EUR 121,00"},
			map[string]string{"total_incl": "121.00"},
		},
		"the code of goods is no amount": {
			[]string{"INVOICE 20994", "Date 09/14/2026", "Hex bolt   2,100.00", "TOTAL USD   2,585.00", "", "Wire to KeyBank. Country of origin: US. HS code 7318.15"},
			map[string]string{"total_incl": "2585.00"},
		},
		"a wrong account number is none": {
			[]string{"FACTUUR 2026-15", "IBAN BE02 4097 0943 8241", "Totaal   121,00"},
			map[string]string{"supplier_iban": ""},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := values(Invoice(pages(c.lines...), invoer.Known{Today: today}))
			for field, want := range c.want {
				if got[field] != want {
					t.Errorf("%q: %s is %q, want %q", c.lines, field, got[field], want)
				}
			}
		})
	}
}

// TestLinesWithoutHeadings: what was sold is found where no heading stands over
// it and its amounts have a line of their own below the words.
func TestLinesWithoutHeadings(t *testing.T) {
	t.Parallel()
	inv := Invoice(pages("INVOICE 2026-8229", "Issue date   24-Jul-2026",
		"Copy paper A4 80 g, box 5 x 500 sheets", "                                                  5 x     21.29     106.45", "SKU A13263 · 21% VAT",
		"Toner HC-2130 black, 3,000 p.", "                                                  5 x     83.40     417.00", "SKU 10-1898 · 21% VAT",
		"Shipping                                          1 x     12.40      12.40", "SKU · 21% VAT",
		"                                                 Total net     535.85", "                                                 VAT 21 %      112.53", "                                                 Total due     648.38",
	), invoer.Known{Today: today})
	var got []string
	for _, l := range inv.Lines {
		got = append(got, strings.Join([]string{l.Description, l.Quantity, l.UnitPrice, l.Total.String()}, " | "))
	}
	want := []string{"Copy paper A4 80 g, box 5 x 500 sheets | 5 | 21.29 | 106.45", "Toner HC-2130 black, 3,000 p. | 5 | 83.40 | 417.00", "Shipping | 1 | 12.40 | 12.40"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
}

// TestChargesAreNoGoods: what stands below the goods for the whole is no line of
// theirs, nor is a sum, and another table beside the totals is not theirs.
func TestChargesAreNoGoods(t *testing.T) {
	t.Parallel()
	wide := []string{"FACTUUR 2026-15", "Omschrijving            Aantal    Prijs    Bedrag", "Gipsplaat                    2    12.50     25.00", "Schroeven                    3     5.00     15.00"}
	cases := map[string]struct {
		lines []string
		want  []string
	}{
		"a discount, behind the sum of the goods": {
			append(wide, "                                  Bedrag     40.00", "                          Korting 10 %     -4.00", "                         Totaal excl.      36.00", "                              Btw 21 %      7.56", "                           Totaal incl.     43.56"),
			[]string{"Gipsplaat 25.00", "Schroeven 15.00"},
		},
		"a charge beside the table of rates": {
			append(wide, "Btw    Grondslag    Bedrag btw    Transportkosten    5.00", "21 %       45.00          9.45       Totaal excl.   45.00", "                                         Btw 21 %    9.45", "                                     Totaal incl.   54.45"),
			[]string{"Gipsplaat 25.00", "Schroeven 15.00"},
		},
		"charges and sums that stand in another column": {
			append(wide, "Bedrag                 40.00", "Klantenkorting (10%)   -4.00", "Totaal excl.           36.00", "Btw 21 %                7.56", "Totaal incl.           43.56"),
			[]string{"Gipsplaat 25.00", "Schroeven 15.00"},
		},
		"two columns, and one line": {
			[]string{"FACTUUR 2026-15", "Dienst                           Totaal", "Domeinnaam .be                    16.28", "Totaal excl.                      16.28", "Btw 21 %                           3.42", "Totaal incl.                      19.70"},
			[]string{"Domeinnaam .be 16.28"},
		},
		"no heading, and a table of two rates": {
			[]string{"FACTUUR 2026-15", "Snoeien haag       1,00 m    100.00    100.00", "Plantgoed          2,00 st    25.00     50.00", "Btw    Grondslag    Bedrag btw", "21 %      100.00         21.00    Totaal excl.    150.00", "6 %        50.00          3.00    Btw              24.00", "                                  Totaal incl.    174.00"},
			[]string{"Snoeien haag 100.00", "Plantgoed 50.00"},
		},
		"words above their numbers": {
			[]string{"FACTUUR 2026-15", "Omschrijving            Aantal    Prijs    Bedrag", "Gipsplaat", "A1                           2    12.50     25.00", "Schroeven", "A2                           3     5.00     15.00", "Totaal excl.  40.00", "Btw 21 %  8.40", "Totaal incl.  48.40"},
			[]string{"Gipsplaat A1 25.00", "Schroeven A2 15.00"},
		},
		"no heading, one line, and a charge in another column": {
			[]string{"FACTUUR 2026-15", "Licentie        20,0 st      9,23      184,60", "Administratiekosten    44,27", "Totaal excl.          228,87", "Btw 21 %               48,06", "Totaal incl.          276,93"},
			[]string{"Licentie 184.60"},
		},
		"a charge alone is what was sold": {
			[]string{"FACTUUR 2026-15", "Omschrijving            Aantal    Prijs    Bedrag", "Transportkosten                             45.00", "Totaal excl.  45.00", "Btw 21 %  9.45", "Totaal incl.  54.45"},
			[]string{"Transportkosten 45.00"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, l := range Invoice(pages(c.lines...), invoer.Known{Today: today}).Lines {
				got = append(got, l.Description+" "+l.Total.String())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want - got +:\n%s", diff)
			}
		})
	}
}

// TestLinesGoOnOnTheNextPage: what is carried over is no line of goods.
func TestLinesGoOnOnTheNextPage(t *testing.T) {
	t.Parallel()
	heading := "Omschrijving            Aantal    Prijs    Bedrag"
	paper := append(pages("FACTUUR 2026-15", heading, "Gipsplaat                    2    12.50     25.00", "Schroeven                    3     5.00     15.00", "                              Transport     40.00"),
		pages(heading, "                              Transport     40.00", "Pleister                     1    10.00     10.00", "Totaal excl.  50.00", "Btw 21 %  10.50", "Totaal incl.  60.50")...)
	paper[1].Number = 2
	var got []string
	for _, l := range Invoice(paper, invoer.Known{Today: today}).Lines {
		got = append(got, l.Description+" "+l.Total.String())
	}
	if diff := cmp.Diff([]string{"Gipsplaat 25.00", "Schroeven 15.00", "Pleister 10.00"}, got); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
}

// TestOwnIsNeverTheSupplier: the receiver's name, numbers and accounts are the
// customer's, wherever they stand.
func TestOwnIsNeverTheSupplier(t *testing.T) {
	t.Parallel()
	lines := []string{
		"Bakkerij Peeters nv", "BTW BE 0412.636.812", "IBAN BE02 4097 0943 8240", "FACTUUR 2026-15", "Totaal   121,00",
		"Drukkerij De Zetter bv - BE 0477.574.154 - IBAN BE30 3900 9782 9811",
	}
	own := invoer.Own{VATs: []invoer.VATNumber{"BE0412636812"}, Names: []string{"Bakkerij Peeters"}, IBANs: []invoer.IBAN{"BE02409709438240"}}
	got := values(Invoice(pages(lines...), invoer.Known{Own: own, Today: today}))
	want := map[string]string{
		"supplier_name": "Drukkerij De Zetter bv", "supplier_vat": "BE0477574154", "supplier_iban": "BE30390097829811",
		"customer_name": "Bakkerij Peeters nv", "customer_vat": "BE0412636812",
	}
	for field, value := range want {
		if got[field] != value {
			t.Errorf("%s is %q, want %q", field, got[field], value)
		}
	}
}

// TestFindings: what contradicts itself is said with both numbers, and the
// supplier's figures stay.
func TestFindings(t *testing.T) {
	t.Parallel()
	inv := Invoice(pages("FACTUUR 2026-15", "Totaal excl.   100,00", "Btw bedrag   20,99", "Totaal incl.   125,00"), invoer.Known{Today: today})
	for _, f := range inv.Findings {
		if f.Rule == invoer.RuleTotals {
			if diff := cmp.Diff([]string{"100.00", "20.99", "120.99", "125.00"}, f.Args); diff != "" {
				t.Errorf("want - got +:\n%s", diff)
			}
			return
		}
	}
	t.Errorf("findings %v of %v, want %s", inv.Findings, values(inv), invoer.RuleTotals)
}

// TestFindingsOnWords: what a person must know before he pays.
func TestFindingsOnWords(t *testing.T) {
	t.Parallel()
	code := invoer.Mark{Kind: "qr", Text: "BCD\n002\n1\nSCT\n\nDrukkerij\nBE02409709438240\nEUR121.00"}
	cases := map[string]struct {
		lines []string
		marks []invoer.Mark
		rule  string
		args  []string
	}{
		"a VAT number":               {[]string{"BTW BE 0999.999.998"}, nil, RuleVATDigits, []string{"BE 0999.999.998"}},
		"an account number":          {[]string{"IBAN BE02 4097 0943 8241"}, nil, RuleAccountDigits, []string{"BE02 4097 0943 8241"}},
		"a structured communication": {[]string{"+++227/0680/19114+++"}, nil, RuleReferenceDigits, []string{"+++227/0680/19114+++"}},
		"two currencies":             {[]string{"Subtotaal   100,00 EUR", "Totaal   121,00 EUR", "Total   150,00 USD", "Amount   130,00 USD"}, nil, RuleCurrencies, []string{"EUR", "USD"}},
		"a code for another account": {[]string{"IBAN BE30 3900 9782 9811"}, []invoer.Mark{code}, RulePaymentCode, []string{"BE02409709438240", "BE30390097829811"}},
		"no wrong digits anywhere":   {[]string{"BTW BE 0477.574.154", "IBAN BE02 4097 0943 8240", "Totaal   121,00 EUR"}, []invoer.Mark{code}, RuleUntitled, []string{}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := pages(c.lines...)
			doc[0].Marks = c.marks
			inv := Invoice(doc, invoer.Known{Today: today})
			var rule string
			var args []string
			if len(inv.Findings) > 0 {
				rule, args = inv.Findings[0].Rule, inv.Findings[0].Args
			}
			if rule != c.rule || !cmp.Equal(args, c.args) {
				t.Errorf("%q: finding %q %q, want %q %q", c.lines, rule, args, c.rule, c.args)
			}
		})
	}
}

// TestPaymentCode: what an EPC code says is believed first.
func TestPaymentCode(t *testing.T) {
	t.Parallel()
	doc := pages("FACTUUR 2026-15", "Totaal   121,00")
	doc[0].Marks = []invoer.Mark{{Kind: "qr", Text: "BCD\n002\n1\nSCT\nKREDBEBB\nDrukkerij\nBE02409709438240\nEUR121.00\n\n227068019113\n"}}
	got := Invoice(doc, invoer.Known{Today: today})
	if got.Account.Value != "BE02409709438240" || got.Reference.Value != "227068019113" || got.Payable.Value != invoer.EUR(12100) {
		t.Errorf("account %q, reference %q, payable %v; want those of the code", got.Account.Value, got.Reference.Value, got.Payable.Value)
	}
	if got.Account.Origin.Reader != "qr" {
		t.Errorf("reader %q, want qr", got.Account.Origin.Reader)
	}
}

func TestReadCode(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text string
		ok   bool
	}{
		"whole":                {"BCD\n002\n1\nSCT\n\nName\nBE02409709438240\nEUR1.5\n\n\ntext", true},
		"without amount":       {"BCD\r\n002\r\n1\r\nSCT\r\n\r\nName\r\nBE02409709438240", true},
		"wrong account number": {"BCD\n002\n1\nSCT\n\nName\nBE02409709438241\nEUR1", false},
		"another code":         {"https://example.com", false},
		"empty":                {"", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, ok := readCode(c.text); ok != c.ok {
				t.Errorf("readCode(%q) = %+v, %v; want %v", c.text, got, ok, c.ok)
			}
		})
	}
}

func FuzzReadCode(f *testing.F) {
	f.Add("BCD\n002\n1\nSCT\n\nName\nBE02409709438240\nEUR1.5\n\n\ntext")
	f.Add("BCD\n002\n1\nSCT\n\n\nBE02409709438240\nEUR\n\nRF18539007547034")
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := readCode(text)
		if _, err := invoer.ParseIBAN(string(got.account)); ok != (err == nil) {
			t.Errorf("readCode(%q) = %+v, %v; account: %v", text, got, ok, err)
		}
	})
}

// TestTheSameWordsGiveTheSameInvoice: no map order shows.
func TestTheSameWordsGiveTheSameInvoice(t *testing.T) {
	t.Parallel()
	lines := []string{"Drukkerij De Zetter bv", "BTW BE 0477.574.154", "FACTUUR 2026-15", "Datum 1/3/2026", "Subtotaal 100,00", "Btw 21% 21,00", "Totaal 121,00", "USD GBP"}
	want := Invoice(pages(lines...), invoer.Known{Today: today})
	for range 5 {
		if diff := cmp.Diff(want, Invoice(pages(lines...), invoer.Known{Today: today})); diff != "" {
			t.Fatalf("want - got +:\n%s", diff)
		}
	}
}

// crowded makes a page of very many words that look like something.
func crowded(words int) []invoer.Page {
	page := invoer.Page{Number: 1, Width: 595, Height: 842, Reader: "ocr"}
	kinds := []string{"Totaal", "12,%02d", "BE02", "factuur", "1/%d/2026", "Drukkerij", "bv", "21%%", "0477.574.154"}
	for i := range words {
		text := kinds[i%len(kinds)]
		if strings.Contains(text, "%") {
			text = fmt.Sprintf(text, i%12+1)
		}
		x, y := float64(i%50)*12, float64(i/50)*0.8
		page.Words = append(page.Words, invoer.Word{Text: text, Box: invoer.Box{X0: x, Y0: y, X1: x + 10, Y1: y + 6}, Confidence: 50})
	}
	return []invoer.Page{page}
}

// TestWorkGrowsNoFasterThanWords: of eight times as many words no more than
// sixteen times as much is made. It is counted in what is allocated, for that
// is the same on a busy machine; so no other test may run beside it.
func TestWorkGrowsNoFasterThanWords(t *testing.T) {
	work := func(words int) float64 {
		doc := crowded(words)
		return testing.AllocsPerRun(1, func() { Invoice(doc, invoer.Known{Today: today}) })
	}
	few, many := work(1_000), work(8_000)
	if few == 0 || many > 16*few {
		t.Errorf("8,000 words make %.0f things and 1,000 words %.0f, want no more than sixteen times as many", many, few)
	}
}

// BenchmarkManyWords is a page of 50,000 words.
func BenchmarkManyWords(b *testing.B) {
	doc := crowded(50_000)
	for b.Loop() {
		Invoice(doc, invoer.Known{Today: today})
	}
}

// FuzzInvoice: whatever stands on a page, it is read without a panic and what
// was read is well formed.
func FuzzInvoice(f *testing.F) {
	f.Add("FACTUUR 2026-15\nDatum 1/3/2026\nTotaal  121,00", uint8(0))
	f.Add("BTW BE 0477.574.154\nIBAN BE02 4097 0943 8240\nNet 30 days", uint8(1))
	f.Add("Omschrijving  Aantal  Prijs  Bedrag\nSchroef  1  5,00  5,00\nTotal  5,00", uint8(3))
	f.Fuzz(func(t *testing.T, text string, shift uint8) {
		doc := pages(strings.Split(text, "\n")...)
		for i := range doc[0].Words {
			doc[0].Words[i].Box.Y0 += float64((i * int(shift)) % 7)
			doc[0].Words[i].Box.Y1 += float64((i * int(shift)) % 7)
		}
		doc[0].Reader = []string{"text", "ocr"}[shift%2]
		inv := Invoice(doc, invoer.Known{Today: today})
		for _, v := range inv.Values() {
			if v.Confidence > 99 {
				t.Errorf("%s has confidence %d, want at most 99", v.Name, v.Confidence)
			}
		}
	})
}
