package fields

import (
	"slices"
	"strings"
	"testing"
)

// TestLabels: what stands before values on invoices of Belgium and its
// neighbours, and what it says that they are.
func TestLabels(t *testing.T) {
	t.Parallel()
	cases := map[Label]string{
		LabelNumber:    `Factuurnummer; Fact. nr.; FACTUUR Nº; Documentnr.; Réf. facture; Nº de pièce; N° de note de crédit; NC n°; Numéro du document; Rechn.-Nr.; Belegnummer; Inv #; Credit note no.`,
		LabelIssued:    `Fact.datum; Opmaakdatum; Aangemaakt op; Date document; Fait le; Facturé le; Date fact.; Rechn.-Datum; Ausstellungsdatum; Inv. date; Date invoiced`,
		LabelDue:       `Vervaldatum; Verv.datum; Betaaldatum; Limietdatum; Te betalen tot; Te betalen véér; Te betalen vO6r; Échéance; Éch.; Date ultime de paiement; Zahlungstermin; Fälligkeitstermin; Bitte zahlen bis; Inv. due date; To be paid before`,
		LabelOtherDate: `Leverdatum; Uitvoeringsdatum; Factuurperiode; Verbruiksperiode; Date d'exécution; Date d'intervention; Liefertermin; Leistungszeit; Ausführungsdatum; Execution date; Date shipped`,
		LabelOtherNo:   `Klantreferentie; Leveranciersnummer; Transactienummer; N° de projet; N° fournisseur; Customer code; Vendor number; Booking reference; Job`,
		LabelNet:       `Nettototaal; Totaal belastbaar; Montant imposable; Total facture HTVA; Gesamtnetto; Warennettowert; Total before VAT; Total exc. VAT; Invoice subtotal`,
		LabelVAT:       `Btw-bedrag; Tot. TVA; V.A.T.; USt-Betrag`,
		LabelGross:     `Brutototaal incl. btw; Eindtotaal incl. btw; Total T.V.A.C.; Tot. TVAC; Endbetrag inkl. MwSt.; Grand total incl. VAT`,
		LabelTotal:     `Factuurtotaal; Eindtotaal; EINDTOTAAL; Totaalsom; Rechnungstotal; Gesamttotal; Final amount; Overall total`,
		LabelPayable:   `Door u te betalen; Over te schrijven bedrag; Somme due; Montant à virer; Bitte zahlen; Amount owing`,
		LabelPaid:      `Reeds aangerekend; Versement; Erhaltene Anzahlungen; Less payments`,
		LabelAccount:   `Bankrekeningnummer; Cpte; Account number`,
		LabelReference: `Betaalreferentie; Comm. structurée; Référence à rappeler; Réf. paiement; Payment ref.; Please quote`,
		LabelQuoted:    `Korrektur der Rechnung; Credit op factuur; Crédit sur facture; Correction to invoice`,
	}
	for label, list := range cases {
		for text := range strings.SplitSeq(list, "; ") {
			found := labels(text)
			if !slices.ContainsFunc(found, func(h Hit) bool { return h.Label == label }) {
				t.Errorf("labels in %q are %v, want %s", text, found, label)
			}
		}
	}
}

// TestRatesBehindASpace: in French and German a space stands before the sign,
// and words stand before the number.
func TestRatesBehindASpace(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"zzgl. 21 % MwSt.", "21%", "TVA 21,00 %", "A 21,00 %   179,93   37,79", "(21 %)"} {
		if found := lay(line).Rates(); len(found) == 0 || found[0].Value != 2100 || found[0].Bare {
			t.Errorf("rates in %q are %v, want 21 per cent by its sign", line, found)
		}
	}
}

// TestReceiptsOfGoodsOnInvoices: the number of a receipt among the facts of an
// invoice is no title.
func TestReceiptsOfGoodsOnInvoices(t *testing.T) {
	t.Parallel()
	titled := lay("Kasticket").Kinds()
	numbered := lay("Kasticket nr.  879-24565").Kinds()
	if most := titled["receipt"] / 2; numbered["receipt"] > most {
		t.Errorf("the number of a receipt says %.2f that it is one, want at most %.2f, half of what the title says", numbered["receipt"], most)
	}
}
