package portal

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"
)

// passer is somebody at a browser without a session.
func (h *house) passer(t testing.TB) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{TB: t, base: h.url, Client: http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

var linkInPage = regexp.MustCompile(`/invitation/[A-Za-z0-9_-]{40,}`)

// A person sets codes up, signs in with password and code, and with a recovery
// code, in a browser without scripts.
func TestSignInWithCodes(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	p.withoutScripts()
	p.signIn(accountant, password)
	p.open("/profile")
	p.refused(422)
	p.types("#i-password", "not the password")
	p.click("#code button")
	p.sees("Het huidige wachtwoord klopt niet")
	p.types("#i-password", password)
	p.click("#code button")
	p.sees("Scan dit met uw authenticatie-app") // the page of the wrong password has the same address
	key := strings.ReplaceAll(p.text("code.secret"), " ", "")
	p.types("#i-code", "000000")
	p.click("main button.primary")
	p.sees("Deze code klopt niet")
	code := func(after time.Duration) string {
		got, err := totp.GenerateCode(key, time.Now().Add(after))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	p.types("#i-code", code(0))
	p.click("main button.primary")
	p.sees("Uw herstelcodes")
	recovery := strings.Fields(p.text(".codes"))
	if len(recovery) != 10 {
		t.Fatalf("the page shows %d recovery codes, want 10: %q", len(recovery), recovery)
	}
	for _, way := range []string{code(30 * time.Second), recovery[3]} {
		p = newHand(t, house.url)
		p.withoutScripts()
		p.open("/upload")
		p.types("#email", accountant)
		p.types("#password", password)
		p.click("form button.primary")
		p.at("/sign-in/code?next=%2Fupload")
		p.refused(403)
		p.types("#code", "1")
		p.click("form button.primary")
		p.sees("Deze code klopt niet")
		p.types("#code", way)
		p.click("form button.primary")
		p.at("/upload")
	}
	p.open("/profile")
	p.sees("Ongebruikte herstelcodes: 9.")
}

// An admin invites; the invited person chooses a password and is in, once.
func TestInvitedPersonChoosesHisPassword(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, admin1)
	status, _, body := v.post("/office/users", url.Values{"name": {"Eva Smet"}, "email": {"eva@kantoor.example"}, "role": {"accountant"}, "language": {"fr"}, "password": {""}})
	v.wants("inviting", status, 200, body, "Link voor Eva Smet", "Uitgenodigd tot")
	link := linkInPage.FindString(body)
	eva := house.passer(t)
	status, _, body = eva.get(link)
	eva.wants("the invitation", status, 200, body, "Bienvenue, Eva Smet", "eva@kantoor.example")
	status, _, body = eva.post(link, url.Values{"password": {"court"}, "repeat": {"autre"}})
	eva.wants("a short password", status, 422, body, "Un mot de passe compte au moins")
	status, head, body := eva.post(link, url.Values{"password": {"un long mot de passe"}, "repeat": {"un long mot de passe"}})
	if eva.wants("accepting", status, 303, body); head.Get("Location") != "/documents" {
		t.Errorf("then she is at %q, want her documents", head.Get("Location"))
	}
	status, _, body = eva.get("/documents")
	eva.wants("her documents", status, 200, body, "Eva Smet")
	status, _, body = house.passer(t).get(link)
	eva.wants("the same link again", status, 404, body, `name="password"`)
	if status, _, _ := house.visit(t, accountant).post("/office/users/"+string(house.identity(clientUser).User)+"/invitation", nil); status != http.StatusForbidden {
		t.Errorf("an accountant invites: %d, want 403", status)
	}
	status, _, body = v.get("/office/history")
	v.wants("the history", status, 200, body, "Uitnodiging aanvaard", "Eva Smet", "Uitgenodigd")
}

// A passkey is added and signs in without a name or password; it is of no use
// once it is removed.
func TestPasskeys(t *testing.T) {
	house := openHouse(t)
	here := strings.Replace(house.url, "127.0.0.1", "localhost", 1) // passkeys belong to a name
	p := newHand(t, here)
	p.refused(403)
	if _, err := chromedp.Call(p.ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	_, err := chromedp.Call(p.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
		HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	if err != nil {
		t.Fatal(err)
	}
	p.signIn(accountant, password)
	p.open("/profile")
	p.until("the form", "document.querySelector('form[data-new-passkey]').checkVisibility()")
	p.types("#i-name", "Laptop")
	p.types("#i-proof", "not the password")
	p.click("form[data-new-passkey] button")
	p.sees("De passkey werd niet toegevoegd")
	p.types("#i-proof", password)
	p.click("form[data-new-passkey] button")
	p.at("/profile?said=passkey")
	p.sees("De passkey is toegevoegd")
	signOut := func() {
		t.Helper()
		p.click(".menu.end summary")
		p.click("form[data-sign-out] button")
		p.at("/sign-in")
		p.open("/sign-in?next=%2Fupload")
		p.until("the button", "document.querySelector('[data-passkey]').checkVisibility()")
		p.click("[data-passkey]")
	}
	signOut()
	p.at("/upload")
	p.open("/profile")
	p.sees("Laptop")
	p.click("#passkeys .danger")
	p.at("/profile?said=passkey-gone")
	signOut()
	p.sees("Dat lukte niet")
	all, err := house.store.PeopleHistory(t.Context(), house.identity(admin1), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	means := ""
	for _, a := range all {
		means += a.Action + " " + a.Means + "\n"
	}
	for _, want := range []string{"passkey-added", "signed-in passkey", "passkey-removed"} {
		if !strings.Contains(means, want) {
			t.Errorf("the history has no %q:\n%s", want, means)
		}
	}
}

// A provider is an identity provider of OpenID Connect on a port of its own:
// real tokens, signed with a key that it publishes. It says what the test wants
// it to say.
type provider struct {
	*httptest.Server
	testing.TB
	key *rsa.PrivateKey

	mu     sync.Mutex
	claims map[string]any        // beside those that every token has
	info   map[string]any        // what it says when it is asked who it is; nil: it does not answer
	asked  map[string]url.Values // by code: what the browser was sent with
}

func openProvider(t testing.TB) *provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{TB: t, key: key, asked: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /who", p.who)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) discovery(w http.ResponseWriter, _ *http.Request) {
	p.send(w, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys", "userinfo_endpoint": p.URL + "/who",
		"id_token_signing_alg_values_supported": []string{"RS256"},
	})
}

func (p *provider) who(w http.ResponseWriter, r *http.Request) {
	if p.info == nil || r.Header.Get("Authorization") != "Bearer x" {
		http.Error(w, "away", http.StatusBadGateway)
		return
	}
	p.send(w, p.info)
}

func (p *provider) keys(w http.ResponseWriter, _ *http.Request) {
	text := base64.RawURLEncoding.EncodeToString
	p.send(w, map[string]any{"keys": []any{map[string]any{
		"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": text(p.key.N.Bytes()), "e": text(big.NewInt(int64(p.key.E)).Bytes()),
	}}})
}

// authorize is what a person does at the provider: he lets the house know him.
// It gives the address that he is sent back to.
func (p *provider) authorize(address string) string {
	p.Helper()
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, p.URL+"/authorize?") {
		p.Fatalf("the house leads to %q, want the provider", address)
	}
	asked := u.Query()
	code := rand.Text()
	p.mu.Lock()
	p.asked[code] = asked
	p.mu.Unlock()
	return asked.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {asked.Get("state")}}.Encode()
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	asked, known := p.asked[r.FormValue("code")]
	delete(p.asked, r.FormValue("code"))
	p.mu.Unlock()
	id, secret, basic := r.BasicAuth()
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !known || !basic || id != "invoer" || secret != "geheim" || asked.Get("code_challenge_method") != "S256" ||
		asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(challenge[:]) || r.FormValue("redirect_uri") != asked.Get("redirect_uri") {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{
		"iss": p.URL, "aud": "invoer", "sub": "1", "nonce": asked.Get("nonce"), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(claims, p.claims)
	p.send(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.signed(claims)})
}

func (p *provider) signed(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		p.Error(err)
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","kid":"1","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(body)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		p.Error(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func (p *provider) send(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		p.Error(err)
	}
}

// People of an office with a provider of its own sign in there. A token that is
// old, of another audience, of another sign-in, or of somebody else lets nobody
// in, and neither does an answer that came twice or to another browser.
func TestSignInThroughTheOffice(t *testing.T) {
	house := openHouse(t)
	house.server.PrivateHooks = true // the provider is on this machine
	sso := openProvider(t)
	v := house.visit(t, admin1)
	status, _, body := v.post("/office/sign-in", url.Values{"issuer": {sso.URL + "/nothing"}, "client": {"invoer"}, "secret": {"geheim"}})
	v.wants("a provider that is none", status, 422, body, "De dienst antwoordt niet")
	status, _, body = v.post("/office/sign-in", url.Values{"issuer": {sso.URL}, "client": {"invoer"}, "secret": {"geheim"}})
	v.wants("the provider", status, 303, body)
	lead := func(browser *visitor, email string) string {
		t.Helper()
		status, head, body := browser.post("/sign-in/office", url.Values{"email": {email}, "next": {"/upload"}})
		browser.wants("asking for the provider", status, 200, body, sso.Listener.Addr().String())
		return strings.TrimPrefix(head.Get("Refresh"), "0; url=")
	}
	back := func(browser *visitor, address string) (int, string) {
		t.Helper()
		status, head, _ := browser.get(strings.TrimPrefix(address, house.url))
		return status, head.Get("Location")
	}
	cases := map[string]struct {
		claims map[string]any
		want   int
	}{
		"an address that was not checked": {map[string]any{"email": clientUser, "email_verified": false, "sub": "c"}, 403},
		"a token for another program":     {map[string]any{"email": accountant, "email_verified": true, "aud": "other"}, 403},
		"a token that is over":            {map[string]any{"email": accountant, "email_verified": true, "exp": time.Now().Add(-time.Hour).Unix()}, 403},
		"a token of another issuer":       {map[string]any{"email": accountant, "email_verified": true, "iss": "https://evil.example"}, 403},
		"a token of another sign-in":      {map[string]any{"email": accountant, "email_verified": true, "nonce": "old"}, 403},
		"somebody of another office":      {map[string]any{"email": stranger, "email_verified": true, "sub": "s"}, 403},
		"a person of the office":          {map[string]any{"email": accountant, "email_verified": true}, 303},
	}
	people, turn := []string{accountant, admin1, clientUser}, 0 // no address is tried so often that it must wait
	for name, c := range cases {
		sso.claims = c.claims
		browser := house.passer(t)
		turn++
		status, to := back(browser, sso.authorize(lead(browser, people[turn%len(people)])))
		if status != c.want || (status == 303) != (to == "/upload") {
			t.Errorf("%s: answers %d to %q, want %d", name, status, to, c.want)
		}
	}
	sso.claims = map[string]any{"email": accountant, "email_verified": true}
	one, other := house.passer(t), house.passer(t)
	address := sso.authorize(lead(one, accountant))
	if status, _ := back(other, address); status != 403 {
		t.Errorf("an answer to another browser: %d, want 403", status)
	}
	forged := strings.Replace(address, "state=", "state=x", 1)
	if status, _ := back(one, forged); status != 403 {
		t.Errorf("another state: %d, want 403", status)
	}
	if status, _ := back(one, address); status != 403 {
		t.Errorf("the answer after it: %d, want 403: a sign-in is tried once", status)
	}
	// Entra says no email_verified: it is believed where the office says so.
	entra := func(claims map[string]any) int {
		t.Helper()
		sso.claims = claims
		browser := house.passer(t)
		status, _ := back(browser, sso.authorize(lead(browser, clientUser)))
		return status
	}
	unsaid := map[string]any{"preferred_username": strings.ToUpper(clientUser), "sub": "e"}
	sso.info = map[string]any{"sub": "e"}
	if status := entra(unsaid); status != 403 {
		t.Errorf("an address of which nothing is said: %d, want 403", status)
	}
	status, _, body = v.post("/office/sign-in", url.Values{"issuer": {sso.URL}, "client": {"invoer"}, "trusted": {"yes"}})
	v.wants("trusting the provider", status, 303, body)
	if status := entra(map[string]any{"email": clientUser, "email_verified": false, "sub": "e"}); status != 403 {
		t.Errorf("an address that was not checked, of a trusted provider: %d, want 403", status)
	}
	if status := entra(unsaid); status != 303 {
		t.Errorf("an address of a trusted provider: %d, want 303", status)
	}
	status, _, body = v.get("/office/sign-in")
	v.wants("the provider", status, 200, body, `value="yes" aria-describedby="h-trusted" checked`)
	status, _, body = house.passer(t).post("/sign-in/office", url.Values{"email": {stranger}})
	v.wants("an office without provider", status, 403, body, "geen aanmelding via een kantoor")
}

// A provider whose token names nobody is asked who it is, where the office does not
// know him yet: then only. One that does not answer, or answers about somebody else,
// lets in nobody new, and keeps out nobody who was here before.
func TestTheProviderIsAskedWhoItIs(t *testing.T) {
	house := openHouse(t)
	house.server.PrivateHooks = true // the provider is on this machine
	sso := openProvider(t)
	v := house.visit(t, admin1)
	type claims = map[string]any
	for _, c := range []struct {
		name, email string
		token, info claims
		trusted     string
		want        int
	}{
		{"no answer", accountant, claims{"sub": "b"}, nil, "", 503},
		{"an answer about another", accountant, claims{"sub": "b"}, claims{"sub": "x", "email": accountant, "email_verified": true}, "", 403},
		{"an answer without address", accountant, claims{"sub": "b"}, claims{"sub": "b"}, "", 403},
		{"an address that was not checked, in a string", accountant, claims{"sub": "b"}, claims{"sub": "b", "email": accountant, "email_verified": "false"}, "", 403},
		{"an address that was, in a string", accountant, claims{"sub": "b"}, claims{"sub": "b", "email": accountant, "email_verified": "true"}, "", 303},
		{"no answer about who was here before", accountant, claims{"sub": "b"}, nil, "", 303},
		{"a token with such a string", admin1, claims{"sub": "a", "email": admin1, "email_verified": "true"}, nil, "", 303},
		{"no answer about a user name that is believed", clientUser, claims{"sub": "c", "preferred_username": clientUser}, nil, "yes", 303},
	} {
		status, _, body := v.post("/office/sign-in", url.Values{"issuer": {sso.URL}, "client": {"invoer"}, "secret": {"geheim"}, "trusted": {c.trusted}})
		v.wants("the provider", status, 303, body)
		sso.claims, sso.info = c.token, c.info
		browser := house.passer(t)
		_, head, _ := browser.post("/sign-in/office", url.Values{"email": {c.email}, "next": {"/upload"}})
		address := sso.authorize(strings.TrimPrefix(head.Get("Refresh"), "0; url="))
		status, head, _ = browser.get(strings.TrimPrefix(address, house.url))
		if status != c.want || (status == 303) != (head.Get("Location") == "/upload") {
			t.Errorf("%s: answers %d to %q, want %d", c.name, status, head.Get("Location"), c.want)
		}
	}
}
