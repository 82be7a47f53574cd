package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Webhook is an address that is told of events.
type Webhook struct {
	ID      string
	URL     string
	Kinds   []string // empty: all
	Active  bool
	Created time.Time
}

const webhookColumns = `id, url, kinds, active, created`

func scanWebhook(row pgx.CollectableRow) (w Webhook, err error) {
	err = row.Scan(&w.ID, &w.URL, &w.Kinds, &w.Active, &w.Created)
	return w, err
}

// AddWebhook makes one; its signing secret ("whsec_…") is shown once. w.ID as the
// one of a Token in AddToken.
func (s *Store) AddWebhook(ctx context.Context, who invoer.Scope, w Webhook) (secret string, made Webhook, err error) {
	if err := manages(who); err != nil {
		return "", Webhook{}, err
	}
	if w.Kinds == nil {
		w.Kinds = []string{}
	}
	secret = newSigningSecret()
	err = s.In(ctx, who, func(tx Tx) error {
		made, err = one(tx, scanWebhook, `insert into webhooks (office_id, url, secret, kinds, active, created, id)
			values ($1, $2, $3, $4, true, $5, coalesce(nullif($6, '')::uuid, gen_random_uuid()))
			on conflict (id) do nothing returning `+webhookColumns, who.Office, w.URL, secret, w.Kinds, tx.now, w.ID)
		if err != nil {
			return madeAlready(err)
		}
		return tx.Audit("webhook", made.ID, "added", nil, map[string]string{"kinds": strings.Join(made.Kinds, " ")})
	})
	if err != nil {
		return "", Webhook{}, fmt.Errorf("making a webhook: %w", err)
	}
	return secret, made, nil
}

