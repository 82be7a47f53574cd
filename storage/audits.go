package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// An Audit is one change: who, when, what it was.
type Audit struct {
	ID            int64 // later ones have higher ones
	At            time.Time
	User          invoer.UserID // empty: a machine
	Name          string        // of the user; empty where who asks may not know him
	Action        string        // corrected, approved, rejected, reopened, answered, kind, moved, read, held, archived …
	Before, After map[string]string
}

// Audit writes that the caller changed subject (a UUID), a row of noun
// (document, client, user …): what it was and what it is now. Either may be
// nil.
func (tx Tx) Audit(noun, subject, action string, before, after map[string]string) error {
	_, err := tx.Exec(tx.Ctx, `insert into audits (office_id, client_id, at, user_id, noun, subject, action, before, after)
		values ($1, coalesce((select client_id from documents where id = $2), (select client_id from deliveries where id = $2),
			nullif($3, '')::uuid), $4, nullif($5, '')::uuid, $6, $2, $7, $8, $9)`,
		tx.Who.Office, subject, string(tx.Who.Client), tx.now, string(tx.Who.User), noun, action, before, after)
	if err != nil {
		return fmt.Errorf("audit of %s %s: %w", noun, subject, err)
	}
	return nil
}

// History lists all changes of a document, newest first.
func (s *Store) History(ctx context.Context, who invoer.Scope, id invoer.DocumentID) ([]Audit, error) {
	return s.HistoryBefore(ctx, who, id, 0, 0)
}

// HistoryBefore lists changes of a document, newest first: at most limit (0:
// all), those before an ID when it is not 0.
func (s *Store) HistoryBefore(ctx context.Context, who invoer.Scope, id invoer.DocumentID, before int64, limit int) (all []Audit, err error) {
	err = s.keyed(ctx, who, func(tx Tx) error {
		if _, err := one(tx, pgx.RowTo[string], `select id from documents where id = $1`, id); err != nil {
			return err
		}
		all, err = list(tx, scanAudit, `select a.id, a.at, coalesce(a.user_id::text, ''), coalesce(u.name, ''), a.action, a.before, a.after
			from audits a left join users u on u.id = a.user_id
			where a.office_id = $1 and a.subject = $2 and ($3 = 0 or a.id < $3) order by a.id desc limit nullif($4, 0)`, who.Office, id, before, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("history of document %s: %w", id, err)
	}
	return all, nil
}

func scanAudit(row pgx.CollectableRow) (a Audit, err error) {
	err = row.Scan(&a.ID, &a.At, &a.User, &a.Name, &a.Action, &a.Before, &a.After)
	return a, err
}

// PeopleHistory lists what was done about the people of an office and its
// sign-ins, newest first: at most limit, those before an ID when it is not 0.
// Subjects are named as people are. Only an admin may.
func (s *Store) PeopleHistory(ctx context.Context, who invoer.Scope, before int64, limit int) (all []PeopleAudit, err error) {
	if err := manages(who); err != nil {
		return nil, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, pgx.RowToStructByPos[PeopleAudit], `select a.id, a.at, coalesce(u.name, ''), coalesce(s.name, ''), a.action, coalesce(a.after->>'by', '')
			from audits a left join users u on u.id = a.user_id left join users s on s.id = a.subject
			where a.office_id = $1 and a.noun in ('user', 'office') and ($2 = 0 or a.id < $2) order by a.id desc limit $3`, who.Office, before, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("history of people of office %s: %w", who.Office, err)
	}
	return all, nil
}

// A PeopleAudit is one change about a person or the office.
type PeopleAudit struct {
	ID      int64
	At      time.Time
	By      string // name of who did it; empty: a machine
	Subject string // name of whom it is about; empty: the office
	Action  string
	Means   string // of a sign-in
}
