package portal

import (
	"net/url"
	"strings"
	"testing"

	"github.com/invoer/invoer/storage/storagetest/servers"
)

// A person signs in at a real provider of his office, whose token does not name
// him: it is asked who he is. Whoever the office does not know, and whoever has an
// address that the provider did not check, gets nowhere.
func TestSignInAtARealProvider(t *testing.T) {
	house := openHouse(t)
	house.server.PrivateHooks = true // the provider is on this machine
	sso := servers.StartProvider(
		t, house.url+"/sign-in/office/back",
		servers.ProviderUser{ID: "1", Username: "bert", Password: "sleutel", Email: accountant, EmailVerified: true},
		servers.ProviderUser{ID: "2", Username: "an", Password: "sleutel", Email: admin1},
		servers.ProviderUser{ID: "3", Username: "dirk", Password: "sleutel", Email: stranger, EmailVerified: true},
	)
	v := house.visit(t, admin1)
	status, _, body := v.post("/office/sign-in", url.Values{"issuer": {sso.Issuer}, "client": {sso.Client}, "secret": {sso.Secret}})
	v.wants("the provider", status, 303, body)
	for _, c := range []struct{ email, name, then, says string }{
		{accountant, "bert", "/upload", "Documenten opladen"},
		{admin1, "an", "/sign-in/office/back", "Uw kantoor kon u niet aanmelden"},
		{accountant, "dirk", "/sign-in/office/back", "Uw kantoor kon u niet aanmelden"},
	} {
		p := newHand(t, house.url)
		p.allow = func(status int64, address string) bool {
			return !strings.HasPrefix(address, house.url) || status == 403 && strings.Contains(address, "/sign-in/office/back")
		}
		p.open("/sign-in?next=%2Fupload")
		p.types("#email", c.email)
		p.click(`[formaction="/sign-in/office"]`)
		p.until("the provider's own page", "location.port !== "+portOf(house.url)+" && document.querySelector('#username')")
		p.plain = true // no page of ours
		p.types("#username", c.name)
		p.types("#password", "sleutel")
		p.click("button[type=submit]")
		p.at(c.then)
		p.sees(c.says)
	}
}

// portOf is the port of an address, as a script has it.
func portOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "''"
	}
	return "'" + u.Port() + "'"
}
