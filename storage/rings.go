package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/invoer/invoer"
)

// Ringing marks a row as rung for, and tells whether a bell should be rung: not
// while as many of its client's rows were rung for as workers can take, nor
// twice for one row (docs/decisions/0004).
func (s *Store) Ringing(ctx context.Context, ring invoer.Ring, most int) (bool, error) {
	var rung bool
	table, key := tables[ring.Noun], keys[ring.Noun]
	switch ring.Stage {
	case invoer.StageDone, invoer.StageHeld, invoer.StageReading:
		return false, nil // waits for nothing
	}
	if table == "" {
		return false, fmt.Errorf("%w: ring for %q", invoer.ErrInvalid, ring.Noun)
	}
	err := s.lightly(ctx, invoer.Machine(ring.Office), func(batch *pgx.Batch) {
		batch.Queue(`update `+table+` r set rung = now()
			where `+key+` and stage = @stage and run = @run and rung is null and lease_by = ''
			  and @most > (select count(*) from `+table+` o
			      where o.office_id = r.office_id and o.client_id is not distinct from r.client_id and o.rung is not null
			        and `+waiting[ring.Noun]+`)`,
			pgx.NamedArgs{"id": ring.ID, "page": ring.Page, "stage": ring.Stage, "run": ring.Run, "most": most}).Exec(func(done pgconn.CommandTag) error {
			rung = done.RowsAffected() > 0
			return nil
		})
	})
	if err != nil {
		return false, fmt.Errorf("ringing for %s %s: %w", ring.Noun, ring.ID, err)
	}
	return rung, nil
}

// waiting says which rows wait for a stage, as the partial indexes do.
var waiting = map[invoer.Noun]string{
	invoer.NounFile:     "o.stage in ('open', 'split')",
	invoer.NounPage:     "o.stage in ('normalise', 'read')",
	invoer.NounDocument: "o.stage not in ('done', 'held')",
}

// names of the columns of a ring, of a table with the alias o.
var ringColumns = map[invoer.Noun]string{
	invoer.NounFile:     "o.id::text, 0, o.stage, o.run",
	invoer.NounPage:     "o.file_id::text, o.number, o.stage, o.run",
	invoer.NounDocument: "o.id::text, 0, o.stage, o.run",
}

// order in which a client's rows take their turn.
var orders = map[invoer.Noun]string{
	invoer.NounFile: "o.since, o.id", invoer.NounPage: "o.since, o.file_id, o.number", invoer.NounDocument: "o.since, o.id",
}

// A Turn says of which noun how many rows of a client may be rung for at one
// time.
type Turn struct {
	Noun invoer.Noun
	Most int
}

// NextRings marks the rows of a client that are next in turn as rung for and
// names them.
func (s *Store) NextRings(ctx context.Context, office invoer.OfficeID, client invoer.ClientID, turns []Turn) ([]invoer.Ring, error) {
	var rings []invoer.Ring
	err := s.lightly(ctx, invoer.Machine(office), func(batch *pgx.Batch) {
		for _, turn := range turns {
			batch.Queue(nextOf(turn.Noun), pgx.NamedArgs{"office": office, "client": client, "most": turn.Most}).Query(func(rows pgx.Rows) error {
				some, err := pgx.CollectRows(rows, ringOf(office, turn.Noun))
				rings = append(rings, some...)
				return err
			})
		}
	})
	if err != nil {
		return nil, fmt.Errorf("next rings of client %s: %w", client, err)
	}
	return rings, nil
}

// lightly runs statements for leases and rings in one transaction and one message
// to the server and back, as PostgreSQL takes what comes before a Sync for one
// transaction (manual, "Pipelining"). It commits without waiting for the disk:
// losing a lease or a ring costs a second try and nothing else. The statements
// give their results to the functions that are hung on them.
func (s *Store) lightly(ctx context.Context, who invoer.Scope, queue func(*pgx.Batch)) error {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	batch := &pgx.Batch{}
	batch.Queue(enteringKeyed+`, set_config('synchronous_commit', 'off', true)`, identity(who)...)
	queue(batch)
	return fault(s.pool.SendBatch(ctx, batch).Close())
}

// nextOf is the statement of one turn.
func nextOf(noun invoer.Noun) string {
	t := tables[noun]
	mine := `o.office_id = @office and o.client_id is not distinct from nullif(@client, '')::uuid and ` + waiting[noun]
	return `update ` + t + ` o set rung = now() from (
			select o.ctid from ` + t + ` o where ` + mine + ` and o.rung is null and o.lease_by = '' and (o.not_before is null or o.not_before <= now())
			order by ` + orders[noun] + `
			limit greatest(0, @most - (select count(*) from ` + t + ` o where ` + mine + ` and o.rung is not null))
			for update skip locked) n
		where o.ctid = n.ctid
		returning ` + ringColumns[noun]
}

// ringOf reads ringColumns.
func ringOf(office invoer.OfficeID, noun invoer.Noun) pgx.RowToFunc[invoer.Ring] {
	return func(row pgx.CollectableRow) (invoer.Ring, error) {
		r := invoer.Ring{Office: office, Noun: noun}
		err := row.Scan(&r.ID, &r.Page, &r.Stage, &r.Run)
		return r, err
	}
}

// Waiting names rows of all offices that wait and that nobody was rung for
// within lost, and marks them as rung for: of each client at most ofClient, in
// all at most inAll. It gives the sweep identifiers and nothing else.
func (s *Store) Waiting(ctx context.Context, noun invoer.Noun, ofClient, inAll int, lost time.Duration) ([]invoer.Ring, error) {
	rings, err := outside(ctx, s, func(row pgx.CollectableRow) (invoer.Ring, error) {
		r := invoer.Ring{Noun: noun}
		err := row.Scan(&r.Office, &r.ID, &r.Page, &r.Stage, &r.Run)
		return r, err
	}, `select office::text, id::text, page, stage, run from invoer_sweep($1, $2, $3, $4)`, string(noun), ofClient, inAll, lost)
	if err != nil {
		return nil, fmt.Errorf("rows that wait: %w", err)
	}
	return rings, nil
}

// Oldest tells since when the oldest row of all offices waits that was not put
// off; the zero time when none waits.
func (s *Store) Oldest(ctx context.Context) (time.Time, error) {
	since, err := only(outside(ctx, s, pgx.RowTo[*time.Time], `select invoer_oldest()`))
	if err != nil {
		return time.Time{}, fmt.Errorf("oldest row that waits: %w", err)
	}
	return moment(since), nil
}

// Renew keeps the leases of those who are at work.
func (s *Store) Renew(ctx context.Context, holders []string, lease time.Duration) error {
	if _, err := outside(ctx, s, discard, `select invoer_renew($1, $2)`, holders, lease); err != nil {
		return fmt.Errorf("renewing leases: %w", err)
	}
	return nil
}

// Installation tells this database from all others, also from a copy of it on
// this server or another.
func (s *Store) Installation(ctx context.Context) (string, error) {
	id, err := only(outside(ctx, s, pgx.RowTo[string], `select md5(concat_ws(' ', i.id, d.oid, (select system_identifier from pg_control_system())))
		from installations i, pg_database d where d.datname = current_database()`))
	if err != nil {
		return "", fmt.Errorf("installation: %w", err)
	}
	return id, nil
}
