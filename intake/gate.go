package intake

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
)

// Blobs is what the gate needs of the blob store.
type Blobs interface {
	Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error)
	Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error)
}

// A Gate is the only way in.
type Gate struct {
	Store  *storage.Store
	Blobs  Blobs
	Bell   Bell
	Limits Limits
	Log    *slog.Logger
}

// Accept takes a delivery. When it returns no error the delivery's bytes are
// on stable storage and its rows are committed. A delivery that came in before
// by the same door, for the same client, with the same bytes or the same key,
// gives the first one and Again. A part that is too large, of a kind that we
// do not read, or made to do harm, is a line in the ledger and no error.
func (g *Gate) Accept(ctx context.Context, who invoer.Scope, a Arrival) (Receipt, error) {
	return Receipt{}, errors.New("not built")
}
