// Package storage is the memory of the house: PostgreSQL, one file for each
// noun. All access goes through Store.In, one transaction in which row level
// security shows only what the caller's identity may see; no identity, no
// data. It runs the nouns' rules inside transactions, writes an audit row and
// an event with every change, and maps PostgreSQL's errors to the kinds of
// package invoer. It keeps no bytes of documents: those are in blobs.
package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/invoer/invoer"
)

// Settings say where the database is. The role in URL must own nothing.
type Settings struct {
	URL      string
	MaxConns int // 0: pgx's own default
	Now      func() time.Time
}

// A Store is an open database.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// A Tx is one transaction under one identity.
type Tx struct {
	pgx.Tx
	Ctx context.Context
	Who invoer.Scope
}

// Open connects to the database. A schema that is older or newer than the
// program is an invoer.ErrUnavailable that says what to do.
func Open(ctx context.Context, s Settings) (*Store, error) {
	config, err := pgxpool.ParseConfig(s.URL)
	if err != nil {
		return nil, fmt.Errorf("%w: database address: %w", invoer.ErrInvalid, err)
	}
	if s.MaxConns > 0 {
		config.MaxConns = int32(s.MaxConns)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("%w: database: %w", invoer.ErrUnavailable, err)
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	return &Store{pool: pool, now: s.Now}, nil
}

// Close gives the connections back.
func (s *Store) Close() { s.pool.Close() }

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

// In runs fn in one transaction in which PostgreSQL shows only the rows that
// who may see. It commits when fn returns nil and rolls back otherwise.
func (s *Store) In(ctx context.Context, who invoer.Scope, fn func(Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `select set_config('invoer.office', $1, true), set_config('invoer.client', $2, true),
			set_config('invoer.user', $3, true), set_config('invoer.role', $4, true)`,
			string(who.Office), string(who.Client), string(who.User), string(who.Role))
		if err != nil {
			return fmt.Errorf("entering office %s: %w", who.Office, err)
		}
		return fn(Tx{tx, ctx, who})
	})
}

var errSoon = errors.New("not built")
