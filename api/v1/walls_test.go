package v1

import (
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// bodies are good bodies for the routes that want one.
var bodies = map[string]any{
	"change-user":      map[string]string{"name": "x", "role": "admin", "language": "nl"},
	"correct-fields":   map[string]string{"due_date": "2026-12-15"},
	"reject-document":  map[string]string{"reason": "no"},
	"answer-finding":   map[string]string{"rule": "totals-do-not-add-up"},
	"set-kind":         map[string]string{"doc_type": "invoice"},
	"move-document":    map[string]string{"client": "A"},
	"renew-mail-token": map[string]string{"token": ""},
	"set-mail-senders": map[string]any{"senders": []string{"example.com"}},
	"add-webhook":      map[string]string{"url": "https://example.test/hook"},
	"add-client":       map[string]string{"code": "NEW", "name": "New"},
	"change-client":    map[string]string{"code": "B", "name": "Client B"},
	"add-user":         map[string]string{"email": "new@example.test", "name": "New", "role": "accountant"},
	"add-token":        map[string]any{"name": "new", "scopes": []string{"read"}},
	"arrange-stack":    map[string]any{"action": "undo"},
	"change-office":    map[string]bool{"answers": true},
	"assign-delivery":  map[string]string{"client": "A"},
	"make-batch":       map[string]string{"format": "winbooks"},
	"place-rule":       map[string]int{"place": 3},
	"set-automatic":    map[string]any{"on": true, "one_in": 200, "last": 20, "every": 10, "all": false},
	"allow-supplier":   map[string]any{"supplier": "BE0477574154", "allowed": true},
	"take-back-batch":  map[string]string{"reason": "wrong"},
	"confirm-batch":    map[string]string{"what": "seen"},
	"change-books":     map[string]any{"changes": []any{map[string]any{"kind": "account", "key": "613000", "after": map[string]string{"number": "613000", "name": "Fees"}}}},
	"set-booking": map[string]any{"journal": "AANK", "date": "2026-11-01", "entries": []any{
		map[string]any{"side": "cost", "account": "613000", "amount": "121.00"}, map[string]any{"side": "supplier", "account": "440000", "amount": "-121.00"},
	}},
	"say":        map[string]string{"kind": "note", "text": "x"},
	"set-digest": map[string]string{"digest": "day"},
	"add-browser": map[string]string{
		"endpoint": "https://push.example.com/abc", "auth": "BTBZMqHH6r4Tts7J_aSIgg",
		"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
	},
	"join-documents": map[string]string{"document": "00000000-0000-4000-8000-000000000001"},
}

// A door is one route of the API's own table of contents.
type door struct{ method, path, name, scope string }

func (h *house) doors() []door {
	var all []door
	for path, item := range h.v1.huma.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op != nil {
				all = append(all, door{method, path, op.OperationID, op.Security[0]["bearer"][0]})
			}
		}
	}
	return all
}

// belongings are identifiers of one thing of each kind, by the path that names
// it.
func (h *house) belongings(t *testing.T, who invoer.Scope, client invoer.ClientID, number string) map[string]string {
	t.Helper()
	doc := h.document(t, who, client, number)
	view, err := h.store.Document(t.Context(), who, doc)
	if err != nil {
		t.Fatal(err)
	}
	_, hook, err := h.store.AddWebhook(t.Context(), who, storage.Webhook{URL: "https://example.test/" + number, Active: true})
	if err != nil {
		t.Fatal(err)
	}
	_, token, err := h.store.AddToken(t.Context(), who, storage.Token{Name: number, Scopes: []string{"read"}})
	if err != nil {
		t.Fatal(err)
	}
	h.document(t, who, client, number+"b") // its events are on their way to the webhook
	attempts, err := h.store.Attempts(t.Context(), who, storage.AttemptFilter{Limit: 1})
	if err != nil || len(attempts) == 0 {
		t.Fatalf("%d attempts (%v), want one at least", len(attempts), err)
	}
	return map[string]string{
		"documents": string(doc), "deliveries": string(view.Delivery), "webhooks": hook.ID, "attempts": attempts[0].ID,
		"clients": string(client), "users": string(who.User), "tokens": token.ID,
		"offices": string(who.Office), "batches": h.batch(t, who, client), "rules": h.rule(t, who),
	}
}

