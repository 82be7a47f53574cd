package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// Paid is what an invoice was paid with before it was handed in.
type Paid string

// The ways to pay. PaidPrivate is by a person out of his own pocket.
const (
	NotPaid     Paid = ""
	PaidBank    Paid = "bank"
	PaidCard    Paid = "card"
	PaidCash    Paid = "cash"
	PaidPrivate Paid = "private"
)

// WaysToPay are all of them, NotPaid first.
var WaysToPay = []Paid{NotPaid, PaidBank, PaidCard, PaidCash, PaidPrivate}

// A Handed is what a person says of what he handed in. It corrects nothing: the
// accountant sees it beside what was read.
type Handed struct {
	At     time.Time
	By     string // name; empty where who asks may not know him
	Remark string // at most 1000 characters
	Due    invoer.Date
	Amount invoer.Money // in euro
	Paid   Paid
}

// Said tells whether there is anything.
func (h Handed) Said() bool {
	return h.Remark != "" || !h.Due.Zero() || h.Amount != (invoer.Money{}) || h.Paid != NotPaid
}

// mostRemark is how long a remark may be, in characters.
const mostRemark = 1000

// SayOfDelivery replaces what is said of a delivery of who.
func (s *Store) SayOfDelivery(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, said Handed) error {
	if n := len([]rune(said.Remark)); n > mostRemark {
		return fmt.Errorf("%w: remark of %d characters, want at most %d", invoer.ErrInvalid, n, mostRemark)
	}
	if !slices.Contains(WaysToPay, said.Paid) {
		return fmt.Errorf("%w: paid by %q, want one of %q", invoer.ErrInvalid, said.Paid, WaysToPay)
	}
	if who.User == "" {
		return fmt.Errorf("%w: a machine hands nothing in by hand", invoer.ErrForbidden)
	}
	err := s.In(ctx, who, func(tx Tx) error {
		err := change(tx, `insert into handed (delivery_id, office_id, client_id, at, user_id, remark, due, amount, paid)
			select id, office_id, client_id, @at, @user, @remark, @due::date, @amount::bigint, @paid from deliveries where id = @id
			on conflict (delivery_id) do update set at = excluded.at, user_id = excluded.user_id, remark = excluded.remark, due = excluded.due,
				amount = excluded.amount, paid = excluded.paid`,
			pgx.NamedArgs{
				"id": id, "at": tx.now, "user": who.User, "remark": said.Remark, "due": day(said.Due), "amount": cents(said.Amount), "paid": string(said.Paid),
			})
		if err != nil {
			return err
		}
		return tx.Audit("delivery", string(id), "said", nil, map[string]string{"remark": said.Remark, "due": said.Due.String(), "amount": said.Amount.String(), "paid": string(said.Paid)})
	})
	if err != nil {
		return fmt.Errorf("what is said of delivery %s: %w", id, err)
	}
	return nil
}

// SaidOfDelivery gives what was said of a delivery; the zero Handed for
// nothing.
func (s *Store) SaidOfDelivery(ctx context.Context, who invoer.Scope, id invoer.DeliveryID) (said Handed, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		said, err = one(tx, func(row pgx.CollectableRow) (h Handed, err error) {
			var due *time.Time
			var amount *int64
			err = row.Scan(&h.At, &h.By, &h.Remark, &due, &amount, &h.Paid)
			h.Due = dayOf(due)
			if amount != nil {
				h.Amount = invoer.Money{Cents: *amount, Currency: "EUR"}
			}
			return h, err
		}, `select h.at, coalesce(u.name, ''), h.remark, h.due, h.amount, h.paid from handed h left join users u on u.id = h.user_id where h.delivery_id = $1`, id)
		return err
	})
	if errors.Is(err, invoer.ErrNotFound) {
		return Handed{}, nil
	}
	if err != nil {
		return Handed{}, fmt.Errorf("what is said of delivery %s: %w", id, err)
	}
	return said, nil
}
