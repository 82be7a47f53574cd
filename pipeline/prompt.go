package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// How long the store of blobs may give no sign of life before it counts as
// away, how many bytes it must be able to take in a second, and how many calls
// may be in it at one time: each keeps a thread of the system where a disk hangs.
const (
	blobPatience = 20 * time.Second
	slowestStore = 1 << 20
	mostHanging  = 64
)

// A prompt store is one that answers in time or is away: a disk or a server
// that hangs is its own fault, never that of the document that is asked for
// (docs/decisions/0119). A call that hangs is left behind.
type prompt struct {
	Blobs
	patience time.Duration
	hanging  atomic.Int64
}

func promptly(b Blobs, patience time.Duration) *prompt { return &prompt{Blobs: b, patience: patience} }

// Write is the store's. The time that it has begins anew with each piece that it
// takes, and is longer the more there is to be put away.
func (p *prompt) Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	source := &sipped{r: r, moved: make(chan struct{}, 1)}
	return await(ctx, p, source, func() (blobs.Stored, error) { return p.Blobs.Write(ctx, office, source, limit) })
}

// Get is the store's, and so are the reads of what it gives.
func (p *prompt) Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error) {
	blob, err := await(ctx, p, nil, func() (io.ReadSeekCloser, error) { return p.Blobs.Get(ctx, key) })
	if err != nil {
		return nil, err
	}
	return &promptReader{ctx: ctx, store: p, blob: blob}, nil
}

// Stat is the store's.
func (p *prompt) Stat(ctx context.Context, key invoer.BlobKey) (blobs.Info, error) {
	return await(ctx, p, nil, func() (blobs.Info, error) { return p.Blobs.Stat(ctx, key) })
}

// await runs a call of the store until it ends, or nothing moved for too long
// and nothing was read of what it is to take, if that is something.
// That the caller has no time left is the store's fault where it waited for it
// for a while, too.
func await[T any](ctx context.Context, p *prompt, of *sipped, call func() (T, error)) (T, error) {
	var none T
	if p.hanging.Load() >= mostHanging {
		return none, fmt.Errorf("%w: the store of documents: %d calls hang in it", invoer.ErrUnavailable, mostHanging)
	}
	done := make(chan answered[T], 1)
	p.hanging.Add(1)
	go func() {
		defer p.hanging.Add(-1)
		value, err := call()
		done <- answered[T]{value, err}
	}()
	patience, long := p.patience, false
	var moved <-chan struct{}
	if of != nil {
		moved = of.moved
	}
	half := time.NewTimer(patience / 2)
	defer half.Stop()
	for {
		select {
		case a := <-done:
			return a.value, a.err
		case <-moved:
			patience = p.patience + time.Duration(of.taken.Load()/slowestStore)*time.Second
			half.Reset(patience / 2)
			long = false
		case <-half.C:
			if !long {
				long = true
				half.Reset(patience / 2)
				continue
			}
			go leave(done)
			return none, fmt.Errorf("%w: the store of documents gave no sign of life for %v", invoer.ErrUnavailable, patience)
		case <-ctx.Done():
			go leave(done)
			if long && errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return none, fmt.Errorf("%w: the store of documents did not answer in %v", invoer.ErrUnavailable, patience/2)
			}
			return none, ctx.Err()
		}
	}
}

// answered is what a call of the store gave.
type answered[T any] struct {
	value T
	err   error
}

// leave closes what a call gives that nobody waits for any more.
func leave[T any](done <-chan answered[T]) {
	if a := <-done; a.err == nil {
		if open, is := any(a.value).(io.Closer); is {
			_ = open.Close() // who asked for it was told that it is not to be had
		}
	}
}

// A sipped reader tells when something is read from it, and how much was.
type sipped struct {
	r     io.Reader
	moved chan struct{}
	taken atomic.Int64
}

func (s *sipped) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	s.taken.Add(int64(n))
	select {
	case s.moved <- struct{}{}:
	default: // it was told, and has not looked yet
	}
	return n, err
}

// A promptReader is what a prompt store gives. It reads into memory of its own:
// a read that was left behind may still write there.
type promptReader struct {
	ctx   context.Context
	store *prompt
	blob  io.ReadSeekCloser
	buf   []byte
	left  error // a read was left behind: there is nothing more to be had
}

// readAtOnce is how many bytes are asked for at one time.
const readAtOnce = 256 << 10

func (r *promptReader) Read(b []byte) (int, error) {
	if r.left != nil {
		return 0, r.left
	}
	most := min(len(b), readAtOnce)
	if len(r.buf) < most {
		r.buf = make([]byte, most)
	}
	into := r.buf[:most]
	type piece struct {
		n   int
		err error
	}
	got, err := await(r.ctx, r.store, nil, func() (piece, error) {
		n, err := r.blob.Read(into)
		return piece{n, err}, nil
	})
	if err != nil {
		r.left = err
		return 0, err
	}
	return copy(b, into[:got.n]), got.err
}

func (r *promptReader) Seek(offset int64, whence int) (int64, error) {
	if r.left != nil {
		return 0, r.left
	}
	return r.blob.Seek(offset, whence)
}

// Close does not wait for a read that hangs.
func (r *promptReader) Close() error {
	if r.left != nil {
		go func() { _ = r.blob.Close() }() // its reader was told already
		return nil
	}
	return r.blob.Close()
}
