package invoer

import (
	"slices"
	"testing"
)

func TestLength(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pages  int
		beside Lengths
		want   []string // arguments of the finding
	}{
		"alone":                                  {30, Lengths{}, nil},
		"two others tell nothing":                {30, Lengths{Supplier: []int{1, 1}, Stack: []int{1, 2}}, nil},
		"of a supplier who sends a page":         {9, Lengths{Supplier: []int{1, 1, 2}}, []string{"9", "2"}},
		"as long as the supplier's longest":      {9, Lengths{Supplier: []int{1, 1, 9}, Stack: []int{1, 1, 1}}, nil},
		"three pages are never long":             {3, Lengths{Supplier: []int{1, 1, 1}}, nil},
		"in a stack of which separators failed":  {8, Lengths{Stack: []int{1, 2, 1, 1, 7, 2}}, []string{"8", "2"}},
		"no more than twice what is usual":       {4, Lengths{Stack: []int{2, 2, 2}}, nil},
		"what the supplier sends counts, if any": {8, Lengths{Supplier: []int{4, 5, 4}, Stack: []int{1, 1, 1, 1}}, nil},
	} {
		inv := Invoice{Findings: []Finding{Find(RuleLength, Warning, "", "90", "1"), Find(RuleDueFirst, Warning, "due_date")}}
		inv.CheckLength(c.pages, c.beside)
		var got []string
		for _, f := range inv.Findings {
			if f.Rule == RuleLength {
				got = f.Args
			}
		}
		if !slices.Equal(got, c.want) || inv.Findings[0].Rule != RuleDueFirst {
			t.Errorf("%s: %v, want %v, and other findings left alone", name, inv.Findings, c.want)
		}
	}
}
