package v1

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage/blobs"
)

// begin begins an upload and gives its path.
func (h *house) begin(t *testing.T, size int) string {
	t.Helper()
	g := h.want(t, http.StatusCreated, ask{as: "admin", method: "POST", path: "/api/v1/uploads", headers: map[string]string{
		"Tus-Resumable": "1.0.0", "Upload-Length": strconv.Itoa(size),
		"Upload-Metadata": "filename " + base64.StdEncoding.EncodeToString([]byte("bill.pdf")) + ",client " + base64.StdEncoding.EncodeToString([]byte("A")),
	}})
	return g.header.Get("Location")
}

// offset asks how far an upload is.
func (h *house) offset(t *testing.T, path string) int {
	t.Helper()
	g := h.want(t, http.StatusOK, ask{as: "admin", method: "HEAD", path: path, headers: map[string]string{"Tus-Resumable": "1.0.0"}})
	n, err := strconv.Atoi(g.header.Get("Upload-Offset"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func piece(path string, at int, body string) ask {
	return ask{as: "admin", method: "PATCH", path: path, media: "application/offset+octet-stream", body: strings.NewReader(body), headers: map[string]string{
		"Tus-Resumable": "1.0.0", "Upload-Offset": strconv.Itoa(at),
	}}
}

// half sends a request for the whole of body whose line ends, or goes dead
// without ending, after so many bytes of it.
func (h *house) half(t *testing.T, path, body string, bytes int, dead bool) {
	t.Helper()
	line, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(line, "PATCH %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n\r\n%s",
		path, h.tokens["admin"], len(body), body[:bytes])
	if dead {
		t.Cleanup(func() { line.Close() })
		return
	}
	line.Close()
}

// A line that is cut anywhere, or goes dead, costs nothing but what was on its
// way: whoever comes next goes on where it stood, and it is one delivery.
func TestUploadGoesOn(t *testing.T) {
	t.Parallel()
	h := open(t)
	body := func(name string) string { return pdf + name + strings.Repeat("x", 100_000) }
	size := len(body(""))
	cases := map[string]struct {
		bytes int
		dead  bool
	}{
		"cut before the first byte": {0, false}, "cut in the middle": {size / 2, false}, "cut near the end": {size * 99 / 100, false},
		"cut after the last byte": {size, false}, "dead in the middle": {size / 2, true}, "dead before the first byte": {0, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := body(name)
			path := h.begin(t, len(body))
			h.half(t, path, body, c.bytes, c.dead)
			at := h.offset(t, path)
			if at > c.bytes {
				t.Fatalf("%d bytes are there, want at most the %d that were sent", at, c.bytes)
			}
			for tries := 0; at < len(body) && tries < 5; tries++ {
				g := h.do(t, piece(path, at, body[at:]))
				at = h.offset(t, path)
				if g.status != http.StatusNoContent && g.status != http.StatusConflict {
					t.Fatalf("going on at %d: %d %s", at, g.status, g.body)
				}
			}
			h.isOneDelivery(t, path, body)
		})
	}
}

// isOneDelivery sends an empty last piece, as one who heard no answer does, and
// looks at what became of it.
func (h *house) isOneDelivery(t *testing.T, path, body string) {
	t.Helper()
	g := h.want(t, http.StatusNoContent, piece(path, len(body), ""))
	var d Delivery
	h.want(t, 200, ask{as: "admin", method: "GET", path: "/api/v1/deliveries/" + g.header.Get("Invoer-Delivery")}).into(t, &d)
	if len(d.Parts) != 1 || d.Parts[0].Outcome != invoer.Taken || d.Parts[0].Size != int64(len(body)) || d.Parts[0].Name != "bill.pdf" || d.Client != h.a.ID {
		t.Errorf("the delivery is %+v, want one part of %d bytes for client A", d, len(body))
	}
	again := h.want(t, http.StatusNoContent, piece(path, len(body), ""))
	if first, second := g.header.Get("Invoer-Delivery"), again.header.Get("Invoer-Delivery"); first != second {
		t.Errorf("asked again it is delivery %s, want %s", second, first)
	}
}

// When all bytes are there and the house then fails, the retry finishes it.
func TestUploadWhoseEndFailed(t *testing.T) {
	t.Parallel()
	h := open(t)
	body := pdf + "end"
	path := h.begin(t, len(body))
	whole := h.gate.Blobs
	h.gate.Blobs = away{whole}
	h.want(t, http.StatusServiceUnavailable, piece(path, 0, body))
	ask := ask{as: "admin", method: "HEAD", path: path, headers: map[string]string{"Tus-Resumable": "1.0.0"}}
	h.want(t, http.StatusServiceUnavailable, ask) // for most clients all is done once the offset is the length
	h.gate.Blobs = whole
	if g := h.want(t, http.StatusOK, ask); g.header.Get("Upload-Offset") != strconv.Itoa(len(body)) || g.header.Get("Invoer-Delivery") == "" {
		t.Fatalf("asked how far it is, it says %v, want all of it and its delivery", g.header)
	}
	h.isOneDelivery(t, path, body)
}

// A sender who never comes back handed in what came whole: it is delivered without
// him, in his name, and is not thrown away before.
func TestUploadWhoseSenderWent(t *testing.T) {
	t.Parallel()
	h := open(t)
	body := pdf + "went"
	path := h.begin(t, len(body))
	whole := h.gate.Blobs
	h.gate.Blobs = away{whole}
	h.want(t, http.StatusServiceUnavailable, piece(path, 0, body))
	h.gate.Blobs = whole
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.server.DeliverUploads(ctx) }()
	var list struct{ Items []Delivery }
	for range 600 {
		if h.want(t, 200, ask{as: "admin", method: "GET", path: "/api/v1/deliveries"}).into(t, &list); len(list.Items) > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil || len(list.Items) != 1 {
		t.Fatalf("%d deliveries, %v; want one", len(list.Items), err)
	}
	h.isOneDelivery(t, path, body)
}

// A file without bytes is a delivery at once: no piece of it comes.
func TestUploadOfNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := h.begin(t, 0)
	g := h.want(t, 200, ask{as: "admin", method: "HEAD", path: path, headers: map[string]string{"Tus-Resumable": "1.0.0"}})
	var d Delivery
	h.want(t, 200, ask{as: "admin", method: "GET", path: "/api/v1/deliveries/" + g.header.Get("Invoer-Delivery")}).into(t, &d)
	if len(d.Parts) != 1 || d.Parts[0].Reason.Code != "empty" {
		t.Errorf("its ledger is %+v, want one part that is empty", d.Parts)
	}
}

// Who can only send POST says in a field what he means, and hears until when he may
// go on.
func TestUploadByPostAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := h.begin(t, 10)
	sent := piece(path, 0, "0123")
	sent.method, sent.headers["X-HTTP-Method-Override"] = "POST", "PATCH"
	g := h.want(t, http.StatusNoContent, sent)
	until, err := http.ParseTime(g.header.Get("Upload-Expires"))
	if g.header.Get("Upload-Offset") != "4" || err != nil || time.Until(until) < 24*time.Hour {
		t.Errorf("answer %v, want four bytes and more than a day to go on", g.header)
	}
}

