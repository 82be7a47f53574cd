package pipeline

import (
	"context"

	"github.com/invoer/invoer"
)

// Originals gives local copies of blobs to those who need a file, so that one
// of 100 MB is not fetched again for each of its pages.
type Originals struct{ cache *originals }

// OpenOriginals keeps copies in dir, which it empties first, of at most so many
// bytes (0: 2 GiB).
func OpenOriginals(dir string, most int64, from Blobs) (*Originals, error) {
	cache, err := openOriginals(dir, most, from)
	if err != nil {
		return nil, err
	}
	return &Originals{cache}, nil
}

// Open gives the path of a copy, which stays until done is called.
func (o *Originals) Open(ctx context.Context, key invoer.BlobKey) (path string, done func(), err error) {
	return o.cache.Open(ctx, key)
}
