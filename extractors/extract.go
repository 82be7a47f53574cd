package extractors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/extractors/settle"
)

// A Reading is one document that was found in a file, or, where Err is set,
// why the file or a part of it could not be read (an invoer.Unreadable).
type Reading struct {
	File    string        // as the caller named it
	Member  string        // in File when that is a container
	Pages   []int         // in the file, from 1; empty for an e-invoice without picture
	Paper   []invoer.Page // those pages as they were read, from 1; nil beside an e-invoice that could be read
	Readers []string
	Invoice invoer.Invoice
	Err     error

	Questions []settle.Question // only of Explain: what there was to choose from
}

// mostFile is how many bytes of one file are taken.
const mostFile = 200 << 20

// Extract reads a local file from its bytes to its documents, all in this
// process and its children: there is at least one Reading for each file. Own
// tells who receives invoices here; today bounds dates that can be meant. The
// error is for what is no fault of the file: the context ended, or this
// machine cannot do the work.
func (r *Reader) Extract(ctx context.Context, name, path string, own invoer.Own, today invoer.Date) ([]Reading, error) {
	return extraction{reader: r, known: invoer.Known{Own: own, Today: today}}.extract(ctx, name, path)
}

// Explain reads as Extract does and tells for each document what there was to
// choose from.
func (r *Reader) Explain(ctx context.Context, name, path string, own invoer.Own, today invoer.Date) ([]Reading, error) {
	return extraction{reader: r, known: invoer.Known{Own: own, Today: today}, explain: true}.extract(ctx, name, path)
}

func (x extraction) extract(ctx context.Context, name, path string) ([]Reading, error) {
	readings, err := x.file(ctx, name, path)
	if errors.Is(err, invoer.ErrUnreadable) {
		readings, err = []Reading{{Err: err}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("extracting: %w", err)
	}
	for i := range readings {
		readings[i].File = name
	}
	return readings, nil
}

// An extraction is what holds for one call of Extract.
type extraction struct {
	reader  *Reader
	known   invoer.Known
	explain bool // tell what there was to choose from
}

func (x extraction) file(ctx context.Context, name, path string) ([]Reading, error) {
	kind, err := kindOf(name, path)
	if err != nil {
		return nil, err
	}
	switch {
	case media.Container(kind):
		return x.container(ctx, path, kind)
	case kind == media.XML:
		return x.eInvoice(ctx, path)
	}
	return x.pages(ctx, Source{Path: path, Media: kind})
}

// kindOf finds out what a local file is; what we do not read is an error.
func kindOf(name, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", invoer.Unread(invoer.CodeUnsupported, "not an ordinary file; name files, not folders")
	}
	if info.Size() > mostFile {
		return "", invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("more than %d MiB; send it in parts", mostFile>>20))
	}
	head := make([]byte, min(info.Size(), media.Head))
	if _, err := io.ReadFull(f, head); err != nil {
		return "", err
	}
	kind := media.Sniff(head, name)
	return kind, media.Refuse(kind, name)
}
