package v1

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// A route is one line of the table of contents.
type route struct {
	method, path string
	scope        string // that a token must have; empty: any
	name         string // of the operation
	summary      string
	status       int // of success; 0: 200, or 204 where there is nothing to say
}

// A call is one request and who sent it. who is the identity of every call
// into storage.
type call struct {
	who    invoer.Scope
	secret string
	w      http.ResponseWriter
	r      *http.Request
}

type callKey struct{}

// add registers a handler.
func add[I, O any](v *V1, r route, handle func(context.Context, call, *I) (*O, error)) {
	register(v, v.operation(r), handle)
}

func register[I, O any](v *V1, op huma.Operation, handle func(context.Context, call, *I) (*O, error)) {
	huma.Register(v.huma, op, func(ctx context.Context, in *I) (*O, error) {
		c := ctx.Value(callKey{}).(call) // admit has put it there
		out, err := handle(ctx, c, in)
		if err != nil {
			return nil, v.refuse(c, errors.Join(err, v.noteGuess(ctx, c, op.Path, err)))
		}
		return out, nil
	})
}

// noteGuess notes who asks by identifier for what he may not see, or what does
// not exist, as the portal does.
func (v *V1) noteGuess(ctx context.Context, c call, pattern string, err error) error {
	id, parsed := invoer.ParseID[invoer.DocumentID](c.r.PathValue("id"))
	if !errors.Is(err, invoer.ErrNotFound) || parsed != nil {
		return nil
	}
	return v.Store.NoteGuess(ctx, c.who, c.r.Method+" "+pattern, string(id))
}

func (v *V1) operation(r route) huma.Operation {
	return huma.Operation{
		OperationID: r.name, Method: r.method, Path: prefix + r.path, Summary: r.summary, DefaultStatus: r.status,
		Security:    []map[string][]string{{"bearer": {r.scope}}},
		Middlewares: huma.Middlewares{v.admit(r.scope)},
	}
}

// admit lets those in whose token has the scope. huma knows no handlers with an
// identity, so it travels in the context from here to register, and no further.
func (v *V1) admit(scope string) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		secret, bearer, err := v.bearer(r)
		if err == nil && scope != "" && !slices.Contains(bearer.Scopes, scope) {
			err = fmt.Errorf("%w: this token does not have the scope %q", invoer.ErrForbidden, scope)
		}
		if err != nil {
			v.SendProblem(w, r, err)
			return
		}
		next(huma.WithValue(ctx, callKey{}, call{bearer.Scope, secret, w, r}))
	}
}

func (v *V1) bearer(r *http.Request) (secret string, bearer storage.Bearer, err error) {
	kind, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "bearer") || secret == "" {
		return "", storage.Bearer{}, api.WithStatus(http.StatusUnauthorized, fmt.Errorf("%w: want the header Authorization: Bearer with an API token", invoer.ErrForbidden))
	}
	bearer, err = v.Store.IdentifyToken(r.Context(), strings.TrimSpace(secret))
	if api.StatusOf(err) == http.StatusForbidden {
		err = api.WithStatus(http.StatusUnauthorized, fmt.Errorf("%w: this API token is unknown or was revoked", invoer.ErrForbidden))
	}
	return secret, bearer, err
}
