// Package normalise is the stage that makes a page ready to be read: upright,
// straight, evenly lit. A page with a sound text layer is read already and
// skips the next stage. It keeps a small picture of pages that were read from
// pixels; others are drawn when somebody looks (docs/decisions/0003).
package normalise

import (
	"bytes"
	"context"
	"fmt"
	"io"

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
		Normalise(ctx context.Context, src extractors.Source, n int) (extractors.Sheet, error)
	}
	Blobs interface {
		Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error)
		storage.Looker
	}
}

// mostPicture is the largest picture of a page that is kept, in bytes.
const mostPicture = 1 << 20

// Work normalises a page.
func (w *Worker) Work(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	key, media := job.Sheets()
	path, done, err := w.Originals.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer done()
	sheet, err := w.Reader.Normalise(ctx, extractors.Source{Path: path, Media: media}, job.Ring.Page)
	if err != nil {
		return nil, err
	}
	picture, err := w.keep(ctx, job.File.Office, sheet.Picture)
	if err != nil {
		return nil, err
	}
	sheet.Page.Number, sheet.Page.Image = job.Ring.Page, picture.Key
	job.Page = storage.StoredPage{Page: sheet.Page, DPI: sheet.DPI, Blank: sheet.Blank, Print: sheet.Print}
	job.Scratch = sheet.Gray
	if sheet.Page.Words != nil || sheet.Blank {
		job.Next = invoer.StageDone
		if job.Page.Words == nil {
			job.Page.Words = []invoer.Word{}
		}
	}
	page := job.Page
	return func(tx storage.Tx) error {
		if picture.Key != "" {
			if err := tx.KeepBlob(w.Blobs, picture, "page"); err != nil {
				return err
			}
		}
		return tx.SavePage(job.File.ID, page)
	}, nil
}

func (w *Worker) keep(ctx context.Context, office invoer.OfficeID, picture []byte) (blobs.Stored, error) {
	if len(picture) == 0 {
		return blobs.Stored{}, nil
	}
	stored, err := w.Blobs.Write(ctx, office, bytes.NewReader(picture), mostPicture)
	if err != nil {
		return blobs.Stored{}, fmt.Errorf("keeping the picture: %w", err)
	}
	return stored, nil
}
