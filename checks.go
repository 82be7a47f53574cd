package invoer

import "slices"

// The rules that Check decides. Findings of other rules it leaves alone.
const (
	RuleTotals    = "totals-do-not-add-up"    // net + VAT is not the total; EN 16931 BR-CO-15
	RuleBreakdown = "breakdown-does-not-fit"  // the rates' VAT is not the total VAT; EN 16931 BR-CO-14
	RuleBase      = "bases-do-not-fit"        // the rates' bases are not the net total
	RuleDueFirst  = "due-before-invoice-date" // payable before it was issued
	RuleNameless  = "supplier-without-name"   // nobody to book it to: no batch takes it
)

var checkRules = []string{RuleTotals, RuleBreakdown, RuleBase, RuleDueFirst, RuleNameless}

// Check says anew which figures of the invoice contradict each other, and that
// nobody is named as its supplier where it is to be booked. It keeps
// who answered a finding as long as its numbers are the same.
func (inv *Invoice) Check() {
	old := inv.Findings
	inv.Findings = slices.DeleteFunc(slices.Clone(old), func(f Finding) bool {
		return slices.Contains(checkRules, f.Rule)
	})
	for _, found := range []*Finding{inv.checkTotals(), inv.checkBreakdown(), inv.checkBases(), inv.checkDue(), inv.checkName()} {
		if found == nil {
			continue
		}
		for _, f := range old {
			if f.Rule == found.Rule && slices.Equal(f.Args, found.Args) {
				found.Answered = f.Answered
			}
		}
		inv.Findings = append(inv.Findings, *found)
	}
	if inv.Findings == nil {
		inv.Findings = []Finding{}
	}
}

func (inv *Invoice) checkTotals() *Finding {
	if !inv.Net.Present() || !inv.VAT.Present() || !inv.Total.Present() {
		return nil
	}
	sum := inv.Net.Value.Plus(inv.VAT.Value)
	if sum.Cents == inv.Total.Value.Cents {
		return nil
	}
	f := Find(RuleTotals, Warning, "total_incl", inv.Net.Value.String(), inv.VAT.Value.String(), sum.String(), inv.Total.Value.String())
	return &f
}

func (inv *Invoice) checkBreakdown() *Finding {
	if len(inv.Breakdown) == 0 || !inv.VAT.Present() {
		return nil
	}
	var sum Money
	for _, line := range inv.Breakdown {
		sum = sum.Plus(line.VAT)
	}
	return differ(RuleBreakdown, "total_vat", sum, inv.VAT.Value)
}

func (inv *Invoice) checkBases() *Finding {
	if len(inv.Breakdown) == 0 || !inv.Net.Present() {
		return nil
	}
	var sum Money
	for _, line := range inv.Breakdown {
		sum = sum.Plus(line.Base)
	}
	return differ(RuleBase, "total_excl", sum, inv.Net.Value)
}

// differ is a finding when two amounts are more than a cent apart: a sum over
// rates may be rounded once more than the total.
func differ(rule, field string, sum, printed Money) *Finding {
	if d := sum.Cents - printed.Cents; d >= -1 && d <= 1 {
		return nil
	}
	f := Find(rule, Warning, field, sum.String(), printed.String())
	return &f
}

func (inv *Invoice) checkDue() *Finding {
	if !inv.Due.Present() || !inv.Issued.Present() || !inv.Due.Value.Before(inv.Issued.Value) {
		return nil
	}
	f := Find(RuleDueFirst, Warning, "due_date", inv.Due.Value.String(), inv.Issued.Value.String())
	return &f
}

func (inv *Invoice) checkName() *Finding {
	if !inv.Kind.Bookable() || !inv.Total.Present() || inv.Supplier.Name.Value != "" {
		return nil
	}
	f := Find(RuleNameless, Block, "supplier_name")
	return &f
}
