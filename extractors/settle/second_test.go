package settle

import (
	"testing"

	"github.com/invoer/invoer"
)

// scanned makes a page that was read by OCR; what a second reading says of a
// word stands by that word.
func scanned(second map[string]string, lines ...string) []invoer.Page {
	made := pages(lines...)
	made[0].Reader = "ocr"
	for i, w := range made[0].Words {
		made[0].Words[i].Confidence = 85
		made[0].Words[i].Alternative = second[w.Text]
	}
	return made
}

// TestSecondReadings: what a second reading says counts where sums, dates or
// check digits then agree, and the reason says what was read first.
func TestSecondReadings(t *testing.T) {
	t.Parallel()
	doc := []string{
		"Drukkerij De Zetter bv", "BTW BE 0477.574.1S9   IBAN BE02 4097 0943 8240", "FACTUUR 2026-15", "Factuurdatum   12/0372026", "Totaal excl.   100,00", "Btw 21%   2I700", "Totaal   121,00",
	}
	inv := Invoice(scanned(map[string]string{"2I700": "21,00", "12/0372026": "12/03/2026", "0477.574.1S9": "0477.574.154"}, doc...), invoer.Known{Today: today})
	got := values(inv)
	for field, want := range map[string]string{"total_excl": "100.00", "total_vat": "21.00", "total_incl": "121.00", "invoice_date": "2026-03-12", "supplier_vat": "BE0477574154"} {
		if got[field] != want {
			t.Errorf("%s is %q, want %q", field, got[field], want)
		}
	}
	for name, why := range map[string]invoer.Reason{"VAT": inv.VAT.Origin.Why, "date": inv.Issued.Origin.Why, "number": inv.Supplier.VAT.Origin.Why} {
		if why.Code != "second-reading" || len(why.Args) != 1 {
			t.Errorf("%s: reason %v, want second-reading with what was read first", name, why)
		}
	}
}

// TestASecondReadingAloneIsNoTotal: where the first reading adds up, a second
// one that says otherwise changes nothing.
func TestASecondReadingAloneIsNoTotal(t *testing.T) {
	t.Parallel()
	inv := Invoice(scanned(map[string]string{"121,00": "721,00"}, "FACTUUR 2026-15", "Totaal excl.   100,00", "Btw 21%   21,00", "Totaal   121,00"), invoer.Known{Today: today})
	if got := values(inv)["total_incl"]; got != "121.00" {
		t.Errorf("total %q, want 121.00", got)
	}
}
