package intake

import (
	"context"
	"fmt"

	"github.com/invoer/invoer"
)

// Admit opens a delivery that waited for a person's yes, as if it came in now.
// One that does not wait is an invoer.ErrConflict.
func (g *Gate) Admit(ctx context.Context, who invoer.Scope, id invoer.DeliveryID) (invoer.Delivery, error) {
	waiting, err := g.Store.Delivery(ctx, who, id)
	if err != nil {
		return invoer.Delivery{}, err
	}
	if waiting.Answer != invoer.AnswerWaiting {
		return invoer.Delivery{}, fmt.Errorf("%w: delivery %s waits for no answer", invoer.ErrConflict, id)
	}
	l := newLedger(g, who.Office)
	for _, part := range waiting.Parts {
		if err := l.again(ctx, part); err != nil {
			return invoer.Delivery{}, fmt.Errorf("opening part %d of delivery %s: %w", part.Position, id, err)
		}
	}
	if err := g.pair(ctx, who.Office, l.parts); err != nil {
		return invoer.Delivery{}, err
	}
	admitted, err := g.Store.Admit(ctx, who, id, l.parts, g.present(ctx))
	if err != nil {
		return invoer.Delivery{}, err
	}
	g.ring(context.WithoutCancel(ctx), admitted)
	return admitted, nil
}

// again takes a part whose bytes were kept unopened.
func (l *ledger) again(ctx context.Context, part invoer.Part) error {
	blob, err := l.gate.Blobs.Get(ctx, invoer.BlobKey(string(l.office)+"/"+part.SHA256))
	if err != nil {
		return err
	}
	defer blob.Close()
	return l.add(ctx, Item{Name: part.Name, Media: part.Media, Body: blob})
}
