package storage

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// ImportClients makes the clients of a list, and gives those whose code the
// office has already the list's name, VAT number and language: all of it or,
// with an error, nothing. What such a client is known by stays, and the list's
// is added. It is for admins.
func (s *Store) ImportClients(ctx context.Context, who invoer.Scope, all []Client) error {
	if err := manages(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		for _, c := range all {
			if err := tx.importClient(c); err != nil {
				return fmt.Errorf("client %q: %w", c.Code, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("importing clients: %w", err)
	}
	return nil
}

func (tx Tx) importClient(c Client) error {
	have, err := list(tx, scanClient, selectClients+` where lower(c.code) = lower($1)`, c.Code)
	if err != nil {
		return err
	}
	if len(have) == 0 {
		c.ID, err = one(tx, pgx.RowTo[invoer.ClientID], `insert into clients (office_id, code, name, vat, language, created) values ($1, $2, $3, $4, $5, $6) returning id::text`,
			tx.Who.Office, c.Code, c.Name, c.VAT, c.Language, tx.now)
		if err != nil {
			return err
		}
		_, err = tx.finishClient(c, "added")
		return err
	}
	c.ID = have[0].ID
	c.Own.VATs = append(c.Own.VATs, have[0].Own.VATs...)
	c.Own.Names = append(c.Own.Names, have[0].Own.Names...)
	c.Own.IBANs = append(c.Own.IBANs, have[0].Own.IBANs...)
	c.Own.Addresses = slices.Clone(have[0].Own.Addresses)
	if err := change(tx, `update clients set name = $2, vat = $3, language = $4 where id = $1`, c.ID, c.Name, c.VAT, c.Language); err != nil {
		return err
	}
	_, err = tx.finishClient(c, "changed")
	return err
}

// Steps are how far an office has come from empty to its first booked invoice.
type Steps struct{ Clients, People, Handed, Approved, Booked bool }

// Steps tells that of the office of who.
func (s *Store) Steps(ctx context.Context, who invoer.Scope) (done Steps, err error) {
	if err := works(who); err != nil {
		return Steps{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		done, err = one(tx, pgx.RowToStructByPos[Steps], `select exists (select from clients where archived is null),
			(select count(*) > 1 from users where disabled is null), exists (select from deliveries where office_id = $1),
			exists (select from documents where office_id = $1 and status in ('approved', 'booked')), exists (select from batches where office_id = $1)`, who.Office)
		return err
	})
	if err != nil {
		return Steps{}, fmt.Errorf("first steps of office %s: %w", who.Office, err)
	}
	return done, nil
}
