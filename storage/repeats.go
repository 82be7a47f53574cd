package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// cameAgain is the action of an audit of a delivery that came in once more by
// the same door and has no rows of its own.
const cameAgain = "came-again"

// A Repeat is a later arrival of what a delivery had brought. Delivery is that
// arrival's own one, or, where the same came once more by the same door, the one
// that it repeats; File is empty where that is all of the first one.
type Repeat struct {
	At       time.Time
	Via      invoer.Door
	From     string // who brought it, as the door knows him
	Delivery invoer.DeliveryID
	File     invoer.FileID
}

// mostRepeats is how many of them are listed: a sender who does not stop would
// fill a page.
const mostRepeats = 200

// Repeats lists the later arrivals of a delivery's bytes, oldest first, those of
// the clients only that who may see.
func (s *Store) Repeats(ctx context.Context, who invoer.Scope, id invoer.DeliveryID) (all []Repeat, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, pgx.RowToStructByPos[Repeat], `with same as (
				select p.delivery_id, p.file_id::text from files f join parts p on p.file_id = f.id
				where f.delivery_id = $1 and p.delivery_id <> $1 and p.reason ->> 'code' = $2)
			select v.received, v.door, v.sender, v.id::text, s.file_id from same s join deliveries v on v.id = s.delivery_id
			union all
			select a.at, v.door, coalesce(a.after ->> 'from', ''), v.id::text, s.file_id
				from (select $1::uuid as delivery_id, '' as file_id union all select delivery_id, file_id from same) s
				join deliveries v on v.id = s.delivery_id
				join audits a on a.office_id = $3 and a.subject = v.id and a.action = $4
			order by 1 limit $5`, id, ReasonDuplicate, who.Office, cameAgain, mostRepeats)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("later arrivals of delivery %s: %w", id, err)
	}
	return all, nil
}
