package blobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/invoer/invoer"
)

// A Directory keeps blobs as files: office/ab/abcdef… under its root. Several
// processes may use one root at a time.
type Directory struct {
	root string
	tmp  string // on the same file system, so that a link can move bytes
}

// OpenDirectory makes root if it is missing.
func OpenDirectory(root string) (*Directory, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("blob directory: %w", err)
	}
	d := &Directory{root: root, tmp: filepath.Join(root, ".incoming")}
	if err := os.MkdirAll(d.tmp, 0o700); err != nil {
		return nil, noRoom(fmt.Errorf("blob directory: %w", err))
	}
	return d, nil
}

// Halves tells how many blobs came in by half before then: crashes left them, and
// no key names them.
func (d *Directory) Halves(_ context.Context, before time.Time) (int, error) {
	left, err := halves(d.tmp, before)
	return len(left), err
}

// Sweep removes what crashes left of incoming blobs before then, and tells how many
// it were. A day ago is a safe time: no upload takes as long.
func (d *Directory) Sweep(_ context.Context, before time.Time) (removed int, err error) {
	return sweep(d.tmp, before)
}

// Write stores what r gives, at most limit bytes, under the key that its
// content has. A longer stream is an invoer.CodeTooLarge.
func (d *Directory) Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (Stored, error) {
	s, err := receive(ctx, d.tmp, r, limit)
	if err != nil {
		return Stored{}, fmt.Errorf("storing a blob: %w", err)
	}
	defer s.discard()
	key, err := Key(office, s.sha256)
	if err != nil {
		return Stored{}, err
	}
	if err := d.file(ctx, s, key); err != nil {
		return Stored{}, fmt.Errorf("storing blob %s: %w", key, err)
	}
	return Stored{Key: key, Size: s.size, SHA256: s.sha256}, nil
}

// Put stores the size bytes of r under key and refuses others (invoer.ErrInvalid).
func (d *Directory) Put(ctx context.Context, key invoer.BlobKey, r io.Reader, size int64) error {
	if err := checkKey(key); err != nil {
		return err
	}
	s, err := receive(ctx, d.tmp, r, max(size, 1))
	if err != nil {
		return fmt.Errorf("storing blob %s: %w", key, err)
	}
	defer s.discard()
	if err := s.expect(key, size); err != nil {
		return err
	}
	if err := d.file(ctx, s, key); err != nil {
		return fmt.Errorf("storing blob %s: %w", key, err)
	}
	return nil
}

// file gives the spooled bytes their name, once they are on the disk. A link
// cannot overwrite, so of two writers one finds the other's bytes.
func (d *Directory) file(ctx context.Context, s *spool, key invoer.BlobKey) error {
	if err := s.file.Sync(); err != nil {
		return noRoom(err)
	}
	path := d.path(key)
	if err := d.makeFolder(filepath.Dir(path)); err != nil {
		return noRoom(err)
	}
	err := os.Link(s.file.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		err = d.keepOrMend(ctx, s, key)
	}
	if err != nil {
		return noRoom(err)
	}
	return syncFolder(filepath.Dir(path))
}

// keepOrMend leaves the blob that is there already, if it is sound. One that a
// failing disk has damaged is replaced by the good bytes at hand.
func (d *Directory) keepOrMend(ctx context.Context, s *spool, key invoer.BlobKey) error {
	err := d.Verify(ctx, key, SHA256, ContentOf(key), s.size)
	if _, damaged := FaultOf(err); !damaged {
		return err
	}
	return os.Rename(s.file.Name(), d.path(key))
}

// makeFolder makes path (root/office/ab) and puts each new name on the disk.
func (d *Directory) makeFolder(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return err
	}
	return syncFolder(d.root)
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

func (d *Directory) path(key invoer.BlobKey) string {
	office, hash, _ := strings.Cut(string(key), "/") // the key was checked
	return filepath.Join(d.root, office, hash[:2], hash)
}

// Get opens a blob. A missing one is an invoer.ErrNotFound.
func (d *Directory) Get(_ context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	file, err := os.Open(d.path(key))
	if err != nil {
		return nil, missing(key, err)
	}
	return file, nil
}

// Stat tells a blob's size without reading it. A missing one is an
// invoer.ErrNotFound.
func (d *Directory) Stat(_ context.Context, key invoer.BlobKey) (Info, error) {
	if err := checkKey(key); err != nil {
		return Info{}, err
	}
	info, err := os.Stat(d.path(key))
	if err != nil {
		return Info{}, missing(key, err)
	}
	return Info{Key: key, Size: info.Size(), Modified: info.ModTime()}, nil
}

func missing(key invoer.BlobKey, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: blob %s", invoer.ErrNotFound, key)
	}
	return fmt.Errorf("blob %s: %w", key, err)
}

// Delete removes a blob that no row names. A missing one is no error.
func (d *Directory) Delete(_ context.Context, key invoer.BlobKey) error {
	if err := checkKey(key); err != nil {
		return err
	}
	path := d.path(key)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing blob %s: %w", key, err)
	}
	return nil
}
