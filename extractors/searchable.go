package extractors

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/pdf"
)

// A SearchablePage is one page for Searchable: where it comes from, its words,
// and the picture that was kept of it. Without a picture it is drawn.
type SearchablePage struct {
	Source       Source
	Page         invoer.Page
	Picture      []byte
	PictureMedia string
	Turn         int // degrees clockwise; the page's own
	Added        int // degrees clockwise by which a person turned it further, with its words
}

// Drawn tells whether the page is drawn from its source, which then is needed.
func (p SearchablePage) Drawn() bool { return p.PictureMedia != images.JPEG || len(p.Picture) == 0 }

// Points per inch in which pages without a picture are drawn for a searchable
// copy.
const copyDPI = 120

// Searchable gives a PDF of pictures with the words invisibly where they are
// seen. Before it is given back another program than the one that wrote it has
// opened it and counted its pages.
func (r *Reader) Searchable(ctx context.Context, pages []SearchablePage, title string) ([]byte, error) {
	var w pdf.Writer
	for _, p := range pages {
		picture, err := r.pictureOf(ctx, p)
		if err != nil {
			return nil, err
		}
		if err := w.Add(p.Page, picture, p.Added); err != nil {
			return nil, fmt.Errorf("making a searchable copy: %w", err)
		}
	}
	file, err := w.End(title)
	if err == nil {
		err = r.proofread(ctx, file, len(pages))
	}
	if err != nil {
		return nil, fmt.Errorf("making a searchable copy: %w", err)
	}
	return file, nil
}

func (r *Reader) pictureOf(ctx context.Context, p SearchablePage) ([]byte, error) {
	if !p.Drawn() {
		return p.Picture, nil
	}
	picture, _, err := r.Draw(ctx, p.Source, p.Page.Number, p.Turn, int(p.Page.Width*copyDPI/72))
	return picture, err
}

// proofread opens a PDF that we wrote with PDFium and counts its pages.
func (r *Reader) proofread(ctx context.Context, file []byte, pages int) error {
	temporary, err := os.CreateTemp(r.work, "copy-*.pdf")
	if err != nil {
		return fmt.Errorf("%w: %w", invoer.ErrUnavailable, err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(file)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return fmt.Errorf("%w: %w", invoer.ErrUnavailable, err)
	}
	c, err := r.Inspect(ctx, Source{Path: temporary.Name(), Media: mediaPDF})
	if errors.Is(err, invoer.ErrUnreadable) {
		return fmt.Errorf("the copy does not open: %v", err) // our fault, and no reason to hold the document
	}
	if err != nil {
		return err
	}
	if len(c.Pages) != pages {
		return fmt.Errorf("it has %d pages, want %d", len(c.Pages), pages)
	}
	return nil
}
