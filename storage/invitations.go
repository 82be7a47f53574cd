package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// invitationLife is how long an invitation can be used.
const invitationLife = 7 * 24 * time.Hour

// Invite lets a user of the office choose a password, once and within seven
// days; what he was invited by before counts no more. path gives the address of
// the invitation from its secret. With letter it is sent to him by mail as
// well. Only an admin may; a disabled user is an invoer.ErrConflict.
func (s *Store) Invite(ctx context.Context, who invoer.Scope, id invoer.UserID, path func(secret string) string, letter bool) (link string, err error) {
	if err := manages(who); err != nil {
		return "", err
	}
	secret := newSecret("")
	link = path(secret)
	err = s.In(ctx, who, func(tx Tx) error {
		disabled, err := one(tx, pgx.RowTo[bool], `select disabled is not null from users where id = $1`, id)
		if err == nil && disabled {
			err = fmt.Errorf("%w: user %s is disabled", invoer.ErrConflict, id)
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(tx.Ctx, `insert into invitations as i (user_id, office_id, hash, created, expires, link, due)
			values ($1, $2, $3, $4::timestamptz, $5, case when $7 then $6 end, case when $7 then $4::timestamptz end)
			on conflict (user_id) do update set hash = excluded.hash, created = excluded.created, expires = excluded.expires, used = null,
				link = excluded.link, due = excluded.due, tries = 0, sent = null, fault = ''`,
			id, who.Office, hashSecret(secret), tx.now, tx.now.Add(invitationLife), link, letter)
		if err != nil {
			return err
		}
		return tx.Audit("user", string(id), "invited", nil, nil)
	})
	if err != nil {
		return "", fmt.Errorf("inviting user %s: %w", id, err)
	}
	return link, nil
}

// An Invited person may choose a password.
type Invited struct {
	Scope                         invoer.Scope
	Name, Email, Language, Office string // the office's name
}

// Invitation finds who holds one. Used, over or unknown ones are an
// invoer.ErrNotFound.
func (s *Store) Invitation(ctx context.Context, secret string) (Invited, error) {
	found, err := only(outside(ctx, s, func(row pgx.CollectableRow) (i Invited, err error) {
		err = row.Scan(&i.Scope.Office, &i.Scope.Client, &i.Scope.User, &i.Scope.Role, &i.Name, &i.Email, &i.Language, &i.Office)
		return i, err
	}, `select office, coalesce(client::text, ''), person, role, name, email, language, office_name from invoer_invited($1, $2)`, hashSecret(secret), s.now()))
	if err != nil {
		return Invited{}, fmt.Errorf("invitation: %w", err)
	}
	return found, nil
}

// AcceptInvitation sets the password that the invited person chose, ends his
// other sessions and signs him in. Who has a second factor must show it too: a
// *SecondStep.
func (s *Store) AcceptInvitation(ctx context.Context, secret, password, agent string) (cookie string, session Session, err error) {
	invited, err := s.Invitation(ctx, secret)
	if err != nil {
		return "", Session{}, err
	}
	hash, err := s.newPassword(ctx, password)
	if err != nil {
		return "", Session{}, err
	}
	err = s.In(ctx, invited.Scope, func(tx Tx) error {
		if err := change(tx, `update invitations set used = $2, link = null, due = null where hash = $1 and used is null`, hashSecret(secret), tx.now); err != nil {
			return err
		}
		if err := change(tx, `update users set password = $2 where id = $1`, tx.Who.User, hash); err != nil {
			return err
		}
		if _, err := tx.Exec(tx.Ctx, `delete from sessions where user_id = $1`, tx.Who.User); err != nil {
			return err
		}
		return tx.Audit("user", string(tx.Who.User), "invitation-accepted", nil, nil)
	})
	if err != nil {
		return "", Session{}, fmt.Errorf("invitation: %w", err)
	}
	return s.enter(ctx, invited.Scope, entry{means: ByInvitation, subjects: []string{subject("email", invited.Email)}, agent: agent})
}

// An InvitationState is how far an invitation has come.
type InvitationState struct {
	User    invoer.UserID
	Expires time.Time
	Sent    time.Time // of its letter; zero: not yet, or there is none
	Fault   string    // why its letter could not be sent
}

// Invitations lists those of the office that can still be used.
func (s *Store) Invitations(ctx context.Context, who invoer.Scope) (open []InvitationState, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		open, err = list(tx, func(row pgx.CollectableRow) (i InvitationState, err error) {
			var sent *time.Time
			err = row.Scan(&i.User, &i.Expires, &sent, &i.Fault)
			i.Sent = moment(sent)
			return i, err
		}, `select user_id, expires, sent, fault from invitations where used is null and expires > $1`, tx.now)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("invitations of office %s: %w", who.Office, err)
	}
	return open, nil
}

// An InvitationLetter is what an invited person is written.
type InvitationLetter struct {
	Office     invoer.OfficeID
	OfficeName string
	User       invoer.UserID
	To, Name   string
	Language   string
	Link       string
	Expires    time.Time
}

// NextInvitation takes a letter that is due, as NextAnswer does. With none due
// it is an invoer.ErrNotFound.
func (s *Store) NextInvitation(ctx context.Context) (InvitationLetter, error) {
	return only(outside(ctx, s, pgx.RowToStructByPos[InvitationLetter],
		`select office::text, office_name, person::text, recipient, name, language, link, expires from invoer_next_invitation($1)`, s.now()))
}

// NoteInvitation writes how a try to send the letter went. Once it is sent, or
// never will be, its link is forgotten.
func (s *Store) NoteInvitation(ctx context.Context, letter InvitationLetter, end Sending, fault string) error {
	err := s.In(ctx, invoer.Machine(letter.Office), func(tx Tx) error {
		return change(tx, `update invitations set fault = $3, sent = case when $2 = 'done' then $4::timestamptz end,
			due = case when $2 = 'later' then due end, link = case when $2 = 'later' then link end where user_id = $1 and link = $5`,
			letter.User, string(end), fault, tx.now, letter.Link)
	})
	if err != nil {
		return fmt.Errorf("invitation of user %s: %w", letter.User, err)
	}
	return nil
}
