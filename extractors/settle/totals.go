package settle

import (
	"cmp"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/weights"
)

// A decidedSum is the sum that was chosen, with how sure each of its parts is.
type decidedSum struct {
	sum
	sureness map[string]invoer.Confidence
}

func (s decidedSum) sure(field string) invoer.Confidence { return s.sureness[field] }

// The most sums that are weighed against each other; those of lower score say
// next to nothing.
const mostSums = 60

// Totals is the name under which the model knows the choice of net, VAT and
// total together. The text of its options has the three, "-" for one that the
// option leaves out.
const Totals = "totals"

// total chooses among sums.
func (c *chooser) total(sums []sum) (decidedSum, bool) {
	all := make([]candidate[sum], len(sums))
	for i, s := range sums {
		all[i] = candidate[sum]{value: s, text: c.spell(s), origin: c.sumOrigin(s), quality: s.quality(), features: s.features}
		all[i].features.Add(stoodHere, c.placed(s))
		all[i].features.Add("total: in favour of the receiver", weights.Flag(c.favour > 0 && s.totalCents == c.favour))
		all[i].score = c.model.Score(Totals, all[i].features)
	}
	slices.SortStableFunc(all, func(a, b candidate[sum]) int { return cmp.Compare(b.score, a.score) })
	all = all[:min(len(all), mostSums)]
	v := c.likeliest(all)
	if !v.ok {
		return decidedSum{}, false
	}
	d := decidedSum{sum: v.value, sureness: map[string]invoer.Confidence{}}
	for i, field := range []string{"total_excl", "total_vat", "total_incl"} {
		d.sureness[field] = c.sure(c.partly(v, all, field, i))
	}
	d.sureness["vat_breakdown"] = c.sure(c.grouped(v))
	return d, true
}

// likeliest takes first the total for which all its sums together speak most,
// and then the best sum of that total: what must be paid matters most, and many
// ways in which one total may come about are no reason to doubt it.
func (c *chooser) likeliest(all []candidate[sum]) verdict[sum] {
	list := rank(c.model, Totals, all)
	byTotal := map[string][]float64{}
	for _, o := range list {
		byTotal[totalOf(o.text)] = append(byTotal[totalOf(o.text)], o.odds)
	}
	best, top := -1, c.model.Leave(Totals)
	for i, o := range list { // the best of a total comes first
		if odds := weights.LogSum(byTotal[totalOf(o.text)]...); odds > top {
			best, top = i, odds
		}
	}
	return decided(c, Totals, all, list, best)
}

// totalOf is the last part of a spelling.
func totalOf(text string) string { return text[strings.LastIndexByte(text, ' ')+1:] }

// spell gives net, VAT and total as the model's options have them.
func (c *chooser) spell(s sum) string {
	if !s.whole() {
		return "- - " + c.money(s.totalCents).String()
	}
	return c.money(s.netCents).String() + " " + c.money(s.vatCents).String() + " " + c.money(s.totalCents).String()
}

func (c *chooser) sumOrigin(s sum) invoer.Origin {
	if s.total == nil {
		return invoer.Origin{Reader: "computed"}
	}
	return c.origin(s.total, total)
}

// quality is how well the worst figure of a sum was read.
func (s sum) quality() invoer.Confidence {
	worst := invoer.Certain
	for r, f := range map[role]*figure{net: s.net, vat: s.vat, total: s.total} {
		if f != nil {
			worst = min(worst, f.at[r].Quality)
		}
	}
	return worst
}

// partly asks for one part of the sum: all sums with the same part speak for it.
func (c *chooser) partly(v verdict[sum], all []candidate[sum], field string, part int) Question {
	chosen := strings.Fields(v.text)[part]
	same, others := []float64{}, []float64{c.model.Leave(Totals)}
	for _, o := range all {
		if strings.Fields(o.text)[part] == chosen {
			same = append(same, o.score)
			continue
		}
		others = append(others, o.score)
	}
	q := Question{Field: field, Margin: weights.LogSum(same...) - weights.LogSum(others...), Doubts: c.doubts(v.doubts()), Chosen: strings.Trim(chosen, "-")}
	q.Doubts.Add("net and VAT do not lead to it", weights.Flag(!v.value.whole()))
	c.keep(q)
	return q
}

// grouped asks for the breakdown of the sum.
func (c *chooser) grouped(v verdict[sum]) Question {
	q := Question{Field: "vat_breakdown", Margin: v.margin, Doubts: c.doubts(v.doubts()), Chosen: v.text}
	q.Doubts.Add("no rows are printed", weights.Flag(len(v.value.rows) == 0))
	q.Doubts.Add("no rate explains it", weights.Flag(len(v.value.rows) == 0 && v.value.rate < 0))
	c.keep(q)
	return q
}
