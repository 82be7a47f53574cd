// Package open is the stage that finds out what is in a file: its pages, and
// the e-invoice in it. An e-invoice that is the file itself has no pages. It
// refuses nothing by itself: what a child cannot open is unreadable.
package open

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
		Inspect(ctx context.Context, src extractors.Source) (extractors.Contents, error)
	}
	Blobs interface {
		Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error)
	}
}

// mostXML is the largest e-invoice that is kept from within a PDF.
const mostXML = 50 << 20

// Work opens a file.
func (w *Worker) Work(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	if isXML(job.File.Media) {
		job.Next = invoer.StageSplit
		return func(tx storage.Tx) error { return tx.Opened(job, nil, job.File.Original) }, nil
	}
	path, done, err := w.Originals.Open(ctx, job.File.Original)
	if err != nil {
		return nil, err
	}
	defer done()
	found, err := w.Reader.Inspect(ctx, extractors.Source{Path: path, Media: job.File.Media})
	if err != nil {
		return nil, err
	}
	if len(found.Pages) == 0 {
		return nil, invoer.Unread(invoer.CodeEmpty, "the file has no pages")
	}
	xml, err := w.keep(ctx, job.File.Office, found.XML)
	if err != nil {
		return nil, err
	}
	job.File.Pages, job.XML = len(found.Pages), xml.Key
	return func(tx storage.Tx) error {
		if xml.Key != "" {
			if err := tx.KeepBlob(xml.Key, xml.Size, xml.SHA256, "xml"); err != nil {
				return err
			}
		}
		return tx.Opened(job, sizes(found.Pages), xml.Key)
	}, nil
}

func isXML(media string) bool { return media == "application/xml" || media == "text/xml" }

func (w *Worker) keep(ctx context.Context, office invoer.OfficeID, xml []byte) (blobs.Stored, error) {
	if len(xml) == 0 {
		return blobs.Stored{}, nil
	}
	stored, err := w.Blobs.Write(ctx, office, bytes.NewReader(xml), mostXML)
	if err != nil {
		return blobs.Stored{}, fmt.Errorf("keeping the e-invoice in it: %w", err)
	}
	return stored, nil
}

func sizes(pages []extractors.Size) []storage.SheetSize {
	all := make([]storage.SheetSize, len(pages))
	for i, p := range pages {
		all[i] = storage.SheetSize{Width: p.Width, Height: p.Height}
	}
	return all
}
