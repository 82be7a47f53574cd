package v1

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func TestDocuments(t *testing.T) {
	t.Parallel()
	h := open(t)
	one, two := h.document(t, h.admin, h.a.ID, "F1"), h.document(t, h.admin, h.b.ID, "F2")
	h.document(t, h.other, "", "F3")
	cases := map[string]struct {
		as, query string
		want      []invoer.DocumentID
	}{
		"an admin sees those of all clients":       {"admin", "", []invoer.DocumentID{two, one}},
		"a client sees his own":                    {"client", "", []invoer.DocumentID{one}},
		"of one client, by code":                   {"admin", "?client=b", []invoer.DocumentID{two}},
		"of one client, by identifier":             {"admin", "?client=" + string(h.a.ID), []invoer.DocumentID{one}},
		"in a status":                              {"admin", "?status=read", []invoer.DocumentID{two, one}},
		"in one of two statuses":                   {"admin", "?status=held,approved", nil},
		"of a kind":                                {"admin", "?kind=credit_note", nil},
		"of a supplier":                            {"admin", "?supplier=Drukkerij%20F1", []invoer.DocumentID{one}},
		"by its words":                             {"admin", "?q=F2", []invoer.DocumentID{two}},
		"by an amount as people write it":          {"client", "?q=121,00", []invoer.DocumentID{one}},
		"another client's code is nobody's to ask": {"client", "?client=A", []invoer.DocumentID{one}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var list List[Summary]
			h.want(t, 200, ask{as: c.as, method: "GET", path: "/api/v1/documents" + c.query}).into(t, &list)
			var got []invoer.DocumentID
			for _, d := range list.Items {
				got = append(got, d.ID)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("documents (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	h := open(t)
	want := map[invoer.DocumentID]bool{}
	for i := range 5 {
		want[h.document(t, h.admin, h.a.ID, fmt.Sprint("P", i))] = true
	}
	for _, path := range []string{"/api/v1/documents", "/api/v1/deliveries", "/api/v1/clients", "/api/v1/users", "/api/v1/tokens"} {
		seen, next, pages := map[string]bool{}, "", 0
		for {
			var list List[struct{ ID string }]
			h.want(t, 200, ask{as: "admin", method: "GET", path: path + "?limit=2&after=" + next}).into(t, &list)
			for _, item := range list.Items {
				if seen[item.ID] {
					t.Errorf("%s: %s stands on two pages", path, item.ID)
				}
				seen[item.ID] = true
			}
			if pages++; list.Next == "" || pages > 9 {
				break
			}
			next = list.Next
		}
		var whole List[struct{ ID string }]
		h.want(t, 200, ask{as: "admin", method: "GET", path: path}).into(t, &whole)
		if len(seen) != len(whole.Items) {
			t.Errorf("%s: %d items on pages of two, %d on one", path, len(seen), len(whole.Items))
		}
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.document(t, h.admin, h.a.ID, "F1")
	g := h.want(t, 200, ask{as: "admin", method: "GET", path: "/api/v1/documents/" + string(id)})
	var d Document
	g.into(t, &d)
	total := d.Fields["total_incl"]
	want := Field{Value: "121.00", Confidence: 90, Reader: "ocr", Page: 1, Box: []float64{400, 700, 450, 712}, Why: invoer.Because("right-of-label", "Totaal")}
	if diff := cmp.Diff(want, total); diff != "" {
		t.Errorf("total_incl (-want +got):\n%s", diff)
	}
	if _, there := d.Fields["supplier_vat"]; there {
		t.Errorf("supplier_vat is %v, want it left out", d.Fields["supplier_vat"])
	}
	if want := fmt.Sprintf("%q", fmt.Sprint(d.Version)); g.header.Get("ETag") != want {
		t.Errorf("ETag %s, want %s", g.header.Get("ETag"), want)
	}
	if len(d.Pages) != 1 || d.Status != invoer.StatusRead || d.Client.Code != "A" || d.File.Name != "invoice F1.pdf" {
		t.Errorf("got %d pages, status %s, client %s, file %s; want 1, read, A, invoice F1.pdf", len(d.Pages), d.Status, d.Client.Code, d.File.Name)
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.document(t, h.admin, h.a.ID, "F1")
	path := "/api/v1/documents/" + string(id)
	version := func(g got) string { return g.header.Get("ETag") }
	seen := h.want(t, 200, ask{as: "admin", method: "GET", path: path})

	patch := ask{as: "accountant", method: "PATCH", path: path + "/fields", body: map[string]any{"due_date": "2026-12-15", "supplier_iban": nil}}
	h.want(t, http.StatusPreconditionRequired, patch)
	patch.headers = map[string]string{"If-Match": version(seen)}
	changed := h.want(t, 200, patch)
	var d Document
	changed.into(t, &d)
	if got := d.Fields["due_date"]; got.Value != "2026-12-15" || got.Confidence != invoer.Certain || got.Reader != "person" {
		t.Errorf("due_date after the correction: %+v", got)
	}
	if got := d.Fields["supplier_iban"]; got.Value != "" || got.Confidence != invoer.Certain {
		t.Errorf("supplier_iban that a person says is absent: %+v", got)
	}
	h.want(t, http.StatusPreconditionFailed, patch)
	patch.headers["If-Match"] = "three"
	h.want(t, http.StatusBadRequest, patch)

	full := ask{
		as: "admin", method: "PATCH", path: path + "/fields", headers: map[string]string{"If-Match": version(changed)},
		body: map[string]any{"fields": map[string]any{"total_incl": map[string]any{"value": "121.00", "page": 1, "box": []float64{1, 2, 3, 4}}}},
	}
	changed = h.want(t, 200, full)
	changed.into(t, &d)
	if got := d.Fields["total_incl"]; got.Page != 1 || len(got.Box) != 4 {
		t.Errorf("total_incl that was pointed at: %+v", got)
	}

	for name, body := range map[string]any{
		"a field that does not exist": map[string]any{"colour": "red"}, "a date that does not exist": map[string]any{"due_date": "2026-02-30"},
		"no field": map[string]any{}, "a number in place of text": map[string]any{"total_incl": 121}, "a box of three": map[string]any{"due_date": map[string]any{"value": "2026-12-15", "box": []int{1, 2, 3}}},
		"something more in the object": map[string]any{"due_date": map[string]any{"value": "2026-12-15", "colour": "red"}},
	} {
		g := h.do(t, ask{as: "admin", method: "PATCH", path: path + "/fields", body: body, headers: map[string]string{"If-Match": "*"}})
		if g.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s, want 422", name, g.status, g.body)
		}
		isProblem(t, g)
	}

	h.settle(t, id)
	changed = h.want(t, 200, ask{as: "admin", method: "GET", path: path})
	approve := ask{as: "accountant", method: "POST", path: path + "/approve", headers: map[string]string{"If-Match": version(changed)}}
	approved := h.want(t, 200, approve)
	approved.into(t, &d)
	if d.Status != invoer.StatusApproved || d.Approval == nil {
		t.Errorf("status %s, approval %v after approve", d.Status, d.Approval)
	}
	h.want(t, http.StatusPreconditionFailed, approve)
	approve.headers["If-Match"] = version(approved)
	h.want(t, http.StatusConflict, approve)
	h.want(t, http.StatusConflict, ask{as: "admin", method: "POST", path: path + "/replay"})
	reopened := h.want(t, 200, ask{as: "admin", method: "POST", path: path + "/reopen", headers: map[string]string{"If-Match": version(approved)}})
	rejected := h.want(t, 200, ask{as: "admin", method: "POST", path: path + "/reject", body: map[string]string{"reason": "not ours"}, headers: map[string]string{"If-Match": version(reopened)}})
	rejected.into(t, &d)
	if d.Status != invoer.StatusRejected || d.Rejection != "not ours" {
		t.Errorf("status %s, rejection %q after reject", d.Status, d.Rejection)
	}
	reopened = h.want(t, 200, ask{as: "admin", method: "POST", path: path + "/reopen", headers: map[string]string{"If-Match": "*"}})
	h.want(t, http.StatusAccepted, ask{as: "admin", method: "POST", path: path + "/replay", headers: map[string]string{"If-Match": version(reopened)}})

	var history List[Change]
	h.want(t, 200, ask{as: "admin", method: "GET", path: path + "/history"}).into(t, &history)
	var actions []string
	for _, c := range history.Items {
		actions = append(actions, c.Action)
	}
	for _, want := range []string{"corrected", "approved", "reopened", "rejected"} {
		if !strings.Contains(strings.Join(actions, " "), want) {
			t.Errorf("history %v lacks %q", actions, want)
		}
	}
}

// Of two who approve the same version one wins, and the other is told.
func TestTwoApprove(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.document(t, h.admin, h.a.ID, "F1")
	path := "/api/v1/documents/" + string(id)
	seen := h.want(t, 200, ask{as: "admin", method: "GET", path: path}).header.Get("ETag")
	statuses := make([]int, 8)
	var wait sync.WaitGroup
	for i := range statuses {
		wait.Go(func() {
			statuses[i] = h.do(t, ask{as: "accountant", method: "POST", path: path + "/approve", headers: map[string]string{"If-Match": seen}}).status
		})
	}
	wait.Wait()
	won := 0
	for _, s := range statuses {
		if s == 200 {
			won++
		} else if s != http.StatusPreconditionFailed && s != http.StatusConflict {
			t.Errorf("a loser got %d, want 412 or 409", s)
		}
	}
	if won != 1 {
		t.Errorf("%d of %v won, want one", won, statuses)
	}
}

func isProblem(t *testing.T, g got) {
	t.Helper()
	var p struct {
		Type, Title, Detail, Request string
		Status                       int
		Errors                       []map[string]string
	}
	if err := json.Unmarshal(g.body, &p); err != nil {
		t.Errorf("%d %s: %v", g.status, g.body, err)
		return
	}
	if media := g.header.Get("Content-Type"); media != "application/problem+json" {
		t.Errorf("%d: Content-Type %s, want application/problem+json", g.status, media)
	}
	if p.Status != g.status || p.Title == "" || p.Type == "" || p.Request == "" || p.Errors == nil || p.Request != g.header.Get("X-Request-Id") {
		t.Errorf("problem %s of status %d, want type, title, status, detail, request and errors", g.body, g.status)
	}
}
