package v1

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestOriginal(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := string(h.document(t, h.admin, h.a.ID, "F1"))
	path := "/api/v1/documents/" + id + "/original"
	g := h.want(t, 200, ask{as: "client", method: "GET", path: path})
	if string(g.body) != pdf+"F1" {
		t.Errorf("original %q, want what came in", g.body)
	}
	if got := g.header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "sandbox") {
		t.Errorf("Content-Security-Policy %q, want a sandbox: a stranger made it", got)
	}
	if got := g.header.Get("Content-Disposition"); got != `inline; filename="invoice F1.pdf"` {
		t.Errorf("Content-Disposition %q", got)
	}
	g = h.want(t, 200, ask{as: "admin", method: "GET", path: path + "?download=true"})
	if got := g.header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("Content-Disposition of a download %q, want attachment", got)
	}
	g = h.want(t, http.StatusPartialContent, ask{as: "admin", method: "GET", path: path, headers: map[string]string{"Range": "bytes=0-3"}})
	if string(g.body) != "%PDF" {
		t.Errorf("first four bytes %q, want %%PDF", g.body)
	}
	g416 := h.want(t, http.StatusRequestedRangeNotSatisfiable, ask{as: "admin", method: "GET", path: path, headers: map[string]string{"Range": "bytes=99999-"}})
	isProblem(t, g416)
	if got, want := g416.header.Get("Content-Range"), fmt.Sprintf("bytes */%d", len(pdf+"F1")); got != want {
		t.Errorf("Content-Range %q of a range that is not there, want %q", got, want)
	}
	h.want(t, http.StatusNotModified, ask{as: "admin", method: "GET", path: path, headers: map[string]string{"If-None-Match": g.header.Get("ETag")}})
	for _, missing := range []string{"/archive", "/manifest", "/pages/2", "/pages/0"} {
		isProblem(t, h.want(t, 404, ask{as: "admin", method: "GET", path: "/api/v1/documents/" + id + missing}))
	}
}

func TestPageAndWords(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := string(h.document(t, h.admin, h.a.ID, "F1"))
	path := "/api/v1/documents/" + id + "/pages/1"
	g := h.want(t, 200, ask{as: "client", method: "GET", path: path})
	if !bytes.Equal(g.body, picture(t, "F1")) || g.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("page of %d bytes as %s, want the picture as image/jpeg", len(g.body), g.header.Get("Content-Type"))
	}
	h.want(t, http.StatusNotModified, ask{as: "client", method: "GET", path: path, headers: map[string]string{"If-None-Match": g.header.Get("ETag")}})
	h.want(t, http.StatusPartialContent, ask{as: "client", method: "GET", path: path, headers: map[string]string{"Range": "bytes=10-19"}})
	h.want(t, http.StatusUnprocessableEntity, ask{as: "client", method: "GET", path: path + "?width=9"})
	var words Words
	h.want(t, 200, ask{as: "client", method: "GET", path: path + "/words"}).into(t, &words)
	if len(words.Words) != 2 || words.Words[1].Text != "121,00" || words.Width != 595 {
		t.Errorf("words %+v, want two on a page 595 points wide", words)
	}
}
