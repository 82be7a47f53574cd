package api

import (
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A Download is kept bytes as they are handed out.
type Download struct {
	Key   invoer.BlobKey
	Name  string // as somebody else wrote it
	Media string
}

// inline are the types that a browser may show in place; it saves all others.
var inline = map[string]bool{"application/pdf": true, "application/json": true, "image/jpeg": true, "image/png": true, "image/webp": true, "image/gif": true, "text/plain": true}

// SendBlob answers with kept bytes, or the range of them that was asked for.
// A stranger made them: a browser runs no script in them, takes them for no
// other type, and saves what it cannot show without harm.
func (s *Server) SendBlob(w http.ResponseWriter, r *http.Request, d Download) error {
	blob, err := s.Blobs.Get(r.Context(), d.Key)
	if err != nil {
		return err
	}
	defer blob.Close()
	h := w.Header()
	media, kind := d.Media, "inline"
	if !inline[media] {
		media, kind = "application/octet-stream", "attachment"
	}
	if r.URL.Query().Has("download") {
		kind = "attachment"
	}
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", mime.FormatMediaType(kind, map[string]string{"filename": safeName(d.Name)}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+path.Base(string(d.Key))+`"`)
	return serveContent(s.PatientAnswer(w), r, blob)
}

// safeName is a file name without folders and without signs that a header or a
// file system takes for something else.
func safeName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"<>|:*?/`, r) {
			return '_'
		}
		return r
	}, name)
	if name == "" || strings.Trim(name, ".") == "" {
		return "document"
	}
	return name
}

// Original is the original of a file as a download.
func Original(f invoer.File) Download {
	return Download{Key: f.Original, Name: f.Name, Media: f.Media}
}

// PartOf is the bytes of a part that were kept, as a download that no browser
// shows: also those of a part in quarantine. A part without bytes is an
// invoer.ErrNotFound.
func PartOf(d invoer.Delivery, position int) (Download, error) {
	for _, part := range d.Parts {
		if part.Position == position && part.SHA256 != "" {
			return Download{Key: invoer.BlobKey(string(d.Office) + "/" + part.SHA256), Name: part.Name, Media: "application/octet-stream"}, nil
		}
	}
	return Download{}, fmt.Errorf("%w: bytes of part %d of delivery %s", invoer.ErrNotFound, position, d.ID)
}

// ArchiveCopy is the searchable copy of a document as a download: the PDF that
// was made of it, or the original where that is searchable itself. A document
// that is not archived is an invoer.ErrNotFound.
func ArchiveCopy(d storage.View) (Download, error) {
	if d.Archive == nil {
		return Download{}, fmt.Errorf("%w: archive copy of document %s", invoer.ErrNotFound, d.ID)
	}
	if d.Archive.PDF == "" {
		return Original(d.File), nil
	}
	return Download{Key: d.Archive.PDF, Name: stem(d.File.Name) + ".pdf", Media: "application/pdf"}, nil
}

// Manifest is the manifest of a document's newest archive as a download.
func Manifest(d storage.View) (Download, error) {
	if d.Archive == nil {
		return Download{}, fmt.Errorf("%w: manifest of document %s", invoer.ErrNotFound, d.ID)
	}
	return Download{Key: d.Archive.Manifest, Name: stem(d.File.Name) + ".json", Media: "application/json"}, nil
}

func stem(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }
