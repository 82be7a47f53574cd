package intake

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
)

// Blobs is what the gate needs of the blob store.
type Blobs interface {
	Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error)
	Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error)
	Stat(ctx context.Context, key invoer.BlobKey) (blobs.Info, error)
}

// A Gate is the only way in. All but Limits and Scanner must be set; it is safe
// for concurrent use.
type Gate struct {
	Store  *storage.Store
	Blobs  Blobs
	Bell   Bell
	Limits Limits
	Log    *slog.Logger
	Now    func() time.Time

	// Scanner looks at all bytes that are kept, before the yes; nil: nobody does.
	Scanner interface {
		// Scan gives the name of what is bad in the bytes; empty: nothing is. Bytes
		// that it does not look at are an invoer.CodeTooLarge.
		Scan(ctx context.Context, r io.Reader) (found string, err error)
	}

	metrics metrics
}

// Accept takes a delivery. When it returns no error the delivery's bytes are
// on stable storage and its rows are committed. A delivery that came in before
// by the same door, for the same client, with the same bytes or the same key,
// gives the first one and Again; the same key with other bytes is an
// invoer.ErrConflict. A part that is empty, too large, of a kind that we do
// not read, or made to do harm is a line in the ledger and no error. More bytes
// or parts in all than the limits allow are an invoer.CodeTooLarge, and nothing
// of the delivery is taken.
func (g *Gate) Accept(ctx context.Context, who invoer.Scope, a Arrival) (Receipt, error) {
	began := g.Now()
	l := newLedger(g, who.Office)
	l.closed = a.Answer == invoer.AnswerWaiting
	for item, err := range a.Parts {
		if err == nil {
			err = l.add(ctx, item)
		}
		if err != nil {
			return Receipt{}, fmt.Errorf("receiving part %d: %w", len(l.parts)+1, err)
		}
	}
	receipt, err := g.enter(ctx, who, a, l.parts)
	if err != nil {
		return Receipt{}, err
	}
	g.metrics.count(receipt)
	g.Log.LogAttrs(ctx, slog.LevelInfo, "delivery", slog.String("delivery", string(receipt.Delivery.ID)), slog.String("office", string(who.Office)),
		slog.String("door", string(receipt.Delivery.Via)), slog.Int("parts", len(l.parts)), slog.Bool("again", receipt.Again), slog.Int64("ms", g.Now().Sub(began).Milliseconds()))
	return receipt, nil
}

// enter writes the rows and rings for the files among them.
func (g *Gate) enter(ctx context.Context, who invoer.Scope, a Arrival, parts []invoer.Part) (Receipt, error) {
	if len(parts) == 0 {
		return Receipt{}, fmt.Errorf("%w: delivery without parts, want at least one file", invoer.ErrInvalid)
	}
	d := invoer.Delivery{Client: a.Client, Via: a.Via, From: a.From, Key: a.Key, Message: a.Message, Sender: a.Sender, Answer: a.Answer, Return: a.Return, Parts: parts}
	if a.Owner != nil {
		var err error
		if d.Client, err = a.Owner(ctx); err != nil {
			return Receipt{}, err
		}
	}
	if err := g.pair(ctx, who.Office, d.Parts); err != nil {
		return Receipt{}, err
	}
	if err := g.unseal(ctx, who, &d); err != nil {
		return Receipt{}, err
	}
	if err := g.room(ctx, who, d); err != nil {
		return Receipt{}, err
	}
	kept, again, err := g.Store.Deliver(ctx, who, d, g.present(ctx))
	if err != nil {
		return Receipt{}, err
	}
	if !again {
		g.ring(context.WithoutCancel(ctx), kept)
	}
	return Receipt{Delivery: kept, Again: again}, nil
}

// present tells whether a blob is there.
func (g *Gate) present(ctx context.Context) func(invoer.BlobKey) error {
	return func(key invoer.BlobKey) error {
		_, err := g.Blobs.Stat(ctx, key)
		return err
	}
}

// ring rings for each file that waits. Who asked may be gone meanwhile.
func (g *Gate) ring(ctx context.Context, d invoer.Delivery) {
	for _, p := range d.Parts {
		if p.File != "" && p.Outcome != invoer.Skipped && p.Beside == 0 {
			g.Bell.Ring(ctx, invoer.Ring{Office: d.Office, Noun: invoer.NounFile, ID: string(p.File), Stage: invoer.StageOpen})
		}
	}
}

// MostOfPart is how many bytes one part may have.
func (g *Gate) MostOfPart() int64 { return g.Limits.withDefaults().Part }

// MostBytes is what a door may read of one delivery before it gives up.
func (g *Gate) MostBytes() int64 { return g.Limits.withDefaults().Delivery }