// Webhooks lists the office's webhooks that are not removed.
func (s *Store) Webhooks(ctx context.Context, who invoer.Scope) (all []Webhook, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, scanWebhook, `select `+webhookColumns+` from webhooks where active order by created, id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("webhooks of office %s: %w", who.Office, err)
	}
	return all, nil
}

// RemoveWebhook ends a webhook; its log stays.
func (s *Store) RemoveWebhook(ctx context.Context, who invoer.Scope, id string) error {
	if err := manages(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if err := change(tx, `update webhooks set active = false where id = $1 and active`, id); err != nil {
			return err
		}
		if _, err := tx.Exec(tx.Ctx, `update webhook_attempts set next = null where webhook_id = $1 and next is not null`, id); err != nil {
			return err
		}
		return tx.Audit("webhook", id, "removed", nil, nil)
	})
	if err != nil {
		return fmt.Errorf("webhook %s: %w", id, err)
	}
	return nil
}

// An Attempt is one event on its way to one webhook.
type Attempt struct {
	ID        string
	Webhook   string
	URL       string
	Event     Event
	Attempts  int
	Next      time.Time // zero: delivered, or given up
	Delivered time.Time
	Status    int    // last HTTP status; 0: no answer
	Fault     string // what went wrong the last time
}

func scanAttempt(row pgx.CollectableRow) (a Attempt, err error) {
	var next, delivered *time.Time
	e := &a.Event
	err = row.Scan(&a.ID, &a.Webhook, &a.URL, &a.Attempts, &next, &delivered, &a.Status, &a.Fault,
		&e.ID, &e.At, &e.Kind, &e.Client, &e.Document, &e.Delivery, &e.Data)
	a.Next, a.Delivered = moment(next), moment(delivered)
	return a, err
}

// An AttemptFilter says which attempts are asked for; zero fields ask for all.
type AttemptFilter struct {
	Webhook string
	Failed  bool   // given up: neither delivered nor tried again
	After   string // an attempt: those behind it
	Limit   int
}

// Attempts lists attempts of the office, newest first. An After that is none of
// them is an *invoer.Mistake.
func (s *Store) Attempts(ctx context.Context, who invoer.Scope, f AttemptFilter) (all []Attempt, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		from, err := tx.attemptBefore(f.After)
		if err != nil {
			return err
		}
		all, err = list(tx, scanAttempt, `select a.id, w.id, w.url, a.attempts, a.next, a.delivered, a.status, a.fault,
				e.id, e.at, e.kind, coalesce(e.client_id::text, ''), coalesce(e.document_id::text, ''), coalesce(e.delivery_id::text, ''), e.data
			from webhook_attempts a join webhooks w on w.id = a.webhook_id join events e on e.id = a.event_id
			where a.office_id = @office and (@webhook = '' or a.webhook_id = nullif(@webhook, '')::uuid) and (not @failed or `+failedAttempt+`)
				and (@after = '' or (a.event_id, a.id) < (@event::bigint, nullif(@after, '')::uuid))
			order by a.event_id desc, a.id desc limit @limit`,
			pgx.NamedArgs{"office": who.Office, "webhook": f.Webhook, "failed": f.Failed, "after": f.After, "event": from, "limit": f.Limit})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("webhook attempts of office %s: %w", who.Office, err)
	}
	return all, nil
}

// failedAttempt is an attempt a that was given up.
const failedAttempt = `(a.next is null and a.delivered is null)`

// attemptBefore gives the event of the attempt that a list goes on behind.
func (tx Tx) attemptBefore(after string) (event int64, err error) {
	if after == "" {
		return 0, nil
	}
	event, err = one(tx, pgx.RowTo[int64], `select event_id from webhook_attempts where id = $1`, after)
	if errors.Is(err, invoer.ErrNotFound) || errors.Is(err, pgx.ErrNoRows) {
		err = &invoer.Mistake{Field: "after", Err: fmt.Errorf("%w: %q, want the next of a page of this list", invoer.ErrInvalid, after)}
	}
	return event, err
}

// ReplayFailed sends all events of a webhook again now that were given up, and
// tells how many. One that was removed is an invoer.ErrConflict.
func (s *Store) ReplayFailed(ctx context.Context, who invoer.Scope, webhook string) (n int, err error) {
	if err := manages(who); err != nil {
		return 0, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		active, err := one(tx, pgx.RowTo[bool], `select active from webhooks where id = $1`, webhook)
		if err != nil {
			return err
		}
		if !active {
			return errRemoved
		}
		done, err := tx.Exec(tx.Ctx, `update webhook_attempts a set next = $2, attempts = 0 where a.webhook_id = $1 and `+failedAttempt, webhook, tx.now)
		if err != nil {
			return err
		}
		n = int(done.RowsAffected())
		return tx.Audit("webhook", webhook, "replayed", nil, map[string]string{"events": strconv.Itoa(n)})
	})
	if err != nil {
		return 0, fmt.Errorf("webhook %s: %w", webhook, err)
	}
	return n, nil
}

var errRemoved = fmt.Errorf("%w: its webhook was removed", invoer.ErrConflict)

// ReplayAttempt sends an event again now. One of a webhook that was removed is
// an invoer.ErrConflict.
func (s *Store) ReplayAttempt(ctx context.Context, who invoer.Scope, id string) error {
	if err := manages(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		active, err := tx.holdWebhook(id)
		if err != nil {
			return err
		}
		if !active {
			return errRemoved
		}
		return change(tx, `update webhook_attempts set next = $2, attempts = 0, delivered = null where id = $1`, id, tx.now)
	})
	if err != nil {
		return fmt.Errorf("webhook attempt %s: %w", id, err)
	}
	return nil
}

// holdWebhook tells whether the webhook of an attempt is not removed, and keeps it
// so until the transaction ends.
func (tx Tx) holdWebhook(attempt string) (active bool, err error) {
	return one(tx, pgx.RowTo[bool], `select w.active from webhook_attempts a join webhooks w on w.id = a.webhook_id where a.id = $1 for share of w`, attempt)
}

// A Dispatch is an attempt that is due, with what is needed to send it.
type Dispatch struct {
	Office invoer.OfficeID
	Attempt
	Secret string
}

// A Share is how much of what is due one may take: of so many webhooks at most,
// so many attempts of each. Busy are those that he tells already; of one office he
// tells OfOffice at once, with them.
type Share struct {
	Webhooks, OfEach, OfOffice int
	Busy                       []string
}

// DueAttempts takes attempts that are due, of all offices, those of webhooks that
// wait for longest, and puts their next try off by lease so that no other worker
// takes them meanwhile.
func (s *Store) DueAttempts(ctx context.Context, share Share, lease time.Duration) ([]Dispatch, error) {
	now := s.now()
	if share.Busy == nil {
		share.Busy = []string{}
	}
	due, err := outside(ctx, s, scanDispatch, `select office, attempt, webhook, url, secret, attempts,
			event, happened, kind, coalesce(client::text, ''), coalesce(document::text, ''), coalesce(delivery::text, ''), data
		from invoer_due($1, $2, $3, $4, $5, $6)`, share.Webhooks, share.OfEach, share.OfOffice, share.Busy, lease, now)
	if err != nil {
		return nil, fmt.Errorf("webhook attempts that are due: %w", err)
	}
	for i := range due {
		due[i].Next = now.Add(lease)
	}
	return due, nil
}

func scanDispatch(row pgx.CollectableRow) (d Dispatch, err error) {
	e := &d.Event
	err = row.Scan(&d.Office, &d.ID, &d.Webhook, &d.URL, &d.Secret, &d.Attempts,
		&e.ID, &e.At, &e.Kind, &e.Client, &e.Document, &e.Delivery, &e.Data)
	return d, err
}

// NoteAttempt writes how an attempt went; next is zero when it was delivered
// or given up. One of a webhook that was removed meanwhile is not tried again.
func (s *Store) NoteAttempt(ctx context.Context, office invoer.OfficeID, id string, status int, fault string, delivered bool, next time.Time) error {
	err := s.In(ctx, invoer.Machine(office), func(tx Tx) error {
		active, err := tx.holdWebhook(id)
		if err != nil {
			return err
		}
		if !active {
			next = time.Time{}
		}
		return change(tx, `update webhook_attempts set attempts = attempts + 1, status = $2, fault = left($3, 300),
			delivered = case when $4 then $5::timestamptz end, next = $6 where id = $1`,
			id, status, strings.ToValidUTF8(fault, ""), delivered, tx.now, orNull(next))
	})
	if err != nil {
		return fmt.Errorf("webhook attempt %s: %w", id, err)
	}
	return nil
}
