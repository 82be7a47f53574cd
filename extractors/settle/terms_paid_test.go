package settle

import (
	"testing"

	"github.com/invoer/invoer"
)

// TestWhatIsLeftToPay: words that stand by themselves say that it was paid,
// beside an amount they are its label; what was paid before is taken off.
func TestWhatIsLeftToPay(t *testing.T) {
	t.Parallel()
	head := []string{"Bakkerij Jansen BV", "BE0123456749", "", "FACTUUR 2026-15", "Factuurdatum   10/03/2026", ""}
	sums := []string{"Totaal excl. btw   100,00", "BTW 21%   21,00", "Totaal   121,00", ""}
	cases := map[string]struct {
		lines []string
		want  string
	}{
		"a sentence of its own":                    {[]string{"Déjà réglé par virement du 08/03/2026"}, "0.00"},
		"words of their own":                       {[]string{"Reeds betaald"}, "0.00"},
		"the value of the terms":                   {[]string{"Conditions de paiement   Déjà payé"}, "0.00"},
		"the label of what was paid before":        {[]string{"Reeds betaald      Openstaand bedrag", "21,00              100,00"}, "100.00"},
		"beginning like the words for it":          {[]string{"Nog niets betaald, openstaand voor 10 april"}, "121.00"},
		"a deposit that is taken off is a reason":  {[]string{"Voorschot          Saldo te betalen", "-21,00             100,00"}, "100.00"},
		"who owes the tax is no statement":         {[]string{"Tax to be paid on reverse charge basis"}, "121.00"},
		"the balance before":                       {[]string{"Solde précédent : 96,20 € – payé le 24/02/2026"}, "121.00"},
		"a deposit that is asked":                  {[]string{"Te betalen voorschot   121,00"}, "121.00"},
		"a bank collects it later":                 {[]string{"Deze factuur wordt betaald via domiciliëring op 24/03/2026"}, "121.00"},
		"goods that will be sent":                  {[]string{"Uw bestelling wordt morgen verzonden.", "Betaald met Visa"}, "0.00"},
		"goods that will be sent, in French":       {[]string{"La marchandise sera livrée demain. Facture acquittée."}, "0.00"},
		"a card will be charged":                   {[]string{"Please DO NOT PAY. You will be charged the amount due."}, "121.00"},
		"what is left, by no known word":           {[]string{"Acompte reçu le 01/03/2026   21,00", "Solde   100,00"}, "100.00"},
		"nothing is said":                          {nil, "121.00"},
		"a condition is no statement of a payment": {[]string{"Indien reeds betaald, gelieve dit niet te beschouwen"}, "121.00"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := append(append(append([]string{}, head...), sums...), c.lines...)
			if got := values(Invoice(pages(lines...), invoer.Known{Today: today}))["amount_due"]; got != c.want {
				t.Errorf("%q: %s is to be paid, want %s", c.lines, got, c.want)
			}
		})
	}
}

// TestDueDatesOfSentences: a line that was broken between a date and its word,
// terms that were broken, words behind the date, and what stands between a word
// and its colon.
func TestDueDatesOfSentences(t *testing.T) {
	t.Parallel()
	head := []string{"Bakkerij Jansen BV", "BE0123456749", "", "FACTUUR 2026-15", "Factuurdatum   10/03/2026", "", "", "", "", "Meel   121,00"}
	cases := map[string]struct {
		lines      []string
		due, total string
	}{
		"a word at the end of the line above": {[]string{"Totaal   121,00", "", "Mag ik u vragen het bedrag over te maken vóór", "9 april 2026, met vermelding van het nummer"}, "2026-04-09", "121.00"},
		"terms over two lines":                {[]string{"Totaal   121,00", "", "Gelieve dit te storten op rekening BE68 5390 0754 7034 binnen de 14", "dagen, met vermelding van het factuurnummer"}, "2026-03-24", "121.00"},
		"words behind the date":               {[]string{"Total à verser le 1er avril 2026 au plus tard : 121,00 €"}, "2026-04-01", "121.00"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := values(Invoice(pages(append(append([]string{}, head...), c.lines...)...), invoer.Known{Today: today}))
			if got["due_date"] != c.due || got["total_incl"] != c.total {
				t.Errorf("%q: %s due on %q, want %s on %s", c.lines, got["total_incl"], got["due_date"], c.total, c.due)
			}
		})
	}
}

// TestAccountsOfDirectDebits: the account that is debited is not the one to pay
// to, and a number is one though its line was broken.
func TestAccountsOfDirectDebits(t *testing.T) {
	t.Parallel()
	head := []string{"Bakkerij Jansen BV", "BE0123456749", "", "FACTUUR 2026-15", "Factuurdatum   10/03/2026", "Totaal   121,00", ""}
	cases := map[string]struct {
		lines []string
		want  string
	}{
		"debited":                    {[]string{"Dit bedrag gaat van je rekening BE68 5390 0754 7034 op 19.03.2026", "", "Bakkerij Jansen BV  IBAN BE71 0961 2345 6769"}, "BE71096123456769"},
		"only the one debited":       {[]string{"Domiciliëring op 19/03/2026 van uw rekening BE68 5390 0754 7034"}, ""},
		"an account to pay into":     {[]string{"Te betalen op rekening BE68 5390 0754 7034"}, "BE68539007547034"},
		"a broken line with letters": {[]string{"of maak over naar ons nummer in Nederland, dat is NL91 ABNA", "0417 1643 00."}, "NL91ABNA0417164300"},
		"a broken line":              {[]string{"Bakkerij Jansen BV | 9060 Zelzate | www.jansen.be | BE68 5390", "0754 7034 | RPR Gent"}, "BE68539007547034"},
		"from theirs to this one":    {[]string{"Paiement par virement de votre compte au BE71 0961 2345 6769"}, "BE71096123456769"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := values(Invoice(pages(append(append([]string{}, head...), c.lines...)...), invoer.Known{Today: today}))["supplier_iban"]
			if got != c.want {
				t.Errorf("%q: account %q, want %q", c.lines, got, c.want)
			}
		})
	}
}

// TestTermsOfALine: terms with a line for themselves are terms under what is
// said of VAT as well, and on the last page.
func TestTermsOfALine(t *testing.T) {
	t.Parallel()
	body := []string{"Bakkerij Jansen BV", "BE0123456749", "", "FACTUUR 2026-15", "Factuurdatum   10/03/2026", "", "", "", "", "", "", "Meel   121,00", "Totaal   121,00", ""}
	cases := map[string]struct {
		lines []string
		want  string
	}{
		"under an exemption of VAT": {[]string{"Intracommunautaire levering vrijgesteld van btw", "binnen 30 d."}, "2026-04-09"},
		"under a term of delivery":  {[]string{"Levering gemiddeld", "binnen 30 d."}, ""},
		"the number of a decree":    {[]string{"Autoliquidation, art. 20 AR n° 1"}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := values(Invoice(pages(append(append([]string{}, body...), c.lines...)...), invoer.Known{Today: today}))["due_date"]; got != c.want {
				t.Errorf("%q: due on %q, want %q", c.lines, got, c.want)
			}
		})
	}
}
