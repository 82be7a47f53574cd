package storage

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// mostRules is how many rules an office has in force at most: each document is
// held against all of them.
const mostRules = 500

const selectBookingRules = `select id::text, coalesce(client_id::text, ''), name, place, rule->'when', rule->'then', user_id::text, made
	from booking_rules where ended is null`

// BookingRules gives the rules in force of an office, the first first.
func (s *Store) BookingRules(ctx context.Context, who invoer.Scope) (all []invoer.BookingRule, err error) {
	if err := works(who); err != nil {
		return nil, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, pgx.RowToStructByPos[invoer.BookingRule], selectBookingRules+` order by place, made, id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("booking rules: %w", err)
	}
	return all, nil
}

// AddBookingRule puts a rule in force for documents that are proposed from now
// on; ID, By and Made are set here. The rules in force that contradict it are
// given: of those the one with the lower place wins.
func (s *Store) AddBookingRule(ctx context.Context, who invoer.Scope, r invoer.BookingRule) (made invoer.BookingRule, against []invoer.BookingRule, err error) {
	if err := decides(who); err != nil {
		return invoer.BookingRule{}, nil, err
	}
	if err := r.Check(); err != nil {
		return invoer.BookingRule{}, nil, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		made, against, err = tx.addBookingRule(r)
		return err
	})
	if err != nil {
		return invoer.BookingRule{}, nil, fmt.Errorf("booking rule %q: %w", r.Name, err)
	}
	return made, against, nil
}

func (tx Tx) addBookingRule(r invoer.BookingRule) (made invoer.BookingRule, against []invoer.BookingRule, err error) {
	if r.Client != "" {
		if err := tx.exists(r.Client); err != nil {
			return made, nil, err
		}
	}
	if _, err := tx.Exec(tx.Ctx, `select pg_advisory_xact_lock(hashtextextended('rules ' || $1, 0))`, string(tx.Who.Office)); err != nil {
		return made, nil, err
	}
	all, err := list(tx, pgx.RowToStructByPos[invoer.BookingRule], selectBookingRules+` order by place, made, id`)
	if err != nil {
		return made, nil, err
	}
	if len(all) >= mostRules {
		return made, nil, fmt.Errorf("%w: %d rules are in force, no more than %d can be; take one away first", invoer.ErrInvalid, len(all), mostRules)
	}
	for _, o := range all {
		if o.Contradicts(r) {
			against = append(against, o)
		}
	}
	r.By, r.Made = tx.Who.User, tx.now
	said := map[string]any{"when": r.When, "then": r.Then}
	err = tx.QueryRow(tx.Ctx, `insert into booking_rules (office_id, client_id, name, place, rule, user_id, made)
		values ($1, nullif($2, '')::uuid, $3, $4, $5, $6, $7) returning id::text`,
		tx.Who.Office, string(r.Client), r.Name, r.Place, said, r.By, r.Made).Scan(&r.ID)
	if err != nil {
		return made, nil, err
	}
	return r, against, tx.Audit("booking-rule", r.ID, "added", nil, map[string]string{"name": r.Name})
}

// EndBookingRule takes a rule away; bookings that it made stay. One that is not
// in force is an invoer.ErrNotFound.
func (s *Store) EndBookingRule(ctx context.Context, who invoer.Scope, id string) error {
	if err := decides(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if err := change(tx, `update booking_rules set ended = $2 where id = $1 and ended is null`, id, tx.now); err != nil {
			return err
		}
		return tx.Audit("booking-rule", id, "ended", nil, nil)
	})
	if err != nil {
		return fmt.Errorf("ending booking rule %s: %w", id, err)
	}
	return nil
}

// rulesFor are the rules in force that hold for a document of a client.
func (tx Tx) rulesFor(client invoer.ClientID, inv invoer.Invoice, words string) ([]invoer.BookingRule, error) {
	all, err := list(tx, pgx.RowToStructByPos[invoer.BookingRule],
		selectBookingRules+` and (client_id is null or client_id::text = $1) order by place, made, id`, string(client))
	if err != nil {
		return nil, fmt.Errorf("booking rules: %w", err)
	}
	var hold []invoer.BookingRule
	for _, r := range all {
		if r.Holds(inv, words) {
			hold = append(hold, r)
		}
	}
	return hold, nil
}
