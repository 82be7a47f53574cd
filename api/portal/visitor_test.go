package portal

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// A visitor is a person at a browser that shows nothing: for what must hold of
// answers and not of what is seen.
type visitor struct {
	testing.TB
	http.Client
	base string
	csrf string
}

// visit signs a person in.
func (h *house) visit(t testing.TB, email string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{TB: t, base: h.url, Client: http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if status, _, body := v.post("/sign-in", url.Values{"email": {email}, "password": {password}}); status != http.StatusSeeOther {
		t.Fatalf("sign-in of %s answers %d, want 303\n%s", email, status, body)
	}
	_, _, page := v.get("/profile")
	found := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no token in the page\n%s", page)
	}
	v.csrf = found[1]
	return v
}

func (v *visitor) get(path string) (status int, head http.Header, body string) {
	v.Helper()
	return v.send(http.MethodGet, path, nil)
}

// post sends a form with the session's token.
func (v *visitor) post(path string, form url.Values) (status int, head http.Header, body string) {
	v.Helper()
	if form == nil {
		form = url.Values{}
	}
	form.Set("csrf", v.csrf)
	return v.send(http.MethodPost, path, form)
}

func (v *visitor) send(method, path string, form url.Values) (int, http.Header, string) {
	v.Helper()
	r, err := http.NewRequestWithContext(v.Context(), method, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := v.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		v.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(body)
}

// wants fails the test when an answer is another one.
func (v *visitor) wants(what string, status, want int, body string, texts ...string) {
	v.Helper()
	if status != want {
		v.Errorf("%s answers %d, want %d\n%s", what, status, want, body)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			v.Errorf("%s does not say %q\n%s", what, text, body)
		}
	}
}
