package invoer

import "slices"

// RuleOtherClient is found where the buyer on a document is another client of
// the office than the one it lies with. Its arguments are that client's code
// and name, so people of clients never see it. It blocks: a cost in the wrong
// books is found late.
const RuleOtherClient = "for-another-client"

// CheckBuyer says anew whether the document is for another client: code and
// name are empty where it is not, or nobody can tell.
func (inv *Invoice) CheckBuyer(code, name string) {
	inv.Findings = slices.DeleteFunc(slices.Clone(inv.Findings), func(f Finding) bool { return f.Rule == RuleOtherClient })
	if code != "" {
		inv.Findings = append(inv.Findings, Find(RuleOtherClient, Block, "customer_name", code, name))
	}
}

// CheckTwins says anew which documents this one may be again.
func (inv *Invoice) CheckTwins(found []Finding) {
	inv.Findings = slices.DeleteFunc(slices.Clone(inv.Findings), func(f Finding) bool { return slices.Contains(TwinRules, f.Rule) })
	inv.Findings = append(inv.Findings, found...)
}

// KeepTwins takes over from older findings what a person answered about
// documents that this one is no longer found to be: what he said stays said.
func (inv *Invoice) KeepTwins(old []Finding) {
	for _, f := range old {
		if f.Answered == "" || !slices.Contains(TwinRules, f.Rule) || len(f.Args) < 3 {
			continue
		}
		again := func(found Finding) bool {
			return slices.Contains(TwinRules, found.Rule) && len(found.Args) == 3 && found.Args[2] == f.Args[2]
		}
		if !slices.ContainsFunc(inv.Findings, again) {
			inv.Findings = append(inv.Findings, f)
		}
	}
}
