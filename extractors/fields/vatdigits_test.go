package fields

import (
	"testing"

	"github.com/invoer/invoer"
)

// TestCheckDigitsOfVATNumbers: numbers that countries give as examples agree, and
// with one digit changed they do not.
func TestCheckDigitsOfVATNumbers(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ right, wrong invoer.VATNumber }{
		"Belgium":         {"BE0477574154", "BE0477574155"},
		"Germany":         {"DE136695976", "DE136695978"},
		"Luxembourg":      {"LU15027442", "LU15027443"},
		"Italy":           {"IT07643520567", "IT07643520568"},
		"Sweden":          {"SE123456789701", "SE123456788701"},
		"Poland":          {"PL8567346215", "PL8567346216"},
		"Denmark":         {"DK13585628", "DK13585629"},
		"Finland":         {"FI20774740", "FI20774741"},
		"Portugal":        {"PT501964843", "PT501964842"},
		"Britain":         {"GB980780684", "GB802311781"},
		"Austria":         {"ATU13585627", "ATU13585626"},
		"Switzerland":     {"CHE100155212", "CHE100155213"},
		"the Netherlands": {"NL004495445B01", "NL123456789B90"},
		"Dutch persons":   {"NL123456789B13", "NL123456789B12"},
		"France":          {"FR83404833048", "FR84404833048"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if right, known := CheckDigits(c.right); !right || !known {
				t.Errorf("%s: right %t, known %t, want both", c.right, right, known)
			}
			if right, known := CheckDigits(c.wrong); right || !known {
				t.Errorf("%s: right %t, known %t, want wrong and known", c.wrong, right, known)
			}
		})
	}
	for _, n := range []invoer.VATNumber{"", "BE", "US123456789", "EU372000041", "FRK7399859412", "NL12", "CH123456789", "GB123456789012"} {
		if _, known := CheckDigits(n); known {
			t.Errorf("%q: its check digits are known, want not", n)
		}
	}
}
