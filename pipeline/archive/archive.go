// Package archive is the stage that puts a document away for ten years: the
// original untouched, a searchable copy unless the original is one, and a
// manifest that says what was read, who decided what, and by which hashes to
// know the bytes again. Archiving again writes a new version beside the old.
// Keys are made of content, so nothing that was put away is ever changed.
package archive

import (
	"bytes"
	"context"
	"encoding/json"
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
	pages, err := w.Store.PagesOfDocument(ctx, who, job.Document.ID)
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
	searchable, err := w.copy(ctx, job, pages, was)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(w.manifest(job, view, pages, history, searchable), "", " ")
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	manifest, err := w.Blobs.Write(ctx, job.Document.Office, bytes.NewReader(text), mostManifest)
	if err != nil {
		return nil, fmt.Errorf("keeping the manifest: %w", err)
	}
	return func(tx storage.Tx) error { return save(tx, job, searchable, manifest) }, nil
}

func save(tx storage.Tx, job *storage.Job, searchable *Copy, manifest blobs.Stored) error {
	archive := storage.Archive{Manifest: manifest.Key}
	if searchable != nil {
		archive.PDF = searchable.Key
		if err := tx.KeepBlob(searchable.Key, searchable.Size, searchable.Hash.Value, "archive"); err != nil {
			return err
		}
	}
	if err := tx.KeepBlob(manifest.Key, manifest.Size, manifest.SHA256, "manifest"); err != nil {
		return err
	}
	if err := tx.SaveArchive(job.Document.ID, archive); err != nil {
		return err
	}
	return tx.Audit("document", string(job.Document.ID), "archived", nil, map[string]string{"manifest": string(manifest.Key)})
}

// previous gives the manifest of the last version, and nil where there is none.
func (w *Worker) previous(ctx context.Context, last *storage.Archive) (*Manifest, error) {
	if last == nil {
		return nil, nil
	}
	text, err := w.blob(ctx, last.Manifest)
	if err != nil {
		return nil, fmt.Errorf("last manifest: %w", err)
	}
	m := &Manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("last manifest: %w", err)
	}
	return m, nil
}

func (w *Worker) blob(ctx context.Context, key invoer.BlobKey) ([]byte, error) {
	r, err := w.Blobs.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}
