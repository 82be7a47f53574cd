package settle

import (
	"cmp"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// number chooses the number of the invoice: the best candidate, a value that
// is printed at several labelled places being surer.
func (c *chooser) number() {
	found := gather(c.doc.Numbers(c.today))
	if len(found) == 0 || found[0].Score < 0.3 {
		return
	}
	top := found[0]
	margin := top.Score
	if len(found) > 1 {
		margin = min(margin, 0.4+2*(top.Score-found[1].Score))
	}
	c.inv.Number = invoer.Field[string]{
		Value: top.Value, Confidence: confidence("invoice_number", (top.Score+margin)/2),
		Origin: c.doc.Origin(top.Spot, top.Why),
	}
	for _, f := range found[1:min(len(found), 5)] {
		c.inv.Number.Alternatives = append(c.inv.Number.Alternatives, f.Value)
	}
}

// gather joins candidates of one value, a tenth of each further one's score
// added, best first.
func gather[T comparable](candidates []fields.Candidate[T]) []fields.Candidate[T] {
	sorted := slices.Clone(candidates)
	slices.SortStableFunc(sorted, func(a, b fields.Candidate[T]) int { return cmp.Compare(b.Score, a.Score) })
	var joined []fields.Candidate[T]
	at := map[T]int{}
	for _, f := range sorted {
		i, known := at[f.Value]
		if !known {
			at[f.Value] = len(joined)
			joined = append(joined, f)
			continue
		}
		joined[i].Score += max(0, 0.1*f.Score)
	}
	slices.SortStableFunc(joined, func(a, b fields.Candidate[T]) int { return cmp.Compare(b.Score, a.Score) })
	return joined
}
