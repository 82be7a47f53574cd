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
// those of storage.Store.SignIn; on a *storage.SecondStep the browser remembers
// it, and SignInByCode goes on.
func (s *Server) SignIn(w http.ResponseWriter, r *http.Request, email, password string) (storage.Session, error) {
	secret, me, err := s.Store.SignIn(r.Context(), email, password, s.Address(r), r.UserAgent())
	return s.admit(w, secret, me, err)
}

// admit sets the cookie of a session that was started, or of the second step
// that is wanted first.
func (s *Server) admit(w http.ResponseWriter, secret string, me storage.Session, err error) (storage.Session, error) {
	var second *storage.SecondStep
	if errors.As(err, &second) {
		s.remember(w, second.Secret)
	}
	if err != nil {
		return storage.Session{}, err
	}
	cookie := s.cookie(secret)
	cookie.Expires = me.Expires
	http.SetCookie(w, cookie)
	s.remember(w, "")
	return me, nil
}

// SignInByCode ends a sign-in whose password was right with a one-time code.
// Errors are those of storage.Store.SignInByCode.
func (s *Server) SignInByCode(w http.ResponseWriter, r *http.Request, code string) (storage.Session, error) {
	secret, me, err := s.Store.SignInByCode(r.Context(), s.remembered(r), code, r.UserAgent())
	return s.admit(w, secret, me, err)
}

// AcceptInvitation sets a first password and signs in. Errors are those of
// storage.Store.AcceptInvitation.
func (s *Server) AcceptInvitation(w http.ResponseWriter, r *http.Request, invitation, password string) (storage.Session, error) {
	secret, me, err := s.Store.AcceptInvitation(r.Context(), invitation, password, r.UserAgent())
	return s.admit(w, secret, me, err)
}

// remember sets the cookie of a half sign-in; an empty secret takes it back.
func (s *Server) remember(w http.ResponseWriter, secret string) {
	cookie := s.cookie(secret)
	cookie.Name += "-half"
	if secret == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}

// remembered is the secret of the half sign-in that a browser is in; empty
// without one.
func (s *Server) remembered(r *http.Request) string {
	cookie, err := r.Cookie(s.cookieName() + "-half")
	if err != nil {
		return ""
	}
	return cookie.Value
}

// Origin is the address of this house as the one who asks reaches it.
func (s *Server) Origin(r *http.Request) string {
	if s.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
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
