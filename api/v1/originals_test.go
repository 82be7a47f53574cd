package v1

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// TestOriginals joins a document to another as a person says, asks both for
// what came in of them, and takes it apart again.
func TestOriginals(t *testing.T) {
	t.Parallel()
	h := open(t)
	one, two := h.document(t, h.admin, h.a.ID, "O1"), h.document(t, h.admin, h.a.ID, "O2")
	elsewhere := h.document(t, h.admin, h.b.ID, "O3")
	path := func(id invoer.DocumentID, what string) string { return "/api/v1/documents/" + string(id) + what }
	join := func(as string, to invoer.DocumentID) ask {
		return ask{as: as, method: "POST", path: path(two, "/join"), body: map[string]any{"document": to}, headers: map[string]string{"If-Match": "*"}}
	}
	apart := ask{as: "accountant", method: "POST", path: path(two, "/separate"), headers: map[string]string{"If-Match": "*"}}

	h.want(t, http.StatusUnprocessableEntity, join("accountant", two))
	h.want(t, http.StatusUnprocessableEntity, join("accountant", elsewhere))
	h.want(t, http.StatusForbidden, join("client", one))
	h.want(t, http.StatusConflict, apart)
	h.want(t, http.StatusPreconditionRequired, ask{as: "accountant", method: "POST", path: path(two, "/join"), body: map[string]any{"document": one}})

	var doc Document
	h.want(t, http.StatusOK, join("accountant", one)).into(t, &doc)
	if doc.JoinedTo != one || doc.Status != invoer.StatusJoined {
		t.Errorf("after joining it is %s, of %q; want an original of %s", doc.Status, doc.JoinedTo, one)
	}
	for _, asked := range []invoer.DocumentID{one, two} {
		var all List[Original]
		h.want(t, http.StatusOK, ask{as: "client", method: "GET", path: path(asked, "/originals")}).into(t, &all)
		var got []string
		for _, o := range all.Items {
			got = append(got, string(o.Document)+" "+o.Why)
			if o.File.SHA256 == "" || o.Door != invoer.DoorUpload || o.First != (o.Document == one) || (o.Joined == "") != o.First {
				t.Errorf("original %+v, want its file, its door, and when it was joined unless it is the first", o)
			}
		}
		if diff := cmp.Diff([]string{string(one) + " ", string(two) + " " + invoer.JoinedByHand}, got); diff != "" {
			t.Errorf("originals (-want +got):\n%s", diff)
		}
	}
	h.want(t, http.StatusNotFound, ask{as: "client b", method: "GET", path: path(one, "/originals")})
	h.want(t, http.StatusForbidden, ask{as: "client", method: "POST", path: apart.path, headers: apart.headers})

	doc = Document{}
	h.want(t, http.StatusOK, apart).into(t, &doc)
	if doc.JoinedTo != "" || len(doc.Originals) != 1 {
		t.Errorf("apart it is of %q with %d originals, want it by itself", doc.JoinedTo, len(doc.Originals))
	}
	var left List[Original]
	h.want(t, http.StatusOK, ask{as: "admin", method: "GET", path: path(one, "/originals")}).into(t, &left)
	if len(left.Items) != 1 {
		t.Errorf("%d originals are left, want 1", len(left.Items))
	}
}
