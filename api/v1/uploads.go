package v1

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
)

// tus takes uploads in pieces. It is no operation of the OpenAPI document: what
// its headers mean is the tus protocol's to say.
func (v *V1) tus(w http.ResponseWriter, r *http.Request) {
	sending, err := v.sender(r)
	if err == nil {
		err = v.Tus(w, r, sending, prefix+"/uploads/", r.PathValue("id"))
	}
	if err != nil {
		v.SendProblem(w, r, err)
	}
}

// sender is who sends pieces; what the protocol can do may be asked by anybody.
func (v *V1) sender(r *http.Request) (api.Sending, error) {
	if r.Method == http.MethodOptions {
		return api.Sending{}, nil
	}
	_, bearer, err := v.bearer(r)
	if err != nil {
		return api.Sending{}, err
	}
	if !slices.Contains(bearer.Scopes, "ingest") {
		return api.Sending{}, fmt.Errorf("%w: this token does not have the scope %q", invoer.ErrForbidden, "ingest")
	}
	from, err := v.Store.User(r.Context(), bearer.Scope, bearer.Scope.User)
	if err != nil {
		return api.Sending{}, fmt.Errorf("who sends: %w", err)
	}
	return api.Sending{Who: bearer.Scope, From: from.Name}, nil
}
