package portal

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// How many attempts are shown: the newest of each webhook beside the others, and
// of one alone on a page of its log.
const (
	attemptsBeside = 20
	attemptsAlone  = 100
)

// listWebhooks lists and makes webhooks and shows how they fare.
func (p *Portal) listWebhooks(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.webhooksPage(w, r, me, http.StatusOK, p.tongue(r, me).slip(r), "")
}

func (p *Portal) webhooksPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, s *slip, made string) error {
	hooks, err := p.Store.Webhooks(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "webhooks", "hooks.title")
	page := webhooksPage{frame: f, Once: once(), Inputs: []input{
		s.input(input{Name: "url", Label: f.Say("hooks.url"), Type: "url", Required: true}),
		s.input(input{Name: "kinds", Label: f.Say("hooks.kinds"), Hint: f.Say("hooks.kinds_hint")}),
	}}
	if made != "" {
		page.Secret = &secret{f.Say("hooks.secret"), made}
		page.Inputs[0].Value, page.Inputs[1].Value = "", ""
	}
	for _, hook := range hooks {
		attempts, err := p.Store.Attempts(r.Context(), me.Scope, storage.AttemptFilter{Webhook: hook.ID, Limit: attemptsBeside})
		if err != nil {
			return err
		}
		page.Rows = append(page.Rows, f.webhook(hook, attempts))
	}
	return send(w, status, "webhooks.html", page)
}

// showWebhook shows the log of one webhook, or what it did not get.
func (p *Portal) showWebhook(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	hook, err := p.hookOf(r, me)
	if err != nil {
		return err
	}
	failed, after := r.URL.Query().Get("failed") != "", r.URL.Query().Get("after")
	if _, err := invoer.ParseID[string](after); err != nil {
		after = "" // nonsense is the newest
	}
	attempts, err := p.Store.Attempts(r.Context(), me.Scope, storage.AttemptFilter{Webhook: hook.ID, Failed: failed, After: after, Limit: attemptsAlone + 1})
	if err != nil {
		return err
	}
	page := webhookPage{frame: p.frame(r, me, "webhooks", "hooks.title"), Failed: failed, Log: "/office/webhooks/" + hook.ID}
	if len(attempts) > attemptsAlone {
		attempts = attempts[:attemptsAlone]
		page.Older = page.Log + "?" + url.Values{"failed": r.URL.Query()["failed"], "after": {attempts[attemptsAlone-1].ID}}.Encode()
	}
	page.webhookRow = page.webhook(hook, attempts)
	return send(w, http.StatusOK, "webhook.html", page)
}

// hookOf is the webhook of the address.
func (p *Portal) hookOf(r *http.Request, me storage.Session) (storage.Webhook, error) {
	id, err := idOf[string](r, "webhook")
	if err != nil {
		return storage.Webhook{}, err
	}
	hooks, err := p.Store.Webhooks(r.Context(), me.Scope)
	if err != nil {
		return storage.Webhook{}, err
	}
	i := slices.IndexFunc(hooks, func(h storage.Webhook) bool { return h.ID == id })
	if i < 0 {
		return storage.Webhook{}, fmt.Errorf("%w: webhook %s", invoer.ErrNotFound, id)
	}
	return hooks[i], nil
}

func (f frame) webhook(hook storage.Webhook, attempts []storage.Attempt) webhookRow {
	row := webhookRow{ID: hook.ID, URL: hook.URL, Kinds: strings.Join(hook.Kinds, ", ")}
	if len(hook.Kinds) == 0 {
		row.Kinds = f.Say("hooks.all")
	}
	for _, a := range attempts {
		row.Attempts = append(row.Attempts, f.attempt(a))
	}
	return row
}

func (f frame) attempt(a storage.Attempt) attemptView {
	view := attemptView{ID: a.ID, Hook: a.Webhook, Event: a.Event.Kind, Detail: f.Moment(a.Event.At)}
	if a.Status != 0 {
		view.Detail += fmt.Sprintf(" · HTTP %d", a.Status)
	}
	switch {
	case !a.Delivered.IsZero():
		view.Class, view.Icon, view.Text = "approved", "done", f.Say("hooks.delivered")
	case a.Next.IsZero():
		view.Class, view.Icon, view.Text = "rejected", "no", f.Say("hooks.failed")
	default:
		view.Class, view.Icon, view.Text = "held", "clock", f.Say("hooks.pending")
	}
	return view
}

// addWebhook makes a webhook and shows its secret, once.
func (p *Portal) addWebhook(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	s := p.tongue(r, me).slip(r)
	once, err := onceOf(r)
	if err != nil {
		return err
	}
	hook := storage.Webhook{
		ID: once, URL: s.required("url"), Active: true,
		Kinds: strings.FieldsFunc(s.text("kinds"), func(r rune) bool { return strings.ContainsRune(" ,;", r) }),
	}
	var wrong *invoer.Mistake
	if errors.As(p.CheckHook(hook.URL, hook.Kinds), &wrong) {
		s.want(false, wrong.Field, "err."+wrong.Field)
	}
	if !s.right() {
		return p.webhooksPage(w, r, me, http.StatusUnprocessableEntity, s, "")
	}
	made, _, err := p.Store.AddWebhook(r.Context(), me.Scope, hook)
	if errors.Is(err, invoer.ErrConflict) {
		return away(w, r, "/office/webhooks?said=made-once")
	}
	if err != nil {
		return err
	}
	return p.webhooksPage(w, r, me, http.StatusOK, s, made)
}

// removeWebhook ends a webhook.
func (p *Portal) removeWebhook(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[string](r, "webhook")
	if err == nil {
		err = p.Store.RemoveWebhook(r.Context(), me.Scope, id)
	}
	if err != nil {
		return err
	}
	return away(w, r, "/office/webhooks?said=removed")
}

// replayFailed sends all that a webhook did not get again.
func (p *Portal) replayFailed(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[string](r, "webhook")
	if err == nil {
		_, err = p.Store.ReplayFailed(r.Context(), me.Scope, id)
	}
	if err != nil {
		return err
	}
	return away(w, r, "/office/webhooks/"+id+"?said=replayed")
}

// replayAttempt sends an event again.
func (p *Portal) replayAttempt(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[string](r, "attempt")
	if err == nil {
		err = p.Store.ReplayAttempt(r.Context(), me.Scope, id)
	}
	if err != nil {
		return err
	}
	return away(w, r, "/office/webhooks?said=replayed")
}
