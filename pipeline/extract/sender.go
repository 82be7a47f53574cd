package extract

import (
	"context"

	"github.com/invoer/invoer"
)

// RuleSender is the finding on a document whose message is not from whom it
// says: payment details in it are believed by nobody without a second look.
const RuleSender = "sender-not-verified"

// warn adds what is known of who sent the document.
func (w *Worker) warn(ctx context.Context, who invoer.Scope, delivery invoer.DeliveryID, inv invoer.Invoice) (invoer.Invoice, error) {
	d, err := w.Store.Delivery(ctx, who, delivery)
	if err != nil {
		return invoer.Invoice{}, err
	}
	if d.Sender == invoer.SenderFailed {
		inv.Findings = append(inv.Findings, invoer.Find(RuleSender, invoer.Block, "", d.From))
	}
	return inv, nil
}
