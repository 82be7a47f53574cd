package portal

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake/upload"
	"github.com/invoer/invoer/storage"
)

// routesOf reads the table of contents: "GET /documents/{id}" and so on.
func routesOf(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("routes.go")
	if err != nil {
		t.Fatal(err)
	}
	var routes []string
	for _, found := range regexp.MustCompile(`\("((?:GET|POST) /[^"]*)"`).FindAllStringSubmatch(string(text), -1) {
		routes = append(routes, found[1])
	}
	if len(routes) < 30 {
		t.Fatalf("found %d routes in routes.go: %q", len(routes), routes)
	}
	return routes
}

// A stranger's identifier is like one that does not exist, on every route that
// takes one: of a document, its pages, a delivery, a user, a token, a webhook.
func TestForeignIdentifiersAreNotFound(t *testing.T) {
	house := openHouse(t)
	delivery := house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	admin := house.identity(admin1)
	_, token, err := house.store.AddToken(t.Context(), admin, storage.Token{Name: "x", Scopes: []string{"read"}})
	if err != nil {
		t.Fatal(err)
	}
	_, hook, err := house.store.AddWebhook(t.Context(), admin, storage.Webhook{URL: "https://example.org/", Active: true})
	if err != nil {
		t.Fatal(err)
	}
	half, err := house.server.Uploads.Begin(admin, upload.Upload{Size: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := house.store.SaveList(t.Context(), admin, "x", "tab=read"); err != nil {
		t.Fatal(err)
	}
	lists, err := house.store.SavedLists(t.Context(), admin)
	if err != nil || len(lists) != 1 {
		t.Fatalf("saved lists: %v, %v, want one", lists, err)
	}
	rule, _, err := house.store.AddBookingRule(t.Context(), house.identity(accountant), invoer.BookingRule{
		Name: "x", When: invoer.RuleCondition{Words: []string{"xx"}}, Then: invoer.RuleOutcome{Account: "604000"},
	})
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{
		"rules": rule.ID,
		"lists": lists[0].ID,
		"batches": house.row(accountant, `insert into batches (office_id, client_id, number, format, state, documents, total, made, file, name, size, sha256)
			select office_id, client_id, 1, 'csv', 'made', 1, 1, now(), (select key from blobs limit 1), 'x.csv', 1, 'x' from documents where id = $1 returning id::text`, doc.ID),
		"imports": house.bookImport(), "sessions": house.session(t, accountant),
		"passkeys": house.row(admin1, `insert into passkeys (office_id, user_id, handle, name, credential, created) select office_id, id, 'x', 'x', '{}', now() from users where id = $1 returning id::text`, admin.User),
		"uploads":  half.ID, "documents": string(doc.ID), "deliveries": string(delivery.ID), "users": string(house.identity(accountant).User),
		"clients": string(house.client), "tokens": token.ID, "webhooks": hook.ID,
	}
	_, other, err := house.store.AddWebhook(t.Context(), house.identity(stranger), storage.Webhook{URL: "https://example.org/", Active: true})
	if err != nil {
		t.Fatal(err)
	}
	v := house.visit(t, stranger)
	var want []string
	for _, route := range routesOf(t) {
		method, pattern, _ := strings.Cut(route, " ")
		if !strings.Contains(pattern, "{id}") {
			continue
		}
		id := ""
		for noun, of := range ids {
			if strings.Contains(pattern, "/"+noun+"/") {
				id = of
			}
		}
		if id == "" {
			t.Errorf("%s: this test has nothing of its kind", route)
		}
		path := strings.NewReplacer("{id}", id, "{page}", "1", "{file}", id, "{hook}", other.ID, "{other}", id).Replace(pattern)
		status, _, body := v.send(method, path, url.Values{"csrf": {v.csrf}, "client": {string(house.client)}, "kind": {"other"}, "reason": {"x"}})
		if status != http.StatusNotFound {
			t.Errorf("%s answers %d, want 404\n%.300s", route, status, body)
		}
		want = append(want, route+" "+id)
		if strings.Contains(body, "Ardsara") || strings.Contains(body, "Bert Claes") {
			t.Errorf("%s tells a stranger what it is about", route)
		}
	}
	for _, method := range []string{http.MethodHead, http.MethodPatch, http.MethodDelete} {
		r, err := http.NewRequestWithContext(t.Context(), method, house.url+"/uploads/"+half.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"X-Csrf": {v.csrf}, "Tus-Resumable": {"1.0.0"}, "Content-Type": {"application/offset+octet-stream"}, "Upload-Offset": {"0"}}
		answer, err := v.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if answer.Body.Close(); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s of an upload answers %d, want 404", method, answer.StatusCode)
		}
		want = append(want, method+" /uploads/{id} "+half.ID)
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, house.guesses(stranger)); diff != "" {
		t.Errorf("the guesses that are noted (-want +got):\n%s", diff)
	}
}

// row writes a row as a person, and gives what the statement returns.
func (h *house) row(email, sql string, args ...any) (id string) {
	h.Helper()
	err := h.store.In(h.Context(), h.identity(email), func(tx storage.Tx) error { return tx.QueryRow(tx.Ctx, sql, args...).Scan(&id) })
	if err != nil {
		h.Fatal(err)
	}
	return id
}

// session is a session of a person, as the profile of another one of his names it.
func (h *house) session(t *testing.T, email string) string {
	t.Helper()
	h.visit(t, email)
	_, _, profile := h.visit(t, email).get("/profile")
	id := between(profile, `action="/profile/sessions/`, `/end"`)
	if id == "" {
		t.Fatal("no other session in the profile")
	}
	return id
}

// What is another client's of the same office is not found either, on every route
// that takes an identifier, unless the route is for the office alone.
func TestAnotherClientsIdentifiersAreNotFound(t *testing.T) {
	house := openHouse(t)
	delivery := house.handIn(accountant, house.second, "nl-excel-grid-pdf-text", "document.pdf")
	theirs := house.settled(1)[0]
	house.addUser(house.office, house.second, "ander@klant.example", "Eva Ander", invoer.RoleClient)
	half, err := house.server.Uploads.Begin(house.identity("ander@klant.example"), upload.Upload{Size: 1})
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{
		"documents": string(theirs.ID), "deliveries": string(delivery.ID), "uploads": half.ID, "clients": string(house.second),
		"users": string(house.identity("ander@klant.example").User), "sessions": house.session(t, "ander@klant.example"),
	}
	v := house.visit(t, clientUser)
	asked := 0
	for _, route := range routesOf(t) {
		method, pattern, _ := strings.Cut(route, " ")
		for noun, id := range ids {
			if !strings.Contains(pattern, "/"+noun+"/{id}") {
				continue
			}
			asked++
			path := strings.NewReplacer("{id}", id, "{page}", "1", "{file}", string(theirs.File), "{other}", id).Replace(pattern)
			status, _, body := v.send(method, path, url.Values{"csrf": {v.csrf}, "client": {string(house.client)}, "kind": {"other"}, "reason": {"x"}, "text": {"x"}})
			if walled := status == http.StatusNotFound || status == http.StatusForbidden; !walled {
				t.Errorf("%s answers another client %d, want 404\n%.300s", route, status, body)
			}
			if strings.Contains(body, "Ardsara") || strings.Contains(body, "Eva Ander") || strings.Contains(body, "Imprimerie") {
				t.Errorf("%s tells another client what it is about", route)
			}
		}
	}
	if asked < 40 {
		t.Errorf("%d routes were asked, want all that take an identifier", asked)
	}
	if now := house.settled(1)[0]; now.Version != theirs.Version {
		t.Errorf("the document has version %d afterwards, want %d as before", now.Version, theirs.Version)
	}
}

// Whoever asks for another's by a form, or beside a document of his own, is noted
// with what he asked for, each.
func TestGuessesInFormsAreNoted(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	mine, version := string(doc.ID), strconv.Itoa(doc.Version)
	const one, two, client, user = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"
	v := house.visit(t, accountant)
	for _, c := range []struct {
		path string
		form url.Values
		want int
	}{
		{"/documents", url.Values{"deed": {"approve"}, "d": {one + " 1", two + " 1", "x 1"}}, http.StatusConflict},
		{"/documents", url.Values{"deed": {"move"}, "client": {client}, "d": {mine + " " + version}}, http.StatusConflict},
		{"/documents", url.Values{"deed": {"entrust"}, "assignee": {user}, "d": {mine + " " + version}}, http.StatusConflict},
		{"/documents/" + mine + "/client", url.Values{"client": {client}}, http.StatusNotFound},
		{"/documents/" + mine + "/join", url.Values{"to": {one}}, http.StatusNotFound},
		{"/documents/" + mine + "/assignee", url.Values{"assignee": {user}}, http.StatusUnprocessableEntity},
	} {
		c.form.Set("version", version)
		if status, _, body := v.post(c.path, c.form); status != c.want {
			t.Errorf("%s %v answers %d, want %d\n%.300s", c.path, c.form, status, c.want, body)
		}
	}
	for _, other := range []string{two, "x"} {
		if status, _, _ := v.get("/documents/" + mine + "/beside/" + other); status != http.StatusNotFound {
			t.Errorf("beside %s: answers %d, want 404", other, status)
		}
	}
	who := house.identity(accountant)
	if _, err := house.server.ClientOf(t.Context(), who, client); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("a delivery to a foreign client: %v, want a mistake", err)
	}
	want := []string{
		"GET /documents/{id}/beside/{other} " + two, "POST /documents " + one, "POST /documents " + two, "POST /documents " + client,
		"POST /documents/{id}/client " + client, "POST /documents/{id}/join " + one, "assignee " + user, "assignee " + user, "client of a delivery " + client,
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, house.guesses(accountant)); diff != "" {
		t.Errorf("the guesses that are noted (-want +got):\n%s", diff)
	}
}

