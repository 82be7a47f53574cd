package fields

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
)

// alignment is by how many points right edges of one column may differ.
const alignment = 4.0

// Stacks are the amounts that stand right-aligned under each other, in reading
// order; a column goes on on the next page. Amounts that labels in their line
// say to be totals are not among them.
func (d *Document) Stacks(amounts []Amount) [][]Amount {
	byEdge := slices.Clone(amounts)
	byEdge = slices.DeleteFunc(byEdge, d.totalRow)
	edge := func(a Amount) float64 { return d.Box(a.Spot).X1 }
	slices.SortStableFunc(byEdge, func(a, b Amount) int { return cmp.Compare(edge(a), edge(b)) })
	var stacks [][]Amount
	for i, a := range byEdge {
		if i == 0 || edge(a)-edge(byEdge[i-1]) > alignment {
			stacks = append(stacks, nil)
		}
		last := len(stacks) - 1
		stacks[last] = append(stacks[last], a)
	}
	for _, stack := range stacks {
		slices.SortStableFunc(stack, func(a, b Amount) int {
			return cmp.Or(cmp.Compare(a.Spot.Page, b.Spot.Page), cmp.Compare(a.Spot.Line, b.Spot.Line))
		})
	}
	return stacks
}

// totalRow tells whether a label that begins the line of an amount says that
// it is a total or VAT and no line of goods.
func (d *Document) totalRow(a Amount) bool {
	for c, cell := range d.Pages[a.Spot.Page].Lines[a.Spot.Line].Cells[:a.Spot.Cell+1] {
		for _, h := range d.hits[a.Spot.Page][a.Spot.Line][c] {
			if h.From > 0 || len(tokens(cell.Text)) > h.Words+4 {
				continue
			}
			switch h.Label {
			case LabelNet, LabelGross, LabelTotal, LabelPayable, LabelVAT, LabelCarried, LabelPaid:
				return true
			}
		}
	}
	return false
}

// Item reads the line of an amount as a line of goods with that total; ok is
// false where no words tell what was sold.
func (d *Document) Item(total Amount) (item ItemSeen, ok bool) {
	item = ItemSeen{Rate: -1, Total: total.Money, Spot: total.Spot}
	var numbers []AmountSeen
	var printed []string
	var words []string
	line := d.Pages[total.Spot.Page].Lines[total.Spot.Line]
	for c, cell := range line.Cells {
		if c == total.Spot.Cell {
			if c == 0 || total.Spot.From > 0 {
				words = append(words, strings.TrimSpace(cell.Text[:total.Spot.From]))
			}
			continue
		}
		seen := AmountsIn(cell.Text)
		for _, s := range seen {
			numbers, printed = append(numbers, s), append(printed, cell.Text[s.From:s.To])
		}
		if strings.Contains(cell.Text, "%") {
			item.Rate = max(item.Rate, rateIn(cell.Text))
		}
		if len(seen) == 0 || lettersIn(cell.Text) > 3 {
			words = append(words, cell.Text)
		}
	}
	item.Description = strings.TrimSpace(strings.Join(words, " "))
	item.Quantity, item.Price = factors(total.Money.Abs().Cents, numbers, printed)
	return item, lettersIn(item.Description) >= 3
}

func lettersIn(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// factors gives the two numbers of a line that multiply to its total.
func factors(cents int64, numbers []AmountSeen, printed []string) (quantity, price string) {
	for i, q := range numbers {
		for j, p := range numbers {
			if i == j || j < i {
				continue
			}
			product := float64(q.Cents) * float64(p.Cents) / 100
			if math.Abs(product-float64(cents)) <= 1 {
				return decimal(printed[i]), decimal(printed[j])
			}
		}
	}
	return "", ""
}

// AddsUp finds in a stack the lines of goods whose totals are one of the sums:
// the longest run of lines that follow each other.
func (d *Document) AddsUp(stack []Amount, sums ...int64) []ItemSeen {
	for from := range stack {
		total := int64(0)
		var items []ItemSeen
		for _, a := range stack[from:] {
			item, ok := d.Item(a)
			if !ok {
				break
			}
			items = append(items, item)
			total += a.Money.Cents
			if slices.Contains(sums, invoer.Money{Cents: total}.Abs().Cents) && total != 0 {
				return items
			}
		}
	}
	return nil
}
