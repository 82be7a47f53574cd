package settle

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// lines takes the table of what was sold, if it is one: where its totals make
// up the net or the total of the invoice it is surely read whole.
func (c *chooser) lines() {
	items, whole := c.whole(c.items)
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

// whole cuts the items where they make up the net or the total: what follows
// belongs to another table.
func (c *chooser) whole(items []fields.ItemSeen) ([]fields.ItemSeen, bool) {
	var sum int64
	for i, item := range items {
		sum += item.Total.Cents
		up := invoer.Money{Cents: sum}.Abs().Cents
		if c.inv.Net.Present() && up == c.inv.Net.Value.Cents || c.inv.Total.Present() && up == c.inv.Total.Value.Cents {
			return items[:i+1], true
		}
	}
	return items, false
}
