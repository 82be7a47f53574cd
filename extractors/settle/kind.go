package settle

import (
	"github.com/invoer/invoer"
)

// kind chooses what the document is. A title counts by its size and place; of
// two kinds the rarer one wins when it is nearly as strong, because a reminder
// or a credit note speaks of an invoice as well.
func (c *chooser) kind() invoer.Kind {
	score := c.doc.Kinds()
	till := c.doc.Till()
	invoice := score[invoer.KindInvoice]
	best, top := invoer.KindInvoice, invoice
	for _, k := range invoer.Kinds {
		strength := score[k] * rarity[k]
		if strength > top && score[k] >= 0.45 {
			best, top = k, strength
		}
	}
	if best == invoer.KindInvoice && till+0.5*score[invoer.KindReceipt] > 0.9+0.3*invoice {
		return invoer.KindReceipt
	}
	if top < 0.2 {
		return c.untitled(till)
	}
	return best
}

// rarity is what the title of a kind weighs against that of an invoice.
var rarity = map[invoer.Kind]float64{
	invoer.KindInvoice: 1, invoer.KindCreditNote: 1.35, invoer.KindReceipt: 0.8, invoer.KindReminder: 1.3, invoer.KindStatement: 1,
	invoer.KindOrder: 0.75, invoer.KindDeliveryNote: 0.75, invoer.KindProforma: 1.3, invoer.KindContract: 0.5,
}

// untitled is the kind of a document without a title: a till receipt has the
// words of a till, and what has neither is nothing that we know.
func (c *chooser) untitled(till float64) invoer.Kind {
	switch {
	case till > 0.5:
		return invoer.KindReceipt
	case len(c.doc.Amounts()) >= 3 && len(c.doc.Dates(c.today)) > 0:
		return invoer.KindInvoice
	}
	return invoer.KindOther
}
