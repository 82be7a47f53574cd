package storage

import (
	"context"
	"time"

	"github.com/invoer/invoer"
)

// A Session is one sign-in of a person at the portal.
type Session struct {
	ID      string // names it to its owner; not the secret
	Scope   invoer.Scope
	User    User
	CSRF    string
	Created time.Time
	Seen    time.Time
	Expires time.Time // absolute end; the idle end is earlier
	Agent   string
}

// A Throttled error says that too many sign-ins failed, and until when none is
// tried. It wraps invoer.ErrForbidden.
type Throttled struct{ Until time.Time }

func (t *Throttled) Error() string { return "sign-in throttled until " + t.Until.Format(time.RFC3339) }

// Unwrap makes it an invoer.ErrForbidden.
func (t *Throttled) Unwrap() error { return invoer.ErrForbidden }

// SignIn checks a password and starts a session. secret goes into the cookie
// and is kept nowhere. Wrong e-mail and wrong password are the same
// invoer.ErrForbidden and take the same time; a *Throttled says to wait.
func (s *Store) SignIn(ctx context.Context, email, password, address, agent string) (secret string, session Session, err error) {
	return "", Session{}, errSoon
}

// IdentifySession finds who holds the secret of a cookie. A session that is
// over its idle or absolute end, or whose user is disabled, is an
// invoer.ErrForbidden.
func (s *Store) IdentifySession(ctx context.Context, secret string) (Session, error) {
	return Session{}, errSoon
}

// SignOut ends the session of a secret.
func (s *Store) SignOut(ctx context.Context, secret string) error { return errSoon }

// Sessions lists the open sessions of who.
func (s *Store) Sessions(ctx context.Context, who invoer.Scope) ([]Session, error) {
	return nil, errSoon
}

// EndSession ends one session of who by its ID.
func (s *Store) EndSession(ctx context.Context, who invoer.Scope, id string) error { return errSoon }

// A Bearer is who came with an API token and what it may do.
type Bearer struct {
	Scope  invoer.Scope
	Scopes []string // of TokenScopes
}

// IdentifyToken finds who holds an API token, and notes its use. An unknown or
// revoked one is an invoer.ErrForbidden.
func (s *Store) IdentifyToken(ctx context.Context, secret string) (Bearer, error) {
	return Bearer{}, errSoon
}
