package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// Invitations sends the letters of those who may choose a password. All fields
// must be set. Several may work on the same letters.
type Invitations struct {
	Store *storage.Store
	Relay Relay
	From  string // the address that letters come from; nobody reads what is sent there
	Log   *slog.Logger
	Now   func() time.Time
}

// Run sends what is due until ctx ends.
func (v *Invitations) Run(ctx context.Context) error {
	tick := time.NewTicker(betweenLooks)
	defer tick.Stop()
	for {
		if err := v.Round(ctx); err != nil && ctx.Err() == nil {
			v.Log.Warn("invitations", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Round sends the letters that are due, as Answers.Round does.
func (v *Invitations) Round(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := v.Store.NextInvitation(ctx)
		if errors.Is(err, invoer.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("next invitation: %w", err)
		}
		if err := v.send(ctx, next); err != nil {
			return err
		}
	}
	return nil
}

func (v *Invitations) send(ctx context.Context, next storage.InvitationLetter) error {
	err := v.Relay.Send(ctx, next.To, v.message(next))
	note := context.WithoutCancel(ctx)
	if err == nil {
		return v.Store.NoteInvitation(note, next, storage.SendingDone, "")
	}
	if errors.Is(err, invoer.ErrForbidden) {
		return v.Store.NoteInvitation(note, next, storage.SendingRefused, err.Error())
	}
	return errors.Join(err, v.Store.NoteInvitation(note, next, storage.SendingLater, err.Error()))
}

func (v *Invitations) message(next storage.InvitationLetter) []byte {
	office, name := oneLine(next.OfficeName, mostName), oneLine(next.Name, mostName)
	say := func(code string, args ...string) string { return locale.Say(next.Language, code, args...) }
	paragraphs := []string{
		say("invite.hello", name), say("invite.what", office), next.Link, say("invite.until", next.Expires.Format("02/01/2006")),
		say("invite.not_you"), office, "-- \n" + say("letter.machine"),
	}
	return post{
		from: mail.Address{Name: office, Address: v.From}, to: next.To, subject: say("invite.subject", office),
		id: fmt.Sprintf("invitation-%s-%d", next.User, next.Expires.Unix()), automatic: "auto-generated", language: next.Language,
		body: strings.Join(paragraphs, "\n\n") + "\n", at: v.Now(),
	}.bytes()
}
