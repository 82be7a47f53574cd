package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// Blobs keeps bytes: a directory or S3.
type Blobs interface {
	Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error)
	Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error)
}

// originals are local copies of blobs, so that a page job does not fetch a
// file of 100 MB for each page. What was not used for longest goes first; what
// is in use stays.
type originals struct {
	dir   *folder
	most  int64
	blobs Blobs

	mu    sync.Mutex
	held  map[invoer.BlobKey]*original
	bytes int64
	turn  int64
}

type original struct {
	fetch sync.Once
	path  string
	size  int64
	err   error
	users int
	used  int64 // turn of the last use
}

const cacheBytes = 2 << 30

// openOriginals makes a folder for this process in dir, and removes those of
// processes that are gone: what they left may be half.
func openOriginals(dir string, most int64, from Blobs) (*originals, error) {
	mine, err := ownFolder(dir)
	if err != nil {
		return nil, fmt.Errorf("%w: folder for local copies: %w", invoer.ErrUnavailable, err)
	}
	if most <= 0 {
		most = cacheBytes
	}
	return &originals{dir: mine, most: most, blobs: from, held: map[invoer.BlobKey]*original{}}, nil
}

// Open gives the path of a local copy, which stays until done is called.
func (o *originals) Open(ctx context.Context, key invoer.BlobKey) (path string, done func(), err error) {
	held := o.enter(key)
	held.fetch.Do(func() { held.path, held.size, held.err = o.copy(ctx, key) })
	if held.err != nil {
		o.leave(key, held)
		return "", nil, fmt.Errorf("original: %w", held.err)
	}
	return held.path, sync.OnceFunc(func() { o.leave(key, held) }), nil
}

func (o *originals) enter(key invoer.BlobKey) *original {
	o.mu.Lock()
	defer o.mu.Unlock()
	held := o.held[key]
	if held == nil {
		held = &original{}
		o.held[key] = held
	}
	held.users++
	o.turn++
	held.used = o.turn
	return held
}

// leave forgets a copy that failed, so that the next one tries again, and
// makes room.
func (o *originals) leave(key invoer.BlobKey, held *original) {
	o.mu.Lock()
	defer o.mu.Unlock()
	held.users--
	if held.err != nil && o.held[key] == held {
		delete(o.held, key)
	}
	for o.bytes > o.most && o.drop() {
	}
}

// drop removes the copy that was not used for longest, if there is one that
// nobody uses.
func (o *originals) drop() bool {
	var oldest invoer.BlobKey
	for key, held := range o.held {
		if held.users == 0 && (oldest == "" || held.used < o.held[oldest].used) {
			oldest = key
		}
	}
	if oldest == "" {
		return false
	}
	held := o.held[oldest]
	delete(o.held, oldest)
	o.bytes -= held.size
	return os.Remove(held.path) == nil
}

func (o *originals) copy(ctx context.Context, key invoer.BlobKey) (string, int64, error) {
	blob, err := o.blobs.Get(ctx, key)
	if err != nil {
		return "", 0, err
	}
	defer blob.Close()
	file, err := os.CreateTemp(o.dir.path, "*")
	if err != nil {
		return "", 0, fmt.Errorf("%w: %w", invoer.ErrUnavailable, err)
	}
	size, err := io.Copy(file, blob)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", 0, errors.Join(fmt.Errorf("%w: %w", invoer.ErrUnavailable, err), os.Remove(file.Name()))
	}
	o.mu.Lock()
	o.bytes += size
	o.mu.Unlock()
	return filepath.Clean(file.Name()), size, nil
}
