package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Passkey is a credential of WebAuthn.
type Passkey struct {
	ID         string // names it to its owner
	Handle     []byte // the credential's own ID
	Name       string
	Credential json.RawMessage // as the one who checks it keeps it
	Created    time.Time
	Used       time.Time // zero: never
}

func scanPasskey(row pgx.CollectableRow) (p Passkey, err error) {
	var used *time.Time
	err = row.Scan(&p.ID, &p.Handle, &p.Name, &p.Credential, &p.Created, &used)
	p.Used = moment(used)
	return p, err
}

// Passkeys lists those of who, oldest first.
func (s *Store) Passkeys(ctx context.Context, who invoer.Scope) (all []Passkey, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, scanPasskey, `select id::text, handle, name, credential, created, used from passkeys where user_id = $1 order by created, id`, who.User)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys of user %s: %w", who.User, err)
	}
	return all, nil
}

// AddPasskey keeps a new one of who.
func (s *Store) AddPasskey(ctx context.Context, who invoer.Scope, p Passkey) error {
	err := s.In(ctx, who, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `insert into passkeys (office_id, user_id, handle, name, credential, created) values ($1, $2, $3, left($4, 80), $5, $6)`,
			who.Office, who.User, p.Handle, p.Name, p.Credential, tx.now)
		if err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "passkey-added", nil, map[string]string{"name": p.Name})
	})
	if err != nil {
		return fmt.Errorf("passkey of user %s: %w", who.User, err)
	}
	return nil
}

// RemovePasskey takes one of who away.
func (s *Store) RemovePasskey(ctx context.Context, who invoer.Scope, id string) error {
	err := s.In(ctx, who, func(tx Tx) error {
		name, err := one(tx, pgx.RowTo[string], `delete from passkeys where user_id = $1 and id::text = $2 returning name`, who.User, id)
		if err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "passkey-removed", map[string]string{"name": name}, nil)
	})
	if err != nil {
		return fmt.Errorf("passkey of user %s: %w", who.User, err)
	}
	return nil
}

// PasskeyOwner finds whose the passkey with a handle is. An unknown one is an
// invoer.ErrNotFound.
func (s *Store) PasskeyOwner(ctx context.Context, handle []byte) (who invoer.Scope, credential json.RawMessage, err error) {
	type owned struct {
		who        invoer.Scope
		credential json.RawMessage
	}
	found, err := only(outside(ctx, s, func(row pgx.CollectableRow) (o owned, err error) {
		err = row.Scan(&o.who.Office, &o.who.Client, &o.who.User, &o.who.Role, &o.credential)
		return o, err
	}, `select office, coalesce(client::text, ''), person, role, credential from invoer_passkey($1)`, handle))
	if err != nil {
		return invoer.Scope{}, nil, fmt.Errorf("passkey: %w", err)
	}
	return found.who, found.credential, nil
}

// SignInByPasskey starts the session of who, whose passkey was checked; p is it
// as it is now to be kept.
func (s *Store) SignInByPasskey(ctx context.Context, who invoer.Scope, p Passkey, agent string) (secret string, session Session, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		return change(tx, `update passkeys set credential = $3, used = $4 where user_id = $1 and handle = $2`, who.User, p.Handle, p.Credential, tx.now)
	})
	if err != nil {
		return "", Session{}, fmt.Errorf("sign-in: %w", err)
	}
	return s.admit(ctx, who, entry{means: ByPasskey, agent: agent})
}
