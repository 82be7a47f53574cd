package invoer

import "testing"

// TestWhoIsNotNamedCannotBeBooked holds that what is to be booked names a supplier,
// and that the finding goes when a person types a name.
func TestWhoIsNotNamedCannotBeBooked(t *testing.T) {
	t.Parallel()
	total := Field[Money]{Value: EUR(12100), Confidence: 99}
	for name, c := range map[string]struct {
		inv  Invoice
		want bool
	}{
		"an invoice":                {Invoice{Kind: KindInvoice, Total: total}, true},
		"a receipt":                 {Invoice{Kind: KindReceipt, Total: total}, true},
		"an invoice with a name":    {Invoice{Kind: KindInvoice, Total: total, Supplier: Party{Name: Field[string]{Value: "Garage Peeters bv"}}}, false},
		"an invoice with no amount": {Invoice{Kind: KindInvoice}, false},
		"a statement":               {Invoice{Kind: KindStatement, Total: total}, false},
	} {
		c.inv.Check()
		if got := len(c.inv.Blocking()) == 1 && c.inv.Found(RuleNameless); got != c.want {
			t.Errorf("%s: findings %+v, want the one of the name: %t", name, c.inv.Findings, c.want)
		}
		if !c.want {
			continue
		}
		if err := c.inv.Correct("supplier_name", "Garage Peeters bv", Origin{}, "an"); err != nil || len(c.inv.Blocking()) > 0 {
			t.Errorf("%s with a name: %v, findings %+v; want none", name, err, c.inv.Findings)
		}
	}
}
