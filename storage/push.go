package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// PushKey gives the house's key for push services, a scalar of P-256: the first
// one that was ever offered.
func (s *Store) PushKey(ctx context.Context, offered []byte) ([]byte, error) {
	key, err := only(outside(ctx, s, pgx.RowTo[[]byte], `select key from invoer_push_key($1)`, offered))
	if err != nil {
		return nil, fmt.Errorf("key of push messages: %w", err)
	}
	return key, nil
}

// A PushSubscription is a browser that wants to be told.
type PushSubscription struct {
	Endpoint string // https
	Key      []byte // P-256, 65 bytes uncompressed (RFC 8291 §3.1)
	Auth     []byte // 16 bytes (RFC 8291 §3.2)
	Origin   string // of the portal, as its person reaches it
	Agent    string // the browser's User-Agent
}

// mostPushSubscriptions is how many browsers of a person are told; a further one
// takes the place of the oldest.
const mostPushSubscriptions = 10

// Subscribe has a browser of who told from now on.
func (s *Store) Subscribe(ctx context.Context, who invoer.Scope, p PushSubscription) error {
	err := s.In(ctx, who, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `insert into push_subscriptions (user_id, office_id, endpoint, p256dh, auth, origin, agent, created)
			values ($1, $2, $3, $4, $5, $6, left($7, 300), $8)
			on conflict (user_id, endpoint) do update set p256dh = excluded.p256dh, auth = excluded.auth, origin = excluded.origin, created = excluded.created`,
			who.User, who.Office, p.Endpoint, p.Key, p.Auth, p.Origin, p.Agent, tx.now)
		if err != nil {
			return err
		}
		_, err = tx.Exec(tx.Ctx, `delete from push_subscriptions where user_id = $1 and endpoint in
			(select endpoint from push_subscriptions where user_id = $1 order by created desc, endpoint offset $2)`, who.User, mostPushSubscriptions)
		if err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "push", nil, nil)
	})
	if err != nil {
		return fmt.Errorf("push messages to user %s: %w", who.User, err)
	}
	return nil
}

// PushSubscriptions counts the browsers of who that are told.
func (s *Store) PushSubscriptions(ctx context.Context, who invoer.Scope) (n int, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		n, err = one(tx, pgx.RowTo[int], `select count(*) from push_subscriptions where user_id = $1`, who.User)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("push messages to user %s: %w", who.User, err)
	}
	return n, nil
}

// Unsubscribe has no browser of who told any more.
func (s *Store) Unsubscribe(ctx context.Context, who invoer.Scope) error {
	err := s.In(ctx, who, func(tx Tx) error {
		if _, err := tx.Exec(tx.Ctx, `delete from push_subscriptions where user_id = $1`, who.User); err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "push-removed", nil, nil)
	})
	if err != nil {
		return fmt.Errorf("push messages to user %s: %w", who.User, err)
	}
	return nil
}

// push has browsers told of a message: of a question those of the client's
// people, of an answer those of who asked; never those of who wrote it.
func (tx Tx) push(m Message, to invoer.ClientID) error {
	var err error
	switch m.Kind {
	case MessageQuestion:
		_, err = tx.Exec(tx.Ctx, `select invoer_push($1, null, 'question', $2)`, to, tx.now)
	case MessageAnswer:
		_, err = tx.Exec(tx.Ctx, `select invoer_push(null, (select user_id from messages where id = $1), 'answer', $2)`, m.Question, tx.now)
	}
	return err
}

// A Push is one message on its way to one browser.
type Push struct {
	PushSubscription
	Who        invoer.Scope
	OfficeName string
	Language   string
	About      string // question or answer
	Tries      int    // with this one
	due        time.Time
}

// DuePushes takes messages that are due, of all offices, and puts their next try
// off by lease, so that no other worker takes them meanwhile.
func (s *Store) DuePushes(ctx context.Context, limit int, lease time.Duration) ([]Push, error) {
	due, err := outside(ctx, s, func(row pgx.CollectableRow) (p Push, err error) {
		return p, row.Scan(&p.Who.Office, &p.OfficeName, &p.Who.Client, &p.Who.User, &p.Who.Role, &p.Language, &p.Endpoint, &p.Key, &p.Auth, &p.Origin, &p.About, &p.Tries, &p.due)
	}, `select office, office_name, coalesce(client::text, ''), person, role, language, endpoint, p256dh, auth, origin, about, tries, due
		from invoer_due_pushes($1, $2, $3)`, limit, lease, s.now())
	if err != nil {
		return nil, fmt.Errorf("push messages that are due: %w", err)
	}
	return due, nil
}

// A PushEnd is how a try to tell a browser ended.
type PushEnd string

// The ends of a try.
const (
	PushDone  PushEnd = "done" // or given up
	PushLater PushEnd = "later"
	PushGone  PushEnd = "gone" // the browser wants none any more
)

// NotePush writes how a try ended; next is when a later one follows. What came
// up meanwhile is told all the same.
func (s *Store) NotePush(ctx context.Context, p Push, end PushEnd, next time.Time) error {
	err := s.In(ctx, p.Who, func(tx Tx) error {
		sql, args := `update push_subscriptions set due = $4 where user_id = $1 and endpoint = $2 and due = $3`, []any{p.Who.User, p.Endpoint, p.due, orNull(next)}
		if end == PushGone {
			sql, args = `delete from push_subscriptions where user_id = $1 and endpoint = $2`, args[:2]
		}
		_, err := tx.Exec(tx.Ctx, sql, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("push message to user %s: %w", p.Who.User, err)
	}
	return nil
}
