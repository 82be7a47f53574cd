package settle

import (
	"github.com/invoer/invoer"
)

// payable chooses what is still to be paid: nothing where the page says that
// it was paid, what a label says, the total less deposits, or the total.
func (c *chooser) payable(figures []*figure) {
	if !c.inv.Total.Present() {
		return
	}
	all := c.inv.Total.Value.Cents
	if c.code.amount.Cents > 0 && c.code.amount.Cents <= all {
		c.due(c.code.amount.Cents, 1.5, c.code.origin())
		return
	}
	if why, ok := c.settled(figures, all); ok {
		c.paid = true
		c.due(0, 1, invoer.Origin{Reader: "computed", Why: why})
		return
	}
	if f := c.outstanding(figures, all); f != nil {
		c.due(f.cents, f.fit[payable], c.origin(f, payable))
		c.paid = f.cents == 0
		return
	}
	origin := c.inv.Total.Origin
	origin.Why = invoer.Because("same-as-total")
	c.due(all, 0.7, origin)
}

func (c *chooser) due(cents int64, score float64, origin invoer.Origin) {
	// The zero amount of a currency is present: its currency tells it from no amount.
	c.inv.Payable = invoer.Field[invoer.Money]{Value: c.money(cents), Confidence: min(c.inv.Total.Confidence, confidence("amount_due", score)), Origin: origin}
}

// settled tells whether the page says that nothing is left to be paid.
func (c *chooser) settled(figures []*figure, all int64) (invoer.Reason, bool) {
	for _, f := range figures {
		if f.cents == 0 && f.fit[payable] > 0.6 {
			return invoer.Because("nothing-outstanding"), true
		}
	}
	if c.inv.Kind == invoer.KindReceipt {
		return invoer.Because("paid-at-the-till"), true
	}
	if c.inv.Kind == invoer.KindReminder || c.inv.Kind == invoer.KindCreditNote {
		return invoer.Reason{}, false
	}
	if words, ok := c.doc.PaidWords(); ok {
		return invoer.Because("paid-words", words), true
	}
	for _, f := range figures {
		if (f.cents == all || f.cents == -all) && f.fit[paid] > 0.55 {
			return invoer.Because("paid-amount", c.money(all).String()), true
		}
	}
	return invoer.Reason{}, false
}

// outstanding is the amount that a label says is to be paid: less than the
// total only where what was paid already makes up the difference.
func (c *chooser) outstanding(figures []*figure, all int64) *figure {
	var best *figure
	for _, f := range figures {
		if f.fit[payable] < 0.5 || f.cents < 0 || f.cents == 0 {
			continue
		}
		if f.cents != all && f.cents < all && !paidBefore(figures, all-f.cents) && f.fit[payable] < 0.8 {
			continue
		}
		if f.cents > all && f.fit[payable] < 0.8 {
			continue
		}
		if best == nil || f.fit[payable] > best.fit[payable] {
			best = f
		}
	}
	return best
}

// paidBefore tells whether an amount is printed as paid, or at least printed.
func paidBefore(figures []*figure, cents int64) bool {
	for _, f := range figures {
		if (f.cents == cents || f.cents == -cents) && f.fit[paid] > 0.2 {
			return true
		}
	}
	return false
}
