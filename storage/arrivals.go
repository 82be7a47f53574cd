package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// An ArrivalFilter says which deliveries are asked for; zero fields ask for all.
type ArrivalFilter struct {
	Client   invoer.ClientID
	Message  string // Message-ID, without brackets
	NotTaken bool   // of which something was not taken, or that wait for an answer
	After    invoer.DeliveryID
	Limit    int // 0: 500
}

// notTaken is a delivery with a line that a person may want to look at. What
// belongs to every message, and what we have already, is none.
const notTaken = `(d.answer = 'waiting' or exists (select from parts p where p.delivery_id = d.id and p.outcome <> 'taken'
	and (p.outcome = 'held' or p.reason ->> 'code' is null or p.reason ->> 'code' not in ('container', 'duplicate', 'body-text', 'signature'))))`

// Arrivals lists deliveries that who may see, newest first. An After that is none
// of them is an *invoer.Mistake.
func (s *Store) Arrivals(ctx context.Context, who invoer.Scope, f ArrivalFilter) ([]invoer.Delivery, error) {
	if f.Limit == 0 {
		f.Limit = 500
	}
	var list []invoer.Delivery
	err := s.In(ctx, who, func(tx Tx) error {
		if err := tx.seen(f.After); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `select `+deliveryColumns+` from deliveries d
			where d.office_id = @office and (@client = '' or d.client_id = nullif(@client, '')::uuid)
			  and (@message = '' or d.message_id = @message) and (not @odd or `+notTaken+`)
			  and (@after = '' or (d.received, d.id) < (select received, id from deliveries where id = nullif(@after, '')::uuid))
			order by d.received desc, d.id desc limit @limit`,
			pgx.NamedArgs{"office": who.Office, "client": f.Client, "message": f.Message, "odd": f.NotTaken, "after": f.After, "limit": f.Limit})
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, scanDelivery)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("listing deliveries: %w", err)
	}
	return list, nil
}

// seen refuses a place in a list of deliveries that is none.
func (tx Tx) seen(after invoer.DeliveryID) error {
	if after == "" {
		return nil
	}
	there, err := one(tx, pgx.RowTo[bool], `select exists (select from deliveries where office_id = $1 and id = $2)`, tx.Who.Office, after)
	if err == nil && !there {
		err = &invoer.Mistake{Field: "after", Err: fmt.Errorf("%w: %q, want the next of a page of this list", invoer.ErrInvalid, after)}
	}
	return err
}

// Whereabouts counts, for deliveries, the documents that came of them by status.
// A file that is being read and has no document yet counts as one that waits.
func (s *Store) Whereabouts(ctx context.Context, who invoer.Scope, of []invoer.DeliveryID) (map[invoer.DeliveryID]map[invoer.Status]int, error) {
	found := map[invoer.DeliveryID]map[invoer.Status]int{}
	err := s.In(ctx, who, func(tx Tx) error {
		rows, err := tx.Query(ctx, `select p.delivery_id::text, coalesce(d.status, 'waiting'), count(distinct coalesce(d.id, f.id))
			from parts p join files f on f.id = p.file_id left join documents d on d.file_id = f.id
			where p.delivery_id = any($1::uuid[]) and (d.id is not null or f.stage not in ('done', 'held')) group by 1, 2`, of)
		if err != nil {
			return err
		}
		var id invoer.DeliveryID
		var status invoer.Status
		var n int
		_, err = pgx.ForEachRow(rows, []any{&id, &status, &n}, func() error {
			if found[id] == nil {
				found[id] = map[invoer.Status]int{}
			}
			found[id][status] = n
			return nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("where deliveries are: %w", err)
	}
	return found, nil
}

// CameBefore tells whether Deliver would give an earlier delivery for d.
func (s *Store) CameBefore(ctx context.Context, who invoer.Scope, d invoer.Delivery) (before bool, err error) {
	d.Office = who.Office
	err = s.In(ctx, who, func(tx Tx) error {
		first, _, err := tx.firstOf(d)
		before = first != ""
		return err
	})
	if err != nil {
		return false, fmt.Errorf("looking for an earlier delivery: %w", err)
	}
	return before, nil
}

// CameWithin is how many bytes came for a client within a time, by all doors,
// and how many the office lets it bring in a day (0: it did not say); an empty
// client is nobody's.
func (s *Store) CameWithin(ctx context.Context, who invoer.Scope, client invoer.ClientID, within time.Duration) (bytes, most int64, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		return tx.QueryRow(ctx, `select coalesce(sum(p.size), 0)::bigint,
				coalesce((select day_limit from clients where id = nullif($2, '')::uuid), 0)
			from deliveries d join parts p on p.delivery_id = d.id
			where d.office_id = $1 and d.client_id is not distinct from nullif($2, '')::uuid and d.received > now() - $3::interval`,
			who.Office, client, within).Scan(&bytes, &most)
	})
	if err != nil {
		return 0, 0, fmt.Errorf("bytes that came for client %s: %w", client, err)
	}
	return bytes, most, nil
}

// allDocuments lists all documents that f chooses, however many a stack has.
func (s *Store) allDocuments(ctx context.Context, who invoer.Scope, f Filter) (all []Summary, err error) {
	f.Limit = 500
	for {
		page, err := s.Documents(ctx, who, f)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < f.Limit {
			return all, nil
		}
		f.After = page[len(page)-1].Cursor
	}
}

// ReplayHeld sends those documents of a delivery through their stages again that
// could not be read, and gives what to ring for.
func (s *Store) ReplayHeld(ctx context.Context, who invoer.Scope, id invoer.DeliveryID) (rings []invoer.Ring, err error) {
	if err := works(who); err != nil {
		return nil, err
	}
	docs, err := s.allDocuments(ctx, who, Filter{Delivery: id, Status: []invoer.Status{invoer.StatusHeld}})
	if err != nil {
		return nil, err
	}
	for _, doc := range docs {
		ring, err := s.Replay(ctx, who, doc.ID, AnyVersion)
		if err != nil {
			return rings, err
		}
		rings = append(rings, ring)
	}
	return rings, nil
}
