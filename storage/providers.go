package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Provider is an office's own identity provider (OpenID Connect Core 1.0).
type Provider struct {
	Office                 invoer.OfficeID
	Issuer, Client, Secret string // its address, and how it knows us
	// Trusted: the office answers for the addresses that its provider tells, also
	// where that does not say that it checked them (no email_verified).
	Trusted bool
}

// Provider gives that of the office of who, who must manage it; an
// invoer.ErrNotFound where there is none.
func (s *Store) Provider(ctx context.Context, who invoer.Scope) (p Provider, err error) {
	if err := manages(who); err != nil {
		return Provider{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		p, err = one(tx, pgx.RowToStructByPos[Provider], `select office_id::text, issuer, client, secret, trusted from providers where office_id = $1`, who.Office)
		return err
	})
	if err != nil {
		return Provider{}, fmt.Errorf("identity provider of office %s: %w", who.Office, err)
	}
	return p, nil
}

// SetProvider replaces that of the office of who; one without an issuer takes
// it away. An empty secret keeps the one that is there. Another issuer knows
// nobody by the names of the one before.
func (s *Store) SetProvider(ctx context.Context, who invoer.Scope, p Provider) error {
	if err := manages(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		before, err := one(tx, pgx.RowTo[string], `select coalesce((select issuer from providers where office_id = $1), '')`, who.Office)
		if err != nil {
			return err
		}
		if err := tx.saveProvider(p); err != nil {
			return err
		}
		if before != p.Issuer {
			if _, err := tx.Exec(tx.Ctx, `update users set subject = '' where subject <> ''`); err != nil {
				return err
			}
		}
		return tx.Audit("office", string(who.Office), "provider", map[string]string{"issuer": before}, map[string]string{"issuer": p.Issuer, "trusted": fmt.Sprint(p.Trusted)})
	})
	if err != nil {
		return fmt.Errorf("identity provider of office %s: %w", who.Office, err)
	}
	return nil
}

func (tx Tx) saveProvider(p Provider) error {
	if p.Issuer == "" {
		_, err := tx.Exec(tx.Ctx, `delete from providers where office_id = $1`, tx.Who.Office)
		return err
	}
	_, err := tx.Exec(tx.Ctx, `insert into providers as p (office_id, issuer, client, secret, changed, trusted) values ($1, $2, $3, $4, $5, $6)
		on conflict (office_id) do update set issuer = excluded.issuer, client = excluded.client,
			secret = case when excluded.secret = '' then p.secret else excluded.secret end,
			changed = excluded.changed, trusted = excluded.trusted`,
		tx.Who.Office, p.Issuer, p.Client, p.Secret, tx.now, p.Trusted)
	return err
}

// AskForProvider finds the provider of the office that the e-mail address of a
// person is of, counting how often that is asked. It stands outside Store.In:
// nobody is known yet. Without one it is an invoer.ErrNotFound.
func (s *Store) AskForProvider(ctx context.Context, email, address string) (Provider, error) {
	if err := s.try(ctx, []string{subject("email", email), subject("address", address)}); err != nil {
		return Provider{}, err
	}
	return s.ProviderOf(ctx, email)
}

// ProviderOf finds it for who was at it already.
func (s *Store) ProviderOf(ctx context.Context, email string) (Provider, error) {
	p, err := only(outside(ctx, s, pgx.RowToStructByPos[Provider], `select office::text, issuer, client, secret, trusted from invoer_provider($1)`, email))
	if err != nil {
		return Provider{}, fmt.Errorf("identity provider: %w", err)
	}
	return p, nil
}

// A Vouched person is who a provider says that somebody is.
type Vouched struct {
	Subject string // its own name for him, which never changes (OpenID Connect Core 1.0 §5.7)
	Email   string // empty where nobody answers for it
	Typed   string // the address that he gave AskForProvider
}

// SignInByProvider starts the session of whom the provider of an office
// vouches for. The first time he is known by his e-mail address, from then on
// by his subject. Whoever the office does not know is an invoer.ErrForbidden.
func (s *Store) SignInByProvider(ctx context.Context, office invoer.OfficeID, v Vouched, address, agent string) (secret string, session Session, err error) {
	type person struct {
		who   invoer.Scope
		known bool
	}
	found, err := only(outside(ctx, s, func(row pgx.CollectableRow) (p person, err error) {
		err = row.Scan(&p.who.Office, &p.who.Client, &p.who.User, &p.who.Role, &p.known)
		return p, err
	}, `select office, coalesce(client::text, ''), person, role, known from invoer_provided($1, $2, $3)`, office, v.Subject, v.Email))
	if errors.Is(err, invoer.ErrNotFound) {
		return "", Session{}, fmt.Errorf("sign-in: %w: the office knows nobody whom its provider calls so", invoer.ErrForbidden)
	}
	if err == nil && !found.known {
		err = s.setSubject(ctx, found.who, v.Subject)
	}
	if err != nil {
		return "", Session{}, fmt.Errorf("sign-in: %w", err)
	}
	return s.admit(ctx, found.who, entry{means: ByProvider, subjects: []string{subject("email", v.Typed), subject("address", address)}, agent: agent})
}

func (s *Store) setSubject(ctx context.Context, who invoer.Scope, name string) error {
	return s.In(ctx, who, func(tx Tx) error {
		if err := change(tx, `update users set subject = $2 where id = $1 and subject = ''`, who.User, name); err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "provider-linked", nil, nil)
	})
}
