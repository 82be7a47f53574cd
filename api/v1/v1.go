// Package v1 is the API for machines: JSON over HTTP under /api/v1, described
// by an OpenAPI 3.1 document that is written from this code.
//
// It promises what that document says: the same names as the reading contract,
// lists as {"items", "next"}, errors as RFC 9457 problems, and that nobody is
// overwritten who was faster (If-Match). It refuses requests without a token
// that has the right scope, and fields that it does not know; it does not tell
// what belongs to others from what does not exist.
package v1

import (
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/invoer/invoer/api"
)

// prefix stands before every path.
const prefix = "/api/v1"

// A V1 is the API on a server.
type V1 struct {
	*api.Server
	huma huma.API
}

// Register puts the API on the server's mux.
func Register(s *api.Server) *V1 {
	answerWithProblems()
	v := &V1{Server: s, huma: humago.New(s.Mux, config())}
	v.routes()
	s.Mux.HandleFunc(prefix+"/uploads", v.tus)
	s.Mux.HandleFunc(prefix+"/uploads/{id}", v.tus)
	s.Mux.HandleFunc(prefix+"/", func(w http.ResponseWriter, r *http.Request) {
		s.SendProblem(w, r, s.Nowhere(w.Header(), r))
	})
	return v
}

// answerWithProblems makes huma's own refusals our problems: it keeps that for the
// whole program, so servers of one process must not set it beside each other.
var answerWithProblems = sync.OnceFunc(func() {
	huma.NewErrorWithContext = problemIn
	huma.NewError = problemOutside
})

func config() huma.Config {
	c := huma.DefaultConfig("invoer", "1")
	c.Info.Description = "Purchase invoices: hand documents in, see what was read, correct, approve, fetch originals and archive copies, follow what happens."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = prefix+"/openapi", "", ""
	c.CreateHooks = nil // no $schema in answers
	c.RejectUnknownQueryParameters = true
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", Description: "An API token (inv_…), made in the portal, by POST " + prefix + "/tokens or by `invoer token add`."},
	}
	return c
}

// OpenAPI is the API's description as it is served.
func (v *V1) OpenAPI() ([]byte, error) { return v.huma.OpenAPI().MarshalJSON() }
