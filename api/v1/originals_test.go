package v1

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
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

// TestNoDifferent has a person say over the API that what looks like a document
// that came before is another one: until then it is not approved, and after it
// nobody is asked again.
func TestNoDifferent(t *testing.T) {
	t.Parallel()
	h := open(t)
	one, two := h.document(t, h.admin, h.a.ID, "2026-77"), h.document(t, h.admin, h.a.ID, "2O26-77")
	at := func(what string) string { return "/api/v1/documents/" + string(two) + what }
	whatever := map[string]string{"If-Match": "*"}
	different := ask{as: "accountant", method: "POST", path: at("/answer"), headers: whatever, body: map[string]string{"rule": invoer.RuleDuplicate}}
	approve := ask{as: "accountant", method: "POST", path: at("/approve"), headers: whatever}
	finding := func() invoer.Finding {
		t.Helper()
		var doc Document
		h.want(t, http.StatusOK, ask{as: "accountant", method: "GET", path: at("")}).into(t, &doc)
		for _, f := range doc.Findings {
			if f.Rule == invoer.RuleDuplicate {
				return f
			}
		}
		t.Fatalf("findings %+v, want one that says of which document it is a duplicate", doc.Findings)
		return invoer.Finding{}
	}

	if f := finding(); f.Severity != invoer.Block || f.Answered != "" || f.Args[0] != "2026-77" || f.Args[2] != string(one) {
		t.Errorf("finding %+v, want an open one that names document %s", f, one)
	}
	h.want(t, http.StatusUnprocessableEntity, approve)
	for as, status := range map[string]int{"reader": http.StatusForbidden, "client": http.StatusForbidden, "client b": http.StatusForbidden, "other": http.StatusNotFound} {
		theirs := different
		theirs.as = as
		h.want(t, status, theirs)
	}
	h.want(t, http.StatusOK, different)
	if f := finding(); f.Answered == "" {
		t.Errorf("finding %+v after \"no, different\", want it answered", f)
	}
	err := h.store.In(t.Context(), invoer.Machine(h.admin.Office), func(tx storage.Tx) error {
		if err := tx.SaveReading(two, sampleInvoice("2O26-77")); err != nil {
			return err
		}
		_, err := tx.Exec(tx.Ctx, `update documents set status = 'read', version = version + 1 where id = $1`, two)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if f := finding(); f.Answered == "" {
		t.Errorf("finding %+v when it is read again, want it answered still", f)
	}
	h.settle(t, two)
	h.want(t, http.StatusOK, approve)
}

// A field that is changed over the API may make the document one that came
// before: the answer says so, and it is not approved.
func TestCorrectedIntoATwin(t *testing.T) {
	t.Parallel()
	h := open(t)
	one, two := h.document(t, h.admin, h.a.ID, "2026-77"), h.document(t, h.admin, h.a.ID, "2026-93")
	at, whatever := "/api/v1/documents/"+string(two), map[string]string{"If-Match": "*"}
	var doc Document
	numbered := func(number string) (duplicates []string) {
		t.Helper()
		h.want(t, http.StatusOK, ask{as: "accountant", method: "PATCH", path: at + "/fields", headers: whatever, body: map[string]string{"invoice_number": number}}).into(t, &doc)
		for _, f := range doc.Findings {
			if f.Rule == invoer.RuleDuplicate {
				duplicates = append(duplicates, f.Args[2])
			}
		}
		return duplicates
	}
	if found := numbered("2026-77"); len(found) != 1 || found[0] != string(one) {
		t.Errorf("made alike it is a duplicate of %q, want %s", found, one)
	}
	h.settle(t, two)
	h.want(t, http.StatusUnprocessableEntity, ask{as: "accountant", method: "POST", path: at + "/approve", headers: whatever})
	if found := numbered("2026-93"); len(found) != 0 {
		t.Errorf("made different again it is a duplicate of %q, want of none", found)
	}
	h.settle(t, two)
	h.want(t, http.StatusOK, ask{as: "accountant", method: "POST", path: at + "/approve", headers: whatever})
}
