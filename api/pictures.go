package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
)

// A Picture is a page as it is shown. Boxes of words lie on it where the words
// are; the turn that a person added is not in it.
type Picture struct {
	Data  []byte
	Media string
	ETag  string // in quotes
}

// pictureLimit bounds what is kept of one page and what is drawn.
const (
	pictureLimit = 8 << 20 // bytes
	leastWidth   = 64      // pixels
	mostWidth    = 3000
	usualWidth   = 1240 // 150 dpi on A4
)

// Picture gives the picture of a page of a file that who may see: the one that
// was kept, or one drawn from the original, width pixels wide (0: 1240). A page
// that who may not see is an invoer.ErrNotFound.
func (s *Server) Picture(ctx context.Context, who invoer.Scope, file invoer.FileID, n, width int) (Picture, error) {
	if width == 0 {
		width = usualWidth
	}
	if width < leastWidth || width > mostWidth {
		return Picture{}, fmt.Errorf("%w: picture %d pixels wide, want %d to %d", invoer.ErrInvalid, width, leastWidth, mostWidth)
	}
	page, of, err := s.Store.Page(ctx, who, file, n)
	if err != nil {
		return Picture{}, err
	}
	if page.Image != "" {
		return s.kept(ctx, page.Image)
	}
	name := fmt.Sprintf("%s/%d/%d/%d", file, n, page.Upright, width)
	return s.pictures.get(ctx, name, func(ctx context.Context) (Picture, error) {
		return s.draw(ctx, of, n, page.Upright, width)
	})
}

func (s *Server) kept(ctx context.Context, key invoer.BlobKey) (Picture, error) {
	blob, err := s.Blobs.Get(ctx, key)
	if err != nil {
		return Picture{}, fmt.Errorf("picture: %w", err)
	}
	defer blob.Close()
	data, err := io.ReadAll(io.LimitReader(blob, pictureLimit))
	if err != nil {
		return Picture{}, fmt.Errorf("picture: %w", err)
	}
	return picture(data, http.DetectContentType(data)), nil
}

// Region reads a box of a page of a file that who may see anew, and gives its
// words. The box is in points of the page, without the turn that a person added.
func (s *Server) Region(ctx context.Context, who invoer.Scope, file invoer.FileID, n int, box invoer.Box) ([]invoer.Word, error) {
	page, of, err := s.Store.Page(ctx, who, file, n)
	if err != nil {
		return nil, err
	}
	path, release, err := s.Originals.Local(ctx, of.Original)
	if err != nil {
		return nil, fmt.Errorf("fetching the original of %s: %w", of.ID, err)
	}
	defer release()
	return s.Reader.Region(ctx, extractors.Source{Path: path, Media: of.Media}, n, page.Upright, box)
}

func (s *Server) draw(ctx context.Context, of invoer.File, n, turn, width int) (Picture, error) {
	path, release, err := s.Originals.Local(ctx, of.Original)
	if err != nil {
		return Picture{}, fmt.Errorf("fetching the original of %s: %w", of.ID, err)
	}
	defer release()
	data, media, err := s.Reader.Draw(ctx, extractors.Source{Path: path, Media: of.Media}, n, turn, width)
	if err != nil {
		return Picture{}, err
	}
	return picture(data, media), nil
}

// SendPicture answers with a picture, or with "you have it already". Only the
// browser of the one who may see it keeps it, and asks each time.
func (s *Server) SendPicture(w http.ResponseWriter, r *http.Request, p Picture) error {
	h := w.Header()
	h.Set("Content-Type", p.Media)
	h.Set("ETag", p.ETag)
	h.Set("Cache-Control", "private, no-cache")
	return serveContent(s.PatientAnswer(w), r, bytes.NewReader(p.Data))
}
