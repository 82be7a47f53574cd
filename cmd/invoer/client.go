package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
)

// A remote is a running server, asked by its API.
type remote struct {
	url, token string
	http       *http.Client
}

func newRemote(a access) *remote {
	return &remote{url: strings.TrimSuffix(a.URL, "/") + "/api/v1", token: a.Token, http: &http.Client{}}
}

// A refusal is a server's answer that it does not do what it was asked.
type refusal struct{ api.Problem }

func (r *refusal) Error() string {
	return fmt.Sprintf("the server answers %d: %s (request %s)", r.Status, r.Detail, r.Request)
}

// do asks and decodes the answer into v. A server that is busy or away is asked
// again, for a while, when again can make the body anew.
func (r *remote) do(ctx context.Context, method, path string, query url.Values, body func() (io.ReadCloser, error), v any) error {
	for pause := 200 * time.Millisecond; ; pause *= 2 {
		err := r.once(ctx, method, path, query, body, v)
		if err == nil || ctx.Err() != nil || !passing(err) || pause > 10*time.Second {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// passing tells whether an error may be gone in a while.
func passing(err error) bool {
	var file *fs.PathError
	if errors.As(err, &file) {
		return false
	}
	refused, ok := err.(*refusal)
	if !ok {
		return true
	}
	return refused.Status == http.StatusTooManyRequests || refused.Status >= http.StatusInternalServerError
}

func (r *remote) once(ctx context.Context, method, path string, query url.Values, body func() (io.ReadCloser, error), v any) error {
	answer, err := r.send(ctx, method, path, query, body)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(v); err != nil {
		return fmt.Errorf("answer of %s: %w", path, err)
	}
	return nil
}

// send gives an answer of 2xx, whose body the caller closes.
func (r *remote) send(ctx context.Context, method, path string, query url.Values, body func() (io.ReadCloser, error)) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, r.url+path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: server: %w", invoer.ErrInvalid, err)
	}
	request.Header.Set("Authorization", "Bearer "+r.token)
	if body != nil {
		request.Header.Set("Content-Type", "application/octet-stream")
		if request.Body, err = body(); err != nil {
			return nil, err
		}
	}
	answer, err := r.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%w: server: %w", invoer.ErrUnavailable, err)
	}
	if answer.StatusCode >= 200 && answer.StatusCode < 300 {
		return answer, nil
	}
	defer answer.Body.Close()
	refused := &refusal{api.Problem{Status: answer.StatusCode, Detail: http.StatusText(answer.StatusCode)}}
	_ = json.NewDecoder(answer.Body).Decode(&refused.Problem) // a proxy answers in its own words: the status says enough
	refused.Status = answer.StatusCode
	return nil, refused
}
