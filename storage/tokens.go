package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// TokenScopes are the rights that an API token can have: read, write (correct,
// approve), ingest (hand in), admin (manage).
var TokenScopes = []string{"read", "write", "ingest", "admin"}

// A Token is a program's key. Its secret is kept nowhere.
type Token struct {
	ID      string // UUID
	User    invoer.UserID
	Client  invoer.ClientID // restricts it to one client; may be empty
	Name    string
	Hint    string // last four signs of the secret
	Scopes  []string
	Created time.Time
	Used    time.Time // zero: never
	Revoked bool
}

const tokenColumns = `id, user_id, coalesce(client_id::text, ''), name, hint, scopes, created, used, revoked is not null`

func scanToken(row pgx.CollectableRow) (t Token, err error) {
	var used *time.Time
	err = row.Scan(&t.ID, &t.User, &t.Client, &t.Name, &t.Hint, &t.Scopes, &t.Created, &used, &t.Revoked)
	t.Used = moment(used)
	return t, err
}

// AddToken makes a token for who ("inv_…" in secret, shown once), or, asked by
// an admin, for t.User. It can do no more than its user. t.ID may name it before it
// is made: one that was made by that name already is an invoer.ErrConflict.
func (s *Store) AddToken(ctx context.Context, who invoer.Scope, t Token) (secret string, made Token, err error) {
	if t, err = completeToken(who, t); err != nil {
		return "", Token{}, err
	}
	secret = newSecret("inv_")
	err = s.In(ctx, who, func(tx Tx) error {
		made, err = one(tx, scanToken, `insert into tokens (office_id, user_id, client_id, name, hash, hint, scopes, created, id)
			values ($1, $2, nullif($3, '')::uuid, $4, $5, $6, $7, $8, coalesce(nullif($9, '')::uuid, gen_random_uuid()))
			on conflict (id) do nothing returning `+tokenColumns,
			who.Office, t.User, string(t.Client), t.Name, hashSecret(secret), secret[len(secret)-4:], t.Scopes, tx.now, t.ID)
		if err != nil {
			return madeAlready(err)
		}
		return tx.Audit("token", made.ID, "added", nil, map[string]string{"scopes": strings.Join(made.Scopes, " ")})
	})
	if err != nil {
		return "", Token{}, fmt.Errorf("making a token: %w", err)
	}
	return secret, made, nil
}

// madeAlready tells of a row that was not inserted because it is there that it was
// made before: a form was sent twice.
func madeAlready(err error) error {
	if errors.Is(err, invoer.ErrNotFound) {
		return fmt.Errorf("%w: it was made already", invoer.ErrConflict)
	}
	return err
}

func completeToken(who invoer.Scope, t Token) (Token, error) {
	if t.User == "" {
		t.User = who.User
	}
	if t.User != who.User {
		if err := manages(who); err != nil {
			return Token{}, err
		}
	}
	if who.Client != "" {
		t.Client = who.Client
	}
	for _, scope := range t.Scopes {
		if !slices.Contains(TokenScopes, scope) {
			return Token{}, fmt.Errorf("%w: scope %q of a token, want some of %s", invoer.ErrInvalid, scope, strings.Join(TokenScopes, ", "))
		}
		if scope == "admin" {
			if err := manages(who); err != nil {
				return Token{}, err
			}
		}
	}
	if len(t.Scopes) == 0 || t.Name == "" {
		return Token{}, fmt.Errorf("%w: token without name or scopes", invoer.ErrInvalid)
	}
	return t, nil
}

// Tokens lists the tokens that who may see: his own, and an admin the office's.
func (s *Store) Tokens(ctx context.Context, who invoer.Scope) (all []Token, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, scanToken, `select `+tokenColumns+` from tokens order by created desc, id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("tokens of office %s: %w", who.Office, err)
	}
	return all, nil
}

// RevokeToken makes a token useless.
func (s *Store) RevokeToken(ctx context.Context, who invoer.Scope, id string) error {
	err := s.In(ctx, who, func(tx Tx) error {
		if err := change(tx, `update tokens set revoked = coalesce(revoked, $2) where id = $1`, id, tx.now); err != nil {
			return err
		}
		return tx.Audit("token", id, "revoked", nil, nil)
	})
	if err != nil {
		return fmt.Errorf("token %s: %w", id, err)
	}
	return nil
}
