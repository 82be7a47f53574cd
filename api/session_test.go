package api

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/invoer/invoer/storage"
)

func TestPerson(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	h.Mux.Handle("/thing", h.Person(h.face(), func(w http.ResponseWriter, _ *http.Request, me storage.Session) error {
		if me.Scope != h.who {
			t.Errorf("a handler got %+v, want %+v", me.Scope, h.who)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}))
	secret, me := h.signIn(t)
	form := "application/x-www-form-urlencoded"
	good := url.Values{"csrf": {me.CSRF}}.Encode()
	cases := map[string]struct {
		method, cookie, body string
		headers              map[string]string
		want                 int
	}{
		"nobody":                             {"GET", "", "", nil, 401},
		"a cookie that we did not give":      {"GET", "made-up", "", nil, 401},
		"looking needs no token":             {"GET", secret, "", nil, 204},
		"a form with its token":              {"POST", secret, good, map[string]string{"Content-Type": form}, 204},
		"a script with the token":            {"POST", secret, "", map[string]string{"X-CSRF": me.CSRF}, 204},
		"a form without it":                  {"POST", secret, "", map[string]string{"Content-Type": form}, 403},
		"a form with another one":            {"POST", secret, "csrf=made-up", map[string]string{"Content-Type": form}, 403},
		"a form from another site":           {"POST", secret, good, map[string]string{"Content-Type": form, "Sec-Fetch-Site": "cross-site"}, 403},
		"a form from another host":           {"POST", secret, good, map[string]string{"Content-Type": form, "Origin": "https://evil.example"}, 403},
		"a body of files where none belongs": {"POST", secret, "--x--\r\n", map[string]string{"Content-Type": "multipart/form-data; boundary=x", "X-CSRF": me.CSRF}, 422},
		"a body that is too large":           {"POST", secret, "x=" + strings.Repeat("y", 2<<20), map[string]string{"Content-Type": form}, 403},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), c.method, h.web.URL+"/thing", strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if c.cookie != "" {
				r.AddCookie(&http.Cookie{Name: "invoer", Value: c.cookie})
			}
			for name, value := range c.headers {
				r.Header.Set(name, value)
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != c.want {
				t.Errorf("%d, want %d", answer.StatusCode, c.want)
			}
		})
	}
}

func TestCookie(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		secure bool
		name   string
	}{"plain": {false, "invoer"}, "https": {true, "__Host-invoer"}}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, func(s *Settings) { s.Secure = c.secure })
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(t.Context(), "POST", "/sign-in", nil)
			me, err := h.SignIn(w, r, "a@example.test", password)
			if err != nil {
				t.Fatal(err)
			}
			cookie := w.Result().Cookies()[0]
			if cookie.Name != c.name || !cookie.HttpOnly || cookie.Secure != c.secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
				t.Errorf("cookie %s, want %s, HttpOnly, SameSite=Lax, Path=/, no Domain, Secure=%v", cookie, c.name, c.secure)
			}
			if cookie.Expires.Unix() != me.Expires.Unix() {
				t.Errorf("cookie ends %s, its session %s", cookie.Expires, me.Expires)
			}
			r = httptest.NewRequestWithContext(t.Context(), "POST", "/sign-out", nil)
			r.AddCookie(cookie)
			w = httptest.NewRecorder()
			if err := h.SignOut(w, r); err != nil {
				t.Fatal(err)
			}
			if _, err := h.identify(r); StatusOf(err) != http.StatusUnauthorized {
				t.Errorf("the cookie after sign-out: %v, want 401", err)
			}
			if w.Result().Cookies()[0].MaxAge >= 0 || w.Header().Get("Clear-Site-Data") == "" {
				t.Error("sign-out leaves something in the browser")
			}
		})
	}
}

// Wrong passwords slow down, and the answer says until when.
func TestThrottle(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	h.Mux.Handle("POST /sign-in", h.Anybody(h.face(), func(w http.ResponseWriter, r *http.Request) error {
		_, err := h.SignIn(w, r, "a@example.test", r.PostFormValue("password"))
		return err
	}))
	last := 0
	for range 20 {
		r, err := http.NewRequestWithContext(t.Context(), "POST", h.web.URL+"/sign-in", strings.NewReader("password=wrong"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if last = answer.StatusCode; last == http.StatusTooManyRequests {
			if answer.Header.Get("Retry-After") == "" {
				t.Error("429 without Retry-After")
			}
			return
		}
		if last != http.StatusForbidden {
			t.Fatalf("a wrong password: %d, want 403", last)
		}
	}
	t.Errorf("20 wrong passwords: still %d, want 429", last)
}

func TestAddress(t *testing.T) {
	t.Parallel()
	s := New(Settings{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	cases := map[string]struct{ remote, forwarded, want string }{
		"no proxy":                        {"192.0.2.1:99", "", "192.0.2.1"},
		"a stranger's word is not taken":  {"192.0.2.1:99", "203.0.113.9", "192.0.2.1"},
		"our proxy's is":                  {"10.0.0.1:99", "203.0.113.9", "203.0.113.9"},
		"of several hops the last honest": {"10.0.0.1:99", "1.1.1.1, 203.0.113.9, 10.2.0.1", "203.0.113.9"},
		"nonsense":                        {"10.0.0.1:99", "unknown", "10.0.0.1"},
		"an IPv4 address in IPv6":         {"[::ffff:10.0.0.1]:99", "::ffff:203.0.113.9", "203.0.113.9"},
	}
	for name, c := range cases {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.Address(r); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
