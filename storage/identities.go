package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A session ends after twelve hours of idleness, and after two weeks anyhow.
const (
	sessionIdle = 12 * time.Hour
	sessionLife = 14 * 24 * time.Hour
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
	// Unproven: the office wants a second factor of this person, and the session
	// was begun without one. Until he has set one up he may do nothing else.
	Unproven bool
	// NoLetters: keys of one letter do nothing for this person (SetLetterKeys).
	NoLetters bool
}

// IdentifySession finds who holds the secret of a cookie. A session that is
// over its idle or absolute end, or whose user is disabled, is an
// invoer.ErrForbidden.
func (s *Store) IdentifySession(ctx context.Context, secret string) (Session, error) {
	session, err := only(outside(ctx, s, scanSession, `select id, csrf, created, seen, expires, agent,
		person, office, coalesce(client::text, ''), role, email, name, language, joined, unproven, no_letters
		from invoer_session($1, $2, $3)`, hashSecret(secret), s.now(), sessionIdle))
	if errors.Is(err, invoer.ErrNotFound) {
		return Session{}, fmt.Errorf("%w: no such session", invoer.ErrForbidden)
	}
	if err != nil {
		return Session{}, fmt.Errorf("identifying a session: %w", err)
	}
	return session, nil
}

func scanSession(row pgx.CollectableRow) (s Session, err error) {
	u := &s.User
	err = row.Scan(&s.ID, &s.CSRF, &s.Created, &s.Seen, &s.Expires, &s.Agent,
		&u.ID, &u.Office, &u.Client, &u.Role, &u.Email, &u.Name, &u.Language, &u.Created, &s.Unproven, &s.NoLetters)
	s.Scope = invoer.Scope{Office: u.Office, Client: u.Client, User: u.ID, Role: u.Role}
	return s, err
}

// SignOut ends the session of a secret. One that ended already is fine.
func (s *Store) SignOut(ctx context.Context, secret string) error {
	session, err := s.IdentifySession(ctx, secret)
	if errors.Is(err, invoer.ErrForbidden) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.EndSession(ctx, session.Scope, session.ID)
}

// Sessions lists the open sessions of who, the last used first.
func (s *Store) Sessions(ctx context.Context, who invoer.Scope) (open []Session, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		open, err = list(tx, scanSession, `select s.id, s.csrf, s.created, s.seen, s.expires, s.agent,
				u.id, u.office_id, coalesce(u.client_id::text, ''), u.role, u.email, u.name, u.language, u.created, false, not u.letter_keys
			from sessions s join users u on u.id = s.user_id
			where s.user_id = $1 and s.expires > $2 and s.seen > $3 order by s.seen desc, s.id`,
			who.User, tx.now, tx.now.Add(-sessionIdle))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("sessions of user %s: %w", who.User, err)
	}
	return open, nil
}

// EndSession ends one session of who by its ID.
func (s *Store) EndSession(ctx context.Context, who invoer.Scope, id string) error {
	err := s.In(ctx, who, func(tx Tx) error {
		if err := change(tx, `delete from sessions where user_id = $1 and id = $2`, who.User, id); err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "session-ended", nil, nil)
	})
	if err != nil {
		return fmt.Errorf("session %s: %w", id, err)
	}
	return nil
}

// A Bearer is who came with an API token and what it may do.
type Bearer struct {
	Scope  invoer.Scope
	Scopes []string // of TokenScopes
}

// IdentifyToken finds who holds an API token, and notes its use. An unknown or
// revoked one is an invoer.ErrForbidden.
func (s *Store) IdentifyToken(ctx context.Context, secret string) (Bearer, error) {
	bearer, err := only(outside(ctx, s, func(row pgx.CollectableRow) (b Bearer, err error) {
		err = row.Scan(&b.Scope.User, &b.Scope.Office, &b.Scope.Client, &b.Scope.Role, &b.Scopes)
		return b, err
	}, `select person, office, coalesce(client::text, ''), role, scopes from invoer_token($1, $2)`, hashSecret(secret), s.now()))
	if errors.Is(err, invoer.ErrNotFound) {
		return Bearer{}, fmt.Errorf("%w: no such token", invoer.ErrForbidden)
	}
	if err != nil {
		return Bearer{}, fmt.Errorf("identifying a token: %w", err)
	}
	return bearer, nil
}
