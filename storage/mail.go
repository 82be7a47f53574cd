package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Mailbox is whose a mail address is.
type Mailbox struct {
	Office invoer.OfficeID
	Client invoer.ClientID
	Code   string // of the client
}

// Mailbox finds whose address has the token, in lower case. It stands outside
// Store.In: a relay has no name here. A token that nobody has, or had too long
// ago, is an invoer.ErrNotFound.
func (s *Store) Mailbox(ctx context.Context, token string) (Mailbox, error) {
	return only(outside(ctx, s, pgx.RowToStructByPos[Mailbox], `select office::text, client::text, code from invoer_mailbox($1, $2)`, token, s.now()))
}

// A MailToken is the secret part of a client's mail address.
type MailToken struct {
	Token   string
	Created time.Time
	Expires time.Time // zero for the one in use
}

const mailTokenColumns = `token, created, expires`

func scanMailToken(row pgx.CollectableRow) (t MailToken, err error) {
	var expires *time.Time
	err = row.Scan(&t.Token, &t.Created, &expires)
	t.Expires = moment(expires)
	return t, err
}

// MailTokens lists the tokens of a client's address that still count: the one
// in use first.
func (s *Store) MailTokens(ctx context.Context, who invoer.Scope, client invoer.ClientID) (tokens []MailToken, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		tokens, err = list(tx, scanMailToken, `select `+mailTokenColumns+` from mail_tokens
			where client_id = $1 and (expires is null or expires > $2) order by expires desc nulls first`, client, tx.now)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("mail addresses of client %s: %w", client, err)
	}
	return tokens, nil
}

// oldToken is how long a token counts that another one replaced: suppliers
// write to the old address for a while.
const oldToken = 30 * 24 * time.Hour

var goodToken = regexp.MustCompile(`^[a-z0-9]{6,40}$`)

// RenewMailToken gives a client's address a token: the one given, or a new one
// that cannot be guessed when it is empty. The one before counts for 30 days
// more. A token that another client has is an invoer.ErrConflict.
func (s *Store) RenewMailToken(ctx context.Context, who invoer.Scope, client invoer.ClientID, token string) (made MailToken, err error) {
	if err := works(who); err != nil {
		return MailToken{}, err
	}
	if token = strings.ToLower(token); token == "" {
		token = strings.ToLower(rand.Text()[:12])
	}
	if !goodToken.MatchString(token) {
		return MailToken{}, fmt.Errorf("%w: token of a mail address, want 6 to 40 letters and digits", invoer.ErrInvalid)
	}
	err = s.In(ctx, who, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `update mail_tokens set expires = $2 where client_id = $1 and expires is null and token <> $3`,
			client, tx.now.Add(oldToken), token)
		if err != nil {
			return err
		}
		made, err = one(tx, scanMailToken, `insert into mail_tokens as t (office_id, client_id, token, created) values ($1, $2, $3, $4)
			on conflict (token) do update set expires = null where t.client_id = excluded.client_id returning `+mailTokenColumns,
			who.Office, client, token, tx.now)
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("%w: another client has this token", invoer.ErrConflict)
		}
		if err != nil {
			return err
		}
		return tx.Audit("client", string(client), "mail-address", nil, nil)
	})
	if err != nil {
		return MailToken{}, fmt.Errorf("mail address of client %s: %w", client, err)
	}
	return made, nil
}

// MailSenders lists who may write to a client's address without being asked
// about: addresses and domains, in lower case. None is everybody.
func (s *Store) MailSenders(ctx context.Context, who invoer.Scope, client invoer.ClientID) (senders []string, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		senders, err = list(tx, pgx.RowTo[string], `select sender from mail_senders where client_id = $1 order by 1`, client)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("mail senders of client %s: %w", client, err)
	}
	return senders, nil
}

// SetMailSenders replaces them.
func (s *Store) SetMailSenders(ctx context.Context, who invoer.Scope, client invoer.ClientID, senders []string) error {
	if err := works(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if _, err := tx.Exec(tx.Ctx, `delete from mail_senders where client_id = $1`, client); err != nil {
			return err
		}
		_, err := tx.Exec(tx.Ctx, `insert into mail_senders (office_id, client_id, sender)
			select distinct $1::uuid, $2::uuid, lower(trim(v)) from unnest($3::text[]) v where trim(v) <> ''`, who.Office, client, senders)
		if err != nil {
			return err
		}
		return tx.Audit("client", string(client), "mail-senders", nil, map[string]string{"senders": strings.Join(senders, " ")})
	})
	if err != nil {
		return fmt.Errorf("mail senders of client %s: %w", client, err)
	}
	return nil
}
