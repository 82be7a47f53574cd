package v1

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer/api"
)

// A path that has other methods says which; one that nobody knows is not found.
func TestOtherMethods(t *testing.T) {
	t.Parallel()
	h := open(t)
	g := h.want(t, http.StatusMethodNotAllowed, ask{as: "admin", method: "PUT", path: "/api/v1/deliveries"})
	isProblem(t, g)
	if got := g.header.Get("Allow"); got != "GET, POST" {
		t.Errorf("Allow %q, want GET, POST", got)
	}
	isProblem(t, h.want(t, http.StatusNotFound, ask{as: "admin", method: "PUT", path: "/api/v1/nothing"}))
}

// What is wrong with a field is said under its name, wherever it is found out.
func TestMistakesNameTheirField(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := string(h.document(t, h.admin, h.a.ID, "F1"))
	cases := map[string]struct {
		ask   ask
		field string
	}{
		"a value that is none":         {ask{method: "PATCH", path: "/api/v1/documents/" + id + "/fields", body: json.RawMessage(`{"invoice_date": "yesterday"}`)}, "invoice_date"},
		"a field that there is not":    {ask{method: "PATCH", path: "/api/v1/documents/" + id + "/fields", body: json.RawMessage(`{"colour": "red"}`)}, "colour"},
		"a client that is nobody":      {ask{method: "PUT", path: "/api/v1/documents/" + id + "/client", body: json.RawMessage(`{"client": "NOBODY"}`)}, "client"},
		"a place in no list":           {ask{method: "GET", path: "/api/v1/documents?after=rubbish"}, "after"},
		"a place in another list":      {ask{method: "GET", path: "/api/v1/users?after=" + id}, "after"},
		"a place of no delivery":       {ask{method: "GET", path: "/api/v1/deliveries?after=rubbish"}, "after"},
		"a delivery that is none":      {ask{method: "GET", path: "/api/v1/documents?delivery=rubbish"}, "delivery"},
		"a webhook into our own house": {ask{method: "POST", path: "/api/v1/webhooks", body: json.RawMessage(`{"url": "http://127.0.0.1/"}`)}, "url"},
		"a kind of event that is none": {ask{method: "POST", path: "/api/v1/webhooks", body: json.RawMessage(`{"url": "https://example.test/", "kinds": ["document.eaten"]}`)}, "kinds"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			c.ask.as, c.ask.headers = "admin", map[string]string{"If-Match": "*", "Content-Type": "application/json"}
			var p api.Problem
			h.want(t, http.StatusUnprocessableEntity, c.ask).into(t, &p)
			var got []string
			for _, e := range p.Errors {
				got = append(got, e.Field)
			}
			if diff := cmp.Diff([]string{c.field}, got); diff != "" {
				t.Errorf("fields named (-want +got):\n%s\n%+v", diff, p)
			}
		})
	}
}
