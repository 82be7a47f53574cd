package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// longestHalf is how long a sign-in may stay half done.
const longestHalf = 10 * time.Minute

// A HalfKind is what a half sign-in waits for.
type HalfKind string

// What there is to wait for.
const (
	HalfCode       HalfKind = "code"        // a one-time code, after the password
	HalfPasskey    HalfKind = "passkey"     // the answer of an authenticator
	HalfNewPasskey HalfKind = "new-passkey" // the same, of one that is to be added
	HalfProvider   HalfKind = "provider"    // the way back from an identity provider
)

// StartHalf keeps what a half sign-in must remember for ten minutes, and gives
// the secret of its cookie.
func (s *Store) StartHalf(ctx context.Context, kind HalfKind, data any) (secret string, err error) {
	kept, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("half a sign-in: %w", err)
	}
	secret = newSecret("")
	_, err = outside(ctx, s, discard, `select invoer_half_sign_in($1, $2, $3, $4, $5)`, hashSecret(secret), string(kind), kept, s.now().Add(longestHalf), s.now())
	if err != nil {
		return "", fmt.Errorf("half a sign-in: %w", err)
	}
	return secret, nil
}

// TakeHalf gives what StartHalf kept, once: whoever comes with the same secret
// again, or too late, gets an invoer.ErrForbidden.
func (s *Store) TakeHalf(ctx context.Context, kind HalfKind, secret string, data any) error {
	return s.half(ctx, kind, secret, true, data)
}

func (s *Store) half(ctx context.Context, kind HalfKind, secret string, once bool, data any) error {
	kept, err := only(outside(ctx, s, pgx.RowTo[[]byte], `select data from invoer_go_on($1, $2, $3, $4)`, hashSecret(secret), string(kind), once, s.now()))
	if errors.Is(err, invoer.ErrNotFound) {
		return fmt.Errorf("%w: this sign-in is over or was never begun", invoer.ErrForbidden)
	}
	if err == nil {
		err = json.Unmarshal(kept, data)
	}
	if err != nil {
		return fmt.Errorf("half a sign-in: %w", err)
	}
	return nil
}
