package invoer

import "slices"

// RuleAccountChanged is found where a known supplier asks for payment to an
// account that nobody approved before: the classic fraud with invoices. It
// blocks, so that whoever approves must say that he asked.
const RuleAccountChanged = "account-changed"

// CheckAccount says anew whether the account to pay to is another than those
// known of this supplier: that people approved, the last one first, or that the
// client's package has. The first invoice of a supplier of whom none is known is
// no change, nor is one that names no account. It keeps who
// answered as long as both accounts are the same.
func (inv *Invoice) CheckAccount(known []IBAN) {
	old := Invoice{Findings: inv.Findings}
	inv.Findings = slices.DeleteFunc(slices.Clone(old.Findings), func(f Finding) bool { return f.Rule == RuleAccountChanged })
	account := inv.Account.Value
	if account == "" || len(known) == 0 || slices.Contains(known, account) {
		return
	}
	inv.Findings = append(inv.Findings, Find(RuleAccountChanged, Block, "supplier_iban", string(known[0]), string(account)))
	inv.KeepAnswers(old)
}
