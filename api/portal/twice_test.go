package portal

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	law "github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/intake/upload"
	"github.com/invoer/invoer/storage"
)

// A twiceForm is a form of the portal as a browser sends it. Its page is where the
// identifiers are that it has only once: what stands between quotation marks behind
// these words.
type twiceForm struct {
	path   string
	form   url.Values
	page   string // of which hidden inputs are taken along; mostly none
	inputs []string
}

// notTwice are the routes that the loop below does not send, and why.
var notTwice = map[string]string{
	"POST /documents/{id}/looked": "only what went without a person is looked at", "POST /office/webhooks/{id}/replay": "it is a wish to send again",
	"POST /office/clients/{id}/mail": "each time there is a new address, and the one before is over",
	"POST /sign-out":                 "there is nobody behind it",
	"POST /upload":                   "storage.TestRepeatsAreNotedAtTheFirst: what comes again is told as that", "POST /share": "the same door",
	"POST /upload/glance": "it only looks", "POST /documents/{id}/again": "it reads again what was read, and replaces it",
	"POST /office/clients/list": "it only shows what would be taken", "POST /bookkeeping/rules/preview": "it only shows",
	"POST /office/sign-in":      "it asks the provider who it is: TestSignInThroughTheOffice",
	"POST /bookkeeping/batches": "storage.TestTwoBatchesAtOnce: each booking is in one", "POST /bookkeeping/batches/{id}/confirm": "storage.TestBatchFromApprovalToConfirmation", "POST /bookkeeping/batches/{id}/take-back": "storage.TestBatchTakenBack",
	"POST /bookkeeping/batches/{id}/answer": "it closes a batch, once, as a confirmation does", "POST /bookkeeping/import": "it only shows what would be taken",
	"POST /bookkeeping/learn": "storage.TestLedgerIsLearntOnceAndByOneOffice", "POST /bookkeeping/imports/{id}/undo": "storage.TestChangesOfBooksAreUndone",
	"POST /profile/password": "it ends all sessions but one, each time", "POST /profile/push": "TestMessagesOnADevice", "POST /profile/push/remove": "TestMessagesOnADevice",
	"POST /profile/code": "TestSignInWithCodes", "POST /profile/code/confirm": "TestSignInWithCodes", "POST /profile/code/drop": "TestSignInWithCodes",
	"POST /profile/code/recovery": "TestSignInWithCodes: the new codes replace the old ones", "POST /profile/passkeys/ask": "it only asks",
	"POST /profile/passkeys": "TestPasskeys", "POST /profile/passkeys/{id}/remove": "TestPasskeys", "POST /office/webhooks/{hook}/attempts/{id}": "it is a wish to send again",
}

// Every form that is sent twice, by a double click or by a page that is loaded
// again, does what it does once: after the second time there is as much of
// everything as after the first.
func TestEveryFormIsSentTwice(t *testing.T) {
	house := openHouse(t)
	forms := house.twiceForms(t)
	v := house.visit(t, admin1)
	for _, route := range routesOf(t) {
		if !strings.HasPrefix(route, "POST /") || isOpen(route) || notTwice[route] != "" {
			continue
		}
		f, there := forms[route]
		if !there {
			t.Errorf("%s: nobody sends it twice; add it to the forms of this test", route)
			continue
		}
		v.fills(&f)
		first, head, body := v.post(f.path, f.form)
		if first >= 400 {
			t.Errorf("%s answers %d to %v\n%.300s", route, first, f.form, body)
			continue
		}
		if at := head.Get("Location"); strings.Contains(at, "not-now") {
			t.Errorf("%s could not be done: %s", route, at)
		}
		once, locked := house.amounts(), house.locked()
		second, _, body := v.post(f.path, f.form)
		if second >= 500 {
			t.Errorf("%s answers %d the second time\n%.300s", route, second, body)
		}
		if diff := cmp.Diff(once, house.amounts()); diff != "" {
			t.Errorf("%s sent twice (-once +twice):\n%s", route, diff)
		}
		if now := house.locked(); now != locked {
			t.Errorf("%s sent twice: %d periods are locked, want %d as once", route, now, locked)
		}
	}
	for route := range notTwice {
		if !slices.Contains(routesOf(t), route) {
			t.Errorf("%s is no route any more", route)
		}
	}
}

// isOpen tells of a route that asks for nobody signed in.
func isOpen(route string) bool {
	for _, prefix := range []string{"POST /sign-in", "POST /invitation/", "POST /digest/"} {
		if strings.HasPrefix(route, prefix) {
			return true
		}
	}
	return false
}

