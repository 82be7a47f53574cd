package api

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/invoer/invoer"
)

// serveContent answers with content, or the range of it that was asked for. A
// range that is not in it is an error of status 416, with nothing sent but the
// header that says how much there is.
func serveContent(w http.ResponseWriter, r *http.Request, content io.ReadSeeker) error {
	guarded := &rangeGuard{ResponseWriter: w}
	http.ServeContent(guarded, r, "", time.Time{}, content)
	if !guarded.refused {
		return nil
	}
	return WithStatus(http.StatusRequestedRangeNotSatisfiable, fmt.Errorf("%w: range %q, want one within the %s bytes there are",
		invoer.ErrInvalid, r.Header.Get("Range"), strings.TrimPrefix(w.Header().Get("Content-Range"), "bytes */")))
}

// A rangeGuard holds back the plain text with which http.ServeContent refuses a
// range.
type rangeGuard struct {
	http.ResponseWriter
	refused bool
}

// WriteHeader lets every status through but that refusal.
func (g *rangeGuard) WriteHeader(status int) {
	if g.refused = status == http.StatusRequestedRangeNotSatisfiable; !g.refused {
		g.ResponseWriter.WriteHeader(status)
	}
}

// Write writes what is no refusal.
func (g *rangeGuard) Write(b []byte) (int, error) {
	if g.refused {
		return len(b), nil
	}
	return g.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (g *rangeGuard) Unwrap() http.ResponseWriter { return g.ResponseWriter }

// Nowhere is the error of a request that no route takes: there is no such path
// (404), or it has other methods (405), which are then named in the header.
func (s *Server) Nowhere(h http.Header, r *http.Request) error {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.Mux.Handler(other); strings.HasPrefix(pattern, method+" ") {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 || slices.Contains(allowed, r.Method) {
		return fmt.Errorf("%w: path %q", invoer.ErrNotFound, r.URL.Path)
	}
	h.Set("Allow", strings.Join(allowed, ", "))
	return WithStatus(http.StatusMethodNotAllowed, fmt.Errorf("%w: method %s, want one of %s", invoer.ErrInvalid, r.Method, strings.Join(allowed, ", ")))
}
