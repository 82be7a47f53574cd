package settle

import (
	"slices"
	"testing"

	"github.com/invoer/invoer"
)

// TestWrongCheckDigitsAreTold: numbers whose check digits do not agree are told,
// those of neighbours too; right ones and what only begins like a number are not.
func TestWrongCheckDigitsAreTold(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ line, rule string }{
		"a Belgian account":          {"IBAN BE68 5390 0754 7035", RuleAccountDigits},
		"a Dutch account":            {"IBAN NL91 ABNA 0417 1643 01", RuleAccountDigits},
		"a Dutch account that is":    {"IBAN NL91 ABNA 0417 1643 00", ""},
		"a German account":           {"IBAN: DE89 3704 0044 0532 0130 01", RuleAccountDigits},
		"a German account that is":   {"IBAN: DE89 3704 0044 0532 0130 00", ""},
		"a French account":           {"IBAN FR14 2004 1010 0505 0001 3M02 607", RuleAccountDigits},
		"a French account that is":   {"IBAN FR14 2004 1010 0505 0001 3M02 606", ""},
		"an account of Luxembourg":   {"IBAN LU28 0019 4006 4475 0001", RuleAccountDigits},
		"a British account":          {"IBAN GB29 NWBK 6016 1331 9268 18", RuleAccountDigits},
		"glued":                      {"IBAN:DE89370400440532013001", RuleAccountDigits},
		"words behind it":            {"IBAN NL91 ABNA 0417 1643 01 ten name van De Zetter", RuleAccountDigits},
		"a number of something":      {"REF DE 12 3456", ""},
		"an order of many digits":    {"ORDRE NO 12 3456 7890 1234", ""},
		"a German number":            {"USt-IdNr. DE136695978", RuleVATDigits},
		"a German number that is":    {"USt-IdNr. DE136695976", ""},
		"a French number":            {"TVA FR84404833048", RuleVATDigits},
		"a French number that is":    {"TVA FR83404833048", ""},
		"a Dutch number":             {"BTW NL123456789B90", RuleVATDigits},
		"a number without a label":   {"DE136695978", ""},
		"a reference":                {"Mededeling: RF19 5390 0754 7034", RuleReferenceDigits},
		"a reference that is":        {"Mededeling: RF18 5390 0754 7034", ""},
		"a structured communication": {"Mededeling +++090/9337/55494+++", RuleReferenceDigits},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inv := Invoice(pages("Drukkerij De Zetter bv", "", "FACTUUR 2026-15", "Factuurdatum   10/11/2026", "", c.line, "", "Totaal   121,00"), invoer.Known{Today: today})
			var told []string
			for _, f := range inv.Findings {
				if slices.Contains([]string{RuleAccountDigits, RuleVATDigits, RuleReferenceDigits}, f.Rule) {
					told = append(told, f.Rule)
				}
			}
			if want := slices.DeleteFunc([]string{c.rule}, func(r string) bool { return r == "" }); !slices.Equal(told, want) {
				t.Errorf("%q: findings %q, want %q", c.line, told, want)
			}
		})
	}
}
