package fields

import (
	"testing"

	"github.com/invoer/invoer"
)

func TestIBANIn(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text     string
		repair   bool
		want     invoer.IBAN
		repaired bool
	}{
		"in groups":                      {"IBAN BE02 4097 0943 8240 BIC KREDBEBB", false, "BE02409709438240", false},
		"in one piece":                   {"BE02409709438240", false, "BE02409709438240", false},
		"with dots":                      {"BE02.4097.0943.8240", false, "BE02409709438240", false},
		"Dutch, with letters":            {"Rek. NL08 INGB 0451 0707 31", false, "NL08INGB0451070731", false},
		"German":                         {"DE02120300000000202051", false, "DE02120300000000202051", false},
		"a wrong digit is no number":     {"BE02 4097 0943 8241", false, "", false},
		"a letter read for a digit":      {"BEO2 4O97 0943 8240", true, "BE02409709438240", true},
		"eight read for B":               {"8E02 4097 0943 8240", true, "BE02409709438240", true},
		"a digit read for another":       {"BE02 4097 0943 6240", true, "BE02409709438240", true},
		"repaired only when asked":       {"BEO2 4097 0943 8240", false, "", false},
		"two wrong digits are too many":  {"BE02 4197 0943 5240", true, "", false},
		"Dutch, letters for digits":      {"IBAN NLO8INGB045IO7O731", true, "NL08INGB0451070731", true},
		"Dutch, digits for letters":      {"NL08 1N6B 0451 0707 31", true, "NL08INGB0451070731", true},
		"Dutch, a digit for another":     {"NL08 INGB 0451 6707 31", true, "", false},
		"British, a sign too many":       {"GB990NWBK60161312345678", true, "", false},
		"masked":                         {"FR76 **** **** ****", false, "", false},
		"too short":                      {"BE02 4097", true, "", false},
		"behind a letter it is no start": {"ABE02 4097 0943 8240", false, "", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := first(IBANIn(c.text, c.repair))
			if got.Value != c.want || got.Repaired != c.repaired {
				t.Errorf("IBANIn(%q, %v) = %q, repaired %v; want %q, %v", c.text, c.repair, got.Value, got.Repaired, c.want, c.repaired)
			}
		})
	}
}

func first[T comparable](found []Checked[T]) Checked[T] {
	if len(found) == 0 {
		return Checked[T]{}
	}
	return found[0]
}

// TestVATNumberIn: the spellings of one number, and what is none.
func TestVATNumberIn(t *testing.T) {
	t.Parallel()
	same := []string{
		"BE 0477.574.154", "BE0477574154", "BE 0477574154", "BE-0477.574.154", "BE 0477 574 154", "BE477574154", "BE 477.574.154",
		"BTW BE 0477.574.154", "TVA: BE0477.574.154", "MwSt-Nr.: BE 0477 574 154.", "VAT BE.0477.574.154", "(BE0477574154)",
	}
	for _, text := range same {
		if got := first(VATNumberIn(text, false)); got.Value != "BE0477574154" || got.Bare {
			t.Errorf("VATNumberIn(%q) = %q, bare %v; want BE0477574154", text, got.Value, got.Bare)
		}
	}
	cases := map[string]struct {
		text   string
		repair bool
		want   invoer.VATNumber
	}{
		"without country":       {"RPR Gent 0477.574.154", false, "BE0477574154"},
		"Dutch":                 {"BTW NL206438011B01", false, "NL206438011B01"},
		"French, with spaces":   {"N° TVA : FR 11 123 456 782", false, "FR11123456782"},
		"German":                {"USt-IdNr. DE124356788", false, "DE124356788"},
		"wrong check digits":    {"BE 0477.574.155", false, ""},
		"an account number":     {"BE02 4097 0943 8240", false, ""},
		"letters for digits":    {"BE O477.574.I54", true, "BE0477574154"},
		"a telephone number":    {"Tel. 02 355 58 54", false, ""},
		"words in capitals":     {"BE CAREFUL AND READ", false, ""},
		"a country with no VAT": {"XX 123456789", false, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := first(VATNumberIn(c.text, c.repair)).Value; got != c.want {
				t.Errorf("VATNumberIn(%q, %v) = %q, want %q", c.text, c.repair, got, c.want)
			}
		})
	}
}

func TestReferenceIn(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text   string
		repair bool
		want   invoer.Reference
		bare   bool
	}{
		"with plus signs":            {"Mededeling: +++227/0680/19113+++", false, "227068019113", false},
		"with asterisks":             {"***795/8494/84862***", false, "795849484862", false},
		"without signs":              {"227/0680/19113", false, "227068019113", false},
		"with spaces":                {"+++227 / 0680 / 19113+++", false, "227068019113", false},
		"twelve digits alone":        {"227068019113", false, "227068019113", true},
		"creditor reference":         {"RF18 5390 0754 7034", false, "RF18539007547034", false},
		"wrong check digits":         {"+++227/0680/19114+++", false, "", false},
		"letters read for digits":    {"+++227/O68O/I9113+++", true, "227068019113", false},
		"an EAN has thirteen digits": {"5404121830045", false, "", false},
		"part of an account number":  {"BE02409709438240", false, "", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := first(ReferenceIn(c.text, c.repair))
			if got.Value != c.want || got.Bare != c.bare {
				t.Errorf("ReferenceIn(%q, %v) = %q, bare %v; want %q, %v", c.text, c.repair, got.Value, got.Bare, c.want, c.bare)
			}
		})
	}
}

// TestNumbersThatAGapParts: a wide gap inside a number does not lose it.
func TestNumbersThatAGapParts(t *testing.T) {
	t.Parallel()
	found := lay("IBAN  BE02  4097  0943  8240  BIC  KREDBEBB").IBANs()
	if len(found) != 1 || found[0].Value != "BE02409709438240" {
		t.Errorf("account numbers %v, want BE02409709438240", found)
	}
}

func FuzzIBANIn(f *testing.F) {
	for _, s := range []string{"BE02 4097 0943 8240", "8E02 4097 0943 8240", "NL08 INGB 0451 0707 31", "FR76 **** é"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, repair bool) {
		for _, c := range IBANIn(text, repair) {
			if _, err := invoer.ParseIBAN(string(c.Value)); err != nil || c.Spot.To > len(text) || c.Spot.From >= c.Spot.To {
				t.Errorf("%q gives %q at %d to %d: %v", text, c.Value, c.Spot.From, c.Spot.To, err)
			}
		}
	})
}

func FuzzVATNumberIn(f *testing.F) {
	for _, s := range []string{"BE 0477.574.154", "0477.574.154", "NL206438011B01", "FR 11 123 456 782", "BE O477.574.I54"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, repair bool) {
		for _, c := range VATNumberIn(text, repair) {
			if _, err := invoer.ParseVATNumber(string(c.Value)); err != nil || c.Spot.To > len(text) || c.Spot.From >= c.Spot.To {
				t.Errorf("%q gives %q at %d to %d: %v", text, c.Value, c.Spot.From, c.Spot.To, err)
			}
		}
		for _, c := range ReferenceIn(text, repair) {
			if _, err := invoer.ParseReference(string(c.Value)); err != nil {
				t.Errorf("%q gives %q: %v", text, c.Value, err)
			}
		}
	})
}
