// Package split is the stage that makes documents of a file's pages. Every page
// has a fate: in a document, a separator, or blank. A file without pages is
// one document. What a person decided on is never cut again.
package split

import (
	"context"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A Worker does the stage's work.
type Worker struct {
	Store *storage.Store
}

// Work cuts a file.
func (w *Worker) Work(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	pages, err := w.Store.PagesOfFile(ctx, invoer.Machine(job.File.Office), job.File.ID)
	if err != nil {
		return nil, err
	}
	slices, fates := cuts(pages)
	return func(tx storage.Tx) error { return tx.Cut(job, slices, fates) }, nil
}

// cuts makes one document of all pages.
func cuts(pages []storage.StoredPage) ([]storage.Slice, map[int]string) {
	var all storage.Slice
	fates := map[int]string{}
	for _, p := range pages {
		all.Pages = append(all.Pages, p.Number)
		fates[p.Number] = storage.FateDocument
	}
	return []storage.Slice{all}, fates
}
