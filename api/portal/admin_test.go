package portal

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// The office's forms: what is right is done and said, what is wrong is said
// beside the field and nothing that was typed is lost.
func TestOfficeForms(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, admin1)
	right := map[string]struct {
		path string
		form url.Values
		then string // what the page says afterwards
	}{
		"a client":          {"/office/clients", url.Values{"name": {"Nieuw bv"}, "code": {"N1"}, "language": {"fr"}, "own": {"BE71 0961 2345 6769\nNieuw\nStraat 1"}}, "Nieuw bv"},
		"an accountant":     {"/office/users", url.Values{"name": {"Eva"}, "email": {"Eva@kantoor.example"}, "role": {"accountant"}, "language": {"de"}, "password": {password}}, "eva@kantoor.example"},
		"a client's person": {"/office/users", url.Values{"name": {"Fay"}, "email": {"fay@klant.example"}, "role": {"client"}, "client": {string(house.client)}, "language": {"nl"}, "password": {password}}, "fay@klant.example"},
		"a language":        {"/profile/language", url.Values{"language": {"nl"}}, "Taal gewijzigd"},
		"a token":           {"/office/tokens", url.Values{"name": {"Kassa"}, "scope": {"read", "ingest"}}, "inv_"},
		"a webhook":         {"/office/webhooks", url.Values{"url": {"https://example.org/hook"}, "kinds": {"document.read, document.approved"}}, "whsec_"},
	}
	for name, c := range right {
		status, head, body := v.post(c.path, c.form)
		if status == http.StatusSeeOther {
			status, _, body = v.get(head.Get("Location"))
		}
		v.wants(name, status, http.StatusOK, body, c.then)
	}
	wrong := map[string]struct {
		path string
		form url.Values
		say  string
	}{
		"a client without a name":     {"/office/clients", url.Values{"code": {"N2"}, "language": {"nl"}}, "Vul dit in"},
		"a client's code again":       {"/office/clients", url.Values{"name": {"Bestaat al"}, "code": {"k005"}, "language": {"nl"}}, "Bestaat al"},
		"a VAT number that cannot be": {"/office/clients", url.Values{"name": {"x"}, "code": {"N3"}, "vat": {"BE0400915253"}, "language": {"nl"}}, "BE0400915253"},
		"an address that is none":     {"/office/users", url.Values{"name": {"x"}, "email": {"eva@"}, "role": {"admin"}, "language": {"nl"}, "password": {password}}, "eva@"},
		"an address again":            {"/office/users", url.Values{"name": {"x"}, "email": {admin1}, "role": {"admin"}, "language": {"nl"}, "password": {password}}, admin1},
		"a short password":            {"/office/users", url.Values{"name": {"x"}, "email": {"g@x.example"}, "role": {"admin"}, "language": {"nl"}, "password": {"kort"}}, "12"},
		"a client role without one":   {"/office/users", url.Values{"name": {"x"}, "email": {"h@x.example"}, "role": {"client"}, "language": {"nl"}, "password": {password}}, "h@x.example"},
		"a token without rights":      {"/office/tokens", url.Values{"name": {"Zonder"}}, "Zonder"},
		"a webhook without protocol":  {"/office/webhooks", url.Values{"url": {"example.org"}}, "https://"},
		"a password repeated badly":   {"/profile/password", url.Values{"old": {password}, "new": {"een ander wachtwoord"}, "repeat": {"nog een ander wachtwoord"}}, "verschillen"},
		"a wrong old password":        {"/profile/password", url.Values{"old": {"fout"}, "new": {"een ander wachtwoord"}, "repeat": {"een ander wachtwoord"}}, "klopt niet"},
	}
	for name, c := range wrong {
		status, _, body := v.post(c.path, c.form)
		v.wants(name, status, http.StatusUnprocessableEntity, body, c.say, `class="mistake"`)
	}
}

