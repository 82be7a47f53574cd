package fields

import (
	"slices"
	"strings"
)

// summing are the labels of what an invoice adds up.
var summing = []Label{LabelNet, LabelVAT, LabelTotal, LabelGross, LabelPayable}

// clearly is how strongly a label stands by what it surely says something of.
const clearly = 0.6

// shortened tells whether a number without two decimals and a currency may be an
// amount all the same, as programs print it that leave out what is nothing: it
// ends its cell, and stands beside the words for a sum or under a heading with a
// currency.
func (d *Document) shortened(s Spot, seen AmountSeen) bool {
	const digits = 6 // without anything between them: more are a number of something
	text := d.Cell(s).Text
	if seen.Decimals > 1 || seen.Cents <= 0 || strings.Trim(text[s.To:], " .") != "" || longestDigits(text[s.From:s.To]) > digits {
		return false
	}
	return d.besideSum(s) || s.From == 0 && d.signAbove(s)
}

// longestDigits is how many digits stand next to each other.
func longestDigits(text string) int {
	longest := 0
	for run := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < '0' || r > '9' }) {
		longest = max(longest, len(run))
	}
	return longest
}

// besideSum tells whether the words for a sum stand right before a spot, in its
// cell or in the one to its left, and say nothing else.
func (d *Document) besideSum(s Spot) bool {
	cell := s
	if s.From == 0 {
		if s.Cell == 0 {
			return false
		}
		cell.Cell--
		cell.To = len(d.Cell(cell).Text)
		cell.From = cell.To
	}
	sums := func(h Hit) bool { return slices.Contains(summing, h.Label) }
	hits := d.Hits(cell)
	if !slices.ContainsFunc(hits, sums) {
		return false
	}
	beside := besides(d.Sightings(s))
	sum, _ := Weigh(beside, summing...)
	other, _ := Weigh(beside, LabelItem, LabelRate, LabelOtherNo, LabelNumber, LabelNo, LabelAccount, LabelDate, LabelIssued, LabelDue, LabelCarried)
	return sum > clearly && sum > other
}

// besides are the labels that stand to the left.
func besides(sightings []Sighting) []Sighting {
	return slices.DeleteFunc(slices.Clone(sightings), func(s Sighting) bool { return s.Relation != Before && s.Relation != Left })
}

// signAbove tells whether the heading of the column that a spot stands in has a
// currency ("Montant (€)").
func (d *Document) signAbove(s Spot) bool {
	box := d.Box(s)
	lines := d.Pages[s.Page].Lines
	for l := s.Line - 1; l >= 0 && l >= s.Line-linesUp; l-- {
		for c, cell := range lines[l].Cells {
			if !over(cell, box) || strings.ContainsAny(cell.Text, "0123456789") {
				continue
			}
			return len(d.hits[s.Page][l][c]) > 0 && slices.ContainsFunc(strings.Fields(cell.Text), func(w string) bool { return currencyOf(w) != "" })
		}
	}
	return false
}

// withoutCounts leaves out numbers without decimals where a sum is printed with
// two: a document prints its amounts in one way, and the others count something.
func withoutCounts(found []Amount) []Amount {
	usual := slices.ContainsFunc(found, func(a Amount) bool {
		w, _ := Weigh(besides(a.Sightings), summing...)
		return a.Decimals == 2 && w > clearly
	})
	if !usual {
		return found
	}
	return slices.DeleteFunc(found, func(a Amount) bool { return a.short && a.Decimals == 0 })
}

// parted makes amounts positive that a dash between spaces parts from the words
// for a sum ("Totaal – 121,00"), where no sum is surely negative: nothing is taken
// off there.
func parted(found []Amount) []Amount {
	sum := func(a Amount) bool {
		said := besides(a.Sightings)
		w, _ := Weigh(said, summing...)
		off, _ := Weigh(said, LabelPaid, LabelItem)
		return w > clearly && w > off
	}
	if slices.ContainsFunc(found, func(a Amount) bool { return a.Money.Cents < 0 && !a.dashed && sum(a) }) {
		return found
	}
	for i := range found {
		if found[i].dashed && sum(found[i]) {
			found[i].Money.Cents = -found[i].Money.Cents
		}
	}
	return found
}

// behindRate gives the amount that is left of one whose first digits may be the
// rate of VAT before it ("BTW 21 210,00"): sums tell which of the two it is.
func (d *Document) behindRate(s Spot, seen AmountSeen) (AmountSeen, bool) {
	text := d.Cell(s).Text
	rate, amount, spaced := strings.Cut(text[s.From:s.To], " ")
	if !spaced || len(rate) > 2 || seen.Decimals != 2 || seen.Cents < 0 || !slices.ContainsFunc(d.Hits(s), func(h Hit) bool {
		return (h.Label == LabelVAT || h.Label == LabelRate) && h.To <= s.From && strings.Trim(text[h.To:s.From], " .:(") == ""
	}) {
		return AmountSeen{}, false
	}
	from := s.From + len(rate) + 1
	for _, rest := range AmountsIn(amount) {
		rest.From, rest.To, rest.Unsure = rest.From+from, rest.To+from, true
		return rest, rest.Decimals == 2
	}
	return AmountSeen{}, false
}