// guesses are the notes of what a person asked for in vain, in order: where, and
// the identifier.
func (h *house) guesses(email string) []string {
	h.Helper()
	who := h.identity(email)
	var noted []string
	err := h.store.In(h.Context(), who, func(tx storage.Tx) error {
		return tx.QueryRow(tx.Ctx, `select coalesce(array_agg((after ->> 'route') || ' ' || (after ->> 'id')), '{}') from audits where subject = $1 and action = 'guessed'`, who.User).Scan(&noted)
	})
	if err != nil {
		h.Fatal(err)
	}
	slices.Sort(noted)
	return noted
}

// Another client of the same office sees nothing either, and his own only.
func TestAClientSeesHisOwnOnly(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.second, "nl-excel-grid-pdf-text", "document.pdf")
	theirs := house.settled(1)[0]
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.settled(2)
	found := house.visit(t, accountant)
	status, _, body := found.get("/documents?tab=all&q=ardsora")
	found.wants("a misspelt name", status, 200, body, string(theirs.ID), "bijna zo geschreven")
	v := house.visit(t, clientUser)
	status, _, body = v.get("/documents?tab=all&q=ardsora")
	if v.wants("a misspelt name of another client", status, 200, body); strings.Contains(body, string(theirs.ID)) || strings.Contains(body, "bijna zo geschreven") {
		t.Errorf("a client finds another's document by a misspelt name\n%s", body)
	}
	status, _, body = v.get("/documents")
	v.wants("the list", status, 200, body, "Bij uw accountant")
	if strings.Contains(body, "Ardsara") || strings.Contains(body, string(theirs.ID)) {
		t.Errorf("the list of a client shows another's document\n%s", body)
	}
	for _, path := range []string{"", "/original", "/pages/1", "/pages/1/words"} {
		if status, _, _ := v.get("/documents/" + string(theirs.ID) + path); status != 404 {
			t.Errorf("another client's document%s answers %d, want 404", path, status)
		}
	}
	for _, path := range []string{"/office/clients", "/office/users", "/office/tokens", "/office/webhooks", "/office/balance"} {
		if status, _, _ := v.get(path); status != 403 {
			t.Errorf("%s answers a client %d, want 403", path, status)
		}
	}
}

