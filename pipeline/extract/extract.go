// Package extract is the stage that makes an invoice of a document: from its
// e-invoice, or that of another original of it, where there is one, else from the words of its pages and what is
// known of those who may have sent it. What a person said of a field stays when
// the document is read again. A document with a page that could not be read
// keeps that page's reason and ends held.
package extract

import (
	"context"
	"io"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/storage"
)

// A Worker does the stage's work.
type Worker struct {
	Store *storage.Store
	Blobs interface {
		Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error)
	}
	XML *extractors.XMLLoader
	Now func() time.Time

	cupboard cupboard
}

// Work reads a document.
func (w *Worker) Work(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	who := invoer.Machine(job.Document.Office)
	pages, err := w.Store.PagesOfDocument(ctx, who, job.Document.ID)
	if err != nil {
		return nil, err
	}
	inv, err := w.invoice(ctx, who, job, job.XML, pages)
	if err != nil {
		return nil, err
	}
	var paper *invoer.Invoice
	if job.Lent && len(pages) > 0 {
		own, err := w.invoice(ctx, who, job, "", pages)
		if err != nil {
			return nil, err
		}
		paper = &own
	}
	if inv, err = w.warn(ctx, who, job.File.Delivery, inv); err != nil {
		return nil, err
	}
	why := held(job, pages)
	return func(tx storage.Tx) error {
		if why.Code != "" || job.Document.Held.Code != "" {
			if err := tx.SaveHeld(job.Document.ID, why); err != nil {
				return err
			}
		}
		if paper != nil || job.Ring.Run > 0 { // what was never read has none
			if err := tx.SavePaper(job.Document.ID, paper); err != nil {
				return err
			}
		}
		return tx.SaveReading(job.Document.ID, inv)
	}, nil
}

func (w *Worker) invoice(ctx context.Context, who invoer.Scope, job *storage.Job, ruling invoer.BlobKey, pages []storage.StoredPage) (invoer.Invoice, error) {
	own, err := w.own(ctx, who, job.Client)
	if err != nil {
		return invoer.Invoice{}, err
	}
	xml, done, err := w.xml(ctx, ruling)
	if err != nil {
		return invoer.Invoice{}, err
	}
	defer done()
	sheaf := extractors.Bind(numbered(pages))
	before := invoer.Known{Own: own, Today: invoer.DateOf(w.Now())}
	if before.Weights, err = w.weights(ctx, who); err != nil {
		return invoer.Invoice{}, err
	}
	if xml == nil { // an e-invoice says itself whom it is from
		if before.Suppliers, err = w.Store.KnownSuppliers(ctx, who, sheaf.Witnesses()); err != nil {
			return invoer.Invoice{}, err
		}
	}
	return sheaf.Invoice(xml, before)
}

// xml fetches the e-invoice; it is nil where the document has none. Done tells
// that it was read.
func (w *Worker) xml(ctx context.Context, key invoer.BlobKey) (xml []byte, done func(), err error) {
	if key == "" {
		return nil, func() {}, nil
	}
	blob, err := w.Blobs.Get(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	defer blob.Close()
	return w.XML.Load(ctx, blob)
}

// own is what tells the client on a page; nothing is known of nobody.
func (w *Worker) own(ctx context.Context, who invoer.Scope, id invoer.ClientID) (invoer.Own, error) {
	if id == "" {
		return invoer.Own{}, nil
	}
	client, err := w.Store.Client(ctx, who, id)
	return client.Own, err
}

// numbered gives the pages of a document in its order, counted from 1.
func numbered(stored []storage.StoredPage) []invoer.Page {
	pages := make([]invoer.Page, len(stored))
	for i, p := range stored {
		pages[i] = p.Page
		pages[i].Number = i + 1
	}
	return pages
}

// held is the reason of the first page that could not be read, or that there
// is not one word on any. An e-invoice needs no page.
func held(job *storage.Job, pages []storage.StoredPage) invoer.Reason {
	if job.XML != "" {
		return invoer.Reason{}
	}
	words := 0
	for _, p := range pages {
		if p.Held.Code != "" {
			return p.Held
		}
		words += len(p.Words)
	}
	if words == 0 {
		return invoer.Because(string(invoer.CodeNotDocument), "no word could be read on its pages")
	}
	return invoer.Reason{}
}
