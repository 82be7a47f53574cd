package fields

import (
	"cmp"
	"math"
	"regexp"
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

// totalRow tells whether the label before an amount in its line says that it is
// a total or VAT and no line of goods. Another table may stand before the label.
func (d *Document) totalRow(a Amount) bool {
	words, ok := d.wordsBefore(a.Spot)
	if !ok {
		return false
	}
	for _, h := range d.Hits(words) {
		if h.From > 0 || len(tokens(d.Cell(words).Text)) > h.Words+4 {
			continue
		}
		switch h.Label {
		case LabelNet, LabelGross, LabelTotal, LabelPayable, LabelVAT, LabelCarried, LabelPaid:
			return true
		}
	}
	return false
}

// wordsBefore are the nearest words before a spot in its line; those of other
// tables may stand before them.
func (d *Document) wordsBefore(s Spot) (Spot, bool) {
	cells := d.Pages[s.Page].Lines[s.Line].Cells
	for c := s.Cell; c >= 0; c-- {
		words := Spot{s.Page, s.Line, c, 0, len(cells[c].Text)}
		if c == s.Cell {
			words.To = s.From
		}
		if text := d.Printed(words); lettersIn(text) >= 3 && currencyOf(text) == "" {
			return words, true
		}
	}
	return Spot{}, false
}

// Item reads the line of an amount as a line of goods with that total; ok is
// false where no words before it tell what was sold.
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
		if c < total.Spot.Cell && (len(seen) == 0 || lettersIn(cell.Text) > 3) {
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
	total := int64(0)
	for _, a := range stack {
		if total != 0 && a.Money.Cents == total && (len(items) > 1 || d.charge(a.Spot)) {
			return d.Sold(items) // their sum is printed below them
		}
		item, ok := d.Item(a)
		if !ok {
			return nil
		}
		items, total = append(items, item), total+a.Money.Cents
		if sold := d.Sold(items); total != 0 && slices.Contains(sums, invoer.Money{Cents: total}.Abs().Cents) && believable(sold) {
			return sold
		}
	}
	return nil
}

// Sold leaves out the charges and discounts on the whole that stand behind the
// goods; where all are such, they are what was sold.
func (d *Document) Sold(items []ItemSeen) []ItemSeen {
	for n := len(items); n > 0; n-- {
		if items[n-1].multiplied() || !d.charge(items[n-1].Spot) {
			return items[:n]
		}
	}
	return items
}

// Charges are the cents of charges and discounts on the whole, each value once.
func (d *Document) Charges(amounts []Amount) []int64 {
	var found []int64
	for _, a := range amounts {
		if !a.Second && a.Decimals == 2 && d.charge(a.Spot) && !d.totalRow(a) && !slices.Contains(found, a.Money.Cents) {
			found = append(found, a.Money.Cents)
		}
	}
	return found
}

// multiplied tells whether the quantity and price of a line make up its total.
// Numbers of another table beside it may have been taken for them.
func (i ItemSeen) multiplied() bool {
	quantity, _, _, counted := ParseAmount(i.Quantity)
	price, _, _, priced := ParseAmount(i.Price)
	return counted && priced && math.Abs(float64(quantity)*float64(price)/100-float64(i.Total.Abs().Cents)) <= 1
}

// believable tells whether lines that add up are lines of goods: of one alone
// quantity and price must say so, for the sum itself stands under it as well.
func believable(items []ItemSeen) bool {
	return len(items) > 1 || len(items) == 1 && items[0].Quantity != ""
}

// chargeWords are words for charges and discounts on the whole, which Dutch and
// German join to others ("klantenkorting").
var chargeWords = regexp.MustCompile(`(?i)(?:korting|kosten|toeslag|rabatt|zuschlag|nachlass|\bremise|\brabais|\bristourne|\bfrais|\bdiscount|\brebate|\bfee)\b`)

// charge tells whether the words before an amount are a label, but for a word or
// a rate, or few words of which one is for a charge or discount: nothing that was
// sold.
func (d *Document) charge(s Spot) bool {
	words, ok := d.wordsBefore(s)
	if !ok || HasForm(d.Printed(words)) {
		return false
	}
	text := d.Printed(words)
	if chargeWords.MatchString(text) && len(strings.Fields(text)) <= 4 {
		return true
	}
	labelled := 0
	for _, h := range d.Hits(words) {
		if h.From == 0 && h.To <= words.To {
			labelled = max(labelled, lettersIn(d.Cell(words).Text[:h.To]))
		}
	}
	return labelled*20 >= lettersIn(text)*9
}
