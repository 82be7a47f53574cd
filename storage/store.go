// Package storage is the memory of the house: PostgreSQL, one file for each
// noun. All access goes through Store.In, one transaction in which row level
// security shows only what the caller's identity may see; no identity, no
// data. It runs the nouns' rules inside transactions, writes an audit row and
// an event with every change, and maps PostgreSQL's errors to the kinds of
// package invoer. It keeps no bytes of documents: those are in blobs.
package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/invoer/invoer"
)

// No statement or transaction of ours takes longer. A server that stopped
// answering must not keep a request or a stage for ever.
// A sum over all rows of an office may, and has its own limit.
const (
	longestStatement = 30 * time.Second
	longest          = 60 * time.Second
	longestSum       = 5 * time.Minute
)

// Settings say where the database is. The role in URL must own nothing.
type Settings struct {
	URL      string
	MaxConns int // 0: pgx's own default
	Now      func() time.Time
	// Ring is told, after the commit, of each row that a person's decision
	// sends to a stage. Nil tells nobody: the sweep finds the row.
	Ring func(invoer.Ring)
	// Traits reads what an approved document tells of its supplier for the
	// next one. Nil remembers nothing but numbers, names and accounts.
	Traits func([]invoer.Page, invoer.Invoice) invoer.Traits
}

// A Store is an open database.
type Store struct {
	pool   *pgxpool.Pool
	now    func() time.Time
	ring   func(invoer.Ring)
	traits func([]invoer.Page, invoer.Invoice) invoer.Traits
	hashes chan struct{} // a place for each password that is hashed at once
}

// A Tx is one transaction under one identity.
type Tx struct {
	pgx.Tx
	Ctx context.Context
	Who invoer.Scope

	now    time.Time
	after  *after
	traits func([]invoer.Page, invoer.Invoice) invoer.Traits
}

// after is what a transaction leaves for its end: words are written last but one,
// events last, bells are rung when it is committed.
type after struct {
	words  []string // of the office's documents
	events []Event
	rings  []invoer.Ring
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
	settle(config)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("database: %w", fault(err))
	}
	if err := checkVersion(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return newStore(pool, s), nil
}

// settle sets the limits of every connection.
func settle(config *pgxpool.Config) {
	config.PingTimeout = 5 * time.Second
	config.ConnConfig.ConnectTimeout = 10 * time.Second
	limits := map[string]time.Duration{
		"statement_timeout":                   longestStatement,
		"lock_timeout":                        longestStatement / 2,
		"idle_in_transaction_session_timeout": longest,
	}
	for name, limit := range limits {
		config.ConnConfig.RuntimeParams[name] = fmt.Sprint(limit.Milliseconds())
	}
	config.ConnConfig.RuntimeParams["application_name"] = "invoer"
}

func newStore(pool *pgxpool.Pool, s Settings) *Store {
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Ring == nil {
		s.Ring = func(invoer.Ring) {}
	}
	return &Store{pool: pool, now: s.Now, ring: s.Ring, traits: s.Traits, hashes: make(chan struct{}, mostHashes)}
}

// Close gives the connections back.
func (s *Store) Close() { s.pool.Close() }

// Ping tells within five seconds whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return fault(s.pool.Ping(ctx))
}

// In runs fn in one transaction in which PostgreSQL shows only the rows that
// who may see. It commits when fn returns nil and rolls back otherwise. After
// a minute it is given up.
func (s *Store) In(ctx context.Context, who invoer.Scope, fn func(Tx) error) error {
	return s.in(ctx, longest, who, entering, fn)
}

// atLength is In for one sum over all rows of an office.
func (s *Store) atLength(ctx context.Context, who invoer.Scope, fn func(Tx) error) error {
	return s.in(ctx, longestSum, who, entering, func(tx Tx) error {
		if _, err := tx.Exec(tx.Ctx, `select set_config('statement_timeout', $1, true)`, fmt.Sprint(longestSum.Milliseconds())); err != nil {
			return err
		}
		return fn(tx)
	})
}

// keyed is In for statements that find their rows by a key, whatever they are
// asked for: PostgreSQL plans each of them once for a connection. It cannot know
// that the same plan will always do, and plans most of them anew each time, which
// takes it longer than to run them (docs/decisions/0207).
func (s *Store) keyed(ctx context.Context, who invoer.Scope, fn func(Tx) error) error {
	return s.in(ctx, longest, who, enteringKeyed, fn)
}

func (s *Store) in(ctx context.Context, most time.Duration, who invoer.Scope, entering string, fn func(Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	left := &after{}
	err := pgx.BeginFunc(ctx, s.pool, func(raw pgx.Tx) error {
		tx := Tx{Tx: raw, Ctx: ctx, Who: who, now: s.now().UTC(), after: left, traits: s.traits}
		if err := tx.enter(entering); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if err := tx.writeWords(); err != nil {
			return err
		}
		return tx.announce()
	})
	if err != nil {
		return fault(err)
	}
	for _, r := range left.rings {
		s.ring(r)
	}
	return nil
}

// enter tells PostgreSQL who asks. The settings die with the transaction.
func (tx Tx) enter(entering string) error {
	_, err := tx.Exec(tx.Ctx, entering, identity(tx.Who)...)
	if err != nil {
		return fmt.Errorf("entering office %s: %w", tx.Who.Office, err)
	}
	return nil
}

// entering is the statement of enter, with what identity gives, and enteringKeyed
// that of keyed.
const (
	entering = `select set_config('invoer.office', $1, true), set_config('invoer.client', $2, true),
	set_config('invoer.user', $3, true), set_config('invoer.role', $4, true)`
	enteringKeyed = entering + `, set_config('plan_cache_mode', 'force_generic_plan', true)`
)

func identity(who invoer.Scope) []any {
	return []any{string(who.Office), string(who.Client), string(who.User), string(who.Role)}
}

// asked gives the rows of one question that finds them by a key (keyed), in one
// message to the server and back as lightly does.
func asked[T any](ctx context.Context, s *Store, who invoer.Scope, row pgx.RowToFunc[T], sql string, args ...any) (rows []T, err error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	batch := &pgx.Batch{}
	batch.Queue(enteringKeyed, identity(who)...)
	batch.Queue(sql, args...).Query(func(found pgx.Rows) error {
		rows, err = pgx.CollectRows(found, row)
		return err
	})
	return rows, fault(s.pool.SendBatch(ctx, batch).Close())
}

// Ring tells whoever works, once the transaction is committed, that a row
// waits.
func (tx Tx) Ring(r invoer.Ring) { tx.after.rings = append(tx.after.rings, r) }

// outside runs one of the functions of 0004_security.sql that answer before
// anybody is known, and gives its rows.
func outside[T any](ctx context.Context, s *Store, row pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	ctx, cancel := context.WithTimeout(ctx, longestStatement)
	defer cancel()
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fault(err)
	}
	list, err := pgx.CollectRows(rows, row)
	return list, fault(err)
}

// only gives the first of rows that are one, or an invoer.ErrNotFound.
func only[T any](rows []T, err error) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	if len(rows) == 0 {
		return none, invoer.ErrNotFound
	}
	return rows[0], nil
}

// discard reads the row of a function that gives nothing.
func discard(pgx.CollectableRow) (struct{}, error) { return struct{}{}, nil }
