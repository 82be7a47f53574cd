package invoer

import (
	"reflect"
	"slices"
)

// The rules that the law of VAT decides (belgium.Check).
const (
	RuleRate           = "vat-rate-not-valid"     // no rate of that day
	RuleRateChanged    = "vat-rate-changed"       // the rate that this supply had before
	RuleNoNumber       = "vat-without-number"     // charged by a supplier without a VAT number
	RuleForeignVAT     = "vat-of-another-country" // which the Belgian return does not deduct
	RuleReverseUnsaid  = "reverse-charge-unsaid"  // the statement that the law wants is missing
	RuleReverseCharged = "reverse-charge-charged" // VAT was charged that the customer owes himself
	RuleNoEInvoice     = "pdf-of-vat-payer"       // where an e-invoice is obligatory
	RuleSelfBilled     = "self-billed"            // made by the buyer in the supplier's name
	RuleSelfBilledWho  = "self-billed-unclear"    // and nobody can tell whether the client is the buyer
	RuleSale           = "self-billed-sale"       // and the client is the supplier: no purchase
)

var vatRules = []string{RuleRate, RuleRateChanged, RuleNoNumber, RuleForeignVAT, RuleReverseUnsaid, RuleReverseCharged, RuleNoEInvoice, RuleSelfBilled, RuleSelfBilledWho, RuleSale}

// Doubts tells whether a finding puts something that was read, or its booking,
// in doubt. By which way a document came does not, nor does another document
// that it was found to be about.
func (f Finding) Doubts() bool { return f.Rule != RuleNoEInvoice && f.Rule != RuleCredits }

// CheckProposed replaces the findings that come with the proposal of a booking,
// those of the law of VAT and ProposedRules, by those found now, and keeps who
// accepted one that is found again. It tells whether that changed anything.
func (inv *Invoice) CheckProposed(found []Finding) (changed bool) {
	old := *inv
	inv.Findings = slices.DeleteFunc(slices.Clone(old.Findings), func(f Finding) bool {
		return slices.Contains(vatRules, f.Rule) || slices.Contains(ProposedRules, f.Rule)
	})
	inv.Findings = append(inv.Findings, found...)
	inv.KeepAnswers(old)
	return !reflect.DeepEqual(inv.Findings, old.Findings)
}

// EInvoice tells whether a value of it was read from an e-invoice.
func (inv *Invoice) EInvoice() bool {
	return slices.ContainsFunc(inv.Values(), func(v Value) bool { return v.Origin.Path != "" })
}
