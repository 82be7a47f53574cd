package api

import (
	"context"
	"io"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// Blobs is what the server needs of the blob store.
type Blobs interface {
	Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error)
	Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error)
	Stat(ctx context.Context, key invoer.BlobKey) (blobs.Info, error)
}

// Originals gives local copies of kept bytes to those who need a file. The
// path is good until release is called.
type Originals interface {
	Local(ctx context.Context, key invoer.BlobKey) (path string, release func(), err error)
}
