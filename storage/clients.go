package storage

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Client is a company whose invoices the office books.
type Client struct {
	ID       invoer.ClientID
	Code     string // 1 to 20 letters, digits, points, dashes, unique in the office
	Name     string
	VAT      invoer.VATNumber // may be empty
	Language string
	Own      invoer.Own // also holds Name and VAT
	Archived bool
	DayLimit int64 // bytes that may come for it within 24 hours; 0: as many as the house takes
	Created  time.Time
}

const selectClients = `select c.id, c.code, c.name, c.vat, c.language, c.archived is not null, c.day_limit, c.created,
		coalesce(i.vats, '{}'), coalesce(i.names, '{}'), coalesce(i.ibans, '{}'), coalesce(i.addresses, '{}')
	from clients c left join lateral (
		select array_agg(value order by value) filter (where kind = 'vat') as vats,
		       array_agg(value order by value) filter (where kind = 'name') as names,
		       array_agg(value order by value) filter (where kind = 'iban') as ibans,
		       array_agg(value order by value) filter (where kind = 'address') as addresses
		from client_identities where client_id = c.id) i on true`

func scanClient(row pgx.CollectableRow) (c Client, err error) {
	err = row.Scan(&c.ID, &c.Code, &c.Name, &c.VAT, &c.Language, &c.Archived, &c.DayLimit, &c.Created,
		&c.Own.VATs, &c.Own.Names, &c.Own.IBANs, &c.Own.Addresses)
	return c, err
}

// AddClient makes a client; ID and Created are set here. A code that exists is
// an invoer.ErrConflict.
func (s *Store) AddClient(ctx context.Context, who invoer.Scope, c Client) (made Client, err error) {
	if err := works(who); err != nil {
		return Client{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		err := tx.QueryRow(tx.Ctx, `insert into clients (office_id, code, name, vat, language, archived, created, day_limit)
			values ($1, $2, $3, $4, $5, case when $6 then $7::timestamptz end, $7, $8) returning id`,
			who.Office, c.Code, c.Name, c.VAT, c.Language, c.Archived, tx.now, c.DayLimit).Scan(&c.ID)
		if err != nil {
			return err
		}
		made, err = tx.finishClient(c, "added")
		return err
	})
	if err != nil {
		return Client{}, fmt.Errorf("making client %q: %w", c.Code, err)
	}
	return made, nil
}

// ChangeClient replaces all but the ID of a client.
func (s *Store) ChangeClient(ctx context.Context, who invoer.Scope, c Client) (changed Client, err error) {
	if err := works(who); err != nil {
		return Client{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		err := change(tx, `update clients set code = $2, name = $3, vat = $4, language = $5,
			archived = case when $6 then coalesce(archived, $7) end, day_limit = $8 where id = $1`,
			c.ID, c.Code, c.Name, c.VAT, c.Language, c.Archived, tx.now, c.DayLimit)
		if err != nil {
			return err
		}
		changed, err = tx.finishClient(c, "changed")
		return err
	})
	if err != nil {
		return Client{}, fmt.Errorf("changing client %s: %w", c.ID, err)
	}
	return changed, nil
}

// finishClient replaces what tells the client on a page, says who did it, and
// reads the client back.
func (tx Tx) finishClient(c Client, action string) (Client, error) {
	if err := tx.saveIdentities(c); err != nil {
		return Client{}, err
	}
	if err := tx.Audit("client", string(c.ID), action, nil, map[string]string{
		"code": c.Code, "name": c.Name, "vat": string(c.VAT), "language": c.Language, "archived": fmt.Sprint(c.Archived), "day_limit": fmt.Sprint(c.DayLimit),
	}); err != nil {
		return Client{}, err
	}
	return one(tx, scanClient, selectClients+` where c.id = $1`, c.ID)
}

func (tx Tx) saveIdentities(c Client) error {
	if _, err := tx.Exec(tx.Ctx, `delete from client_identities where client_id = $1`, c.ID); err != nil {
		return err
	}
	values := map[string][]string{
		"vat":     append(texts(c.Own.VATs), string(c.VAT)),
		"name":    append(slices.Clone(c.Own.Names), c.Name),
		"iban":    texts(c.Own.IBANs),
		"address": c.Own.Addresses,
	}
	for kind, list := range values {
		_, err := tx.Exec(tx.Ctx, `insert into client_identities (office_id, client_id, kind, value)
			select distinct $1::uuid, $2::uuid, $3, v from unnest($4::text[]) v where v <> ''`, tx.Who.Office, c.ID, kind, list)
		if err != nil {
			return err
		}
	}
	return nil
}

func texts[T ~string](list []T) []string {
	plain := make([]string, len(list))
	for i, v := range list {
		plain[i] = string(v)
	}
	return plain
}

// Clients lists the clients that who may see, by name.
func (s *Store) Clients(ctx context.Context, who invoer.Scope) (all []Client, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, scanClient, selectClients+` order by lower(c.name), c.id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("clients of office %s: %w", who.Office, err)
	}
	return all, nil
}

// Client gives one client.
func (s *Store) Client(ctx context.Context, who invoer.Scope, id invoer.ClientID) (Client, error) {
	return s.clientWhere(ctx, who, `c.id = $1`, string(id))
}

// ClientByCode gives one client by its code, without difference of case.
func (s *Store) ClientByCode(ctx context.Context, who invoer.Scope, code string) (Client, error) {
	return s.clientWhere(ctx, who, `lower(c.code) = lower($1)`, code)
}

// ClientByVAT gives the client that has a VAT number, the oldest one
// where several do.
func (s *Store) ClientByVAT(ctx context.Context, who invoer.Scope, vat invoer.VATNumber) (Client, error) {
	return s.clientWhere(ctx, who, `c.archived is null and c.id = (select o.id from client_identities n join clients o on o.id = n.client_id
		where n.kind = 'vat' and n.value = $1 and o.archived is null order by o.created, o.id limit 1)`, string(vat))
}

func (s *Store) clientWhere(ctx context.Context, who invoer.Scope, condition, value string) (c Client, err error) {
	c, err = only(asked(ctx, s, who, scanClient, selectClients+` where `+condition, value))
	if err != nil {
		return Client{}, fmt.Errorf("client %q: %w", value, err)
	}
	return c, nil
}
