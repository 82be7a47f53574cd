package api

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// cookieName is the name of the session's cookie. Under https the prefix makes
// browsers refuse one that was set by another host or for a part of the site
// (RFC 6265bis §4.1.3.2).
func (s *Server) cookieName() string {
	if s.Secure {
		return "__Host-invoer"
	}
	return "invoer"
}

func (s *Server) cookie(value string) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(), Value: value, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode}
}

// SignIn checks a password, starts a session and sets its cookie. Errors are
// those of storage.Store.SignIn.
func (s *Server) SignIn(w http.ResponseWriter, r *http.Request, email, password string) (storage.Session, error) {
	secret, me, err := s.Store.SignIn(r.Context(), email, password, s.Address(r), r.UserAgent())
	if err != nil {
		return storage.Session{}, err
	}
	cookie := s.cookie(secret)
	cookie.Expires = me.Expires
	http.SetCookie(w, cookie)
	return me, nil
}

// SignOut ends the session that the request came with, takes its cookie back,
// and tells the browser to forget what it kept of us.
func (s *Server) SignOut(w http.ResponseWriter, r *http.Request) error {
	gone := s.cookie("")
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	cookie, err := r.Cookie(s.cookieName())
	if err != nil {
		return nil // nobody was signed in
	}
	return s.Store.SignOut(r.Context(), cookie.Value)
}

// errNobody is what a request without a session or token gets.
var errNobody = WithStatus(http.StatusUnauthorized, fmt.Errorf("%w: not signed in", invoer.ErrForbidden))

// identify finds who sent a request of a browser.
func (s *Server) identify(r *http.Request) (storage.Session, error) {
	cookie, err := r.Cookie(s.cookieName())
	if err != nil || cookie.Value == "" {
		return storage.Session{}, errNobody
	}
	me, err := s.Store.IdentifySession(r.Context(), cookie.Value)
	if errors.Is(err, invoer.ErrForbidden) || errors.Is(err, invoer.ErrNotFound) {
		return storage.Session{}, errNobody
	}
	return me, err
}

// StillOpen gives a check that the session of a request is still open, for answers
// that go on for long.
func (s *Server) StillOpen(r *http.Request) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := s.identify(r.WithContext(ctx))
		return err
	}
}

// CheckCSRF compares the token that a form carries with that of the session.
func CheckCSRF(me storage.Session, token string) error {
	if me.CSRF == "" || subtle.ConstantTimeCompare([]byte(me.CSRF), []byte(token)) != 1 {
		return fmt.Errorf("%w: the form's token is not that of the session; load the page again", invoer.ErrForbidden)
	}
	return nil
}
