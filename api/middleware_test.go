package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A book is what was logged.
type book struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *book) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.String()
}

func TestRequests(t *testing.T) {
	t.Parallel()
	var log book
	h := open(t, func(s *Settings) { s.Log, s.Secure = slog.New(slog.NewTextHandler(&log, nil)), true })
	h.Mux.HandleFunc("GET /fine", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "fine") })
	h.Mux.HandleFunc("GET /panic/{id}", func(http.ResponseWriter, *http.Request) { panic("a mistake") })
	h.Mux.HandleFunc("GET /half", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, strings.Repeat("half", 10_000))
		panic("too late")
	})
	get := func(path string) (*http.Response, string, error) {
		answer, err := http.Get(h.web.URL + path)
		if err != nil {
			return nil, "", err
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		return answer, string(text), err
	}
	answer, text, err := get("/fine?q=secret+words")
	if err != nil || text != "fine" {
		t.Fatalf("%q, %v", text, err)
	}
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Strict-Transport-Security", "X-Request-Id"} {
		if answer.Header.Get(name) == "" {
			t.Errorf("header %s is missing", name)
		}
	}
	answer, text, err = get("/panic/7")
	var p Problem
	if err != nil || json.Unmarshal([]byte(text), &p) != nil || answer.StatusCode != 500 || strings.Contains(text, "a mistake") || p.Request != answer.Header.Get("X-Request-Id") {
		t.Errorf("a panic: %s (%v), want a problem of status 500 that tells nothing", text, err)
	}
	if _, _, err := get("/half"); err == nil {
		t.Error("half an answer looked whole")
	}
	if _, _, err := get("/fine"); err != nil {
		t.Errorf("after panics: %v", err)
	}
	logged := log.text()
	if strings.Contains(logged, "secret") || strings.Contains(logged, "/panic/7") {
		t.Errorf("the log has what people ask for:\n%s", logged)
	}
	if !strings.Contains(logged, "a mistake") || !strings.Contains(logged, p.Request) || strings.Count(logged, "msg=request") != 4 {
		t.Errorf("log, want one line a request and the panic under its number:\n%s", logged)
	}
}

func TestStatusOf(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		err  error
		want int
	}{
		"nothing":               {nil, 200},
		"not found":             {fmt.Errorf("document: %w", invoer.ErrNotFound), 404},
		"conflict":              {invoer.ErrConflict, 409},
		"forbidden":             {invoer.ErrForbidden, 403},
		"invalid":               {invoer.ErrInvalid, 422},
		"unreadable":            {invoer.Unread(invoer.CodeDamaged, "x"), 422},
		"away":                  {invoer.ErrUnavailable, 503},
		"throttled":             {fmt.Errorf("sign-in: %w", &storage.Throttled{Until: time.Now()}), 429},
		"too large a body":      {fmt.Errorf("%w: %w", invoer.ErrInvalid, &http.MaxBytesError{}), 413},
		"a status of its own":   {fmt.Errorf("x: %w", WithStatus(412, invoer.ErrConflict)), 412},
		"nobody knows the kind": {errors.New("x"), 500},
	}
	for name, c := range cases {
		if got := StatusOf(c.err); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	full := fmt.Errorf("%w: keeping a part: %w", invoer.ErrUnavailable, syscall.ENOSPC)
	if p := ProblemOf(t.Context(), full); p.Status != 503 || !strings.Contains(p.Detail, "make room") {
		t.Errorf("a full disk: %d %q, want 503 and what to do", p.Status, p.Detail)
	}
	for err, want := range map[error]slog.Level{full: slog.LevelWarn, errors.New("x"): slog.LevelError, invoer.ErrNotFound: slog.LevelInfo} {
		if got := levelOf(err); got != want {
			t.Errorf("%v is told as %v, want %v", err, got, want)
		}
	}
	p := ProblemOf(t.Context(), errors.New("password of the database is hunter2"))
	if strings.Contains(p.Detail, "hunter2") {
		t.Errorf("detail of the house's own fault: %q, want nothing of it", p.Detail)
	}
	if p := ProblemOf(t.Context(), invoer.Unread(invoer.CodeTooLarge, "too large")); p.Status != 413 || p.Code != "too_large" {
		t.Errorf("too large: %d %s, want 413 too_large", p.Status, p.Code)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	want := func(path string, status int) {
		t.Helper()
		answer, err := http.Get(h.web.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, answer.StatusCode, status)
		}
	}
	want("/healthz", 200)
	want("/readyz", 200)
	h.Store.Close()
	want("/healthz", 200)
	want("/readyz", 503)
}

func TestSafeName(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"invoice.pdf": "invoice.pdf", "../../etc/passwd": "passwd", `C:\x\a.pdf`: "a.pdf", "a\r\nSet-Cookie: x.pdf": "a__Set-Cookie_ x.pdf",
		`a"b.pdf`: "a_b.pdf", "..": "document", "": "document", "factuur é.pdf": "factuur é.pdf", "x\u202efdp.exe": "x_fdp.exe",
	}
	for name, want := range cases {
		if got := safeName(name); got != want {
			t.Errorf("safeName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestABodyThatIsCutIsTheCallersFault(t *testing.T) {
	t.Parallel()
	s := &Server{Settings: Settings{Now: time.Now}}
	body := &patientBody{s.patience(httptest.NewRecorder()), io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF))}
	_, err := io.ReadAll(body)
	if got := StatusOf(fmt.Errorf("receiving part 1: %w", err)); got != http.StatusBadRequest || levelOf(err) != slog.LevelInfo {
		t.Errorf("%v means %d, told as %v; want 400 and no alarm", err, got, levelOf(err))
	}
}
