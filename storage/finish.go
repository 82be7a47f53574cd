package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// Finish writes what a stage leaves and the next stage in one transaction, and
// only if the row still waits for this stage and run in this worker's hands;
// otherwise it is an invoer.ErrConflict and nothing is written. The last page
// of a file to be read moves the file on to split. A write of nil writes
// nothing more. The lease is given back.
func (s *Store) Finish(ctx context.Context, job *Job, next invoer.Stage, write func(Tx) error) error {
	return s.finish(ctx, job, next, write, 0)
}

// FinishAndKeep is Finish, but the same worker goes on with the next stage and
// has its lease at once.
func (s *Store) FinishAndKeep(ctx context.Context, job *Job, next invoer.Stage, write func(Tx) error, lease time.Duration) error {
	return s.finish(ctx, job, next, write, lease)
}

func (s *Store) finish(ctx context.Context, job *Job, next invoer.Stage, write func(Tx) error, lease time.Duration) error {
	var now time.Time
	err := s.keyed(ctx, invoer.Machine(job.Ring.Office), func(tx Tx) error {
		if job.Ring.Stage == invoer.StageExtract {
			if err := tx.oneAtATime(job.Client); err != nil {
				return err
			}
		}
		waits, err := tx.stillWaits(job)
		if err != nil {
			return err
		}
		if err := tx.advance(job, next, lease); err != nil {
			return err
		}
		now = tx.now
		if waits {
			if err := tx.Audit("document", string(job.Document.ID), "read", nil, nil); err != nil {
				return err
			}
		}
		if write != nil {
			if err := write(tx); err != nil {
				return err
			}
		}
		if job.Ring.Noun == invoer.NounPage && next == invoer.StageDone {
			return tx.pageIsRead(job.File)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("finishing %s of %s %s: %w", job.Ring.Stage, job.Ring.Noun, job.Ring.ID, err)
	}
	job.Ring.Stage, job.Within, job.Shown, job.Attempts, job.taken = next, "", false, 1, now
	return nil
}

// stillWaits tells whether nobody has decided on a document that is about to be shown,
// and keeps it so until the transaction ends.
func (tx Tx) stillWaits(job *Job) (bool, error) {
	if !job.Shown {
		return false, nil
	}
	return one(tx, pgx.RowTo[bool], `select status = 'waiting' from documents where id = $1 for no key update`, job.Document.ID)
}

// tables of the nouns that wait for stages, and how a ring names their rows.
var (
	tables = map[invoer.Noun]string{invoer.NounFile: "files", invoer.NounPage: "pages", invoer.NounDocument: "documents"}
	keys   = map[invoer.Noun]string{
		invoer.NounFile: "id = @id and @page = 0", invoer.NounPage: "file_id = @id and number = @page",
		invoer.NounDocument: "id = @id and @page = 0",
	}
)

// change runs an update of the row that the job holds, and of no other.
func (tx Tx) change(job *Job, set string, args pgx.NamedArgs) error {
	r := job.Ring
	args["id"], args["page"], args["stage"], args["run"], args["by"] = r.ID, r.Page, r.Stage, r.Run, job.By
	done, err := tx.Exec(tx.Ctx, `update `+tables[r.Noun]+` set `+set+`
		where `+keys[r.Noun]+` and stage = @stage and run = @run and lease_by = @by`, args)
	if err != nil {
		return err
	}
	if done.RowsAffected() == 0 {
		return fmt.Errorf("%w: it waits for it no longer, or is in other hands", invoer.ErrConflict)
	}
	return nil
}

func (tx Tx) advance(job *Job, next invoer.Stage, lease time.Duration) error {
	took := `took = took || jsonb_build_object(@stage::text, jsonb_build_object('at', @now::timestamptz, 'ms', @ms::bigint))`
	args := pgx.NamedArgs{"next": next, "now": tx.now, "ms": max(0, tx.now.Sub(job.taken).Milliseconds())}
	if job.Ring.Stage == invoer.StageOpen {
		took = `pages = @pages, xml = @xml, picture = @picture, held = null, ` + took
		args["pages"], args["xml"], args["picture"] = job.File.Pages, job.XML, job.Picture
	}
	if job.Shown {
		took = `status = case when status <> 'waiting' then status when held is null then 'read' else 'held' end,
			version = case when status = 'waiting' then version + 1 else version end, ` + took
	}
	if job.Ring.Stage == invoer.StageNotify || job.Within == invoer.StageNotify {
		took = `told = run, ` + took
	}
	if job.Within != "" {
		took += ` || jsonb_build_object(@within::text, jsonb_build_object('at', @now::timestamptz, 'ms', 0))`
		args["within"] = job.Within
	}
	took += ", "
	if lease == 0 {
		return tx.change(job, took+`stage = @next, since = now(), attempts = 0, not_before = null, rung = null,
			lease_until = null, lease_by = ''`, args)
	}
	args["lease"] = lease
	return tx.change(job, took+`stage = @next, since = now(), attempts = 1, not_before = null,
		lease_until = now() + @lease::interval`, args)
}

// pageIsRead moves a file on to split when no page of it is left to be read.
// The file's row is locked first, so of two last pages one sees the other.
func (tx Tx) pageIsRead(file invoer.File) error {
	if file.Pages > 1 {
		if _, err := tx.Exec(tx.Ctx, `select from files where id = $1 for no key update`, file.ID); err != nil {
			return err
		}
	}
	_, err := tx.Exec(tx.Ctx, `update files set stage = 'split', since = now(), attempts = 0, not_before = null, rung = null
		where id = $1 and stage = 'reading'
		  and not exists (select from pages where file_id = $1 and stage in ('normalise', 'read'))`, file.ID)
	return err
}

// Retry gives a row back to be tried again after a pause.
func (s *Store) Retry(ctx context.Context, job *Job, pause time.Duration) error {
	return s.giveBack(ctx, job, `not_before = now() + @pause::interval`, pgx.NamedArgs{"pause": pause})
}

// PutOff gives a row back to be tried again, as if this time had not been: what
// it needs was not to be had. The pause is as long as the row has waited, but
// not less than a tenth of longest.
func (s *Store) PutOff(ctx context.Context, job *Job, longest time.Duration) error {
	return s.giveBack(ctx, job, `not_before = now() + least(@longest::interval, greatest(@longest::interval / 10, now() - since)), attempts = greatest(attempts - 1, 0)`, pgx.NamedArgs{"longest": longest})
}

// PutBack gives a row back at once, as if this time had not been.
func (s *Store) PutBack(ctx context.Context, job *Job) error {
	return s.giveBack(ctx, job, `attempts = greatest(attempts - 1, 0)`, pgx.NamedArgs{})
}

func (s *Store) giveBack(ctx context.Context, job *Job, set string, args pgx.NamedArgs) error {
	err := s.In(ctx, invoer.Machine(job.Ring.Office), func(tx Tx) error {
		return tx.change(job, set+`, rung = null, lease_until = null, lease_by = ''`, args)
	})
	if err != nil {
		return fmt.Errorf("giving back %s %s: %w", job.Ring.Noun, job.Ring.ID, err)
	}
	return nil
}

// Hold takes a row out of its way and leaves it to a person, with the reason.
// A held file shows as a held document. Of a held page the file goes on
// without it, and its document is held when it was read as far as possible.
// A document that a person decided on cannot be held: an invoer.ErrConflict.
func (s *Store) Hold(ctx context.Context, job *Job, why invoer.Reason) error {
	err := s.In(ctx, invoer.Machine(job.Ring.Office), func(tx Tx) error { return tx.hold(job, why) })
	if err != nil {
		return fmt.Errorf("holding %s %s: %w", job.Ring.Noun, job.Ring.ID, err)
	}
	return nil
}

func (tx Tx) hold(job *Job, why invoer.Reason) error {
	held, err := json.Marshal(why)
	if err != nil {
		return err
	}
	err = tx.change(job, `stage = 'held', held = @held, since = now(), attempts = 0, not_before = null, rung = null,
		lease_until = null, lease_by = ''`, pgx.NamedArgs{"held": held})
	if err != nil {
		return err
	}
	switch job.Ring.Noun {
	case invoer.NounPage:
		return tx.pageIsRead(job.File)
	case invoer.NounFile:
		return tx.holdFile(job, why)
	}
	return tx.holdDocument(job.Document.ID, why)
}

// holdFile makes the document that stands for a file of which nothing is known.
func (tx Tx) holdFile(job *Job, why invoer.Reason) error {
	ids, err := tx.cut(job, []Slice{{Sure: 100}})
	if err != nil {
		return err
	}
	return tx.holdDocument(ids[0], why)
}

func (tx Tx) holdDocument(id invoer.DocumentID, why invoer.Reason) error {
	held, err := json.Marshal(why)
	if err != nil {
		return err
	}
	var client invoer.ClientID
	var delivery invoer.DeliveryID
	err = tx.QueryRow(tx.Ctx, `update documents set status = 'held', stage = 'held', held = $2, version = version + 1, since = now(),
			rung = null, lease_until = null, lease_by = ''
		where id = $1 and status in ('waiting', 'read', 'held')
		returning coalesce(client_id::text, ''), delivery_id::text`, id, held).Scan(&client, &delivery)
	if err != nil {
		return fmt.Errorf("%w: document %s is decided on: %w", invoer.ErrConflict, id, err)
	}
	if err := tx.Audit("document", string(id), "held", nil, map[string]string{"reason": why.Code}); err != nil {
		return err
	}
	return tx.Emit(Event{Kind: "document.held", Client: client, Document: id, Delivery: delivery, Data: map[string]string{"reason": why.Code}})
}