func (h *house) rule(t *testing.T, who invoer.Scope) string {
	t.Helper()
	made, _, err := h.store.AddBookingRule(t.Context(), who, invoer.BookingRule{
		Name: "bread", When: invoer.RuleCondition{Words: []string{"bread"}}, Then: invoer.RuleOutcome{Account: "604000"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// fill puts identifiers into a path.
func fill(path string, things map[string]string) string {
	for noun, id := range things {
		path = strings.Replace(path, "/"+noun+"/{id}", "/"+noun+"/"+id, 1)
	}
	return strings.Replace(path, "{n}", "1", 1)
}

// Every route answers 404 for what belongs to another office, and for what
// belongs to another client; and for what does not exist the same.
func TestWalls(t *testing.T) {
	t.Parallel()
	h := open(t)
	theirs, err := h.store.AddClient(t.Context(), h.other, storage.Client{Code: "T", Name: "Theirs", Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	foreign := h.belongings(t, h.other, theirs.ID, "X1")
	ofB := h.belongings(t, h.admin, h.b.ID, "B1")
	nothing := map[string]string{}
	for noun := range foreign {
		nothing[noun] = "00000000-0000-4000-8000-000000000000"
	}
	walked := 0
	for _, d := range h.doors() {
		if !strings.Contains(d.path, "{id}") {
			continue
		}
		for whose, things := range map[string]map[string]string{"another office": foreign, "nobody": nothing} {
			h.wall(t, d, "admin", whose, things)
			walked++
		}
		if d.scope != "admin" {
			h.wall(t, d, "client", "another client", ofB)
			walked++
		}
	}
	if n := h.guesses(t, h.admin.User); n < 50 {
		t.Errorf("%d guesses of the admin are noted, want one for each wall until there are enough", n)
	}
	if walked < 50 {
		t.Errorf("%d walls tried, want all routes with an identifier", walked)
	}
}

// guesses counts the notes of what a person asked for in vain.
func (h *house) guesses(t *testing.T, user invoer.UserID) (n int) {
	t.Helper()
	err := h.store.In(t.Context(), h.admin, func(tx storage.Tx) error {
		return tx.QueryRow(tx.Ctx, `select count(*) from audits where subject = $1 and action = 'guessed' and after ->> 'route' like '% /api/v1/%'`, user).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (h *house) wall(t *testing.T, d door, as, whose string, things map[string]string) {
	t.Helper()
	path := fill(d.path, things)
	if strings.Contains(path, "{") {
		t.Errorf("%s %s: no identifier for it in this test", d.method, d.path)
		return
	}
	a := ask{as: as, method: d.method, path: path, headers: map[string]string{"If-Match": "*"}}
	if body, wanted := bodies[d.name]; wanted {
		a.body = body
	}
	g := h.do(t, a)
	// A client's person may not decide at all, and is told so before anything is looked for.
	if g.status == http.StatusForbidden && as == "client" && d.method != "GET" {
		return
	}
	if g.status != http.StatusNotFound {
		t.Errorf("%s %s of %s as %s: %d %s, want 404", d.method, d.path, whose, as, g.status, g.body)
		return
	}
	isProblem(t, g)
}

// Every route wants a token, and one with the right scope.
func TestTokens(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.token("none of these", h.admin, "", "ingest")
	things := map[string]string{}
	for _, noun := range []string{"documents", "deliveries", "webhooks", "attempts", "clients", "users", "tokens", "batches", "rules"} {
		things[noun] = "00000000-0000-4000-8000-000000000000"
	}
	h.tokens["made up"] = "inv_made-up"
	for _, d := range h.doors() {
		path := fill(d.path, things)
		for _, as := range []string{"", "made up"} {
			g := h.do(t, ask{as: as, method: d.method, path: path})
			if g.status != http.StatusUnauthorized || g.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s %s with token %q: %d, want 401 with WWW-Authenticate", d.method, d.path, as, g.status)
			}
		}
		as := "none of these"
		if d.scope == "ingest" {
			as = "reader"
		}
		if g := h.do(t, ask{as: as, method: d.method, path: path}); g.status != http.StatusForbidden {
			t.Errorf("%s %s without the scope %s: %d, want 403", d.method, d.path, d.scope, g.status)
		}
	}
	g := h.do(t, ask{as: "admin", method: "GET", path: "/api/v1/nothing"})
	if g.status != http.StatusNotFound {
		t.Errorf("a path that does not exist: %d, want 404", g.status)
	}
	isProblem(t, g)
}

// A revoked token is over at once, and a disabled person's too.
func TestTokenIsOver(t *testing.T) {
	t.Parallel()
	h := open(t)
	var made Token
	h.want(t, 201, ask{as: "admin", method: "POST", path: "/api/v1/tokens", body: map[string]any{"name": "short", "scopes": []string{"read"}}}).into(t, &made)
	h.tokens["short"] = made.Secret
	h.want(t, 200, ask{as: "short", method: "GET", path: "/api/v1/documents"})
	h.want(t, 204, ask{as: "admin", method: "DELETE", path: "/api/v1/tokens/" + made.ID})
	h.want(t, 401, ask{as: "short", method: "GET", path: "/api/v1/documents"})

	var people List[User]
	h.want(t, 200, ask{as: "admin", method: "GET", path: "/api/v1/users"}).into(t, &people)
	for _, p := range people.Items {
		if p.Email == "acc@example.test" {
			h.want(t, 200, ask{as: "admin", method: "POST", path: "/api/v1/users/" + string(p.ID) + "/disable"})
		}
	}
	h.want(t, 401, ask{as: "accountant", method: "GET", path: "/api/v1/documents"})
}