// away is a blob store that does not answer.
type away struct{ intake.Blobs }

func (away) Write(context.Context, invoer.OfficeID, io.Reader, int64) (blobs.Stored, error) {
	return blobs.Stored{}, fmt.Errorf("%w: blob store", invoer.ErrUnavailable)
}

func TestTusSaysNo(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := h.begin(t, 10)
	with := func(a ask, name, value string) ask {
		a.headers = map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Upload-Length": "10", name: value}
		return a
	}
	post, patch := ask{as: "admin", method: "POST", path: "/api/v1/uploads"}, piece(path, 0, "0123")
	patch.body = nil
	other := patch
	other.as = "client"
	none := patch
	none.media = "text/plain"
	cases := map[string]struct {
		ask    ask
		status int
	}{
		"another version":          {with(post, "Tus-Resumable", "0.2.2"), http.StatusPreconditionFailed},
		"no length":                {with(post, "Upload-Length", ""), http.StatusBadRequest},
		"a length below nothing":   {with(post, "Upload-Length", "-1"), http.StatusUnprocessableEntity},
		"too long":                 {with(post, "Upload-Length", "99999999999"), http.StatusRequestEntityTooLarge},
		"metadata that is none":    {with(post, "Upload-Metadata", "filename %%%"), http.StatusBadRequest},
		"a client that is nobody":  {with(post, "Upload-Metadata", "client Tk9CT0RZ"), http.StatusUnprocessableEntity},
		"a piece at another place": {with(patch, "Upload-Offset", "5"), http.StatusConflict},
		"a piece of another type":  {with(none, "X", ""), http.StatusUnsupportedMediaType},
		"somebody else's upload":   {with(other, "X", ""), http.StatusNotFound},
		"no such upload":           {with(ask{as: "admin", method: "HEAD", path: "/api/v1/uploads/none"}, "X", ""), http.StatusNotFound},
		"no token":                 {with(ask{method: "POST", path: "/api/v1/uploads"}, "X", ""), http.StatusUnauthorized},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { h.want(t, c.status, c.ask) })
	}
	g := h.want(t, http.StatusNoContent, ask{method: "OPTIONS", path: "/api/v1/uploads"})
	if got := g.header.Get("Tus-Extension"); got != "creation,expiration,termination" {
		t.Errorf("extensions %q", got)
	}
	h.want(t, http.StatusNoContent, with(ask{as: "admin", method: "DELETE", path: path}, "X", ""))
	h.want(t, http.StatusNotFound, with(ask{as: "admin", method: "HEAD", path: path}, "X", ""))
}