// Nobody who is not signed in gets anything but the sign-in.
func TestNothingWithoutSignIn(t *testing.T) {
	house := openHouse(t)
	v := &visitor{TB: t, base: house.url, Client: http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for _, route := range routesOf(t) {
		method, pattern, _ := strings.Cut(route, " ")
		if strings.HasPrefix(pattern, "/static/") || strings.HasPrefix(pattern, "/sign-in") || strings.HasPrefix(pattern, "/invitation/") || strings.HasPrefix(pattern, "/digest/") || pattern == "/sw.js" || pattern == "/manifest.webmanifest" {
			continue
		}
		path := strings.NewReplacer("{id}", "11111111-1111-4111-8111-111111111111", "{page}", "1", "{file}", "00000000-0000-4000-8000-000000000000", "{hook}", "x", "{$}", "").Replace(pattern)
		status, head, _ := v.send(method, path, url.Values{})
		if status != http.StatusSeeOther || !strings.HasPrefix(head.Get("Location"), "/sign-in") {
			t.Errorf("%s answers %d to %q, want 303 to /sign-in", route, status, head.Get("Location"))
		}
	}
}

// A form of another site is refused, and one without the session's token.
func TestFormsOfOthersAreRefused(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, admin1)
	v.csrf = "not the token"
	for _, route := range routesOf(t) {
		method, pattern, _ := strings.Cut(route, " ")
		if method != http.MethodPost || strings.HasPrefix(pattern, "/sign-in") || strings.HasPrefix(pattern, "/invitation/") || strings.HasPrefix(pattern, "/digest/") || pattern == "/upload" || pattern == "/upload/glance" {
			continue
		}
		path := strings.NewReplacer("{id}", "11111111-1111-4111-8111-111111111111", "{hook}", "x").Replace(pattern)
		if status, _, _ := v.post(path, nil); status != http.StatusForbidden {
			t.Errorf("%s without the token answers %d, want 403", route, status)
		}
	}
}

