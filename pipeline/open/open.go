// Package open is the stage that finds out what is in a file: its pages, and
// the e-invoice in it. An e-invoice that is the file itself has the pages of
// the PDF that its sender put into it, or none. It refuses nothing by itself:
// what a child cannot open is unreadable.
package open

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
)

// A Worker does the stage's work.
type Worker struct {
	Originals interface {
		Open(ctx context.Context, key invoer.BlobKey) (path string, done func(), err error)
	}
	Reader interface {
		Inspect(ctx context.Context, src extractors.Source) (extractors.Contents, error)
	}
	Blobs interface {
		Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error)
		Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error)
		storage.Looker
	}
	XML *extractors.XMLLoader
	// Browser prints web pages; nil: there is none.
	Browser interface {
		PDF(ctx context.Context, page []byte) ([]byte, error)
	}
}

// mostInside is the largest file that is kept from within another, in bytes.
const mostInside = 100 << 20

// Work opens a file.
func (w *Worker) Work(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	beside := job.Picture // of an e-invoice: the PDF that came with it, or what was found in it before
	job.XML, job.Picture = "", ""
	if job.File.Media == media.HTML && w.Browser != nil {
		return w.webPage(ctx, job)
	}
	if refused := media.Refuse(job.File.Media, job.File.Name); refused != nil {
		return nil, refused // which says what to send instead of a file of this type
	}
	if job.File.Media == media.XML {
		return w.eInvoice(ctx, job, beside)
	}
	found, err := w.inspect(ctx, job.File.Original, job.File.Media)
	if err != nil {
		return nil, err
	}
	xml, err := w.keep(ctx, job, found.XML)
	if err != nil {
		return nil, err
	}
	job.XML = xml.Key
	return w.opened(job, found, xml, "xml"), nil
}

// eInvoice opens an XML file. What is wrong with it is found when it is read.
// Its pages are those of the PDF inside it, else of the one beside it.
func (w *Worker) eInvoice(ctx context.Context, job *storage.Job, beside invoer.BlobKey) (func(storage.Tx) error, error) {
	job.XML = job.File.Original
	pdf, err := w.picture(ctx, job)
	if err != nil {
		return nil, err
	}
	picture, err := w.keep(ctx, job, pdf)
	if err != nil {
		return nil, err
	}
	if job.Picture = picture.Key; job.Picture == "" {
		job.Picture = beside
	}
	if job.Picture == "" {
		return bare(job), nil
	}
	found, err := w.inspect(ctx, job.Picture, media.PDF)
	if errors.Is(err, invoer.ErrUnreadable) {
		job.Picture = ""
		return bare(job), nil // the invoice itself is sound; its reading says that the picture is not
	}
	if err != nil {
		return nil, err
	}
	return w.opened(job, found, picture, "picture"), nil
}

// bare is an e-invoice without pages.
func bare(job *storage.Job) func(storage.Tx) error {
	job.Next, job.File.Pages = invoer.StageSplit, 0
	return func(tx storage.Tx) error { return tx.Opened(job, nil) }
}

func (w *Worker) opened(job *storage.Job, found extractors.Contents, inside blobs.Stored, kind string) func(storage.Tx) error {
	job.File.Pages = len(found.Pages)
	sizes := make([]storage.SheetSize, len(found.Pages))
	for i, p := range found.Pages {
		sizes[i] = storage.SheetSize{Width: p.Width, Height: p.Height}
	}
	return func(tx storage.Tx) error {
		if inside.Key != "" {
			if err := tx.KeepBlob(w.Blobs, inside, kind); err != nil {
				return err
			}
		}
		return tx.Opened(job, sizes)
	}
}

func (w *Worker) inspect(ctx context.Context, key invoer.BlobKey, of string) (extractors.Contents, error) {
	path, done, err := w.Originals.Open(ctx, key)
	if err != nil {
		return extractors.Contents{}, err
	}
	defer done()
	found, err := w.Reader.Inspect(ctx, extractors.Source{Path: path, Media: of})
	if err == nil && len(found.Pages) == 0 {
		err = invoer.Unread(invoer.CodeEmpty, "the file has no pages")
	}
	return found, err
}

// picture is the first PDF that the sender put into an e-invoice.
func (w *Worker) picture(ctx context.Context, job *storage.Job) ([]byte, error) {
	blob, err := w.Blobs.Get(ctx, job.File.Original)
	if err != nil {
		return nil, err
	}
	defer blob.Close()
	xml, done, err := w.XML.Load(ctx, blob)
	if err != nil {
		return nil, err
	}
	defer done()
	reading, err := extractors.ReadXML(xml)
	if err != nil {
		return nil, nil // extract says so, of the document
	}
	for _, file := range reading.Attachments {
		if media.Sniff(file.Bytes[:min(len(file.Bytes), media.Head)], file.Name) == media.PDF {
			return file.Bytes, nil
		}
	}
	return nil, nil
}

// keep stores what was found inside the file.
func (w *Worker) keep(ctx context.Context, job *storage.Job, inside []byte) (blobs.Stored, error) {
	if len(inside) == 0 {
		return blobs.Stored{}, nil
	}
	stored, err := w.Blobs.Write(ctx, job.File.Office, bytes.NewReader(inside), mostInside)
	if err != nil {
		return blobs.Stored{}, fmt.Errorf("keeping what is inside: %w", err)
	}
	return stored, nil
}
