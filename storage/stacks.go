package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// SeparatorKey is what seals the separator sheets of the office of who.
func (s *Store) SeparatorKey(ctx context.Context, who invoer.Scope) (key []byte, err error) {
	key, err = only(asked(ctx, s, who, pgx.RowTo[[]byte], `select separator_key from offices where id = $1`, who.Office))
	if err != nil {
		return nil, fmt.Errorf("separators of office %s: %w", who.Office, err)
	}
	return key, nil
}

// A Source says by which door a file came and on which day, and whether a
// person of a client brought it.
type Source struct {
	Door     invoer.Door
	Day      invoer.Date
	ByClient bool
	Whole    bool // photos that a person took as pages of one document, as our own page names them
}

// SourceOf tells how a file came.
func (s *Store) SourceOf(ctx context.Context, who invoer.Scope, file invoer.FileID) (src Source, err error) {
	src, err = only(asked(ctx, s, who, func(row pgx.CollectableRow) (src Source, err error) {
		var received time.Time
		err = row.Scan(&src.Door, &received, &src.ByClient, &src.Whole)
		src.Day = invoer.DateOf(received)
		return src, err
	}, `select v.door, v.received, exists (select from audits a join users u on u.id = a.user_id
				where a.noun = 'delivery' and a.subject = v.id and a.action = 'received' and u.role = 'client'),
				v.door = 'upload' and f.name like '%.photos.pdf'
			from files f join deliveries v on v.id = f.delivery_id where f.id = $1`, file))
	if err != nil {
		return Source{}, fmt.Errorf("how file %s came: %w", file, err)
	}
	return src, nil
}

// SheetsFound writes which separator sheets of a file were not found, by run,
// and which runs were to be used until a day before it came.
func (tx Tx) SheetsFound(file invoer.FileID, missing map[string][]int, old map[string]invoer.Date) error {
	_, err := tx.Exec(tx.Ctx, `update files set missing = $2, old_sheets = $3
		where id = $1 and (missing, old_sheets) is distinct from ($2::jsonb, $3::jsonb)`, file, missing, old)
	return err
}

// cutByHand tells whether a person put documents of a file together; those are
// then sent through their stages again as they are.
func (tx Tx) cutByHand(file invoer.FileID) (bool, error) {
	byHand, err := one(tx, pgx.RowTo[bool], `select exists (select from cuts c join files f on f.delivery_id = c.delivery_id
		where f.id = $1 and c.action <> 'undo' and not c.undone)`, file)
	if err != nil || !byHand {
		return false, err
	}
	open, err := tx.undecided(file)
	for _, id := range open {
		if err == nil {
			_, err = tx.again(id)
		}
	}
	return true, err
}
