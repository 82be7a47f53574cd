package settle

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// lines takes the table of what was sold, if it is one: where its totals make
// up the net or the total of the invoice it is surely read whole.
func (c *chooser) lines() {
	items, whole := c.whole(c.items)
	score := 0.0
	if whole {
		score = 1
	}
	for _, item := range items {
		total := c.money(item.Total.Cents)
		if c.inv.Kind == invoer.KindCreditNote {
			total = total.Abs()
		}
		c.inv.Lines = append(c.inv.Lines, invoer.Line{
			Description: item.Description, Quantity: item.Quantity, UnitPrice: item.Price, Rate: item.Rate,
			Total: total, Confidence: confidence("lines", score), Origin: c.doc.Origin(item.Spot, invoer.Because("table-of-goods")),
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
