package mail

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Answers writes the letters of the outbox and sends them. All fields must be
// set. Several may work on one outbox.
type Answers struct {
	Store *storage.Store
	Relay Relay
	From  string // the address that letters come from; nobody reads what is sent there
	Log   *slog.Logger
	Now   func() time.Time
}

// betweenLooks is how long a letter may lie before it is noticed.
const betweenLooks = 10 * time.Second

// Run sends what is due until ctx ends.
func (a *Answers) Run(ctx context.Context) error {
	tick := time.NewTicker(betweenLooks)
	defer tick.Stop()
	for {
		if err := a.Round(ctx); err != nil && ctx.Err() == nil {
			a.Log.Warn("answer letters", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Round sends the letters that are due, one after the other, until there are no
// more or the relay cannot be reached. A letter is sent at least once: when we
// die between its sending and the note of it, it goes out again under the same
// Message-ID.
func (a *Answers) Round(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := a.Store.NextAnswer(ctx)
		if errors.Is(err, invoer.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := a.send(ctx, next); err != nil {
			return err
		}
	}
	return nil
}

// send sends one letter and notes how that went. A refusal concerns this letter
// only.
func (a *Answers) send(ctx context.Context, next storage.AnswerLetter) error {
	message, err := a.compose(ctx, next)
	if err != nil {
		return err
	}
	err = a.Relay.Send(ctx, next.To, message)
	note := context.WithoutCancel(ctx)
	if err == nil {
		return a.Store.NoteSending(note, next, storage.SendingDone, "")
	}
	if errors.Is(err, invoer.ErrForbidden) {
		return a.Store.NoteSending(note, next, storage.SendingRefused, err.Error())
	}
	return errors.Join(err, a.Store.NoteSending(note, next, storage.SendingLater, err.Error()))
}

// compose writes the letter from what the ledger of its delivery says now.
func (a *Answers) compose(ctx context.Context, next storage.AnswerLetter) ([]byte, error) {
	who := invoer.Machine(next.Office)
	office, err := a.Store.Office(ctx, who)
	if err != nil {
		return nil, err
	}
	delivery, err := a.Store.Delivery(ctx, who, next.Delivery)
	if err != nil {
		return nil, err
	}
	w := writing{
		from: a.From, to: next.To, subject: next.Subject, office: oneLine(office.Name, mostName),
		language: office.Language, delivery: delivery, at: a.Now(),
	}
	if delivery.Client == "" {
		return w.message(), nil
	}
	client, err := a.Store.Client(ctx, who, delivery.Client)
	if err != nil {
		return nil, err
	}
	w.client, w.language = oneLine(client.Name, mostName), client.Language
	return w.message(), nil
}

// mostName is how much of a name is written, in characters.
const mostName = 80
