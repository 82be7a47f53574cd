package blobs

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/invoer/invoer"
)

// SHA256 is the algorithm of every hash that is written now.
const SHA256 = "sha256"

// Rows keep the algorithm beside the hash, so that an archive of ten years can
// be checked by what it was written with.
var algorithms = map[string]func() hash.Hash{
	SHA256:   sha256.New,
	"sha384": sha512.New384,
	"sha512": sha512.New,
}

// The codes of faults, as rows keep them.
const (
	FaultMissing = "missing" // there is no such blob
	FaultSize    = "size"    // cut short, empty, or too long
	FaultHash    = "hash"    // other bytes than were stored
)

// A Fault is a blob that is not what its row says.
type Fault struct {
	Key       invoer.BlobKey
	Code      string // FaultMissing, FaultSize or FaultHash
	Got, Want string
}

func (f *Fault) Error() string {
	if f.Code == FaultMissing {
		return fmt.Sprintf("blob %s is missing", f.Key)
	}
	return fmt.Sprintf("blob %s: %s is %s, want %s", f.Key, f.Code, f.Got, f.Want)
}

// Unwrap gives invoer.ErrNotFound for a missing blob, invoer.ErrInvalid for a
// damaged one.
func (f *Fault) Unwrap() error {
	if f.Code == FaultMissing {
		return invoer.ErrNotFound
	}
	return invoer.ErrInvalid
}

// FaultOf gives the code of the fault that err carries, and false where the
// check itself did not succeed or all was well.
func FaultOf(err error) (string, bool) {
	var fault *Fault
	if !errors.As(err, &fault) {
		return "", false
	}
	return fault.Code, true
}

// A getter is what verify needs of a store.
type getter interface {
	Get(context.Context, invoer.BlobKey) (io.ReadSeekCloser, error)
	Stat(context.Context, invoer.BlobKey) (Info, error)
}

// Verify reads a blob back and compares it with what its row says: nil when
// they agree, a *Fault when not. An algorithm that this program does not know
// is an invoer.ErrUnavailable, never a fault.
func (d *Directory) Verify(ctx context.Context, key invoer.BlobKey, algorithm, hash string, size int64) error {
	return verify(ctx, d, key, algorithm, hash, size)
}

func verify(ctx context.Context, store getter, key invoer.BlobKey, algorithm, want string, size int64) error {
	newHash := algorithms[algorithm]
	if newHash == nil {
		return fmt.Errorf("%w: blob %s has a hash by %q, which this program does not know", invoer.ErrUnavailable, key, algorithm)
	}
	info, err := store.Stat(ctx, key)
	if errors.Is(err, invoer.ErrNotFound) {
		return &Fault{Key: key, Code: FaultMissing}
	}
	if err != nil {
		return err
	}
	if info.Size != size {
		return &Fault{key, FaultSize, fmt.Sprint(info.Size), fmt.Sprint(size)}
	}
	got, err := hashOf(ctx, store, key, newHash())
	if err != nil {
		return fmt.Errorf("reading blob %s back: %w", key, err)
	}
	if got != want {
		return &Fault{key, FaultHash, got, want}
	}
	return nil
}

func hashOf(ctx context.Context, store getter, key invoer.BlobKey, h hash.Hash) (string, error) {
	blob, err := store.Get(ctx, key)
	if err != nil {
		return "", err
	}
	defer blob.Close()
	if _, err := io.Copy(h, &patient{ctx, blob}); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
