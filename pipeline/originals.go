package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// Blobs keeps bytes: a directory or S3.
type Blobs interface {
	Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error)
	Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error)
	Stat(ctx context.Context, key invoer.BlobKey) (blobs.Info, error)
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
	fetched chan struct{} // closed when the copy is there, or err says why not
	path    string
	size    int64
	err     error
	users   int   // who fetches it is one
	used    int64 // turn of the last use
}

const cacheBytes = 2 << 30

// longestFetch is how long one copy may take.
const longestFetch = 10 * time.Minute

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

// Open gives the path of a local copy, which stays until done is called. One copy
// is made for all who ask, whoever of them goes away meanwhile. That it does not
// come in the time that ctx has is an invoer.ErrUnavailable.
func (o *originals) Open(ctx context.Context, key invoer.BlobKey) (path string, done func(), err error) {
	held := o.enter(ctx, key)
	select {
	case <-held.fetched:
		err = held.err
	case <-ctx.Done():
		err = inTime(ctx.Err())
	}
	if err != nil {
		o.leave(key, held)
		return "", nil, fmt.Errorf("original: %w", err)
	}
	return held.path, sync.OnceFunc(func() { o.leave(key, held) }), nil
}

// inTime takes a time that ran out for the fault of the store.
func inTime(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: the store of documents: %w", invoer.ErrUnavailable, err)
	}
	return err
}

func (o *originals) enter(ctx context.Context, key invoer.BlobKey) *original {
	o.mu.Lock()
	defer o.mu.Unlock()
	held := o.held[key]
	if held == nil {
		held = &original{fetched: make(chan struct{}), users: 1}
		o.held[key] = held
		go o.fetch(context.WithoutCancel(ctx), key, held)
	}
	held.users++
	o.turn++
	held.used = o.turn
	return held
}

// fetch makes a copy, for those who wait and those who come later.
func (o *originals) fetch(ctx context.Context, key invoer.BlobKey, held *original) {
	ctx, cancel := context.WithTimeout(ctx, longestFetch)
	defer cancel()
	held.path, held.size, held.err = o.copy(ctx, key)
	held.err = inTime(held.err)
	close(held.fetched)
	o.leave(key, held)
}

// leave forgets a copy that failed, so that the next one tries again, and
// makes room.
func (o *originals) leave(key invoer.BlobKey, held *original) {
	o.mu.Lock()
	defer o.mu.Unlock()
	held.users--
	if held.failed() && o.held[key] == held {
		delete(o.held, key)
	}
	for o.bytes > o.most && o.drop() {
	}
}

// failed tells whether there will be no copy.
func (held *original) failed() bool {
	select {
	case <-held.fetched:
		return held.err != nil
	default:
		return false
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
