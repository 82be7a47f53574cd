package fields

import (
	"testing"

	"github.com/invoer/invoer"
)

// A said amount is one of a document, and the label that says most of it.
func saidOf(t *testing.T, d *Document, cents int64, labels ...Label) float64 {
	t.Helper()
	best, seen := 0.0, false
	for _, a := range d.Amounts() {
		if a.Money.Cents != cents {
			continue
		}
		seen = true
		w, _ := Weigh(a.Sightings, labels...)
		best = max(best, w)
	}
	if !seen {
		t.Fatalf("%d cents are no amount of the document", cents)
	}
	return best
}

// TestAmountsInBoxes: labels at the left of a row of boxes are those of the
// amounts at their right, though none stands over another.
func TestAmountsInBoxes(t *testing.T) {
	t.Parallel()
	d := lay(
		"Marchandises   TVA            Total facture  Echeance",
		"        508,20         106,72         614,92     25/10/26",
	)
	if w := saidOf(t, d, 106_72, LabelVAT); w < 0.8 {
		t.Errorf("the amount in the box of the VAT: %.2f, want it said by its label", w)
	}
	if w := saidOf(t, d, 614_92, LabelVAT); w > 0.1 {
		t.Errorf("the total: VAT by %.2f, want no more than nothing", w)
	}
	if w := saidOf(t, d, 614_92, LabelGross, LabelTotal); w < 0.8 {
		t.Errorf("the total: %.2f, want it said by its label", w)
	}
}

// TestWordsThatSayAnAmount: of a sentence, with the day by which to pay, behind
// the amount, and as a part of the total.
func TestWordsThatSayAnAmount(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line  string
		cents int64
		label Label
	}{
		"a sentence":            {"Zoals afgesproken factureer ik negen tekeningen aan 85 euro per stuk, in totaal 765 euro voor het geheel", 765_00, LabelPayable},
		"soit":                  {"Nous vous invitons à verser votre cotisation annuelle, soit 325,00 €, avant la fin du mois de janvier", 325_00, LabelPayable},
		"until a day":           {"Te betalen vóór 01/12/2026          708,85 EUR", 708_85, LabelPayable},
		"what is left, a day":   {"Reste à payer pour le 12/11/2026       60,68 €", 60_68, LabelPayable},
		"a total with brackets": {"Totaal (incl. 6% btw: € 12,41)          € 219,32", 219_32, LabelGross},
		"the VAT that is in it": {"(inclusief € 60,35 BTW)", 60_35, LabelVAT},
	} {
		if w := saidOf(t, lay(c.line), c.cents, c.label); w < 0.7 {
			t.Errorf("%s: %.2f for %s, want it said", name, w, c.label)
		}
	}
	if w := saidOf(t, lay("Rebut de 14 pièces à 3,00 la pièce, comme convenu avec votre chef d'atelier"), 3_00, LabelPayable); w > 0.2 {
		t.Errorf("a price in a sentence is to be paid by %.2f, want nothing of the kind", w)
	}
}

// TestDiscountsForPayingSoon: what is left with a discount is not what must be paid.
func TestDiscountsForPayingSoon(t *testing.T) {
	t.Parallel()
	d := lay("Net à payer sous escompte    1.042,44", "Net à payer sans escompte    1.060,02")
	if w := saidOf(t, d, 1042_44, LabelPayable); w > 0.2 {
		t.Errorf("with the discount: to be paid by %.2f, want nothing of it", w)
	}
	if w := saidOf(t, d, 1060_02, LabelPayable); w < 0.8 {
		t.Errorf("without it: to be paid by %.2f, want it said", w)
	}
}

// TestWhatTheWordsOfALabelAreSpentOn: a day beside a label is what it says, not
// the amount of the table below.
func TestWhatTheWordsOfALabelAreSpentOn(t *testing.T) {
	t.Parallel()
	d := lay(
		"                          À payer avant le 31-10-2026",
		"Hébergement               189,00",
	)
	if w := saidOf(t, d, 189_00, LabelPayable); w > 0.4 {
		t.Errorf("the price below is to be paid by %.2f, want the label spent on its day", w)
	}
}

// TestNamesOfOthers: who makes out an invoice for another, for whose attention it
// is, the unit of a quantity, and a heading of a table.
func TestNamesOfOthers(t *testing.T) {
	t.Parallel()
	if got := nameParts("Mobivo Belgium SRL au nom et pour le compte de :"); len(got) != 1 || got[0].To != len("Mobivo Belgium SRL") {
		t.Errorf("the name ends at %v, want it before the words for whom", got)
	}
	if HasForm("Parasolvoet 25 kg") || !HasForm("Müller & Söhne KG") || !HasForm("ACP Résidence Les Tilleuls") {
		t.Error("a weight is no legal form, that of a limited partnership is one, and so is that of co-owners")
	}
	d := lay(
		"Loomline Weavers           Pixelforge",
		"Attention: Jo Maes         Oude Markt 9",
		"Kaai 2                     3000 Leuven",
		"",
		"Product                    Aantal     Prijs",
	)
	names := map[string]NameCandidate{}
	for _, n := range d.Names(invoer.Own{}) {
		names[n.Name] = n
	}
	if n, ok := names["Loomline Weavers"]; !ok || !n.Addressed() {
		t.Errorf("the name above the line for whose attention it is: %v, want it addressed", ok)
	}
	if _, ok := names["Product"]; ok {
		t.Error("the heading of a table is taken for a name")
	}
}

// TestMattersOfLetters: a letter says what it is in the line that says what it is
// about.
func TestMattersOfLetters(t *testing.T) {
	t.Parallel()
	d := lay("Betreft: betalingsherinnering", "Geachte klant,", "onderstaande factuur 2609 werd nog niet voldaan")
	if kinds := d.Kinds(); kinds[invoer.KindReminder] < 0.5 || kinds[invoer.KindReminder] <= kinds[invoer.KindInvoice] {
		t.Errorf("kinds %v, want a reminder", kinds)
	}
}

// TestDaysOfOtherThings: the day of a deposit beside its amount, and that of the
// next inspection.
func TestDaysOfOtherThings(t *testing.T) {
	t.Parallel()
	d := lay("Voorschot dd. 20/07/2026 (factuur 2026/51)      - 1 000,00 €", "Volgende keuring vóór 14/03/2027")
	for _, c := range d.Dates(invoer.Date{Year: 2026, Month: 11, Day: 30}) {
		aside, due := 0.0, 0.0
		for _, f := range c.Issued {
			switch f.Name {
			case "words before: another matter":
				aside = f.Value
			case "label: due":
				due = f.Value
			}
		}
		switch c.Date.Year {
		case 2026:
			if aside < 0.5 {
				t.Errorf("the day of the deposit: another matter by %.2f, want it", aside)
			}
		default:
			if due > 0.2 {
				t.Errorf("the day of the next inspection: due by %.2f, want nothing of it", due)
			}
		}
	}
}