// fills takes hidden inputs of a form's page along.
func (v *visitor) fills(f *twiceForm) {
	v.Helper()
	if f.page == "" {
		return
	}
	_, _, page := v.get(f.page)
	for _, name := range f.inputs {
		value := between(page, `name="`+name+`" value="`, `"`)
		if value == "" {
			v.Errorf("%s has no %s", f.page, name)
		}
		f.form.Set(name, value)
	}
}

// amounts tells how many rows each table has once the stages have nothing to do, but
// for those that say who looked at what and when, and whom it was told.
func (h *house) amounts() map[string]int {
	h.Helper()
	for end := time.Now().Add(patience); h.row(admin1, `select ((select count(*) from documents where stage not in ('done', 'held'))
			+ (select count(*) from files where stage not in ('done', 'held')))::text`) != "0"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			h.Fatalf("after %s the stages still work", patience)
		}
	}
	count := map[string]int{}
	err := h.store.In(h.Context(), h.identity(admin1), func(tx storage.Tx) error {
		return tx.QueryRow(tx.Ctx, `select jsonb_object_agg(name, (xpath('/row/n/text()', query_to_xml('select count(*) as n from ' || quote_ident(name), false, true, '')))[1]::text::int)
			from (select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege(oid, 'select')) t
			where name not in ('audits', 'events', 'webhook_attempts', 'sessions', 'lexicon')`).Scan(&count)
	})
	if err != nil {
		h.Fatal(err)
	}
	return count
}

// locked counts the periods of the client that are locked.
func (h *house) locked() (n int) {
	h.Helper()
	books, err := h.store.Books(h.Context(), h.identity(accountant), h.client, invoer.BookPeriod)
	if err != nil {
		h.Fatal(err)
	}
	for _, period := range books.Periods {
		if period.Locked {
			n++
		}
	}
	return n
}

