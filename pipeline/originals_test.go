package pipeline

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// counted blobs tell how often they were fetched.
type counted struct {
	*blobs.Directory
	fetched atomic.Int64
}

func (c *counted) Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error) {
	c.fetched.Add(1)
	return c.Directory.Get(ctx, key)
}

const someOffice = "11111111-1111-4111-8111-111111111111"

func someBlobs(t *testing.T, count, size int) (*counted, []invoer.BlobKey) {
	t.Helper()
	dir, err := blobs.OpenDirectory(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keys := make([]invoer.BlobKey, count)
	for i := range keys {
		stored, err := dir.Write(t.Context(), someOffice, bytes.NewReader(bytes.Repeat([]byte{byte('a' + i)}, size)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		keys[i] = stored.Key
	}
	return &counted{Directory: dir}, keys
}

func TestOriginalIsFetchedOnce(t *testing.T) {
	t.Parallel()
	from, keys := someBlobs(t, 1, 1000)
	o, err := openOriginals(filepath.Join(t.TempDir(), "o"), 0, from)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			path, done, err := o.Open(context.Background(), keys[0])
			if err != nil {
				t.Error(err)
				return
			}
			defer done()
			if got, err := os.ReadFile(path); err != nil || len(got) != 1000 {
				t.Errorf("local copy: %d bytes, %v; want 1000", len(got), err)
			}
		})
	}
	all.Wait()
	if got := from.fetched.Load(); got != 1 {
		t.Errorf("fetched %d times, want once", got)
	}
}

func TestOriginalsStayWithinTheirLimit(t *testing.T) {
	t.Parallel()
	from, keys := someBlobs(t, 5, 1000)
	dir := filepath.Join(t.TempDir(), "o")
	o, err := openOriginals(dir, 2500, from)
	if err != nil {
		t.Fatal(err)
	}
	kept, release, err := o.Open(t.Context(), keys[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys[1:] {
		_, done, err := o.Open(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		done()
		done() // twice is once
	}
	if _, err := os.Stat(kept); err != nil {
		t.Errorf("the copy that is in use is gone: %v", err)
	}
	release()
	left, err := os.ReadDir(o.dir.path)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) > 2 {
		t.Errorf("%d copies of 1000 bytes are kept, want at most 2 within 2500", len(left))
	}
}

func TestMissingOriginalIsTriedAgain(t *testing.T) {
	t.Parallel()
	from, keys := someBlobs(t, 1, 10)
	o, err := openOriginals(filepath.Join(t.TempDir(), "o"), 0, from)
	if err != nil {
		t.Fatal(err)
	}
	if err := from.Delete(t.Context(), keys[0]); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Open(t.Context(), keys[0]); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("opening a missing original: %v, want not found", err)
	}
	if _, err := from.Write(t.Context(), someOffice, bytes.NewReader(bytes.Repeat([]byte{'a'}, 10)), 100); err != nil {
		t.Fatal(err)
	}
	_, done, err := o.Open(t.Context(), keys[0])
	if err != nil {
		t.Fatalf("opening it when it is back: %v", err)
	}
	done()
}

// unhurried blobs are given when they are let go.
type unhurried struct {
	*counted
	asked chan struct{}
	free  chan struct{}
}

func (s *unhurried) Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error) {
	s.asked <- struct{}{}
	select {
	case <-s.free:
		return s.counted.Get(ctx, key)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// One who asked first and goes away takes the copy from nobody who waits for it.
func TestOriginalOutlivesWhoAskedFirst(t *testing.T) {
	t.Parallel()
	from, keys := someBlobs(t, 1, 1000)
	s := &unhurried{from, make(chan struct{}, 2), make(chan struct{})}
	o, err := openOriginals(filepath.Join(t.TempDir(), "o"), 0, s)
	if err != nil {
		t.Fatal(err)
	}
	leaving, leave := context.WithCancel(t.Context())
	left, got := make(chan error, 1), make(chan error, 1)
	go func() {
		_, _, err := o.Open(leaving, keys[0])
		left <- err
	}()
	<-s.asked
	go func() {
		_, done, err := o.Open(t.Context(), keys[0])
		if err == nil {
			done()
		}
		got <- err
	}()
	for o.waiting(keys[0]) < 2 {
		runtime.Gosched()
	}
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("the one who went away: %v, want that he did", err)
	}
	close(s.free)
	if err := <-got; err != nil {
		t.Errorf("the one who stayed: %v, want the copy", err)
	}
	if n := from.fetched.Load(); n != 1 {
		t.Errorf("fetched %d times, want once", n)
	}
}

// A copy that does not come in a stage's time is the fault of the store.
func TestOriginalThatDoesNotCome(t *testing.T) {
	t.Parallel()
	from, keys := someBlobs(t, 1, 1000)
	s := &unhurried{from, make(chan struct{}, 1), make(chan struct{})}
	defer close(s.free)
	o, err := openOriginals(filepath.Join(t.TempDir(), "o"), 0, s)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, _, err := o.Open(ctx, keys[0]); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("opening it: %v, want unavailable", err)
	}
}

// waiting tells how many use a copy or wait for it, without who fetches it.
func (o *originals) waiting(key invoer.BlobKey) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held[key] == nil {
		return 0
	}
	return o.held[key].users - 1
}
