package portal

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// askSignIn sends a person who is not signed in to do so, and remembers where
// he wanted to go: for a form, that is the page it stands on. A script gets the
// page's address to know it by.
func (p *Portal) askSignIn(w http.ResponseWriter, r *http.Request) {
	address := "/sign-in"
	switch {
	case r.Header.Get("HX-Request") != "":
	case r.Method != http.MethodGet:
		address = withNext(address, p.sentFrom(r))
	case r.URL.Path != "/":
		address = withNext(address, r.URL.RequestURI())
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// sentFrom is the page of ours that a form was sent from, as browsers tell it
// (RFC 9110 §10.1.3); empty where it is not known, or shows forms alone.
func (p *Portal) sentFrom(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return ""
	}
	page := &http.Request{Method: http.MethodGet, Host: r.Host, URL: &url.URL{Path: from.Path}}
	if _, pattern := p.Mux.Handler(page); pattern == "/" || pattern == "" {
		return "" // a form that was refused is shown under the form's own address
	}
	return from.RequestURI()
}

// showSignIn asks who one is.
func (p *Portal) showSignIn(w http.ResponseWriter, r *http.Request) error {
	return send(w, http.StatusOK, "sign-in.html", p.signInPage(r, ""))
}

func (p *Portal) signInPage(r *http.Request, email string) signInPage {
	page := signInPage{frame: p.frame(r, storage.Session{}, "", "signin.title"), Email: email, Next: ours(r.FormValue("next"))}
	for _, lang := range locale.Languages {
		q := url.Values{"lang": {lang}}
		if page.Next != "" {
			q.Set("next", page.Next)
		}
		page.Languages = append(page.Languages, languageLink{lang, page.Say("lang." + lang), "/sign-in?" + q.Encode(), lang == page.Lang})
	}
	return page
}

// ours is an address within the portal, and empty for any other: a link that
// a stranger sent must not lead away after the sign-in.
func ours(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return ""
	}
	return next
}

// signIn starts a session, or asks for a code first.
func (p *Portal) signIn(w http.ResponseWriter, r *http.Request) error {
	_, err := p.SignIn(w, r, strings.TrimSpace(r.PostFormValue("email")), r.PostFormValue("password"))
	return p.signedIn(w, r, err)
}

// signedIn goes on after a first proof: to where the person wanted to go, to
// the second step, or back to the sign-in with the reason.
func (p *Portal) signedIn(w http.ResponseWriter, r *http.Request, err error) error {
	var throttled *storage.Throttled
	var second *storage.SecondStep
	switch {
	case errors.As(err, &second):
		return away(w, r, withNext("/sign-in/code", r.PostFormValue("next")))
	case errors.As(err, &throttled):
		p.Hints(w.Header(), err)
		return p.askAgain(w, r, http.StatusTooManyRequests, "signin.throttled")
	case errors.Is(err, invoer.ErrForbidden):
		return p.askAgain(w, r, http.StatusForbidden, "signin.wrong")
	case err != nil:
		return err
	}
	return away(w, r, cmp.Or(ours(r.PostFormValue("next")), "/documents"))
}

// withNext adds to an address where one goes afterwards.
func withNext(address, next string) string {
	if next = ours(next); next == "" {
		return address
	}
	return address + "?" + url.Values{"next": {next}}.Encode()
}

// askAgain shows the sign-in once more and says why.
func (p *Portal) askAgain(w http.ResponseWriter, r *http.Request, status int, code string) error {
	page := p.signInPage(r, strings.TrimSpace(r.PostFormValue("email")))
	page.Notice = notice{Kind: "bad", Text: page.Say(code)}
	return send(w, status, "sign-in.html", page)
}

// signOut ends the session.
func (p *Portal) signOut(w http.ResponseWriter, r *http.Request, _ storage.Session) error {
	if err := p.SignOut(w, r); err != nil {
		return err
	}
	return away(w, r, "/sign-in?said=out")
}

// showCode asks for the one-time code of who has one.
func (p *Portal) showCode(w http.ResponseWriter, r *http.Request) error {
	return send(w, http.StatusOK, "sign-in-code.html", p.codePage(r))
}

func (p *Portal) codePage(r *http.Request) codePage {
	return codePage{frame: p.frame(r, storage.Session{}, "", "code.title"), Next: ours(r.FormValue("next"))}
}

// signInByCode ends the sign-in of who has a second factor.
func (p *Portal) signInByCode(w http.ResponseWriter, r *http.Request) error {
	_, err := p.SignInByCode(w, r, r.PostFormValue("code"))
	page, status, code := p.codePage(r), http.StatusForbidden, "code.wrong"
	var throttled *storage.Throttled
	switch {
	case err == nil:
		return away(w, r, cmp.Or(page.Next, "/documents"))
	case errors.As(err, &throttled):
		p.Hints(w.Header(), err)
		status, code = http.StatusTooManyRequests, "signin.throttled"
	case !errors.Is(err, invoer.ErrForbidden):
		return err
	}
	page.Notice = notice{Kind: "bad", Text: page.Say(code)}
	return send(w, status, "sign-in-code.html", page)
}

// askPasskey tells a script what to ask of an authenticator.
func (p *Portal) askPasskey(w http.ResponseWriter, r *http.Request) error {
	options, err := p.AskPasskey(w, r)
	if err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, options)
}

// signInByPasskey checks what the authenticator answered; the script then goes
// where the answer says.
func (p *Portal) signInByPasskey(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.SignInByPasskey(w, r); err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, wayOn{cmp.Or(ours(r.URL.Query().Get("next")), "/documents")})
}

// A wayOn tells a script where to go.
type wayOn struct {
	Go string `json:"go"`
}

// askProvider sends a person to the identity provider of his office. A browser
// lets no form lead to another site (form-action), so that a page does.
func (p *Portal) askProvider(w http.ResponseWriter, r *http.Request) error {
	email := strings.ToLower(strings.TrimSpace(r.PostFormValue("email")))
	address, err := p.AskProvider(w, r, email, ours(r.PostFormValue("next")))
	switch {
	case errors.Is(err, invoer.ErrNotFound):
		return p.askAgain(w, r, http.StatusForbidden, "signin.no_provider")
	case errors.Is(err, invoer.ErrUnavailable):
		p.Note(r, err)
		return p.askAgain(w, r, http.StatusServiceUnavailable, "signin.provider_away")
	case err != nil:
		return p.signedIn(w, r, err)
	}
	page := awayPage{frame: p.frame(r, storage.Session{}, "", "signin.title"), Address: address}
	if u, err := url.Parse(address); err == nil {
		page.Host = u.Host
	}
	w.Header().Set("Refresh", "0; url="+address) // the link in the page is for browsers that wait
	return send(w, http.StatusOK, "sign-in-away.html", page)
}

// backFromProvider signs in who comes back from his provider.
func (p *Portal) backFromProvider(w http.ResponseWriter, r *http.Request) error {
	next, err := p.SignInByProvider(w, r)
	switch {
	case errors.Is(err, invoer.ErrForbidden) || errors.Is(err, invoer.ErrNotFound):
		p.Note(r, err)
		return p.askAgain(w, r, http.StatusForbidden, "signin.not_vouched")
	case errors.Is(err, invoer.ErrUnavailable):
		p.Note(r, err)
		return p.askAgain(w, r, http.StatusServiceUnavailable, "signin.provider_away")
	case err != nil:
		return err
	}
	return away(w, r, cmp.Or(ours(next), "/documents"))
}
