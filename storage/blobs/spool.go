package blobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/invoer/invoer"
)

// Stored is bytes that are in the store.
type Stored struct {
	Key    invoer.BlobKey
	Size   int64  // bytes
	SHA256 string // 64 hexadecimal digits, lower case
}

// Info is what a store knows of a blob without reading it.
type Info struct {
	Key      invoer.BlobKey
	Size     int64 // bytes
	Modified time.Time
}

// spoolPrefix begins the names of files that hold bytes on their way in.
const spoolPrefix = "incoming-"

// A spool is a local file with bytes on their way in, hashed and counted while
// they were written.
type spool struct {
	file   *os.File
	size   int64
	sha256 string
}

// receive streams r into a new file in dir, at most limit bytes. A longer
// stream is an invoer.CodeTooLarge, a full disk an invoer.ErrUnavailable; both
// leave no file. The caller discards the spool.
func receive(ctx context.Context, dir string, r io.Reader, limit int64) (*spool, error) {
	if limit < 1 {
		return nil, fmt.Errorf("%w: limit of %d bytes: want at least 1", invoer.ErrInvalid, limit)
	}
	file, err := os.CreateTemp(dir, spoolPrefix)
	if err != nil {
		return nil, noRoom(fmt.Errorf("making room for incoming bytes: %w", err))
	}
	s := &spool{file: file}
	s.size, s.sha256, err = copyHashed(ctx, file, r, limit)
	if err != nil {
		s.discard()
		return nil, err
	}
	return s, nil
}

// discard closes and removes the file. Only crashes leave files behind, and
// those are cleared away later, so its errors change nothing.
func (s *spool) discard() {
	_ = s.file.Close()
	_ = os.Remove(s.file.Name())
}

// halves are the spools of dir that were last written before then: their
// processes crashed.
func halves(dir string, before time.Time) ([]string, error) {
	spools, err := filepath.Glob(filepath.Join(dir, spoolPrefix+"*"))
	if err != nil {
		return nil, fmt.Errorf("looking for halves of incoming bytes: %w", err)
	}
	var left []string
	for _, name := range spools {
		info, err := os.Stat(name)
		if err != nil || info.ModTime().After(before) {
			continue // gone meanwhile, or still being written
		}
		left = append(left, name)
	}
	return left, nil
}

// sweep removes the halves of dir and tells how many.
func sweep(dir string, before time.Time) (removed int, err error) {
	left, err := halves(dir, before)
	if err != nil {
		return 0, err
	}
	for _, name := range left {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, fmt.Errorf("clearing away incoming bytes: %w", err)
		}
		removed++
	}
	return removed, nil
}

// expect refuses what is not size bytes with the content that key promises.
func (s *spool) expect(key invoer.BlobKey, size int64) error {
	if s.size != size {
		return fmt.Errorf("%w: blob %s: got %d bytes, want %d", invoer.ErrInvalid, key, s.size, size)
	}
	if s.sha256 != ContentOf(key) {
		return fmt.Errorf("%w: blob %s: content has hash %s", invoer.ErrInvalid, key, s.sha256)
	}
	return nil
}

// copyHashed copies at most limit bytes and tells their number and SHA-256.
func copyHashed(ctx context.Context, w io.Writer, r io.Reader, limit int64) (int64, string, error) {
	hash := sha256.New()
	in := io.LimitReader(&patient{ctx, r}, limit+1)
	size, err := io.Copy(io.MultiWriter(w, hash), in)
	if err != nil {
		return 0, "", noRoom(fmt.Errorf("after %d bytes: %w", size, err))
	}
	if size > limit {
		return 0, "", invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("more than %s; send it in smaller parts", bytesText(limit)))
	}
	return size, hex.EncodeToString(hash.Sum(nil)), nil
}

// noRoom gives a full disk its kind: it is over when somebody makes room, and
// until then the sender should try again.
func noRoom(err error) error {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return fmt.Errorf("%w: no room for documents, free some on this disk: %w", invoer.ErrUnavailable, err)
		}
	}
	return err
}

// A patient reader stops when its context ends.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

func bytesText(n int64) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
