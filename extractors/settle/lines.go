package settle

import (
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

// goods gives the lines of goods, and whether they make up one of the sums.
func (c *chooser) goods(sums ...int64) (items []fields.ItemSeen, whole bool) {
	if items, whole = cutAt(c.items, sums); whole || len(sums) == 0 {
		return items, whole
	}
	for _, stack := range c.stacks {
		if found := c.doc.AddsUp(stack, sums...); len(found) > 0 {
			return found, true
		}
	}
	return items, false
}

// cutAt cuts items where they make up a sum: what follows belongs to another
// table.
func cutAt(items []fields.ItemSeen, sums []int64) ([]fields.ItemSeen, bool) {
	var total int64
	for i, item := range items {
		total += item.Total.Cents
		for _, sum := range sums {
			if sum != 0 && invoer.EUR(total).Abs().Cents == sum {
				return items[:i+1], true
			}
		}
	}
	return items, false
}
