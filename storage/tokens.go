package storage

import (
	"context"
	"time"

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

// AddToken makes a token for who ("inv_…" in secret, shown once).
func (s *Store) AddToken(ctx context.Context, who invoer.Scope, t Token) (secret string, made Token, err error) {
	return "", Token{}, errSoon
}

// Tokens lists the tokens that who may see.
func (s *Store) Tokens(ctx context.Context, who invoer.Scope) ([]Token, error) { return nil, errSoon }

// RevokeToken makes a token useless.
func (s *Store) RevokeToken(ctx context.Context, who invoer.Scope, id string) error { return errSoon }
