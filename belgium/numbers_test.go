package belgium

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func TestNumbersInText(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text     string
		accounts []invoer.IBAN
		vats     []invoer.VATNumber
		refs     []invoer.Reference
	}{
		"a footer": {
			text:     "BTW BE 0477.574.154 - IBAN BE68 5390 0754 7034 BIC GKCCBEBB",
			accounts: []invoer.IBAN{"BE68539007547034"},
			vats:     []invoer.VATNumber{"BE0477574154"},
		},
		"a number with letters behind it that would fit": {text: "DE02120300000000202051BI", accounts: []invoer.IBAN{"DE02120300000000202051"}},
		"a number without its country":                   {text: "RPR Gent 0477 574 154", vats: []invoer.VATNumber{"BE0477574154"}},
		"a wrong digit":                                  {text: "BE 0477.574.155, BE68 5390 0754 7035"},
		"the same twice":                                 {text: "BE0477574154 BE 0477.574.154", vats: []invoer.VATNumber{"BE0477574154"}},
		"neighbours":                                     {text: "btw NL671274958B01", vats: []invoer.VATNumber{"NL671274958B01"}},
		"a communication and its two spellings":          {text: "+++924/1707/19992+++ ***924/1707/19992***", refs: []invoer.Reference{"924170719992"}},
		"a communication with a wrong digit":             {text: "+++924/1707/19993+++"},
		"an account of another country in a row":         {text: "IBAN NL17RABO0047972263.", accounts: []invoer.IBAN{"NL17RABO0047972263"}},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.accounts, Accounts(c.text)); diff != "" {
			t.Errorf("%s: Accounts(%q): want - got +:\n%s", name, c.text, diff)
		}
		if diff := cmp.Diff(c.vats, VATNumbers(c.text)); diff != "" {
			t.Errorf("%s: VATNumbers(%q): want - got +:\n%s", name, c.text, diff)
		}
		if diff := cmp.Diff(c.refs, References(c.text)); diff != "" {
			t.Errorf("%s: References(%q): want - got +:\n%s", name, c.text, diff)
		}
	}
}

func FuzzNumbers(f *testing.F) {
	f.Add("BTW BE 0477.574.154 - IBAN BE68 5390 0754 7034 +++924/1707/19992+++")
	f.Fuzz(func(t *testing.T, text string) {
		for _, iban := range Accounts(text) {
			if _, err := invoer.ParseIBAN(string(iban)); err != nil {
				t.Errorf("Accounts(%q) gives %q: %v", text, iban, err)
			}
		}
		for _, number := range VATNumbers(text) {
			if _, err := invoer.ParseVATNumber(string(number)); err != nil {
				t.Errorf("VATNumbers(%q) gives %q: %v", text, number, err)
			}
		}
		References(text)
	})
}
