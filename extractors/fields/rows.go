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
// say to be totals, and those that only a second reading has, are not among them.
func (d *Document) Stacks(amounts []Amount) [][]Amount {
	byEdge := slices.Clone(amounts)
	byEdge = slices.DeleteFunc(byEdge, func(a Amount) bool { return a.Second || d.totalRow(a) })
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
	if lettersIn(item.Description) < 3 {
		item.Description = d.wordsAbove(total.Spot)
	}
	item.Quantity, item.Price = factors(total.Money.Abs().Cents, numbers, printed)
	return item, lettersIn(item.Description) >= 3
}

// wordsAbove is what was sold where its amounts have a line of their own: the
// line above, no further away than lines of one entry are, that has no price.
func (d *Document) wordsAbove(s Spot) string {
	lines := d.Pages[s.Page].Lines
	if s.Line == 0 {
		return ""
	}
	above, line := lines[s.Line-1], lines[s.Line]
	text := above.Text()
	if line.Box.Y0-above.Box.Y1 > line.Box.Height() || priced(text) {
		return ""
	}
	return text
}

// priced tells whether a text ends with an amount of money: numbers inside it
// say what was sold ("box 5 x 500 sheets").
func priced(text string) bool {
	seen := AmountsIn(text)
	return len(seen) > 0 && seen[len(seen)-1].To == len(text) && seen[len(seen)-1].Decimals == 2
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

// AddsUp finds in a stack the lines of goods whose totals, with charges and
// discounts on the whole, are one of the sums, or after which their sum is
// printed.
func (d *Document) AddsUp(stack []Amount, sums ...int64) []ItemSeen {
	for from := range stack {
		if items := d.run(stack[from:], sums); items != nil {
			return items
		}
	}
	return nil
}

// run reads lines of goods from the first amount on, up to where they add up;
// nil where they do not.
func (d *Document) run(stack []Amount, sums []int64) []ItemSeen {
	var items []ItemSeen
	total, goods := int64(0), int64(0)
	for _, a := range stack {
		if len(items) > 0 && a.Money.Cents == goods && total == goods && (len(items) > 1 || d.chargeRow(a)) {
			return items // their sum is printed below them
		}
		item, ok := d.Item(a)
		if !ok {
			return nil
		}
		total += a.Money.Cents
		if item.Quantity != "" || !d.chargeRow(a) {
			items, goods = append(items, item), goods+a.Money.Cents
		}
		if total != 0 && slices.Contains(sums, invoer.Money{Cents: total}.Abs().Cents) && believable(items) {
			return items
		}
	}
	return nil
}

// believable tells whether lines that add up are lines of goods: of one alone
// quantity and price must say so, for the sum itself stands under it as well.
func believable(items []ItemSeen) bool {
	return len(items) > 1 || len(items) == 1 && items[0].Quantity != ""
}

// chargeRow tells whether the words in the line of an amount are a label: it is
// a charge, a discount or a sum of the whole, and nothing that was sold, unless
// a quantity and its price say so.
func (d *Document) chargeRow(a Amount) bool {
	cells := d.Pages[a.Spot.Page].Lines[a.Spot.Line].Cells
	for c, cell := range cells {
		if lettersIn(cell.Text) < 3 {
			continue
		}
		whole := Spot{a.Spot.Page, a.Spot.Line, c, 0, len(cell.Text)}
		return d.labelOnly(whole)
	}
	return false
}