// A link that a stranger sent leads nowhere else after the sign-in.
func TestOurs(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ next, want string }{
		"a page of ours":                {"/documents?tab=all", "/documents?tab=all"},
		"another site":                  {"https://evil.example/", ""},
		"another site without protocol": {"//evil.example/", ""},
		"a backslash for a slash":       {`/\evil.example`, ""},
		"a script":                      {"javascript:alert(1)", ""},
		"a line break":                  {"/x\r\nSet-Cookie: a=b", ""},
		"nothing":                       {"", ""},
	}
	for name, c := range cases {
		if got := ours(c.next); got != c.want {
			t.Errorf("%s: ours(%q) = %q, want %q", name, c.next, got, c.want)
		}
	}
}

// What strangers write is text: names of files and words on paper.
func TestStrangersWriteNoMarkup(t *testing.T) {
	house := openHouse(t)
	body, err := os.ReadFile(testdata("nl-excel-grid-pdf-text", "document.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	const evil = `"><script>document.title='owned'</script><img src=x onerror=document.title='owned'>.pdf`
	house.deliver(house.identity(accountant), house.client, evil, body)
	doc := house.settled(1)[0]
	_, err = house.store.Correct(t.Context(), house.identity(accountant), doc.ID, doc.Version, []storage.Correction{
		{Field: "supplier_name", Text: `<img src=x onerror=document.title='owned'>`}, {Field: "invoice_number", Text: `'"><svg onload=document.title='owned'>`},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	for _, path := range []string{"/documents", "/documents/" + string(doc.ID), "/deliveries/" + string(doc.Delivery), "/documents?q=%22%3E%3Cscript%3Edocument.title%3D%27owned%27%3C%2Fscript%3E&tab=all"} {
		p.open(path)
		if title := ask[string](p, "document.title"); title == "owned" {
			t.Errorf("%s ran a stranger's script", path)
		}
		if n := ask[int](p, "document.querySelectorAll('img:not([loading=lazy][src^=\"/documents/\"]), svg[onload], script:not([src])').length"); n != 0 {
			t.Errorf("%s has %d elements that a stranger wrote", path, n)
		}
	}
	v := house.visit(t, accountant)
	_, head, _ := v.get("/documents/" + string(doc.ID) + "/original")
	if got := head.Get("Content-Disposition"); strings.ContainsAny(got, "<>\r\n") {
		t.Errorf("the original is called %q", got)
	}
}

// Whoever guesses a kind of document, a client or a finding that there is not
// is told so.
func TestDeedsThatCannotBe(t *testing.T) {
	house := openHouse(t)
	delivery := house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	at := "/documents/" + string(doc.ID)
	v := house.visit(t, accountant)
	for _, page := range []string{"0", "-1", "x", "2147483648", "99999999999999"} {
		path := fmt.Sprintf("/deliveries/%s/files/%s/pages/%s", delivery.ID, delivery.Parts[0].File, page)
		if status, _, body := v.get(path); status != http.StatusNotFound {
			t.Errorf("page %s of a file: answers %d, want 404\n%.400s", page, status, body)
		}
	}
	cases := map[string]struct {
		path string
		form url.Values
		want int
	}{
		"a kind that there is not":    {"/kind", url.Values{"kind": {"poem"}}, 422},
		"a client that there is not":  {"/client", url.Values{"client": {string(doc.ID)}}, 404},
		"a client that cannot be":     {"/client", url.Values{"client": {"x"}}, 422},
		"a finding that there is not": {"/answer", url.Values{"finding": {"x|y"}}, 404},
		"opening what is open":        {"/reopen", nil, 409},
	}
	for name, c := range cases {
		if status, _, body := v.post(at+c.path, c.form); status != c.want {
			t.Errorf("%s: answers %d, want %d\n%.400s", name, status, c.want, body)
		}
	}
	if status, _, _ := house.visit(t, clientUser).post(at+"/approve", nil); status != http.StatusForbidden {
		t.Errorf("a client approves: %d, want 403", status)
	}
	if got, err := house.store.Document(t.Context(), house.identity(accountant), doc.ID); err != nil || got.Status != invoer.StatusRead {
		t.Errorf("afterwards the document is %s, %v, want read", got.Status, err)
	}
}
