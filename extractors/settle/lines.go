package settle

import (
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// lines takes what was sold: the table under its headings where its totals
// make up the net or the total of the invoice, else the lines that do, else
// what stands under headings, of which little is sure.
func (c *chooser) lines() {
	var sums []int64
	if c.inv.Net.Present() {
		sums = append(sums, c.inv.Net.Value.Cents)
	}
	if c.inv.Total.Present() {
		sums = append(sums, c.inv.Total.Value.Cents)
	}
	items, whole := c.goods(sums...)
	q := Question{Field: "lines", Chosen: "lines"}
	q.Doubts.Add("they make up the net or the total", weights.Flag(whole))
	q.Doubts.Add("read by ocr", weights.Flag(c.doc.Pages[0].Reader == readerOCR))
	sure := c.sure(q)
	if len(items) > 0 {
		c.keep(q)
	}
	for _, item := range items {
		total := c.money(item.Total.Cents)
		if c.inv.Kind == invoer.KindCreditNote {
			total = total.Abs()
		}
		c.inv.Lines = append(c.inv.Lines, invoer.Line{
			Description: item.Description, Quantity: item.Quantity, UnitPrice: item.Price, Rate: item.Rate,
			Total: total, Confidence: sure, Origin: c.doc.Origin(item.Spot, invoer.Because("table-of-goods")),
		})
	}
}

// goods gives the lines of goods, and whether they make up one of the sums, with
// the charges and discounts on the whole.
func (c *chooser) goods(sums ...int64) (items []fields.ItemSeen, whole bool) {
	for _, table := range [][]fields.ItemSeen{c.items, c.brief} {
		if items, whole = c.cutAt(table, sums); whole {
			return c.doc.Sold(items), true
		}
	}
	if len(sums) == 0 {
		return c.items, false
	}
	for _, wanted := range [][]int64{sums, c.uncharged(sums)} {
		for _, stack := range c.stacks {
			if found := c.doc.AddsUp(stack, wanted...); len(found) > 0 {
				return found, true
			}
		}
	}
	return c.items, false
}

// cutAt cuts items where they make up a sum: what follows belongs to another
// table. Those of a credit note may have signs that its charges have not.
func (c *chooser) cutAt(items []fields.ItemSeen, sums []int64) ([]fields.ItemSeen, bool) {
	var total, size int64
	for i, item := range items {
		total, size = total+item.Total.Cents, size+item.Total.Abs().Cents
		for _, sum := range sums {
			if sum != 0 && (invoer.EUR(total).Abs().Cents == sum || c.inv.Kind == invoer.KindCreditNote && size == sum) {
				return items[:i+1], true
			}
		}
	}
	return items, total != 0 && slices.Contains(c.uncharged(sums), invoer.EUR(total).Abs().Cents)
}

// mostCharges is how many charges on the whole are looked at.
const mostCharges = 4

// uncharged are what the sums are without charges and discounts that do not stand
// below the goods, as in a column of their own: any of them may be.
func (c *chooser) uncharged(sums []int64) []int64 {
	var without []int64
	for _, sum := range sums {
		before := []int64{sum}
		for _, charge := range c.charges[:min(len(c.charges), mostCharges)] {
			for _, s := range before {
				if s > charge {
					before = append(before, s-charge)
				}
			}
		}
		without = append(without, before[1:]...)
	}
	return without
}
