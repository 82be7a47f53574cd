package invoer

import (
	"slices"
	"strconv"
)

// RuleLength is found on a document that has far more pages than documents
// beside it: a separator sheet, or where the next one begins, may not have been
// seen. Its arguments are its number of pages and the most that is usual.
const RuleLength = "unusual-length"

// Lengths are the numbers of pages of documents beside which one is laid: the
// others of its supplier, and the others of its stack.
type Lengths struct{ Supplier, Stack []int }

// Bounds of what is usual.
const (
	fewestBeside = 3 // documents, of which fewer tell nothing
	shortest     = 4 // pages, of which fewer are never unusual
	farMore      = 2 // times the most that is usual
)

// CheckLength says anew whether a document of so many pages is unusually long.
// What its supplier has sent before is usual; where he sent too little to tell,
// it is what three quarters of the documents of its stack have at most.
func (inv *Invoice) CheckLength(pages int, beside Lengths) {
	inv.Findings = slices.DeleteFunc(slices.Clone(inv.Findings), func(f Finding) bool { return f.Rule == RuleLength })
	if most := beside.usual(); most > 0 && pages >= shortest && pages > farMore*most {
		inv.Findings = append(inv.Findings, Find(RuleLength, Warning, "", strconv.Itoa(pages), strconv.Itoa(most)))
	}
}

// usual is the most pages that are; 0 where nothing tells.
func (l Lengths) usual() int {
	if len(l.Supplier) >= fewestBeside {
		return slices.Max(l.Supplier)
	}
	if len(l.Stack) >= fewestBeside {
		return slices.Sorted(slices.Values(l.Stack))[len(l.Stack)*3/4]
	}
	return 0
}
