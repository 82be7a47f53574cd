package fields

import (
	"testing"

	"github.com/invoer/invoer"
)

// TestKinds holds which kind a document says most strongly that it is; "" is
// none that says it at all strongly.
func TestKinds(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines []string
		want  invoer.Kind
	}{
		"the order that an invoice follows":       {[]string{"Zonneveld bv", "Bestelbon nr.", "4711", "Totaal factuur  121,00"}, ""},
		"its label with a colon":                  {[]string{"Marlowe LLC", "Purchase order:  2024/659", "Total  121.00"}, ""},
		"the delivery among other pairs":          {[]string{"Datum         17.07.2026", "Lieferschein  LS-26-0991", "Endbetrag     121,00"}, ""},
		"a rent that is no reminder":              {[]string{"Appel de loyer", "Zonneveld sprl"}, invoer.KindInvoice},
		"an invoice spelt in another way":         {[]string{"VERKOOPSFACTUUR", "Zonneveld bv"}, invoer.KindInvoice},
		"a credit note spelt in another way":      {[]string{"Creditfaktuur", "Zonneveld bv"}, invoer.KindCreditNote},
		"a credit note of sales":                  {[]string{"Verkoopscreditnota 2026-14", "Zonneveld bv"}, invoer.KindCreditNote},
		"an order with its number":                {[]string{"Bestelbon nr. 4711", "Zonneveld bv"}, invoer.KindOrder},
		"an order that is confirmed":              {[]string{"Bevestiging van uw bestelling", "Zonneveld bv"}, invoer.KindOrder},
		"a delivery note":                         {[]string{"Bordereau d'expédition", "Zonneveld sprl"}, invoer.KindDeliveryNote},
		"a reminder by what it says":              {[]string{"Zonneveld bv", "Wellicht ontging het u dat volgende facturen nog openstaan."}, invoer.KindReminder},
		"a reminder in English":                   {[]string{"Marlowe LLC", "Our records show that the following invoice is still unpaid."}, invoer.KindReminder},
		"a reminder in French":                    {[]string{"Zonneveld sprl", "Nous constatons que les factures suivantes n'ont pas encore été réglées."}, invoer.KindReminder},
		"a reminder in German":                    {[]string{"Sonnwald GmbH", "Leider konnten wir zu folgender Rechnung noch keinen Zahlungseingang feststellen."}, invoer.KindReminder},
		"whom a letter would send an invoice to":  {[]string{"Rechnung an :", "Sonnwald GmbH", "Einladung"}, ""},
		"a request for a deposit":                 {[]string{"Voorschotaanvraag (geen factuur)", "Zonneveld bv"}, invoer.KindProforma},
		"what an invoice says of unpaid invoices": {[]string{"Factuur 2026-14", "Op facturen die niet op tijd betaald zijn, is intrest verschuldigd."}, invoer.KindInvoice},
	}
	for name, c := range cases {
		kind, most := invoer.Kind(""), 0.5
		for k, weight := range lay(c.lines...).Kinds() {
			if weight > most {
				kind, most = k, weight
			}
		}
		if kind != c.want {
			t.Errorf("%s: %q (%.2f), want %q", name, kind, most, c.want)
		}
	}
}
