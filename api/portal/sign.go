package portal

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// askSignIn sends a person who is not signed in to do so, and remembers where
// he wanted to go. A script gets the page's address to know it by.
func (p *Portal) askSignIn(w http.ResponseWriter, r *http.Request) {
	to := url.Values{}
	if r.Method == http.MethodGet && r.Header.Get("HX-Request") == "" && r.URL.Path != "/" {
		to.Set("next", r.URL.RequestURI())
	}
	address := "/sign-in"
	if len(to) > 0 {
		address += "?" + to.Encode()
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusSeeOther)
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

// signIn starts a session.
func (p *Portal) signIn(w http.ResponseWriter, r *http.Request) error {
	email := strings.TrimSpace(r.PostFormValue("email"))
	_, err := p.SignIn(w, r, email, r.PostFormValue("password"))
	var throttled *storage.Throttled
	switch {
	case errors.As(err, &throttled):
		p.Hints(w.Header(), err)
		return p.askAgain(w, r, http.StatusTooManyRequests, "signin.throttled")
	case errors.Is(err, invoer.ErrForbidden):
		return p.askAgain(w, r, http.StatusForbidden, "signin.wrong")
	case err != nil:
		return err
	}
	next := ours(r.PostFormValue("next"))
	if next == "" {
		next = "/documents"
	}
	return away(w, r, next)
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
