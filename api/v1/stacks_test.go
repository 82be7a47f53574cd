package v1

import (
	"net/http"
	"testing"
)

// TestStack reads a stack, cuts nothing that is not there, and undoes nothing
// that was not done.
func TestStack(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.document(t, h.admin, h.a.ID, "7001")
	view, err := h.store.Document(t.Context(), h.admin, id)
	if err != nil {
		t.Fatal(err)
	}
	path := "/api/v1/deliveries/" + string(view.Delivery) + "/stack"
	var s Stack
	h.want(t, http.StatusOK, ask{as: "admin", method: "GET", path: path}).into(t, &s)
	inDocuments := 0
	for _, d := range s.Documents {
		inDocuments += len(d.Pages)
	}
	if inDocuments == 0 || inDocuments+s.Separators+s.Blanks+s.PutAside != s.Pages {
		t.Errorf("%d pages in documents, %+v: want as many as came in", inDocuments, s)
	}
	whatever := map[string]string{"If-Match": "*"}
	for _, c := range map[string]struct {
		body map[string]any
		want int
	}{
		"cut before its first page": {map[string]any{"action": "cut", "document": id, "page": 1}, http.StatusUnprocessableEntity},
		"no such action":            {map[string]any{"action": "burn"}, http.StatusUnprocessableEntity},
	} {
		h.want(t, c.want, ask{as: "admin", method: "POST", path: path, body: c.body, headers: whatever})
	}
	turn := ask{as: "admin", method: "POST", path: path, body: map[string]any{"action": "turn", "document": id, "page": 1, "degrees": 90}}
	h.want(t, http.StatusPreconditionRequired, turn)
	turn.headers = map[string]string{"If-Match": `"` + s.Version + `"`}
	turned := h.want(t, http.StatusOK, turn)
	isProblem(t, h.want(t, http.StatusPreconditionFailed, turn))
	undo := ask{as: "accountant", method: "POST", path: path, body: map[string]any{"action": "undo"}, headers: map[string]string{"If-Match": turned.header.Get("ETag")}}
	h.want(t, http.StatusOK, undo).into(t, &s)
	if s.Documents[0].Pages[0].Turn != 0 || len(s.History) != 2 || !s.History[1].Undone {
		t.Errorf("after a turn and its undoing %+v, want no turn and both in the history", s)
	}
	h.want(t, http.StatusPreconditionFailed, undo)
	undo.headers = whatever
	h.want(t, http.StatusNotFound, undo)
	h.want(t, http.StatusNotFound, ask{as: "admin", method: "GET", path: "/api/v1/deliveries/none/stack"})
	h.want(t, http.StatusNotFound, ask{as: "admin", method: "POST", path: "/api/v1/deliveries/none/stack", body: map[string]any{"action": "undo"}, headers: whatever})
}
