package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/invoer/invoer"
)

// A visit is what the log gets to know of one request.
type visit struct {
	number string
	err    error
}

type visitKey struct{}

// RequestNumber is the number of the request that ctx belongs to; empty
// outside of one.
func RequestNumber(ctx context.Context) string {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v.number
	}
	return ""
}

// Note remembers why a request failed for its line in the log.
func (s *Server) Note(r *http.Request, err error) {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok && v.err == nil {
		v.err = err
	}
}

// Handler is all routes with what stands around each: a number, patience,
// headers, a line in the log, and a net below it.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{number: rand.Text()[:12]}
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		answer := &answer{ResponseWriter: w}
		began := s.Now()
		defer func() { s.log(r, v, answer, s.Now().Sub(began)) }()
		defer s.catch(answer, r)
		s.dress(answer.Header(), v.number)
		patience := s.patience(w)
		patience.write()
		if s.Elsewhere != nil && s.Elsewhere(r) {
			s.SendProblem(answer, r, WithStatus(http.StatusMisdirectedRequest, errElsewhere))
			return
		}
		r.Body = &patientBody{patience, r.Body}
		s.Mux.ServeHTTP(answer, r)
	})
}

var errElsewhere = fmt.Errorf("%w: this process does not do that part of the work; ask another one (--parts)", invoer.ErrUnavailable)

// catch turns a panic into an error of one request.
func (s *Server) catch(w *answer, r *http.Request) {
	fault := recover()
	if fault == nil {
		return
	}
	if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(fault) // the connection is to be cut
	}
	err := fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
	if w.status == 0 {
		s.SendProblem(w, r, err)
		return
	}
	s.Note(r, err)
	panic(http.ErrAbortHandler) // half an answer must not look whole
}

// dress sets the headers of every answer. Pages load from here only, run no
// script that does not come from here, and are shown in nobody's frame.
func (s *Server) dress(h http.Header, number string) {
	h.Set("X-Request-Id", number)
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=()")
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// log writes a request's one line. The route stands there in place of the
// address: what people search for is theirs.
func (s *Server) log(r *http.Request, v *visit, w *answer, took time.Duration) {
	attrs := []slog.Attr{
		slog.String("request", v.number), slog.String("route", r.Pattern), slog.Int("status", w.status),
		slog.Int64("bytes", w.bytes), slog.Int64("ms", took.Milliseconds()),
	}
	level := levelOf(v.err)
	if level > slog.LevelInfo {
		attrs = append(attrs, slog.String("err", v.err.Error()))
	}
	s.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// levelOf is how loud an error is told: what is the callers' fault stands in
// their answer, what is the house's only in the log.
func levelOf(err error) slog.Level {
	switch status := StatusOf(err); {
	case status == http.StatusServiceUnavailable:
		return slog.LevelWarn
	case status >= http.StatusInternalServerError:
		return slog.LevelError
	}
	return slog.LevelInfo
}

// An answer notes what was sent.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write counts.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
