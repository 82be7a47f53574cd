package storage

import (
	"context"
	"fmt"
	"slices"
	"strconv"

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
	against = contradicting(all, r)
	r.By, r.Made = tx.Who.User, tx.now
	said := map[string]any{"when": r.When, "then": r.Then}
	r.ID, err = one(tx, pgx.RowTo[string], `insert into booking_rules (office_id, client_id, name, place, rule, user_id, made, id)
		values ($1, nullif($2, '')::uuid, $3, $4, $5, $6, $7, coalesce(nullif($8, '')::uuid, gen_random_uuid()))
		on conflict (id) do nothing returning id::text`,
		tx.Who.Office, string(r.Client), r.Name, r.Place, said, r.By, r.Made, r.ID)
	if err != nil {
		return made, nil, madeAlready(err)
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

func contradicting(all []invoer.BookingRule, r invoer.BookingRule) (against []invoer.BookingRule) {
	for _, o := range all {
		if o.ID != r.ID && o.Contradicts(r) {
			against = append(against, o)
		}
	}
	return against
}

// PlaceBookingRule gives a rule another place: the lower one wins. One that is
// not in force is an invoer.ErrNotFound.
func (s *Store) PlaceBookingRule(ctx context.Context, who invoer.Scope, id string, place int) error {
	if err := decides(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if err := change(tx, `update booking_rules set place = $2 where id = $1 and ended is null`, id, place); err != nil {
			return err
		}
		return tx.Audit("booking-rule", id, "placed", nil, map[string]string{"place": strconv.Itoa(place)})
	})
	if err != nil {
		return fmt.Errorf("placing booking rule %s: %w", id, err)
	}
	return nil
}

// A RulePreview is what a rule would have done to the bookings of the last year,
// of the newest documents at most so many as are looked at.
type RulePreview struct {
	Documents int // looked at
	Holds     int // it is about so many of them
	Changed   int // of which so many were booked otherwise
	Examples  []RuleExample
	Against   []invoer.BookingRule // in force, and contradicting it
}

// A RuleExample is a document that a rule would have booked otherwise. Was are
// its costs as they are.
type RuleExample struct {
	Document invoer.DocumentID
	Supplier string
	Number   string
	Issued   invoer.Date
	Total    invoer.Money
	Was      []invoer.Entry
}

// What a preview looks at, and shows.
const (
	previewMonths    = 12
	previewDocuments = 5000
	previewExamples  = 20
)

// PreviewBookingRule shows what a rule would have changed, before it is made.
func (s *Store) PreviewBookingRule(ctx context.Context, who invoer.Scope, r invoer.BookingRule) (seen RulePreview, err error) {
	if err := works(who); err != nil {
		return RulePreview{}, err
	}
	if err := r.Check(); err != nil {
		return RulePreview{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if r.Client != "" {
			if err := tx.exists(r.Client); err != nil {
				return err
			}
		}
		all, err := list(tx, pgx.RowToStructByPos[invoer.BookingRule], selectBookingRules+` order by place, made, id`)
		if err != nil {
			return err
		}
		seen.Against = contradicting(all, r)
		return tx.preview(r, &seen)
	})
	if err != nil {
		return RulePreview{}, fmt.Errorf("preview of booking rule %q: %w", r.Name, err)
	}
	return seen, nil
}

func (tx Tx) preview(r invoer.BookingRule, seen *RulePreview) error {
	type row struct {
		ID      invoer.DocumentID
		Invoice invoer.Invoice
		Booking invoer.Booking
	}
	all, err := list(tx, pgx.RowToStructByPos[row], `select d.id::text, i.invoice, b.booking from documents d
		join invoices i on i.document_id = d.id join bookings b on b.document_id = d.id
		where d.office_id = $1 and ($2 = '' or d.client_id::text = $2) and d.status in ('read', 'approved', 'booked')
		  and d.received > $3::timestamptz - make_interval(months => $4)
		order by d.received desc, d.id limit $5`, tx.Who.Office, string(r.Client), tx.now, previewMonths, previewDocuments)
	if err != nil {
		return err
	}
	seen.Documents = len(all)
	wordless := r
	wordless.When.Words = nil
	for _, d := range all {
		if !wordless.Holds(d.Invoice, "") {
			continue
		}
		if len(r.When.Words) > 0 {
			text, err := tx.allWords(d.ID, d.Invoice)
			if err != nil {
				return err
			}
			if !r.Holds(d.Invoice, text) {
				continue
			}
		}
		seen.add(r, d.ID, d.Invoice, d.Booking)
	}
	return nil
}

// allWords are those of a document's pages and lines.
func (tx Tx) allWords(id invoer.DocumentID, inv invoer.Invoice) (string, error) {
	text, err := tx.text(id)
	for _, l := range inv.Lines {
		text += "\n" + l.Description
	}
	return text, err
}

func (seen *RulePreview) add(r invoer.BookingRule, id invoer.DocumentID, inv invoer.Invoice, b invoer.Booking) {
	var costs []invoer.Entry
	about, changes := false, false
	for _, e := range b.Entries {
		if e.Side != invoer.SideCost {
			continue
		}
		costs = append(costs, e)
		if r.At(e.Treatment.Rate) {
			about, changes = true, changes || r.Changes(e)
		}
	}
	if !about {
		return
	}
	seen.Holds++
	if !changes {
		return
	}
	if seen.Changed++; len(seen.Examples) < previewExamples {
		seen.Examples = append(seen.Examples, RuleExample{id, inv.Supplier.Name.Value, inv.Number.Value, inv.Issued.Value, inv.Total.Value, costs})
	}
}

// noteChange remembers that a person booked a document on another account than
// a machine proposed; booked back it is forgotten.
func (tx Tx) noteChange(d *decision, was *invoer.Booking, b invoer.Booking) error {
	if d.doc.Client == "" {
		return nil
	}
	proposed, err := list(tx, pgx.RowTo[string], `select proposed from account_changes where document_id = $1`, d.doc.ID)
	if err != nil {
		return err
	}
	from, to := costAccounts(was), costAccounts(&b)
	if len(proposed) > 0 {
		from = proposed
	} else if was == nil || was.By != "" {
		return nil
	}
	if len(from) != 1 || len(to) != 1 || from[0] == to[0] {
		_, err := tx.Exec(tx.Ctx, `delete from account_changes where document_id = $1`, d.doc.ID)
		return err
	}
	_, err = tx.Exec(tx.Ctx, `insert into account_changes (document_id, office_id, client_id, supplier, name, proposed, booked, at, user_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (document_id) do update set booked = excluded.booked, at = excluded.at, user_id = excluded.user_id`,
		d.doc.ID, tx.Who.Office, d.doc.Client, d.inv.Supplier.VAT.Value, d.inv.Supplier.Name.Value, from[0], to[0], tx.now, tx.Who.User)
	return err
}

// costAccounts are the accounts of a booking's costs, each once.
func costAccounts(b *invoer.Booking) (all []string) {
	if b == nil {
		return nil
	}
	for _, e := range b.Entries {
		if e.Side == invoer.SideCost && !slices.Contains(all, e.Account) {
			all = append(all, e.Account)
		}
	}
	return all
}

// A RuleSuggestion is what people of an office changed again and again.
type RuleSuggestion struct {
	Client           invoer.ClientID
	Supplier         invoer.VATNumber // empty: it has none, and its name tells it
	Name             string           // of the supplier
	Proposed, Booked string
	Times            int
}

// repeated is how often a change must have been made before a rule is suggested.
const repeated = 3

// SuggestedRules gives the changes of account that people made most often at a
// client and that no rule of the supplier makes yet.
func (s *Store) SuggestedRules(ctx context.Context, who invoer.Scope, client invoer.ClientID) (all []RuleSuggestion, err error) {
	if err := works(who); err != nil {
		return nil, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.exists(client); err != nil {
			return err
		}
		all, err = list(tx, pgx.RowToStructByPos[RuleSuggestion], `select client_id::text, supplier, max(name), proposed, booked, count(*)::int from account_changes c
			where office_id = $1 and client_id = $2 and (supplier <> '' or name <> '') and at > $3::timestamptz - make_interval(months => $4)
			  and not exists (select from booking_rules r where r.office_id = $1 and r.ended is null and (r.client_id is null or r.client_id = $2)
			      and case when c.supplier <> '' then r.rule -> 'when' ->> 'supplier' = c.supplier else lower(r.rule -> 'when' ->> 'name') = lower(c.name) end
			      and r.rule -> 'when' -> 'rate' = 'null' and coalesce(nullif(r.rule -> 'when' ->> 'until', ''), 'infinity')::date >= $3::date
			      and (coalesce(r.rule -> 'then' ->> 'account', '') <> '' or jsonb_typeof(r.rule -> 'then' -> 'split') = 'array' and r.rule -> 'then' -> 'split' <> '[]'))
			group by client_id, supplier, case when supplier = '' then lower(name) end, proposed, booked having count(*) >= $5
			order by count(*) desc, supplier, proposed limit 20`,
			who.Office, client, tx.now, previewMonths, repeated)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("suggested rules of client %s: %w", client, err)
	}
	return all, nil
}
