package v1

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// walk gives all items of a list, page by page, and fails for one that comes
// twice.
func walk[T any](t *testing.T, h *house, path string, limit string, id func(T) string) []T {
	t.Helper()
	var all []T
	seen := map[string]bool{}
	for next := ""; ; {
		var page List[T]
		query := "?"
		if strings.Contains(path, "?") {
			query = "&"
		}
		h.want(t, http.StatusOK, ask{as: "admin", method: "GET", path: path + query + url.Values{"limit": {limit}, "after": {next}}.Encode()}).into(t, &page)
		for _, item := range page.Items {
			if seen[id(item)] {
				t.Fatalf("%s: %s comes twice", path, id(item))
			}
			seen[id(item)] = true
		}
		all = append(all, page.Items...)
		if next = page.Next; next == "" {
			return all
		}
	}
}

// sql runs a statement as a machine of the admin's office.
func (h *house) sql(t *testing.T, statement string, args ...any) {
	t.Helper()
	err := h.store.In(t.Context(), invoer.Machine(h.admin.Office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, statement, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A document that was changed more than a thousand times shows all of it, to
// the first change.
func TestHistoryOfManyChanges(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.document(t, h.admin, h.a.ID, "F1")
	h.sql(t, `insert into audits (office_id, client_id, at, noun, subject, action, after)
		select $1, $2, now(), 'document', $3, 'corrected', jsonb_build_object('invoice_number', n::text) from generate_series(1, 1100) n`,
		h.admin.Office, h.a.ID, id)
	path := "/api/v1/documents/" + string(id) + "/history"
	var numbers []string
	for _, c := range walk(t, h, path, "500", func(c Change) string { return c.After["invoice_number"] + c.Action }) {
		if c.Action == "corrected" {
			numbers = append(numbers, c.After["invoice_number"])
		}
	}
	if len(numbers) != 1100 || numbers[0] != "1100" || numbers[1099] != "1" {
		t.Errorf("%d changes, want 1100 from the newest to the first", len(numbers))
	}
	whole, err := h.store.History(t.Context(), h.admin, id)
	if err != nil || len(whole) < 1100 {
		t.Errorf("the archive gets %d changes, %v; want all 1100", len(whole), err)
	}
	isProblem(t, h.want(t, http.StatusUnprocessableEntity, ask{as: "admin", method: "GET", path: path + "?after=first"}))
}

// The originals and the messages of a document are lists like others.
func TestListsOfADocument(t *testing.T) {
	t.Parallel()
	h := open(t)
	one, two := h.document(t, h.admin, h.a.ID, "O1"), h.document(t, h.admin, h.a.ID, "O2")
	path := "/api/v1/documents/" + string(one)
	h.want(t, http.StatusOK, ask{as: "accountant", method: "POST", path: "/api/v1/documents/" + string(two) + "/join", body: map[string]any{"document": one}, headers: map[string]string{"If-Match": "*"}})
	if all := walk(t, h, path+"/originals", "1", func(o Original) string { return string(o.Document) }); len(all) != 2 {
		t.Errorf("%d originals on pages of one, want 2", len(all))
	}
	for range 3 {
		h.want(t, http.StatusCreated, ask{as: "accountant", method: "POST", path: path + "/messages", body: map[string]string{"kind": "note", "text": "x"}})
	}
	if all := walk(t, h, path+"/messages", "2", func(m Message) string { return m.ID }); len(all) != 3 {
		t.Errorf("%d messages on pages of two, want 3", len(all))
	}
}

// Whoever goes on behind a row that is none is told so: an empty page would look
// like the end.
func TestPlacesThatAreNone(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.document(t, h.admin, h.a.ID, "F1")
	for _, path := range []string{"/deliveries", "/documents", "/clients", "/webhooks/attempts", "/documents/" + string(id) + "/originals"} {
		isProblem(t, h.want(t, http.StatusUnprocessableEntity, ask{as: "admin", method: "GET", path: "/api/v1" + path + "?after=00000000-0000-4000-8000-000000000000"}))
	}
}

// A receiver that was down on a big morning gets all that it missed, however
// long ago.
func TestLogOfWebhooks(t *testing.T) {
	t.Parallel()
	h := open(t)
	_, hook, err := h.store.AddWebhook(t.Context(), h.admin, storage.Webhook{URL: "https://example.test/one"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.store.AddWebhook(t.Context(), h.admin, storage.Webhook{URL: "https://example.test/two", Kinds: []string{"document.rejected"}}); err != nil {
		t.Fatal(err)
	}
	h.sql(t, `insert into events (office_id, kind) select $1, 'document.read' from generate_series(1, 1100)`, h.admin.Office)
	h.sql(t, `insert into events (office_id, kind) values ($1, 'document.rejected')`, h.admin.Office)
	asAdmin(t, h, `update webhook_attempts set next = null, delivered = case when event_id > (select min(event_id) + 1 from webhook_attempts) then now() end where webhook_id = $1`, hook.ID)
	attempt := func(a Attempt) string { return a.ID }
	if all := walk(t, h, "/api/v1/webhooks/attempts?webhook="+hook.ID, "500", attempt); len(all) != 1101 {
		t.Errorf("%d attempts of the webhook, want 1101", len(all))
	}
	if all := walk(t, h, "/api/v1/webhooks/attempts", "500", attempt); len(all) != 1102 {
		t.Errorf("%d attempts, want 1102", len(all))
	}
	failed := "/api/v1/webhooks/attempts?failed=true&webhook=" + hook.ID
	if all := walk(t, h, failed, "1", attempt); len(all) != 2 {
		t.Errorf("%d attempts failed, want the 2 oldest", len(all))
	}
	var sent Replayed
	h.want(t, http.StatusAccepted, ask{as: "admin", method: "POST", path: "/api/v1/webhooks/" + hook.ID + "/replay"}).into(t, &sent)
	if all := walk(t, h, failed, "500", attempt); len(all) != 0 || sent.Events != 2 {
		t.Errorf("%d events are sent again and %d attempts are left as failed, want 2 and none", sent.Events, len(all))
	}
	h.want(t, http.StatusNoContent, ask{as: "admin", method: "DELETE", path: "/api/v1/webhooks/" + hook.ID})
	h.want(t, http.StatusConflict, ask{as: "admin", method: "POST", path: "/api/v1/webhooks/" + hook.ID + "/replay"})
}

// asAdmin runs a statement on what only admins may touch.
func asAdmin(t *testing.T, h *house, statement string, args ...any) {
	t.Helper()
	err := h.store.In(t.Context(), h.admin, func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, statement, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A document is not read again over somebody's head who changed it between the
// look and the replay.
func TestReplayOfAVersion(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.document(t, h.admin, h.a.ID, "F1")
	seen, err := h.store.Document(t.Context(), h.admin, id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.SetKind(t.Context(), h.admin, id, seen.Version, invoer.KindCreditNote); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.Replay(t.Context(), h.admin, id, seen.Version); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("a replay of version %d: %v, want a conflict", seen.Version, err)
	}
	now, err := h.store.Document(t.Context(), h.admin, id)
	if err != nil || now.Version != seen.Version+1 {
		t.Errorf("version %d, %v; want %d, as it was", now.Version, err, seen.Version+1)
	}
}
