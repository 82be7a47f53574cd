// Package archive is the stage that puts a document away for ten years: the
// original untouched, a searchable copy unless the original is one, and a
// manifest that says what was read, who decided what, and by which hashes to
// know the bytes again. Archiving again writes a new version beside the old.
package archive

import (
	"context"
	"io"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
)

// A Worker does the stage's work.
type Worker struct {
	Originals interface {
		Open(ctx context.Context, key invoer.BlobKey) (path string, done func(), err error)
	}
	Reader interface {
		Searchable(ctx context.Context, pages []extractors.SearchablePage, title string) ([]byte, error)
	}
	Blobs interface {
		Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error)
		Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error)
	}
	Store   *storage.Store
	Version string // of the program
	Now     func() time.Time
}

// Work archives a document.
func (w *Worker) Work(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	return nil, nil
}
