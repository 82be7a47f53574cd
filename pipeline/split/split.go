// Package split is the stage that makes documents of a file's pages. Every page
// has a fate: in a document, a separator, or blank. A file without pages, or
// with nothing but blank ones, is one document. What a person decided on is
// never cut again.
//
// A separator sheet says whose the documents behind it are, where the office's
// people or its scanners bring it: a message to a client's address, or what a
// client's person hands in, stays that client's. What kind they are is believed
// of the office's own sheets by every door.
package split

import (
	"context"
	"errors"

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
	who := invoer.Machine(job.File.Office)
	pages, err := w.Store.PagesOfFile(ctx, who, job.File.ID)
	if err != nil {
		return nil, err
	}
	if job.XML != "" {
		slices, fates := together(pages) // an e-invoice is one document whatever its pages say
		return func(tx storage.Tx) error { return tx.Cut(job, slices, fates) }, nil
	}
	from, err := w.Store.SourceOf(ctx, who, job.File.ID)
	if err != nil {
		return nil, err
	}
	if from.Whole {
		slices, fates := together(pages) // a person said so
		return func(tx storage.Tx) error { return tx.Cut(job, slices, fates) }, nil
	}
	key, err := w.Store.SeparatorKey(ctx, who)
	if err != nil {
		return nil, err
	}
	docs, ends := cut.Documents(readable(pages), key)
	slices, err := w.slices(ctx, who, from, docs)
	if err != nil {
		return nil, err
	}
	if len(slices) == 1 && slices[0].Kind == "" && cut.Terms(readable(pages)) {
		slices[0].Begins, slices[0].Kind = invoer.Because(storage.GeneralTerms), invoer.KindOther
	}
	fates := fatesOf(pages, ends)
	if len(docs) == 0 {
		slices, fates = together(pages)
	}
	found := sheets(pages, ends, key)
	missing, old := cut.Missing(found), cut.Old(found, from.Day)
	return func(tx storage.Tx) error {
		return errors.Join(tx.Cut(job, slices, fates), tx.SheetsFound(job.File.ID, missing, old))
	}, nil
}

func readable(stored []storage.StoredPage) []cut.Page {
	pages := make([]cut.Page, len(stored))
	for i, p := range stored {
		pages[i] = cut.Page{Page: p.Page, Blank: p.Blank}
	}
	return pages
}

// slices are the documents with what their separators say, as far as it is
// believed.
func (w *Worker) slices(ctx context.Context, who invoer.Scope, from storage.Source, docs []cut.Document) (_ []storage.Slice, err error) {
	slices := make([]storage.Slice, len(docs))
	for i, doc := range docs {
		slices[i] = storage.Slice{Pages: doc.Pages, Begins: doc.Why, Sure: doc.Sure}
		if !believed(doc.Sheet, from) {
			continue
		}
		if kind := invoer.Kind(doc.Sheet.Kind); kind.Valid() {
			slices[i].Kind = kind
		}
		if !moves(doc.Sheet, from) {
			continue
		}
		if slices[i].Client, err = w.client(ctx, who, doc.Sheet.Client); err != nil {
			return nil, err
		}
	}
	return slices, nil
}

// believed tells whether a sheet says what kind of documents are behind it:
// the office's own does, others, which anybody can print, only by its own
// doors.
func believed(s cut.Sheet, from storage.Source) bool { return s.Sealed || own(from) }

// moves tells whether a sheet says whose the documents behind it are. A sheet
// of another client, kept from an old stack, must not send what a stranger
// mails into that client's books.
func moves(s cut.Sheet, from storage.Source) bool { return believed(s, from) && own(from) }

// own tells whether the office's people or its scanners brought a file.
func own(from storage.Source) bool {
	return !from.ByClient && (from.Door == invoer.DoorFolder || from.Door == invoer.DoorUpload)
}

// client finds the client that a sheet names, and nobody where it names none
// that the office has.
func (w *Worker) client(ctx context.Context, who invoer.Scope, code string) (invoer.ClientID, error) {
	if code == "" {
		return "", nil
	}
	client, err := w.Store.ClientByCode(ctx, who, code)
	if errors.Is(err, invoer.ErrNotFound) {
		return "", nil
	}
	return client.ID, err
}

var fateOf = map[cut.Fate]string{cut.InDocument: storage.FateDocument, cut.Separator: storage.FateSeparator, cut.Blank: storage.FateBlank}

func fatesOf(pages []storage.StoredPage, ends []cut.Fate) map[int]string {
	fates := map[int]string{}
	for i, p := range pages {
		fates[p.Number] = fateOf[ends[i]]
	}
	return fates
}

// sheets are the separators among the pages.
func sheets(pages []storage.StoredPage, ends []cut.Fate, key []byte) []cut.Sheet {
	var found []cut.Sheet
	for i, p := range pages {
		if ends[i] != cut.Separator {
			continue
		}
		for _, m := range p.Marks {
			if s, ours := cut.ReadSheet(m.Text, key); ours {
				found = append(found, s)
				break
			}
		}
	}
	return found
}

// together makes one document of all pages.
func together(pages []storage.StoredPage) ([]storage.Slice, map[int]string) {
	all := storage.Slice{Sure: 100}
	fates := map[int]string{}
	for _, p := range pages {
		all.Pages = append(all.Pages, p.Number)
		fates[p.Number] = storage.FateDocument
	}
	return []storage.Slice{all}, fates
}