// What a webhook did not get is shown alone, however much it got since, and is
// sent again by one press.
func TestLogOfAWebhook(t *testing.T) {
	house := openHouse(t)
	admin := house.identity(admin1)
	_, hook, err := house.store.AddWebhook(t.Context(), admin, storage.Webhook{URL: "https://example.org/hook"})
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`insert into events (office_id, kind) values ($1, 'document.held')`,
		`insert into events (office_id, kind) select $1, 'document.read' from generate_series(1, 150)`,
		`update webhook_attempts a set next = null, delivered = case when e.kind = 'document.read' then now() end from events e where e.id = a.event_id and a.office_id = $1`,
	} {
		err := house.store.In(t.Context(), admin, func(tx storage.Tx) error {
			_, err := tx.Exec(tx.Ctx, statement, admin.Office)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	v := house.visit(t, admin1)
	log := "/office/webhooks/" + hook.ID
	status, _, body := v.get("/office/webhooks")
	v.wants("all webhooks", status, http.StatusOK, body, log+"?failed=1")
	status, _, body = v.get(log)
	older := regexp.MustCompile(`href="(` + log + `\?after=[^"]+)"`).FindStringSubmatch(body)
	if status != http.StatusOK || older == nil {
		t.Fatalf("the log answers %d, want a page with older ones behind it\n%s", status, body)
	}
	status, _, body = v.get(older[1])
	v.wants("older attempts", status, http.StatusOK, body, "document.held")
	status, _, body = v.get(log + "?failed=1")
	v.wants("what failed", status, http.StatusOK, body, "document.held", log+"/replay")
	if strings.Contains(body, "document.read<") {
		t.Error("what was delivered stands among what failed")
	}
	_, head, _ := v.post(log+"/replay", nil)
	status, _, body = v.get(head.Get("Location"))
	v.wants("after sending again", status, http.StatusOK, body, "document.read")
	status, _, body = v.get(log + "?failed=1")
	v.wants("what failed afterwards", status, http.StatusOK, body, "Hier is niets")
}

// What is made can be taken back: a token, a webhook, a person's sign-in.
func TestOfficeTakesBack(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, admin1)
	v.post("/office/tokens", url.Values{"name": {"Kassa"}, "scope": {"read"}})
	v.post("/office/webhooks", url.Values{"url": {"https://example.org/hook"}})
	for path, then := range map[string]string{"/office/tokens": "ingetrokken", "/office/webhooks": "verwijderd"} {
		_, _, page := v.get(path)
		button := regexp.MustCompile(`action="(` + path + `/[^"]+/(?:revoke|remove))"`).FindStringSubmatch(page)
		if button == nil {
			t.Fatalf("%s has nothing to take back\n%s", path, page)
		}
		_, head, _ := v.post(button[1], nil)
		status, _, body := v.get(head.Get("Location"))
		v.wants(button[1], status, http.StatusOK, strings.ToLower(body), then)
	}
	user := string(house.identity(accountant).User)
	theirs := house.visit(t, accountant)
	v.post("/office/users/"+user+"/disable", nil)
	if status, _, _ := theirs.get("/documents"); status != http.StatusSeeOther {
		t.Errorf("a disabled person gets %d, want 303 to the sign-in", status)
	}
	v.post("/office/users/"+user+"/enable", nil)
	house.visit(t, accountant)
	if status, _, _ := v.post("/office/users/"+string(house.identity(admin1).User)+"/disable", nil); status != http.StatusUnprocessableEntity {
		t.Errorf("an admin disables himself: %d, want 422", status)
	}
}

// An admin changes a person: who may less is signed out at once, what is wrong is
// shown as it was typed, and the last admin stays one, with words.
func TestAPersonIsChangedByForm(t *testing.T) {
	house := openHouse(t)
	v, theirs := house.visit(t, admin1), house.visit(t, accountant)
	id := house.identity(accountant).User
	path := "/office/users/" + string(id)
	status, _, body := v.get(path)
	v.wants("the person's page", status, http.StatusOK, body, accountant)
	status, _, body = v.post(path, url.Values{"name": {"Bert Anders"}, "role": {"client"}, "language": {"fr"}})
	v.wants("a client's person without a client", status, http.StatusUnprocessableEntity, body, "Bert Anders", "Kies een klant")
	v.post(path, url.Values{"name": {"Bert Anders"}, "role": {"accountant"}, "language": {"fr"}})
	if status, _, _ := theirs.get("/documents"); status != http.StatusOK {
		t.Errorf("another name and language answer him %d, want that he goes on", status)
	}
	v.post(path, url.Values{"name": {"Bert Anders"}, "role": {"client"}, "client": {string(house.client)}, "language": {"fr"}})
	if status, _, _ := theirs.get("/documents"); status != http.StatusSeeOther {
		t.Errorf("who has fewer rights gets %d, want 303 to the sign-in", status)
	}
	if got := house.identity(accountant); got.Role != invoer.RoleClient || got.Client != house.client {
		t.Errorf("he is %+v, want a person of the client", got)
	}
	self := "/office/users/" + string(house.identity(admin1).User)
	status, _, body = v.post(self, url.Values{"name": {"Ik"}, "role": {"accountant"}, "language": {"nl"}})
	v.wants("the last admin", status, http.StatusConflict, body, "geen beheerder meer")
	if status, _, _ := house.visit(t, clientUser).post(path, url.Values{"name": {"x"}, "role": {"admin"}, "language": {"nl"}}); status != http.StatusForbidden {
		t.Errorf("a client changes a person: %d, want 403", status)
	}
}

func TestOwnOf(t *testing.T) {
	t.Parallel()
	own := ownOf("BE71 0961 2345 6769\n\n0400.915.252\n De Zetter bv \nStraat 1, 8500 Kortrijk\n")
	if len(own.IBANs) != 1 || len(own.VATs) != 1 || len(own.Names) != 1 || len(own.Addresses) != 1 || own.Names[0] != "De Zetter bv" {
		t.Errorf("ownOf sorts into %+v, want one of each", own)
	}
}
