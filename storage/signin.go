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

// Tries that are free before pauses begin: an office behind one address has
// many people, an e-mail has one.
var freeTries = []int{5, 30} // by e-mail, by address

// A Throttled error says that too many sign-ins failed, and until when none is
// tried. It wraps invoer.ErrForbidden.
type Throttled struct{ Until time.Time }

func (t *Throttled) Error() string { return "sign-in throttled until " + t.Until.Format(time.RFC3339) }

// Unwrap makes it an invoer.ErrForbidden.
func (t *Throttled) Unwrap() error { return invoer.ErrForbidden }

// A Means is how a person proved who he is.
type Means string

// The means.
const (
	ByPassword   Means = "password"
	ByCode       Means = "code"          // a password and a one-time code
	ByRecovery   Means = "recovery-code" // a password and a recovery code
	ByPasskey    Means = "passkey"
	ByProvider   Means = "provider" // the office's own identity provider
	ByInvitation Means = "invitation"
)

// proves tells whether a means alone is more than a password: two things, or
// the word of the provider that the office chose.
func (m Means) proves() bool { return m != ByPassword && m != ByInvitation }

// SignIn checks a password and starts a session. secret goes into the cookie
// and is kept nowhere. Wrong e-mail and wrong password are the same
// invoer.ErrForbidden and take the same time; a *Throttled says to wait, a
// *SecondStep that a one-time code is wanted as well.
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
		return "", Session{}, fmt.Errorf("sign-in: %w", errors.Join(err, s.noteRefusal(ctx, who, ByPassword)))
	}
	return s.enter(ctx, who, entry{means: ByPassword, subjects: subjects, agent: agent})
}

// PasswordHolds tells whether a person has this password. It is for the program
// itself, which keeps the first one: it is no try, and nobody signs in.
func (s *Store) PasswordHolds(ctx context.Context, email, password string) (bool, error) {
	_, kept, err := s.credentials(ctx, email)
	if err != nil {
		return false, err
	}
	err = s.verify(ctx, kept, password)
	if errors.Is(err, invoer.ErrForbidden) {
		return false, nil
	}
	return err == nil, err
}

// An entry is a first proof that held.
type entry struct {
	means    Means
	subjects []string // of the throttle, which forgets once the person is in
	agent    string
}

// enter starts the session of who proved himself by what he knows, unless he
// has set up a second factor: then a *SecondStep asks for it.
func (s *Store) enter(ctx context.Context, who invoer.Scope, e entry) (secret string, session Session, err error) {
	second, err := s.SecondFactor(ctx, who)
	if err != nil {
		return "", Session{}, fmt.Errorf("sign-in: %w", err)
	}
	if !second.Confirmed.IsZero() {
		step, err := s.askCode(ctx, who, e.subjects)
		if err != nil {
			return "", Session{}, fmt.Errorf("sign-in: %w", err)
		}
		return "", Session{}, step
	}
	return s.admit(ctx, who, e)
}

// admit starts the session of who proved himself fully.
func (s *Store) admit(ctx context.Context, who invoer.Scope, e entry) (secret string, session Session, err error) {
	secret = newSecret("")
	if err := s.startSession(ctx, who, secret, e.agent, e.means); err != nil {
		return "", Session{}, fmt.Errorf("sign-in: %w", err)
	}
	if len(e.subjects) > 0 {
		if _, err := outside(ctx, s, discard, `select invoer_tried($1)`, e.subjects); err != nil {
			return "", Session{}, fmt.Errorf("sign-in: %w", err)
		}
	}
	session, err = s.IdentifySession(ctx, secret)
	return secret, session, err
}

// noteRefusal writes into the history of a person that somebody could not
// prove to be him. Of an address that nobody has there is no history.
func (s *Store) noteRefusal(ctx context.Context, who invoer.Scope, by Means) error {
	if who.User == "" {
		return nil
	}
	return s.In(ctx, who, func(tx Tx) error {
		return tx.Audit("user", string(who.User), "sign-in-refused", nil, map[string]string{"by": string(by)})
	})
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

// guessed counts a guess before it is looked at, and forgets those before it
// once one was right.
func (s *Store) guessed(ctx context.Context, of string, look func() error) error {
	subjects := []string{of}
	if err := s.try(ctx, subjects); err != nil {
		return err
	}
	if err := look(); err != nil {
		return err
	}
	_, err := outside(ctx, s, discard, `select invoer_tried($1)`, subjects)
	return err
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

func (s *Store) startSession(ctx context.Context, who invoer.Scope, secret, agent string, by Means) error {
	return s.In(ctx, who, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `delete from sessions where user_id = $1 and (expires < $2 or seen < $3)`,
			who.User, tx.now, tx.now.Add(-sessionIdle))
		if err != nil {
			return err
		}
		_, err = tx.Exec(tx.Ctx, `insert into sessions (hash, office_id, user_id, csrf, created, seen, expires, agent, proven)
			values ($1, $2, $3, $4, $5, $5, $6, left($7, 300), $8)`,
			hashSecret(secret), who.Office, who.User, newSecret(""), tx.now, tx.now.Add(sessionLife), strings.ToValidUTF8(agent, ""), by.proves())
		if err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "signed-in", nil, map[string]string{"by": string(by)})
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
