package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// Digests sends the letters that tell people how much waits for them: numbers
// and links, nothing of a document. All fields but Ours must be set. Several may
// work on the same letters; none is sent twice (storage.Store.NextDigest).
type Digests struct {
	Store *storage.Store
	Relay Relay
	From  string            // the address that letters come from; nobody reads what is sent there
	Ours  func(string) bool // tells addresses at which we take documents in: a letter there would come back as one. Nil: there are none
	Log   *slog.Logger
	Now   func() time.Time
}

// Run sends what is due until ctx ends.
func (d *Digests) Run(ctx context.Context) error {
	tick := time.NewTicker(betweenLooks)
	defer tick.Stop()
	for {
		if err := d.Round(ctx); err != nil && ctx.Err() == nil {
			d.Log.Warn("digests", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Round sends the letters for which it is time, until there are none or one
// fails.
func (d *Digests) Round(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := d.Store.NextDigest(ctx)
		if errors.Is(err, invoer.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("next digest: %w", err)
		}
		if err := d.send(ctx, next); err != nil {
			return err
		}
	}
	return nil
}

// send sends a letter, unless there is nothing to tell.
func (d *Digests) send(ctx context.Context, next storage.DigestLetter) error {
	note := context.WithoutCancel(ctx)
	if d.Ours != nil && d.Ours(next.To) {
		return d.Store.NoteDigest(note, next, storage.SendingRefused, "its address is one at which documents are taken in")
	}
	told, err := d.Store.Digest(ctx, next.Who)
	if err == nil && !told.Nothing() {
		err = d.Relay.Send(ctx, next.To, d.message(next, told))
	}
	switch {
	case err == nil && told.Nothing():
		return d.Store.NoteDigest(note, next, storage.SendingRefused, "")
	case err == nil:
		return d.Store.NoteDigest(note, next, storage.SendingDone, "")
	case errors.Is(err, invoer.ErrForbidden):
		return d.Store.NoteDigest(note, next, storage.SendingRefused, err.Error())
	}
	return errors.Join(err, d.Store.NoteDigest(note, next, storage.SendingLater, err.Error()))
}

func (d *Digests) message(next storage.DigestLetter, told storage.Digest) []byte {
	office, name := oneLine(next.OfficeName, mostName), oneLine(next.Name, mostName)
	say := func(code string, args ...string) string { return locale.Say(next.Language, code, args...) }
	ends := next.Origin + "/digest/" + url.PathEscape(next.Secret)
	paragraphs := append([]string{say("invite.hello", name), say("digest.what")}, waiting(next, told)...)
	paragraphs = append(paragraphs, say("digest.why."+string(next.Pace)), ends, office, "-- \n"+say("letter.machine"))
	return post{
		from: mail.Address{Name: office, Address: d.From}, to: next.To, subject: say("digest.subject", office),
		id: fmt.Sprintf("digest-%s-%s", next.Who.User, next.Day.Format(time.DateOnly)), automatic: "auto-generated", language: next.Language,
		ends: ends, body: strings.Join(paragraphs, "\n\n") + "\n", at: d.Now(),
	}.bytes()
}

// waiting are the numbers that are not zero, each with its link.
func waiting(next storage.DigestLetter, told storage.Digest) []string {
	var all []string
	for _, w := range []struct {
		code, path string
		n          int
	}{
		{"questions", "/questions", told.Questions},
		{"mine", "/documents?mine=1&tab=read", told.Mine},
		{"read", "/documents?tab=read", told.Read},
		{"held", "/documents?tab=held", told.Held},
		{"waiting", "/documents?tab=waiting", told.Waiting},
	} {
		if w.n > 0 {
			all = append(all, locale.Say(next.Language, "digest."+w.code)+": "+strconv.Itoa(w.n)+"\n"+next.Origin+w.path)
		}
	}
	if told.More {
		all = append(all, locale.Say(next.Language, "digest.more"))
	}
	return all
}
