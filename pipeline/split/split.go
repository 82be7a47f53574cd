// Package split is the stage that makes documents of a file's pages. Every page
// has a fate: in a document, a separator, or blank. A file without pages, or
// with nothing but blank ones, is one document. What a person decided on is
// never cut again.
package split

import (
	"context"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/cut"
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
	slices, fates := cuts(pages, job.XML != "")
	return func(tx storage.Tx) error { return tx.Cut(job, slices, fates) }, nil
}

// cuts turns pages into slices. An e-invoice is one document whatever its
// pages say.
func cuts(stored []storage.StoredPage, whole bool) ([]storage.Slice, map[int]string) {
	pages := make([]cut.Page, len(stored))
	for i, p := range stored {
		pages[i] = cut.Page{Page: p.Page, Blank: p.Blank}
	}
	docs, ends := cut.Documents(pages)
	if whole || len(docs) == 0 {
		return together(stored)
	}
	slices := make([]storage.Slice, len(docs))
	for i, doc := range docs {
		slices[i] = storage.Slice{Pages: doc.Pages}
	}
	fates := map[int]string{}
	for i, p := range stored {
		fates[p.Number] = fateOf[ends[i]]
	}
	return slices, fates
}

var fateOf = map[cut.Fate]string{cut.InDocument: storage.FateDocument, cut.Separator: storage.FateSeparator, cut.Blank: storage.FateBlank}

// together makes one document of all pages.
func together(pages []storage.StoredPage) ([]storage.Slice, map[int]string) {
	var all storage.Slice
	fates := map[int]string{}
	for _, p := range pages {
		all.Pages = append(all.Pages, p.Number)
		fates[p.Number] = storage.FateDocument
	}
	return []storage.Slice{all}, fates
}
