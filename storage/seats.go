package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Seat is the place at a document: whose work it is, and who has it open now.
type Seat struct {
	Assignee, Holder Colleague
	Since            time.Time // when the holder's desk last said that he is there
}

// A Colleague is somebody of the office who decides on documents; the zero
// value is nobody.
type Colleague struct {
	ID   invoer.UserID
	Name string
}

// SeatWarm is how long a document is held by a desk that says nothing more: it
// says so twice in that time.
const SeatWarm = 40 * time.Second

const selectSeat = `select coalesce(s.assignee::text, ''), coalesce(a.name, ''),
		coalesce(case when s.seen > $2 then s.holder::text end, ''), coalesce(case when s.seen > $2 then h.name end, ''),
		case when s.seen > '-infinity' then s.seen else '0001-01-01'::timestamptz end
	from seats s left join users a on a.id = s.assignee left join users h on h.id = s.holder where s.document_id = $1`

// Seat tells who works on a document.
func (s *Store) Seat(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (seat Seat, err error) {
	if !who.Role.OfficeWide() {
		return Seat{}, nil
	}
	err = s.In(ctx, who, func(tx Tx) error {
		seat, err = tx.seat(id)
		return err
	})
	if err != nil {
		return Seat{}, fmt.Errorf("seat at document %s: %w", id, err)
	}
	return seat, nil
}

func (tx Tx) seat(id invoer.DocumentID) (Seat, error) {
	seat, err := one(tx, func(row pgx.CollectableRow) (s Seat, err error) {
		return s, row.Scan(&s.Assignee.ID, &s.Assignee.Name, &s.Holder.ID, &s.Holder.Name, &s.Since)
	}, selectSeat, id, tx.now.Add(-SeatWarm))
	if errors.Is(err, pgx.ErrNoRows) {
		return Seat{}, nil
	}
	return seat, err
}

// Sit says that who has the document open, and gives who holds it then: another
// one keeps his seat while it is warm, unless who takes it over. It hinders
// nobody from deciding; versions do that.
func (s *Store) Sit(ctx context.Context, who invoer.Scope, id invoer.DocumentID, takeOver bool) (seat Seat, err error) {
	if err := decides(who); err != nil {
		return Seat{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if _, err := one(tx, pgx.RowTo[string], `select id::text from documents where id = $1`, id); err != nil {
			return err
		}
		_, err := tx.Exec(tx.Ctx, `insert into seats (document_id, office_id, holder, seen) values ($1, $2, $3, $4)
			on conflict (document_id) do update set holder = $3, seen = $4,
				spent = seats.spent + case when seats.holder = $3 and seats.seen > $5 then $4::timestamptz - seats.seen else interval '0' end
			where seats.holder = $3 or seats.holder is null or seats.seen <= $5 or $6`, id, who.Office, who.User, tx.now, tx.now.Add(-SeatWarm), takeOver)
		if err != nil {
			return err
		}
		seat, err = tx.seat(id)
		return err
	})
	if err != nil {
		return Seat{}, fmt.Errorf("sitting down at document %s: %w", id, err)
	}
	return seat, nil
}

// Rise leaves a document that who has open.
func (s *Store) Rise(ctx context.Context, who invoer.Scope, id invoer.DocumentID) error {
	err := s.In(ctx, who, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `update seats set holder = null, seen = '-infinity',
			spent = spent + case when seen > $4 then $3::timestamptz - seen else interval '0' end where document_id = $1 and holder = $2`,
			id, who.User, tx.now, tx.now.Add(-SeatWarm))
		return err
	})
	if err != nil {
		return fmt.Errorf("leaving document %s: %w", id, err)
	}
	return nil
}

// Colleagues lists who decides on documents in the office.
func (s *Store) Colleagues(ctx context.Context, who invoer.Scope) (all []Colleague, err error) {
	if !who.Role.OfficeWide() {
		return nil, nil
	}
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, pgx.RowToStructByPos[Colleague], `select id::text, name from users
			where role in ('admin', 'accountant') and disabled is null order by lower(name), id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("colleagues of office %s: %w", who.Office, err)
	}
	return all, nil
}

// Entrust makes a document the work of a colleague, or of nobody in particular
// where to is empty. Whoever decides on no documents is an invoer.ErrInvalid.
func (s *Store) Entrust(ctx context.Context, who invoer.Scope, id invoer.DocumentID, to invoer.UserID) error {
	if err := decides(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if _, err := one(tx, pgx.RowTo[string], `select id::text from documents where id = $1`, id); err != nil {
			return err
		}
		name := ""
		if to != "" {
			names, err := list(tx, pgx.RowTo[string], `select name from users where id = $1 and role in ('admin', 'accountant') and disabled is null`, to)
			if err != nil {
				return err
			}
			if len(names) == 0 {
				return fmt.Errorf("%w: user %s decides on no documents", invoer.ErrInvalid, to)
			}
			name = names[0]
		}
		before, err := tx.seat(id)
		if err != nil || before.Assignee.ID == to {
			return err
		}
		_, err = tx.Exec(tx.Ctx, `insert into seats (document_id, office_id, assignee) values ($1, $2, nullif($3, '')::uuid)
			on conflict (document_id) do update set assignee = excluded.assignee`, id, who.Office, string(to))
		if err != nil {
			return err
		}
		return tx.Audit("document", string(id), "entrusted", map[string]string{"assignee": before.Assignee.Name}, map[string]string{"assignee": name})
	})
	if err != nil {
		return fmt.Errorf("entrusting document %s: %w", id, err)
	}
	return nil
}

// A SavedList is a choice of documents that a person goes back to.
type SavedList struct {
	ID, Name string
	Query    string // of the list's address
}

// mostSaved is how many lists one person keeps.
const mostSaved = 30

// SaveList keeps a list under a name; the one of that name before is replaced.
func (s *Store) SaveList(ctx context.Context, who invoer.Scope, name, query string) error {
	if n := len([]rune(name)); n == 0 || n > 60 || len(query) > 2000 || who.User == "" {
		return fmt.Errorf("%w: a list's name of %d letters, want 1 to 60", invoer.ErrInvalid, len([]rune(name)))
	}
	err := s.In(ctx, who, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `insert into saved_lists (office_id, user_id, name, query)
			select $1, $2, $3, $4 where (select count(*) from saved_lists where name <> $3) < $5
			on conflict (user_id, name) do update set query = excluded.query`, who.Office, who.User, name, query, mostSaved)
		return err
	})
	if err != nil {
		return fmt.Errorf("saving a list: %w", err)
	}
	return nil
}

// SavedLists gives the lists of who, by name.
func (s *Store) SavedLists(ctx context.Context, who invoer.Scope) (all []SavedList, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, pgx.RowToStructByPos[SavedList], `select id::text, name, query from saved_lists order by lower(name), id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("saved lists: %w", err)
	}
	return all, nil
}

// ForgetList takes a saved list of who away.
func (s *Store) ForgetList(ctx context.Context, who invoer.Scope, id string) error {
	err := s.In(ctx, who, func(tx Tx) error { return change(tx, `delete from saved_lists where id::text = $1`, id) })
	if err != nil {
		return fmt.Errorf("forgetting a list: %w", err)
	}
	return nil
}
