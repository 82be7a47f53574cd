package invoer

import "testing"

func TestAnswersToTheLawAreKept(t *testing.T) {
	t.Parallel()
	found := []Finding{Find(RuleNoEInvoice, Warning, "", "2026-04-01", "2026-01-01"), Find(RuleNoNumber, Warning, "supplier_vat")}
	inv := Invoice{Findings: []Finding{Find(RuleTotals, Warning, "total_incl", "1.00")}}
	if !inv.CheckProposed(found) || len(inv.Findings) != 3 {
		t.Fatalf("findings of the law beside another: %+v", inv.Findings)
	}
	if open := inv.OpenFindings(); open != 2 {
		t.Errorf("%d open, want 2: the way by which a document came puts nothing in doubt", open)
	}
	if err := inv.Answer(RuleNoNumber, "supplier_vat", "an"); err != nil {
		t.Fatal(err)
	}
	if inv.CheckProposed(found) {
		t.Error("the same findings again are a change")
	}
	if open := inv.OpenFindings(); open != 1 {
		t.Errorf("%d open after one was answered, want 1", open)
	}
	if !inv.CheckProposed(nil) || len(inv.Findings) != 1 {
		t.Errorf("nothing against it any more, and %+v", inv.Findings)
	}
}
