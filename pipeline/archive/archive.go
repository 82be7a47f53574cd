// Package archive is the stage that puts a document away for ten years: the
// original untouched, a searchable copy unless the original is one, and a
// manifest that says what was read, who decided what, and by which hashes to
// know the bytes again. Archiving again writes a new version beside the old.
// Keys are made of content, so nothing that was put away is ever changed.
package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
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
		storage.Looker
	}
	Store   *storage.Store
	Version string // of the program
	Now     func() time.Time
}

// Limits of what is written, in bytes: more is a fault of ours.
const (
	mostCopy     = 2 << 30
	mostManifest = 64 << 20
)

// Work archives a document.
func (w *Worker) Work(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	who := invoer.Machine(job.Document.Office)
	view, err := w.Store.Document(ctx, who, job.Document.ID)
	if err != nil {
		return nil, err
	}
	leaves, err := w.Store.Leaves(ctx, who, job.Document.ID)
	if err != nil {
		return nil, err
	}
	history, err := w.Store.History(ctx, who, job.Document.ID)
	if err != nil {
		return nil, err
	}
	was, err := w.previous(ctx, view.Archive)
	if err != nil {
		return nil, err
	}
	searchable, err := w.copy(ctx, job, leaves, was)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(w.manifest(job, view, leaves, history, searchable), "", " ")
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	manifest, err := w.Blobs.Write(ctx, job.Document.Office, bytes.NewReader(text), mostManifest)
	if err != nil {
		return nil, fmt.Errorf("keeping the manifest: %w", err)
	}
	return func(tx storage.Tx) error { return w.save(tx, job, searchable, manifest) }, nil
}

func (w *Worker) save(tx storage.Tx, job *storage.Job, searchable *Copy, manifest blobs.Stored) error {
	archive := storage.Archive{Manifest: manifest.Key}
	if searchable != nil {
		archive.PDF = searchable.Key
		if err := tx.KeepBlob(w.Blobs, blobs.Stored{Key: searchable.Key, Size: searchable.Size, SHA256: searchable.Hash.Value}, "archive"); err != nil {
			return err
		}
	}
	if err := tx.KeepBlob(w.Blobs, manifest, "manifest"); err != nil {
		return err
	}
	if err := tx.SaveArchive(job.Document.ID, archive); err != nil {
		return err
	}
	return tx.Audit("document", string(job.Document.ID), "archived", nil, map[string]string{"manifest": string(manifest.Key)})
}

// previous gives the manifest of the last version, and nil where there is none
// or its bytes are lost: it only saves work.
func (w *Worker) previous(ctx context.Context, last *storage.Archive) (*Manifest, error) {
	if last == nil {
		return nil, nil
	}
	text, err := w.sound(ctx, last.Manifest)
	if errors.Is(err, invoer.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("last manifest: %w", err)
	}
	m := &Manifest{}
	if json.Unmarshal(text, m) != nil {
		return nil, nil // as another version of the program wrote it
	}
	return m, nil
}

// sound gives a blob whose bytes are those that its key promises. One that is
// missing or damaged is an invoer.ErrNotFound; the balance tells the operator.
func (w *Worker) sound(ctx context.Context, key invoer.BlobKey) ([]byte, error) {
	r, err := w.Blobs.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if sum := sha256.Sum256(content); err == nil && hex.EncodeToString(sum[:]) != blobs.ContentOf(key) {
		err = fmt.Errorf("%w: blob %s has other bytes", invoer.ErrNotFound, key)
	}
	return content, err
}
