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
// made does not keep a document from its archive: the original is there, or the
// balance says that it is lost.
func (w *Worker) copy(ctx context.Context, job *storage.Job, leaves []storage.Leaf, was *Manifest) (*Copy, error) {
	if searchable(job.File.ID, leaves) {
		return nil, nil
	}
	basis, err := basisOf(leaves)
	if err != nil {
		return nil, err
	}
	last, err := w.last(ctx, was, basis)
	if last != nil || err != nil {
		return last, err
	}
	pdf, err := w.make(ctx, job.Document.ID, leaves)
	if errors.Is(err, invoer.ErrUnreadable) || errors.Is(err, invoer.ErrNotFound) {
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

// last gives the copy of the last version, and nil where it shows something else
// or is lost.
func (w *Worker) last(ctx context.Context, was *Manifest, basis string) (*Copy, error) {
	if was == nil || was.Copy == nil || was.Copy.Basis != basis {
		return nil, nil
	}
	_, err := w.Blobs.Stat(ctx, was.Copy.Key)
	if errors.Is(err, invoer.ErrNotFound) {
		return nil, nil
	}
	return was.Copy, err
}

// searchable tells whether every page is of the document's own file and was
// written by software and not photographed: then the original is its own
// searchable copy. Pages of several files are together nowhere but in a copy.
func searchable(own invoer.FileID, leaves []storage.Leaf) bool {
	for _, l := range leaves {
		if l.File.ID != own || l.Reader != "text" && l.Held.Code == "" {
			return false
		}
	}
	return true
}

// basisOf is a hash over all that a copy shows.
func basisOf(leaves []storage.Leaf) (string, error) {
	h := sha256.New()
	out := json.NewEncoder(h)
	for _, l := range leaves {
		if err := out.Encode(struct {
			Sheets invoer.BlobKey
			Added  int
			Page   invoer.Page
		}{l.Sheets, l.Added, l.Page}); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (w *Worker) make(ctx context.Context, id invoer.DocumentID, leaves []storage.Leaf) ([]byte, error) {
	from := sources{worker: w, open: map[invoer.BlobKey]string{}}
	defer from.close()
	sheets := make([]extractors.SearchablePage, len(leaves))
	for i, l := range leaves {
		sheets[i] = extractors.SearchablePage{Page: l.Page, Turn: l.Turn, Added: l.Added}
		if len(leaves) <= pictured {
			if err := w.picture(ctx, l.Image, &sheets[i]); err != nil {
				return nil, fmt.Errorf("picture of page %d: %w", l.Number, err)
			}
		}
		if !sheets[i].Drawn() {
			continue
		}
		path, err := from.path(ctx, l.Sheets)
		if err != nil {
			return nil, err
		}
		sheets[i].Source = extractors.Source{Path: path, Media: l.Media}
	}
	return w.Reader.Searchable(ctx, sheets, string(id))
}

// picture hands a page's kept picture over. A page that has none, or whose
// picture is lost, is drawn.
func (w *Worker) picture(ctx context.Context, key invoer.BlobKey, to *extractors.SearchablePage) error {
	if key == "" {
		return nil
	}
	picture, err := w.sound(ctx, key)
	if errors.Is(err, invoer.ErrNotFound) {
		return nil
	}
	to.Picture, to.PictureMedia = picture, mediaOf(picture)
	return err
}

// mediaOf tells the two kinds of picture apart that normalise keeps.
func mediaOf(picture []byte) string {
	if bytes.HasPrefix(picture, []byte("\x89PNG")) {
		return "image/png"
	}
	return "image/jpeg"
}

// sources are local copies of what pages are drawn from, each opened once.
type sources struct {
	worker *Worker
	open   map[invoer.BlobKey]string
	done   []func()
}

func (s *sources) path(ctx context.Context, key invoer.BlobKey) (string, error) {
	if path, there := s.open[key]; there {
		return path, nil
	}
	path, done, err := s.worker.Originals.Open(ctx, key)
	if err != nil {
		return "", err
	}
	s.open[key], s.done = path, append(s.done, done)
	return path, nil
}

func (s *sources) close() {
	for _, done := range s.done {
		done()
	}
}
