package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// An Office is an accountant's firm.
type Office struct {
	ID       invoer.OfficeID
	Name     string
	Language string // ISO 639-1
	Created  time.Time
}

func scanOffice(row pgx.CollectableRow) (o Office, err error) {
	err = row.Scan(&o.ID, &o.Name, &o.Language, &o.Created)
	return o, err
}

// AddOffice makes an office. It needs no identity: the operator's command
// makes the first one. Commands choose an office by its name: a name that there is
// already, in whatever case, is an invoer.ErrInvalid that tells whose, so that a
// script that runs twice makes no second one.
func (s *Store) AddOffice(ctx context.Context, name, language string) (Office, error) {
	o, err := only(outside(ctx, s, scanOffice, `select id, name, language, created from invoer_add_office($1, $2)`, name, language))
	if errors.Is(err, invoer.ErrNotFound) {
		return Office{}, s.taken(ctx, name)
	}
	if err != nil {
		return Office{}, fmt.Errorf("making an office: %w", err)
	}
	return o, nil
}

// taken says which office has a name already.
func (s *Store) taken(ctx context.Context, name string) error {
	offices, err := s.Offices(ctx)
	if err != nil {
		return err
	}
	for _, o := range offices {
		if strings.EqualFold(strings.TrimSpace(o.Name), strings.TrimSpace(name)) {
			return fmt.Errorf("%w: there is an office %q already (%s); give the other one a name of its own, as with its town", invoer.ErrInvalid, o.Name, o.ID)
		}
	}
	return fmt.Errorf("%w: there is an office %q already", invoer.ErrInvalid, name)
}

// Offices lists all offices, for the operator's commands only.
func (s *Store) Offices(ctx context.Context) ([]Office, error) {
	list, err := outside(ctx, s, scanOffice, `select id, name, language, created from invoer_offices()`)
	if err != nil {
		return nil, fmt.Errorf("offices: %w", err)
	}
	return list, nil
}

// Office gives the office of who.
func (s *Store) Office(ctx context.Context, who invoer.Scope) (o Office, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		o, err = one(tx, scanOffice, `select id, name, language, created from offices where id = $1`, who.Office)
		return err
	})
	if err != nil {
		return Office{}, fmt.Errorf("office %s: %w", who.Office, err)
	}
	return o, nil
}

// OfficeSettings are what an office chose for itself.
type OfficeSettings struct {
	Answers        bool // senders of messages are told what became of them
	TwoForAccounts bool // two people must accept an account of a supplier that changed
	SecondFactor   SecondFactorRule
	// AssetFrom is the price without VAT, in cents of euro, from which on what is used for
	// years is proposed as a fixed asset; 0: never.
	AssetFrom int64
	// LaterFrom is the least part of a cost, in cents of euro, that is proposed to be carried
	// over to later book years; 0: never.
	LaterFrom int64
	// DigestHour is the hour of the day, in Belgium, from which on letters go that tell people
	// what waits for them: 0 to 23.
	DigestHour int
}

// A SecondFactorRule says of whom an office wants a second factor.
type SecondFactorRule string

// The rules.
const (
	FromNobody    SecondFactorRule = ""
	FromOffice    SecondFactorRule = "office" // of its own people, not of its clients'
	FromEverybody SecondFactorRule = "everybody"
)

// Valid tells whether it is one of them.
func (r SecondFactorRule) Valid() bool {
	return r == FromNobody || r == FromOffice || r == FromEverybody
}

// Check refuses settings that cannot be kept.
func (o OfficeSettings) Check() error {
	switch {
	case !o.SecondFactor.Valid():
		return fmt.Errorf("%w: second factor from %q", invoer.ErrInvalid, o.SecondFactor)
	case o.AssetFrom < 0 || o.AssetFrom > mostFrom:
		return &invoer.Mistake{Field: "asset_from", Err: fmt.Errorf("%w: fixed assets from %s on, want none or up to %s", invoer.ErrInvalid, invoer.EUR(o.AssetFrom), invoer.EUR(mostFrom))}
	case o.LaterFrom < 0 || o.LaterFrom > mostFrom:
		return &invoer.Mistake{Field: "later_from", Err: fmt.Errorf("%w: costs of later years from %s on, want none or up to %s", invoer.ErrInvalid, invoer.EUR(o.LaterFrom), invoer.EUR(mostFrom))}
	case o.DigestHour < 0 || o.DigestHour > 23:
		return &invoer.Mistake{Field: "digest_hour", Err: fmt.Errorf("%w: hour %d, want 0 to 23", invoer.ErrInvalid, o.DigestHour)}
	}
	return nil
}

// mostFrom is the highest limit that makes sense: a million euro.
const mostFrom = 1_000_000_00

// OfficeSettings gives those of the office of who.
func (s *Store) OfficeSettings(ctx context.Context, who invoer.Scope) (chosen OfficeSettings, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		chosen, err = tx.officeSettings()
		return err
	})
	if err != nil {
		return OfficeSettings{}, fmt.Errorf("settings of office %s: %w", who.Office, err)
	}
	return chosen, nil
}

func (tx Tx) officeSettings() (OfficeSettings, error) {
	return one(tx, pgx.RowToStructByPos[OfficeSettings], `select answers, two_for_accounts, second_factor, asset_from, later_from, digest_hour from offices where id = $1`, tx.Who.Office)
}

// SetOffice replaces the settings of the office of who, who must manage it.
func (s *Store) SetOffice(ctx context.Context, who invoer.Scope, chosen OfficeSettings) error {
	if err := manages(who); err != nil {
		return err
	}
	if err := chosen.Check(); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		err := change(tx, `update offices set answers = $2, two_for_accounts = $3, second_factor = $4, asset_from = $5, later_from = $6, digest_hour = $7 where id = $1`,
			who.Office, chosen.Answers, chosen.TwoForAccounts, chosen.SecondFactor, chosen.AssetFrom, chosen.LaterFrom, chosen.DigestHour)
		if err != nil {
			return err
		}
		return tx.Audit("office", string(who.Office), "settings", nil, map[string]string{
			"answers": fmt.Sprint(chosen.Answers), "two_for_accounts": fmt.Sprint(chosen.TwoForAccounts), "second_factor": string(chosen.SecondFactor),
			"asset_from": invoer.EUR(chosen.AssetFrom).String(), "later_from": invoer.EUR(chosen.LaterFrom).String(),
			"digest_hour": fmt.Sprint(chosen.DigestHour),
		})
	})
	if err != nil {
		return fmt.Errorf("settings of office %s: %w", who.Office, err)
	}
	return nil
}
