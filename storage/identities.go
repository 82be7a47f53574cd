package storage

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A session ends after twelve hours of idleness, and after two weeks anyhow.
const (
	sessionIdle = 12 * time.Hour
	sessionLife = 14 * 24 * time.Hour
)

// Tries that are free before pauses begin: an office behind one address has
// many people, an e-mail has one.
var freeTries = []int{5, 30} // by e-mail, by address

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
	email = strings.ToLower(strings.TrimSpace(email))
	subjects := []string{subject("email", email), subject("address", address)}
	if err := s.try(ctx, subjects); err != nil {
		return "", Session{}, err
	}
	who, kept, err := s.credentials(ctx, email)
	if err != nil {
		return "", Session{}, err
	}
	if err := s.verify(ctx, kept, password); err != nil {
		return "", Session{}, fmt.Errorf("sign-in: %w", err)
	}
	secret = newSecret("")
	if err := s.startSession(ctx, who, secret, agent); err != nil {
		return "", Session{}, fmt.Errorf("sign-in: %w", err)
	}
	if _, err := outside(ctx, s, discard, `select invoer_tried($1)`, subjects); err != nil {
		return "", Session{}, fmt.Errorf("sign-in: %w", err)
	}
	session, err = s.IdentifySession(ctx, secret)
	return secret, session, err
}

// subject hides whom a throttle is about.
func subject(kind, value string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(kind+":"+value)))
}

// try counts a sign-in before it is known to be good, so that a thousand at
// once are not a thousand guesses.
func (s *Store) try(ctx context.Context, subjects []string) error {
	until, err := only(outside(ctx, s, pgx.RowTo[*time.Time], `select invoer_try($1, $2, $3)`, subjects, freeTries, s.now()))
	if err != nil {
		return fmt.Errorf("sign-in: %w", err)
	}
	if until != nil {
		return &Throttled{Until: *until}
	}
	return nil
}

// credentials gives who has the e-mail and his kept password, or nobody and
// none.
func (s *Store) credentials(ctx context.Context, email string) (invoer.Scope, string, error) {
	type found struct {
		who  invoer.Scope
		kept string
	}
	f, err := only(outside(ctx, s, func(row pgx.CollectableRow) (f found, err error) {
		err = row.Scan(&f.who.Office, &f.who.Client, &f.who.User, &f.who.Role, &f.kept)
		return f, err
	}, `select office, coalesce(client::text, ''), person, role, password from invoer_credentials($1)`, email))
	if err != nil && !errors.Is(err, invoer.ErrNotFound) {
		return invoer.Scope{}, "", fmt.Errorf("sign-in: %w", err)
	}
	return f.who, f.kept, nil
}

func (s *Store) startSession(ctx context.Context, who invoer.Scope, secret, agent string) error {
	return s.In(ctx, who, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `delete from sessions where user_id = $1 and (expires < $2 or seen < $3)`,
			who.User, tx.now, tx.now.Add(-sessionIdle))
		if err != nil {
			return err
		}
		_, err = tx.Exec(tx.Ctx, `insert into sessions (hash, office_id, user_id, csrf, created, seen, expires, agent)
			values ($1, $2, $3, $4, $5, $5, $6, left($7, 300))`,
			hashSecret(secret), who.Office, who.User, newSecret(""), tx.now, tx.now.Add(sessionLife), strings.ToValidUTF8(agent, ""))
		if err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "signed-in", nil, nil)
	})
}

// newSecret makes 256 random bits as text behind a prefix. crypto/rand never
// fails on a system that we run on: it ends the program itself.
func newSecret(prefix string) string {
	return prefix + base64.RawURLEncoding.EncodeToString(randomBits())
}

// newSigningSecret is a key as Standard Webhooks spells it: its bytes are what
// stands behind the prefix in plain base64.
func newSigningSecret() string {
	return "whsec_" + base64.StdEncoding.EncodeToString(randomBits())
}

func randomBits() []byte {
	bits := make([]byte, 32)
	_, _ = rand.Read(bits) // never fails, see newSecret
	return bits
}

// hashSecret is how secrets of 256 bits are kept: they need no salt and no
// slowness.
func hashSecret(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

func discard(pgx.CollectableRow) (struct{}, error) { return struct{}{}, nil }

// IdentifySession finds who holds the secret of a cookie. A session that is
// over its idle or absolute end, or whose user is disabled, is an
// invoer.ErrForbidden.
func (s *Store) IdentifySession(ctx context.Context, secret string) (Session, error) {
	session, err := only(outside(ctx, s, scanSession, `select id, csrf, created, seen, expires, agent,
		person, office, coalesce(client::text, ''), role, email, name, language, joined
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
		&u.ID, &u.Office, &u.Client, &u.Role, &u.Email, &u.Name, &u.Language, &u.Created)
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
				u.id, u.office_id, coalesce(u.client_id::text, ''), u.role, u.email, u.name, u.language, u.created
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
		return change(tx, `delete from sessions where user_id = $1 and id = $2`, who.User, id)
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
