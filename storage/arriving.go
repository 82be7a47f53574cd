package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// An Arriving is a file that is being read and is no document yet.
type Arriving struct {
	File       invoer.FileID
	Delivery   invoer.DeliveryID
	Name       string // as the sender wrote it
	ClientName string
	Received   time.Time
	Pages      int // 0 until it was opened
	Read       int // of these
}

// Arriving lists the files that are being read and are no documents yet, of a
// client or, with an empty one, of all that who may see: the newest ones, at
// most limit, and how many there are in all.
func (s *Store) Arriving(ctx context.Context, who invoer.Scope, client invoer.ClientID, limit int) (files []Arriving, all int, err error) {
	const arriving = `from files f where f.office_id = @office and f.stage in ('open', 'reading', 'split')
		and (@client = '' or f.client_id = nullif(@client, '')::uuid)
		and not exists (select from documents d where d.file_id = f.id)`
	args := pgx.NamedArgs{"office": who.Office, "client": client, "limit": limit}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.QueryRow(tx.Ctx, `select count(*) `+arriving, args).Scan(&all); err != nil || all == 0 {
			return err
		}
		rows, err := tx.Query(tx.Ctx, `
			select a.id::text, a.delivery_id::text, a.name, coalesce(c.name, ''), v.received, a.pages,
				(select count(*) from pages p where p.file_id = a.id and p.stage not in ('normalise', 'read'))
			from (select f.id, f.delivery_id, f.client_id, f.name, f.pages `+arriving+`) a
			join deliveries v on v.id = a.delivery_id left join clients c on c.id = a.client_id
			order by v.received desc, a.id desc limit @limit`, args)
		if err != nil {
			return err
		}
		files, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Arriving])
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("files on their way in office %s: %w", who.Office, err)
	}
	return files, all, nil
}
