package extractors

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/cut"
	"github.com/invoer/invoer/extractors/settle"
	"github.com/invoer/invoer/extractors/weights"
)

// A leaf is a page that was read, or why it could not be.
type leaf struct {
	page cut.Page
	err  error
}

// pages reads a PDF or picture file. An e-invoice inside it rules; what its
// pages say is compared with it.
func (x extraction) pages(ctx context.Context, src Source) ([]Reading, error) {
	kept, ok, err := x.reader.shelf.take(src.Path)
	if err != nil {
		return nil, err
	}
	if ok {
		return x.bound(kept.leaves(), kept.XML)
	}
	contents, err := x.reader.Inspect(ctx, src)
	if err != nil {
		return nil, err
	}
	if contents.XML != nil {
		if reading, err := ReadXML(contents.XML); err == nil {
			return []Reading{x.hybrid(ctx, src, reading.Invoice, len(contents.Pages))}, ctx.Err()
		}
	}
	leaves, err := x.leaves(ctx, src, len(contents.Pages))
	if err != nil {
		return nil, err
	}
	if err := x.reader.shelf.put(src.Path, volumeOf(leaves, contents.XML)); err != nil {
		return nil, err
	}
	return x.bound(leaves, contents.XML)
}

// Pages reads all pages of a local PDF or picture file, in their order. One that
// cannot be read has no words. It is not cut.
func (r *Reader) Pages(ctx context.Context, path string) ([]cut.Page, error) {
	x := extraction{reader: r}
	kept, ok, err := r.shelf.take(path)
	if err != nil {
		return nil, err
	}
	if ok {
		return pagesOf(kept.leaves()), nil
	}
	media, err := kindOf(path, path)
	if err != nil {
		return nil, err
	}
	src := Source{Path: path, Media: media}
	contents, err := r.Inspect(ctx, src)
	if err != nil {
		return nil, err
	}
	leaves, err := x.leaves(ctx, src, len(contents.Pages))
	if err != nil {
		return nil, err
	}
	return pagesOf(leaves), r.shelf.put(path, volumeOf(leaves, contents.XML))
}

func pagesOf(leaves []leaf) []cut.Page {
	pages := make([]cut.Page, len(leaves))
	for i, l := range leaves {
		pages[i] = l.page
	}
	return pages
}

// bound makes documents of pages that were read. A file with an e-invoice
// that cannot be read is one document.
func (x extraction) bound(leaves []leaf, xml []byte) ([]Reading, error) {
	if xml != nil {
		return []Reading{x.document(leaves, all(len(leaves)), xml)}, nil
	}
	return x.documents(leaves)
}

// all are the numbers of so many pages.
func all(pages int) []int {
	numbers := make([]int, pages)
	for i := range numbers {
		numbers[i] = i + 1
	}
	return numbers
}

// leaves reads all pages, as many at once as there are cores. A page that
// cannot be read is a leaf with an error.
func (x extraction) leaves(ctx context.Context, src Source, pages int) ([]leaf, error) {
	leaves := make([]leaf, pages)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for i := range leaves {
		group.Go(func() error {
			var err error
			leaves[i], err = x.leaf(ctx, src, i+1)
			return err
		})
	}
	return leaves, group.Wait()
}

func (x extraction) leaf(ctx context.Context, src Source, n int) (leaf, error) {
	sheet, err := x.reader.Normalise(ctx, src, n)
	if err == nil && !sheet.Blank {
		sheet.Page, err = x.reader.Read(ctx, src, sheet)
	}
	if errors.Is(err, invoer.ErrUnreadable) {
		return leaf{page: cut.Page{Page: invoer.Page{Number: n}}, err: err}, nil
	}
	if err != nil {
		return leaf{}, err
	}
	return leaf{page: cut.Page{Page: sheet.Page, Blank: sheet.Blank}}, nil
}

// documents cuts pages into documents and settles each.
func (x extraction) documents(leaves []leaf) ([]Reading, error) {
	docs, _ := cut.Documents(pagesOf(leaves), nil)
	if len(docs) == 0 {
		return nil, invoer.Unread(invoer.CodeNotDocument, "there are only blank pages in it; scan it again, the other side up, or ask for the file again")
	}
	readings := make([]Reading, len(docs))
	for i, doc := range docs {
		readings[i] = x.document(leaves, doc.Pages, nil)
	}
	return readings, nil
}

// document makes one invoice of pages, by their numbers in the file, and of the
// e-invoice that is with them, nil where there is none. With a page that cannot
// be read it is not read at all: half of it must not pass for the whole.
func (x extraction) document(leaves []leaf, numbers []int, xml []byte) Reading {
	reading := Reading{Pages: numbers}
	var pages []invoer.Page
	for i, n := range numbers {
		l := leaves[n-1]
		if l.err != nil {
			reading.Err = l.err
			return reading
		}
		if !slices.Contains(reading.Readers, l.page.Reader) {
			reading.Readers = append(reading.Readers, l.page.Reader)
		}
		l.page.Number = i + 1
		pages = append(pages, l.page.Page)
	}
	reading.Paper = pages
	if wordless(pages) {
		reading.Err = invoer.Unread(invoer.CodeNotDocument, fmt.Sprintf("no words can be read on its %d pages; scan it again at 300 dpi, or fill in the fields beside it", len(pages)))
		return reading
	}
	reading.Invoice, reading.Err = Invoice(xml, pages, x.known)
	if x.explain && reading.Err == nil {
		_, reading.Questions = settle.Explain(weights.Committed, pages, x.known)
	}
	return reading
}
