package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// An Event is something that happened. Data holds identifiers and states,
// nothing personal. Kinds: delivery.received, document.waiting, document.read,
// document.held, document.changed, document.approved, document.rejected,
// document.reopened, document.moved, document.archived, batch.made,
// batch.confirmed, batch.taken-back.
type Event struct {
	ID       int64
	At       time.Time
	Kind     string
	Client   invoer.ClientID
	Document invoer.DocumentID
	Delivery invoer.DeliveryID
	Data     map[string]string
}

func scanEvent(row pgx.CollectableRow) (e Event, err error) {
	err = row.Scan(&e.ID, &e.At, &e.Kind, &e.Client, &e.Document, &e.Delivery, &e.Data)
	return e, err
}

// Emit writes an event with the transaction and wakes those who listen; ID and
// At are set here. Events are written at the very end, one transaction of an
// office after the other, so that their numbers grow in the order in which
// they can be seen: whoever remembers the last one misses none.
func (tx Tx) Emit(e Event) error {
	if e.Kind == "" {
		return fmt.Errorf("%w: event without kind", invoer.ErrInvalid)
	}
	tx.after.events = append(tx.after.events, e)
	return nil
}

// announce writes the transaction's events. The lock is the last that it
// takes, so nobody waits for us who holds it.
func (tx Tx) announce() error {
	if len(tx.after.events) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	batch.Queue(`select pg_advisory_xact_lock(hashtextextended('invoer.events ' || $1, 0))`, string(tx.Who.Office))
	for _, e := range tx.after.events {
		if e.Data == nil {
			e.Data = map[string]string{}
		}
		batch.Queue(`insert into events (office_id, client_id, at, kind, document_id, delivery_id, data)
			values ($1, nullif($2, '')::uuid, $3, $4, nullif($5, '')::uuid, nullif($6, '')::uuid, $7)`,
			tx.Who.Office, string(e.Client), tx.now, e.Kind, string(e.Document), string(e.Delivery), e.Data)
	}
	if err := tx.SendBatch(tx.Ctx, batch).Close(); err != nil {
		return fmt.Errorf("writing events: %w", err)
	}
	return nil
}

// Events lists what who may see after an event, oldest first.
func (s *Store) Events(ctx context.Context, who invoer.Scope, after int64, limit int) (all []Event, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, scanEvent, `select id, at, kind, coalesce(client_id::text, ''), coalesce(document_id::text, ''),
				coalesce(delivery_id::text, ''), data
			from events where office_id = $1 and id > $2 order by id limit $3`, who.Office, after, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("events of office %s: %w", who.Office, err)
	}
	return all, nil
}

// LastEvent is the number of the newest event that who may see; 0 when none.
func (s *Store) LastEvent(ctx context.Context, who invoer.Scope) (last int64, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		last, err = one(tx, pgx.RowTo[int64], `select coalesce((select id from events where office_id = $1 order by id desc limit 1), 0)`, who.Office)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("last event of office %s: %w", who.Office, err)
	}
	return last, nil
}

const (
	listenPause = 30 * time.Second // without a word, after which we ask whether the server lives
	firstPause  = 100 * time.Millisecond
	lastPause   = 10 * time.Second
)

// Listen calls wake with the office of each event that is committed anywhere
// (PostgreSQL's NOTIFY), until ctx ends; it returns nil then. It reconnects by
// itself and then wakes with an empty office, as events may have been missed.
func (s *Store) Listen(ctx context.Context, wake func(invoer.OfficeID)) error {
	pause := firstPause
	for ctx.Err() == nil {
		if s.listen(ctx, wake) {
			pause = firstPause
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
			pause = min(2*pause, lastPause)
		}
	}
	return nil
}

// listen wakes until its connection breaks, and tells whether it ever had one.
func (s *Store) listen(ctx context.Context, wake func(invoer.OfficeID)) bool {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return false
	}
	defer hangUp(ctx, conn)
	if _, err := conn.Exec(ctx, `listen invoer_events`); err != nil {
		return false
	}
	wake("")
	for ctx.Err() == nil {
		office, err := next(ctx, conn)
		if err != nil {
			return true
		}
		if office != "" {
			wake(office)
		}
	}
	return true
}

// hangUp says good-bye, but not for long: the server may have stopped.
func hangUp(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // the connection is gone either way
}

// next waits for a word; after a silence it asks the server whether it still
// lives, and gives nothing.
func next(ctx context.Context, conn *pgx.Conn) (invoer.OfficeID, error) {
	waiting, cancel := context.WithTimeout(ctx, listenPause)
	defer cancel()
	told, err := conn.WaitForNotification(waiting)
	if err == nil {
		return invoer.OfficeID(told.Payload), nil
	}
	if waiting.Err() == nil || ctx.Err() != nil {
		return "", err
	}
	asking, cancel := context.WithTimeout(ctx, longestStatement)
	defer cancel()
	return "", conn.Ping(asking)
}
