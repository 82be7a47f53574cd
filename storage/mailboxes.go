package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Round is what fetching from a mailbox saw the last time.
type Round struct {
	Mailbox string // user@server/folder
	At      time.Time
	Seen    int    // messages
	Taken   int    // that are in the house now
	Left    int    // that could not be taken and stay where they are
	Fault   string // what went wrong; empty: nothing
}

// SaveRound replaces what is known of a mailbox.
func (s *Store) SaveRound(ctx context.Context, who invoer.Scope, r Round) error {
	err := s.In(ctx, who, func(tx Tx) error {
		_, err := tx.Exec(ctx, `insert into mailboxes (office_id, name, at, seen, taken, remaining, fault) values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (office_id, name) do update set at = excluded.at, seen = excluded.seen, taken = excluded.taken,
				remaining = excluded.remaining, fault = excluded.fault`, who.Office, r.Mailbox, tx.now, r.Seen, r.Taken, r.Left, r.Fault)
		return err
	})
	if err != nil {
		return fmt.Errorf("round of a mailbox: %w", err)
	}
	return nil
}

// Rounds lists the mailboxes of an office that are fetched from.
func (s *Store) Rounds(ctx context.Context, who invoer.Scope) (rounds []Round, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		rounds, err = list(tx, pgx.RowToStructByPos[Round], `select name, at, seen, taken, remaining, fault from mailboxes order by name`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("mailboxes of office %s: %w", who.Office, err)
	}
	return rounds, nil
}
