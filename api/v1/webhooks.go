package v1

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// A Webhook is an address that is told of events.
type Webhook struct {
	ID      string    `json:"id"`
	URL     string    `json:"url"`
	Kinds   []string  `json:"kinds" nullable:"false" doc:"Kinds of events; empty: all."`
	Active  bool      `json:"active"`
	Created time.Time `json:"created"`
	Secret  string    `json:"secret,omitempty" doc:"Signs what is sent (Standard Webhooks); only shown here and now."`
}

func showWebhook(w storage.Webhook) Webhook {
	return Webhook{ID: w.ID, URL: w.URL, Kinds: append([]string{}, w.Kinds...), Active: w.Active, Created: w.Created.UTC()}
}

func (v *V1) webhooks(ctx context.Context, c call, in *Paging) (*Answer[List[Webhook]], error) {
	rows, err := v.Store.Webhooks(ctx, c.who)
	if err != nil {
		return nil, err
	}
	return slice(rows, *in, func(w storage.Webhook) string { return w.ID }, showWebhook)
}

type addWebhookIn struct {
	Body struct {
		URL   string   `json:"url" maxLength:"2000" format:"uri"`
		Kinds []string `json:"kinds,omitempty" maxItems:"50" nullable:"false" doc:"Kinds of events; empty: all."`
	}
}

func (v *V1) addWebhook(ctx context.Context, c call, in *addWebhookIn) (*Answer[Webhook], error) {
	if err := v.CheckHook(in.Body.URL, in.Body.Kinds); err != nil {
		return nil, err
	}
	secret, made, err := v.Store.AddWebhook(ctx, c.who, storage.Webhook{URL: in.Body.URL, Kinds: in.Body.Kinds, Active: true})
	if err != nil {
		return nil, err
	}
	shown := showWebhook(made)
	shown.Secret = secret
	return answer(shown), nil
}

// nothing is an answer without a body.
type nothing struct{}

// uuid is a path's identifier where storage takes a plain string.
func uuid(s string) (string, error) { return identifier[string](s) }

func (v *V1) removeWebhook(ctx context.Context, c call, in *ByID) (*nothing, error) {
	id, err := uuid(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, v.Store.RemoveWebhook(ctx, c.who, id)
}

// An Attempt is one event on its way to one webhook.
type Attempt struct {
	ID        string           `json:"id"`
	Webhook   string           `json:"webhook"`
	URL       string           `json:"url"`
	Event     api.Announcement `json:"event"`
	Attempts  int              `json:"attempts"`
	Next      *time.Time       `json:"next" doc:"Null: delivered, or given up."`
	Delivered *time.Time       `json:"delivered" doc:"Null: not yet, or never."`
	Status    int              `json:"status" doc:"Last HTTP status; 0: no answer."`
	Fault     string           `json:"fault"`
}

func showAttempt(a storage.Attempt) Attempt {
	return Attempt{
		ID: a.ID, Webhook: a.Webhook, URL: a.URL, Event: api.Announce(a.Event), Attempts: a.Attempts,
		Next: moment(a.Next), Delivered: moment(a.Delivered), Status: a.Status, Fault: a.Fault,
	}
}

// moment is null in JSON for no time.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

type attemptsIn struct {
	Paging
	Webhook string `query:"webhook" doc:"Only those of one webhook."`
	Failed  bool   `query:"failed" doc:"Only those that were given up: neither delivered nor tried again."`
}

func (v *V1) attempts(ctx context.Context, c call, in *attemptsIn) (*Answer[List[Attempt]], error) {
	hook, err := chosen[string]("webhook", in.Webhook)
	if err != nil {
		return nil, err
	}
	after, err := chosen[string]("after", in.After)
	if err != nil {
		return nil, err
	}
	rows, err := v.Store.Attempts(ctx, c.who, storage.AttemptFilter{Webhook: hook, Failed: in.Failed, After: after, Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	return paged(rows, in.Limit, func(a storage.Attempt) string { return a.ID }, showAttempt), nil
}

// Replayed tells how many events are sent again.
type Replayed struct {
	Events int `json:"events"`
}

// replayFailed sends all that a webhook did not get again.
func (v *V1) replayFailed(ctx context.Context, c call, in *ByID) (*Answer[Replayed], error) {
	id, err := uuid(in.ID)
	if err != nil {
		return nil, err
	}
	n, err := v.Store.ReplayFailed(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	return answer(Replayed{n}), nil
}

func (v *V1) replayAttempt(ctx context.Context, c call, in *ByID) (*nothing, error) {
	id, err := uuid(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, v.Store.ReplayAttempt(ctx, c.who, id)
}

// onlyAdmin refuses what storage lets others see in part.
func onlyAdmin(c call) error {
	if c.who.Role == invoer.RoleAdmin {
		return nil
	}
	return api.WithStatus(http.StatusForbidden, fmt.Errorf("%w: only an admin of the office may", invoer.ErrForbidden))
}
