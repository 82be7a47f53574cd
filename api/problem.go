package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"syscall"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
)

// A Problem is an error as callers see it (RFC 9457).
type Problem struct {
	Type    string    `json:"type"`
	Title   string    `json:"title"`
	Status  int       `json:"status"`
	Detail  string    `json:"detail"`
	Request string    `json:"request"` // its number, to find it in the log
	Code    string    `json:"code,omitempty"`
	Errors  []Mistake `json:"errors"`
}

// A Mistake is one thing that is wrong in a request.
type Mistake struct {
	Field string `json:"field"`
	Rule  string `json:"rule"`
}

// statuses is what each kind of error means in HTTP.
var statuses = []struct {
	kind   error
	status int
}{
	{invoer.ErrNotFound, http.StatusNotFound},
	{invoer.ErrConflict, http.StatusConflict},
	{invoer.ErrForbidden, http.StatusForbidden},
	{invoer.ErrUnreadable, http.StatusUnprocessableEntity},
	{invoer.ErrUnavailable, http.StatusServiceUnavailable},
	{invoer.ErrInvalid, http.StatusUnprocessableEntity},
	{context.DeadlineExceeded, http.StatusServiceUnavailable},
	{context.Canceled, statusGone},
}

// statusGone is noted when the caller left before he was answered; nobody sees
// it.
const statusGone = 499

// A statusError is an error whose status says more than its kind.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

// WithStatus gives an error a status of its own.
func WithStatus(status int, err error) error { return &statusError{status, err} }

// StatusOf is the HTTP status that an error means; 200 for nil.
func StatusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	var own *statusError
	if errors.As(err, &own) {
		return own.status
	}
	var throttled *storage.Throttled
	var full *intake.DayFull
	if errors.As(err, &throttled) || errors.As(err, &full) {
		return http.StatusTooManyRequests
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	for _, s := range statuses {
		if errors.Is(err, s.kind) {
			return s.status
		}
	}
	return http.StatusInternalServerError
}

// ProblemOf is an error as callers see it. Of errors that are the house's own
// fault they get no more than the request's number.
func ProblemOf(ctx context.Context, err error) Problem {
	p := Problem{Type: "about:blank", Status: StatusOf(err), Request: RequestNumber(ctx), Errors: []Mistake{}}
	p.Title, p.Detail = http.StatusText(p.Status), err.Error()
	var unreadable *invoer.Unreadable
	if errors.As(err, &unreadable) {
		p.Code, p.Detail = string(unreadable.Code), unreadable.Detail
		if unreadable.Code == invoer.CodeTooLarge {
			p.Status, p.Title = http.StatusRequestEntityTooLarge, http.StatusText(http.StatusRequestEntityTooLarge)
		}
	}
	var full *intake.DayFull
	if errors.As(err, &full) {
		p.Detail = full.Error()
	}
	var wrong *invoer.Mistake
	if errors.As(err, &wrong) {
		p.Errors = append(p.Errors, Mistake{Field: wrong.Field, Rule: wrong.Err.Error()})
	}
	switch {
	case p.Status == http.StatusNotFound:
		p.Detail = "there is no such thing, or it is not yours to see"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		p.Detail = "the disk of the server is full; whoever looks after it must make room, then send this again"
	case p.Status == http.StatusServiceUnavailable:
		p.Detail = "a part of the house does not answer; try again in a while"
	case p.Status >= http.StatusInternalServerError:
		p.Detail = "something went wrong here; the log has it under this request's number"
	}
	return p
}

// SendProblem answers with an error and notes it for the log.
func (s *Server) SendProblem(w http.ResponseWriter, r *http.Request, err error) {
	s.Note(r, err)
	s.Hints(w.Header(), err)
	p := ProblemOf(r.Context(), err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the caller has gone: nobody to tell
}

// Hints sets the headers that an error brings with it.
func (s *Server) Hints(h http.Header, err error) {
	var throttled *storage.Throttled
	if errors.As(err, &throttled) {
		h.Set("Retry-After", strconv.Itoa(max(1, int(throttled.Until.Sub(s.Now()).Seconds()+0.999))))
	}
	var full *intake.DayFull
	if errors.As(err, &full) {
		h.Set("Retry-After", strconv.Itoa(int(full.After.Seconds())))
	}
	switch StatusOf(err) {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="invoer"`)
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "5")
	}
}
