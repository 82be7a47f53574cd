package open

import (
	"context"
	"fmt"
	"io"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/storage"
)

// webPage opens the text of a message that is itself the invoice: its pages are
// those that a browser prints.
func (w *Worker) webPage(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	page, err := w.original(ctx, job)
	if err != nil {
		return nil, err
	}
	pdf, err := w.Browser.PDF(ctx, page)
	if err != nil {
		return nil, fmt.Errorf("printing a web page: %w", err)
	}
	picture, err := w.keep(ctx, job, pdf)
	if err != nil {
		return nil, err
	}
	found, err := w.inspect(ctx, picture.Key, media.PDF)
	if err != nil {
		return nil, err
	}
	job.Picture = picture.Key
	return w.opened(job, found, picture, "picture"), nil
}

// mostPage is how large a web page may be, in bytes.
const mostPage = 64 << 20

// original reads a file that is small enough for memory.
func (w *Worker) original(ctx context.Context, job *storage.Job) ([]byte, error) {
	blob, err := w.Blobs.Get(ctx, job.File.Original)
	if err != nil {
		return nil, err
	}
	defer blob.Close()
	bytes, err := io.ReadAll(io.LimitReader(blob, mostPage+1))
	if err != nil {
		return nil, fmt.Errorf("%w: reading the original: %w", invoer.ErrUnavailable, err)
	}
	if len(bytes) > mostPage {
		return nil, invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("a web page of more than %d MiB; save it as PDF and send that", mostPage>>20))
	}
	return bytes, nil
}
