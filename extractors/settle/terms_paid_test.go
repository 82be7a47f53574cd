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