// twiceForms are the forms of the portal, of things that are there.
func (h *house) twiceForms(t *testing.T) map[string]twiceForm {
	t.Helper()
	admin, who := h.identity(admin1), h.identity(accountant)
	for _, name := range []string{"nl-excel-grid-pdf-text", "de-de-craft-pdf-text", "fr-credit-classic-pdf-text", "en-webshop-pdf-text"} {
		h.handIn(accountant, h.client, name, "document.pdf")
	}
	h.settled(4)
	stack := h.deliver(who, h.client, "stapel.pdf", h.scanned("fr-hardware-store-pdf-text", "en-eu-pdf-text"))
	docs := h.settled(6)
	h.surely()
	slices.SortFunc(docs, func(a, b storage.Summary) int { return a.Received.Compare(b.Received) })
	broken := h.deliver(who, h.client, "stuk.pdf", []byte("%PDF-1.7\nnothing more"))
	letter := h.deliver(who, h.client, "bericht.eml", []byte("From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>Dag, de bon: 12,50</p>\r\n"))
	h.settled(7)
	unexpected := map[string]invoer.DeliveryID{}
	for _, key := range []string{"admit", "turn-away"} {
		receipt, err := h.server.Gate.Accept(t.Context(), invoer.Machine(h.office), intake.Arrival{
			Via: invoer.DoorMail, From: "stranger@example.test", Key: key, Answer: invoer.AnswerWaiting,
			Owner: func(context.Context) (invoer.ClientID, error) { return h.client, nil },
			Parts: func(yield func(intake.Item, error) bool) {
				yield(intake.Item{Name: "a.txt", Body: strings.NewReader(key)}, nil)
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		unexpected[key] = receipt.Delivery.ID
	}
	_, token, err := h.store.AddToken(t.Context(), admin, storage.Token{Name: "x", Scopes: []string{"read"}})
	if err != nil {
		t.Fatal(err)
	}
	_, hook, err := h.store.AddWebhook(t.Context(), admin, storage.Webhook{URL: "https://example.org/", Active: true})
	if err != nil {
		t.Fatal(err)
	}
	half, err := h.server.Uploads.Begin(admin, upload.Upload{Size: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.SaveList(t.Context(), admin, "weg", "tab=read"); err != nil {
		t.Fatal(err)
	}
	lists, err := h.store.SavedLists(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	session := h.session(t, admin1)
	seen := func(d storage.Summary) url.Values { return url.Values{"version": {strconv.Itoa(d.Version)}} }
	with := func(form url.Values, name, value string) url.Values { form.Set(name, value); return form }
	at := func(d storage.Summary, deed string) string { return "/documents/" + string(d.ID) + "/" + deed }
	stackOf := h.stackOf(stack.ID)
	user := "/office/users/" + string(who.User) + "/"
	client := url.Values{"client": {string(h.client)}}
	return map[string]twiceForm{
		"POST /documents":                         {path: "/documents", form: url.Values{"deed": {"entrust"}, "assignee": {string(who.User)}, "d": {string(docs[0].ID) + " 1"}}},
		"POST /lists":                             {path: "/lists", form: url.Values{"name": {"van mij"}, "list": {"tab=all"}}},
		"POST /lists/{id}/forget":                 {path: "/lists/" + lists[0].ID + "/forget", form: url.Values{}},
		"POST /documents/{id}/seat":               {path: at(docs[0], "seat"), form: url.Values{}},
		"POST /documents/{id}/assignee":           {path: at(docs[0], "assignee"), form: url.Values{"assignee": {string(who.User)}}},
		"POST /documents/{id}/fields":             {path: at(docs[0], "fields"), form: url.Values{"invoice_number": {"X-1"}, "was.invoice_number": {docs[0].Number}}},
		"POST /documents/{id}/answer":             {path: at(docs[1], "answer"), form: h.asked(docs[1].ID)},
		"POST /documents/{id}/kind":               {path: at(docs[1], "kind"), form: url.Values{"kind": {"receipt"}}},
		"POST /documents/{id}/client":             {path: at(docs[1], "client"), form: url.Values{"client": {string(h.second)}}},
		"POST /documents/{id}/messages":           {path: at(docs[0], "messages"), page: "/documents/" + string(docs[0].ID), inputs: []string{"once"}, form: url.Values{"kind": {"note"}, "text": {"hallo"}}},
		"POST /documents/{id}/approve":            {path: at(docs[2], "approve"), form: seen(docs[2])},
		"POST /documents/{id}/reject":             {path: at(docs[3], "reject"), form: with(seen(docs[3]), "reason", "dubbel")},
		"POST /documents/{id}/reopen":             {path: at(docs[3], "reopen"), form: url.Values{}},
		"POST /documents/{id}/join":               {path: at(docs[0], "join"), form: url.Values{"to": {string(docs[3].ID)}}},
		"POST /documents/{id}/separate":           {path: at(docs[0], "separate"), form: url.Values{}},
		"POST /deliveries/{id}/said":              {path: deliveryURL(stack.ID) + "/said", form: url.Values{"remark": {"van de post"}}},
		"POST /uploads/{id}/end":                  {path: "/uploads/" + half.ID + "/end", form: url.Values{}},
		"POST /deliveries/{id}/client":            {path: deliveryURL(broken.ID) + "/client", form: url.Values{"client": {string(h.second)}}},
		"POST /deliveries/{id}/stack":             {path: deliveryURL(stack.ID) + "/stack", page: deliveryURL(stack.ID), inputs: []string{"version"}, form: url.Values{"document": {string(stackOf.Documents[0].ID)}, "turn": {refOf(stackOf.Documents[0].Pages[0])}}},
		"POST /deliveries/{id}/again":             {path: deliveryURL(broken.ID) + "/again", form: url.Values{}},
		"POST /deliveries/{id}/admit":             {path: deliveryURL(unexpected["admit"]) + "/admit", form: url.Values{}},
		"POST /deliveries/{id}/turn-away":         {path: deliveryURL(unexpected["turn-away"]) + "/turn-away", form: url.Values{}},
		"POST /office/clients":                    {path: "/office/clients", form: url.Values{"code": {"K900"}, "name": {"Nieuwe klant"}, "language": {"nl"}}},
		"POST /office/clients/take":               {path: "/office/clients/take", form: url.Values{"list": {`[{"code": "K901", "name": "Lijst nv", "language": "nl"}]`}}},
		"POST /office/clients/{id}":               {path: "/office/clients/" + string(h.client), form: url.Values{"code": {"K005"}, "name": {"Brirolis Medical bv"}, "language": {"nl"}}},
		"POST /office/clients/{id}/senders":       {path: "/office/clients/" + string(h.client) + "/senders", form: url.Values{"senders": {"a@b.test"}}},
		"POST /office/answers":                    {path: "/office/answers", form: url.Values{"answers": {"on"}}},
		"POST /office/two":                        {path: "/office/two", form: url.Values{"two": {"on"}}},
		"POST /office/digest":                     {path: "/office/digest", form: url.Values{"hour": {"7"}}},
		"POST /office/second-factor":              {path: "/office/second-factor", form: url.Values{}},
		"POST /office/limits":                     {path: "/office/limits", form: url.Values{"asset_from": {"1000"}, "later_from": {"1000"}}},
		"POST /office/users":                      {path: "/office/users", form: url.Values{"email": {"nieuw@kantoor.example"}, "name": {"Nieuw"}, "role": {"accountant"}, "language": {"nl"}, "password": {password}}},
		"POST /office/users/{id}":                 {path: strings.TrimSuffix(user, "/"), form: url.Values{"name": {"Anders"}, "role": {"accountant"}, "language": {"fr"}}},
		"POST /office/users/{id}/disable":         {path: user + "disable", form: url.Values{}},
		"POST /office/users/{id}/enable":          {path: user + "enable", form: url.Values{}},
		"POST /office/users/{id}/invitation":      {path: user + "invitation", form: url.Values{}},
		"POST /office/users/{id}/second-factor":   {path: user + "second-factor", form: url.Values{}},
		"POST /office/tokens":                     {path: "/office/tokens", page: "/office/tokens", inputs: []string{"once"}, form: url.Values{"name": {"scanner"}, "scope": {"read"}}},
		"POST /office/tokens/{id}/revoke":         {path: "/office/tokens/" + token.ID + "/revoke", form: url.Values{}},
		"POST /office/webhooks":                   {path: "/office/webhooks", page: "/office/webhooks", inputs: []string{"once"}, form: url.Values{"url": {"https://example.org/two"}}},
		"POST /office/webhooks/{id}/remove":       {path: "/office/webhooks/" + hook.ID + "/remove", form: url.Values{}},
		"POST /deliveries/{id}/parts/{page}/take": {path: deliveryURL(letter.ID) + "/parts/2/take", form: url.Values{}},
		"POST /bookkeeping/start":                 {path: "/bookkeeping/start", form: client},
		"POST /bookkeeping/books":                 {path: "/bookkeeping/books", form: h.booksForm()},
		"POST /bookkeeping/period":                {path: "/bookkeeping/period", page: "/bookkeeping?client=" + string(h.client), inputs: []string{"period"}, form: url.Values{"client": {string(h.client)}, "lock": {"on"}}},
		"POST /bookkeeping/automatic":             {path: "/bookkeeping/automatic", form: url.Values{"client": {string(h.client)}, "on": {"on"}, "one_in": {"200"}, "last": {"20"}, "every": {"20"}, "most": {"500"}, "second": {"0"}}},
		"POST /bookkeeping/automatic/suppliers":   {path: "/bookkeeping/automatic/suppliers", form: url.Values{"client": {string(h.client)}, "supplier": {"BE0477574154"}, "allow": {"on"}}},
		"POST /bookkeeping/rules":                 {path: "/bookkeeping/rules", page: "/bookkeeping/rules?client=" + string(h.client), inputs: []string{"once"}, form: url.Values{"client": {string(h.client)}, "name": {"papier"}, "words": {"papier"}, "account": {"604000"}, "place": {"10"}}},
		"POST /bookkeeping/rules/{id}/place":      {path: "/bookkeeping/rules/" + h.bookingRule("geplaatst") + "/place", form: url.Values{"client": {string(h.client)}, "place": {"5"}}},
		"POST /bookkeeping/rules/{id}/end":        {path: "/bookkeeping/rules/" + h.bookingRule("geëindigd") + "/end", form: client},
		"POST /profile/keys":                      {path: "/profile/keys", form: url.Values{"keys": {"off"}}},
		"POST /profile/language":                  {path: "/profile/language", form: url.Values{"language": {"nl"}}},
		"POST /profile/digest":                    {path: "/profile/digest", form: url.Values{"every": {"day"}}},
		"POST /profile/sessions/{id}/end":         {path: "/profile/sessions/" + session + "/end", form: url.Values{}},
	}
}

// bookingRule puts a rule in force that holds for nothing.
func (h *house) bookingRule(name string) string {
	h.Helper()
	rule, _, err := h.store.AddBookingRule(h.Context(), h.identity(accountant), invoer.BookingRule{
		Name: name, When: invoer.RuleCondition{Words: []string{"xx"}}, Then: invoer.RuleOutcome{Account: "604000"},
	})
	if err != nil {
		h.Fatal(err)
	}
	return rule.ID
}

// asked makes a finding at a document and gives the form that answers it.
func (h *house) asked(id invoer.DocumentID) url.Values {
	h.Helper()
	h.exec(`update invoices set invoice = jsonb_set(invoice, '{findings}', '[{"rule": "totals-do-not-add-up", "severity": "warning", "field": "total_incl", "args": []}]') where document_id = $1`, id)
	return url.Values{"finding": {"totals-do-not-add-up|total_incl"}}
}

// booksForm writes the books to begin with.
func (h *house) booksForm() url.Values {
	h.Helper()
	changes, _ := invoer.Books{}.Changes(law.StartBooks(2026))
	text, err := packed(changes)
	if err != nil {
		h.Fatal(err)
	}
	return url.Values{"client": {string(h.client)}, "name": {"MAR / PCMN"}, "changes": {text}}
}
