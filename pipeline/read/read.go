// Package read is the stage that gives a page its words by optical character
// recognition. It reads the picture that normalise left on this machine, and
// has it made again where that is gone.
package read

import (
	"context"
	"errors"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/storage"
)

// A Worker does the stage's work.
type Worker struct {
	Originals interface {
		Open(ctx context.Context, key invoer.BlobKey) (path string, done func(), err error)
	}
	Reader interface {
		Read(ctx context.Context, src extractors.Source, s extractors.Sheet) (invoer.Page, error)
	}
}

// Work reads a page.
func (w *Worker) Work(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	key, media := job.Sheets()
	path, done, err := w.Originals.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer done()
	sheet := extractors.Sheet{Page: job.Page.Page, Gray: job.Scratch, DPI: job.Page.DPI}
	read, err := w.Reader.Read(ctx, extractors.Source{Path: path, Media: media}, sheet)
	if err != nil {
		return nil, err
	}
	if read.Words == nil {
		read.Words = []invoer.Word{}
	}
	job.Page.Page = read
	if err := forget(job); err != nil {
		return nil, err
	}
	page := job.Page
	return func(tx storage.Tx) error { return tx.SavePage(job.File.ID, page) }, nil
}

// forget removes the picture: it was read.
func forget(job *storage.Job) error {
	if job.Scratch == "" {
		return nil
	}
	err := os.Remove(job.Scratch)
	job.Scratch = ""
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
