package api

import (
	"context"
	"io"

	"github.com/invoer/invoer"
)

// Blobs is what the server needs of the blob store.
type Blobs interface {
	Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error)
}
