package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/invoer/invoer"
)

// A Hold is an upload in the hands of one request. Release must be called.
type Hold struct {
	Upload
	spool *Spool
	lock  *os.File // keeps other processes out; nil: there is nothing to write to
	free  chan struct{}

	mu        sync.Mutex
	unwanted  bool   // another request waits for it
	interrupt func() // ends the reading that goes on; nil: none does
}

// A Piece is bytes for an upload as they come over a line.
type Piece struct {
	Offset    int64 // where the sender goes on; must be where the upload is
	Body      io.Reader
	Interrupt func() // makes a Read of Body that waits end at once; called by another goroutine, and never after Append
}

// Hold takes an upload of who over from whatever request has it now, and gives
// it as it then is.
func (s *Spool) Hold(ctx context.Context, who invoer.Scope, id string) (*Hold, error) {
	if _, err := s.Get(who, id); err != nil {
		return nil, err
	}
	mine := &Hold{spool: s, free: make(chan struct{})}
	for other := s.take(id, mine); other != nil; other = s.take(id, mine) {
		other.end()
		select {
		case <-other.free:
		case <-ctx.Done():
			return nil, fmt.Errorf("upload %q: %w", id, ctx.Err())
		}
	}
	mine.ID = id
	if err := mine.keepOthersOut(ctx); err != nil {
		mine.Release()
		return nil, fmt.Errorf("upload %q: %w", id, err)
	}
	u, err := s.Get(who, id)
	if err != nil {
		mine.Release()
		return nil, err
	}
	mine.Upload = u
	return mine, nil
}

// Release lets others have it.
func (h *Hold) Release() {
	if h.lock != nil {
		h.lock.Close()
	}
	h.spool.mu.Lock()
	delete(h.spool.taken, h.ID)
	h.spool.mu.Unlock()
	close(h.free)
}

// How long another process of the house may go on with an upload that a request
// comes for, and how often it is looked whether it still does.
const (
	othersPatience = 10 * time.Second
	othersPause    = 20 * time.Millisecond
)

// keepOthersOut waits until no other process on this folder has the upload. It
// cannot end what that reads: after a while the sender is told to come back.
func (h *Hold) keepOthersOut(ctx context.Context) error {
	file, err := os.OpenFile(h.spool.bytesOf(h.ID), os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it is a delivery by now, or was ended
	}
	if err != nil {
		return err
	}
	late := time.After(othersPatience)
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			h.lock = file
			return nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return errors.Join(err, file.Close())
		}
		select {
		case <-time.After(othersPause):
		case <-ctx.Done():
			return errors.Join(ctx.Err(), file.Close())
		case <-late:
			return errors.Join(fmt.Errorf("%w: another process of the house goes on with it", invoer.ErrUnavailable), file.Close())
		}
	}
}

// end makes the request that has it let go of it.
func (h *Hold) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.unwanted = true
	if h.interrupt != nil {
		h.interrupt()
	}
}

// reading says how to end a reading that begins, or with nil that it is over.
// It tells whether another request waits for the upload.
func (h *Hold) reading(interrupt func()) (unwanted bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.interrupt = interrupt
	return h.unwanted
}

// take gives the one who has the upload, and nil when it is mine now.
func (s *Spool) take(id string, mine *Hold) *Hold {
	s.mu.Lock()
	defer s.mu.Unlock()
	if other := s.taken[id]; other != nil {
		return other
	}
	s.taken[id] = mine
	return nil
}

// Append adds a piece. When it returns, what came is on
// the disk and in Offset: a line that ended too early is an error, and so is one
// that another request took the upload over from (an invoer.ErrConflict), but
// what came over it is kept. A piece for another offset is an
// invoer.ErrConflict. One with more bytes than the upload still wants is an
// invoer.CodeTooLarge, and nothing of it is kept: the file is another one than
// was announced, and its beginning must not pass for the whole.
func (h *Hold) Append(p Piece) error {
	if p.Offset != h.Offset {
		return fmt.Errorf("%w: piece at %d, want it at %d", invoer.ErrConflict, p.Offset, h.Offset)
	}
	if h.Whole() {
		return nil
	}
	file, err := os.OpenFile(h.spool.bytesOf(h.ID), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return fmt.Errorf("upload %q: %w", h.ID, err)
	}
	var n int64
	surplus := false
	if !h.reading(p.Interrupt) {
		n, err = io.Copy(file, io.LimitReader(p.Body, h.Size-h.Offset))
		surplus = h.Offset+n == h.Size && more(p.Body)
	}
	if surplus {
		h.reading(nil)
		tooMuch := invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("more than the %d bytes that were announced; begin an upload of the file's size", h.Size))
		return errors.Join(tooMuch, file.Truncate(h.Offset), file.Close())
	}
	h.Offset += n
	if h.reading(nil) && !h.Whole() {
		err = fmt.Errorf("%w: another request went on with it", invoer.ErrConflict)
	}
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("upload %q: %w", h.ID, err)
	}
	return nil
}

// more tells whether another byte comes. A line that is cut right behind the last
// one has none.
func more(body io.Reader) bool {
	n, _ := io.ReadFull(body, make([]byte, 1))
	return n > 0
}

// Bytes opens the bytes of the upload.
func (h *Hold) Bytes() (io.ReadCloser, error) {
	file, err := os.Open(h.spool.bytesOf(h.ID))
	if err != nil {
		return nil, fmt.Errorf("upload %q: %w", h.ID, err)
	}
	return file, nil
}

// Became notes which delivery the upload is now. Its bytes are taken away; what
// is known of it stays for two days, for a sender who did not hear the yes.
func (h *Hold) Became(delivery invoer.DeliveryID) error {
	h.Delivery = delivery
	if err := h.spool.write(h.Upload); err != nil {
		return fmt.Errorf("upload %q: %w", h.ID, err)
	}
	if err := os.Remove(h.spool.bytesOf(h.ID)); err != nil {
		return fmt.Errorf("upload %q: %w", h.ID, err)
	}
	return nil
}

// End takes the upload away.
func (h *Hold) End() error {
	if err := h.spool.remove(h.ID); err != nil {
		return fmt.Errorf("upload %q: %w", h.ID, err)
	}
	return nil
}
