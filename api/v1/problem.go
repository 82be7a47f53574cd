package v1

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/invoer/invoer/api"
)

// A Problem is an error of the API (RFC 9457).
type Problem struct {
	api.Problem
	hints http.Header
}

// Error is the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are the headers that come with it.
func (p *Problem) GetHeaders() http.Header { return p.hints }

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// refuse turns an error of the house into a problem, and leaves it for the log.
func (v *V1) refuse(c call, err error) error {
	v.Note(c.r, err)
	p := &Problem{Problem: api.ProblemOf(c.r.Context(), err), hints: http.Header{}}
	v.Hints(p.hints, err)
	return p
}

// problemIn is what huma itself has to say of a request.
func problemIn(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
	if ctx == nil {
		return problemOutside(status, message, errs...)
	}
	r, _ := humago.Unwrap(ctx)
	return problem(r.Context(), status, message, errs)
}

func problemOutside(status int, message string, errs ...error) huma.StatusError {
	return problem(context.Background(), status, message, errs)
}

func problem(ctx context.Context, status int, message string, errs []error) huma.StatusError {
	p := api.ProblemOf(ctx, api.WithStatus(status, fmt.Errorf("%s", message)))
	for _, err := range errs {
		detail, ok := err.(huma.ErrorDetailer)
		if !ok {
			p.Errors = append(p.Errors, api.Mistake{Rule: err.Error()})
			continue
		}
		d := detail.ErrorDetail()
		p.Errors = append(p.Errors, api.Mistake{Field: d.Location, Rule: d.Message})
	}
	return &Problem{Problem: p}
}
