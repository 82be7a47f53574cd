package pipeline

import (
	"context"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/pipeline/archive"
	"github.com/invoer/invoer/pipeline/extract"
	"github.com/invoer/invoer/pipeline/normalise"
	"github.com/invoer/invoer/pipeline/notify"
	"github.com/invoer/invoer/pipeline/open"
	"github.com/invoer/invoer/pipeline/propose"
	"github.com/invoer/invoer/pipeline/read"
	"github.com/invoer/invoer/pipeline/split"
)

// A Reader reads files page by page: in child processes, or from a record in
// tests that are not about reading.
type Reader interface {
	Inspect(ctx context.Context, src extractors.Source) (extractors.Contents, error)
	Normalise(ctx context.Context, src extractors.Source, n int) (extractors.Sheet, error)
	Read(ctx context.Context, src extractors.Source, s extractors.Sheet) (invoer.Page, error)
	Searchable(ctx context.Context, pages []extractors.SearchablePage, title string) ([]byte, error)
}

// A Browser makes a PDF of a web page.
type Browser interface {
	PDF(ctx context.Context, page []byte) ([]byte, error)
}

// workers makes those who do the stages' work.
func (s Settings) workers(o *originals) Workers {
	xml := extractors.NewXMLLoader()
	return Workers{
		Open:      (&open.Worker{Originals: o, Reader: s.Reader, Blobs: s.Blobs, XML: xml, Browser: s.Browser}).Work,
		Normalise: (&normalise.Worker{Originals: o, Reader: s.Reader, Blobs: s.Blobs}).Work,
		Read:      (&read.Worker{Originals: o, Reader: s.Reader}).Work,
		Split:     (&split.Worker{Store: s.Store}).Work,
		Extract:   (&extract.Worker{Store: s.Store, Blobs: s.Blobs, XML: xml, Now: s.Now}).Work,
		Propose:   (&propose.Worker{Store: s.Store}).Work,
		Archive:   (&archive.Worker{Originals: o, Reader: s.Reader, Blobs: s.Blobs, Store: s.Store, Version: s.Version, Now: s.Now}).Work,
		Notify:    (&notify.Worker{}).Work,
	}
}
