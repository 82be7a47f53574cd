package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/storage"
)

// pictured is how many pages at most hand their kept pictures over in memory;
// those of longer documents are drawn anew in the child.
const pictured = 40

// copy makes the searchable copy, or takes that of the last version where
// nothing that it shows has changed. There is none of a document without
// pages, nor where the original is searchable itself. A copy that cannot be
// made does not keep a document from its archive: the original is there.
func (w *Worker) copy(ctx context.Context, job *storage.Job, pages []storage.StoredPage, was *Manifest) (*Copy, error) {
	if searchable(pages) {
		return nil, nil
	}
	basis, err := basisOf(job, pages)
	if err != nil {
		return nil, err
	}
	if was != nil && was.Copy != nil && was.Copy.Basis == basis {
		return was.Copy, nil
	}
	pdf, err := w.make(ctx, job, pages)
	if errors.Is(err, invoer.ErrUnreadable) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	stored, err := w.Blobs.Write(ctx, job.Document.Office, bytes.NewReader(pdf), mostCopy)
	if err != nil {
		return nil, fmt.Errorf("keeping the searchable copy: %w", err)
	}
	return &Copy{Key: stored.Key, Size: stored.Size, Hash: sha(stored.SHA256), Basis: basis}, nil
}

// searchable tells whether every page was written by software and not
// photographed: then the original is its own searchable copy.
func searchable(pages []storage.StoredPage) bool {
	for _, p := range pages {
		if p.Reader != "text" && p.Held.Code == "" {
			return false
		}
	}
	return true
}

// basisOf is a hash over all that a copy shows.
func basisOf(job *storage.Job, pages []storage.StoredPage) (string, error) {
	h := sha256.New()
	out := json.NewEncoder(h)
	if err := out.Encode(job.File.SHA256); err != nil {
		return "", err
	}
	for i, p := range pages {
		if err := out.Encode(struct {
			Ref  invoer.PageRef
			Page invoer.Page
		}{job.Document.Pages[i], p.Page}); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (w *Worker) make(ctx context.Context, job *storage.Job, pages []storage.StoredPage) ([]byte, error) {
	key, media := job.Sheets()
	path, done, err := w.Originals.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer done()
	sheets := make([]extractors.SearchablePage, len(pages))
	for i, p := range pages {
		sheets[i] = extractors.SearchablePage{Source: extractors.Source{Path: path, Media: media}, Page: p.Page, Turn: p.Turn}
		if p.Image == "" || len(pages) > pictured {
			continue
		}
		if sheets[i].Picture, err = w.blob(ctx, p.Image); err != nil {
			return nil, fmt.Errorf("picture of page %d: %w", p.Number, err)
		}
		sheets[i].PictureMedia = mediaOf(sheets[i].Picture)
	}
	return w.Reader.Searchable(ctx, sheets, string(job.Document.ID))
}

// mediaOf tells the two kinds of picture apart that normalise keeps.
func mediaOf(picture []byte) string {
	if bytes.HasPrefix(picture, []byte("\x89PNG")) {
		return "image/png"
	}
	return "image/jpeg"
}
