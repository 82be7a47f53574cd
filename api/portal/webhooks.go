package portal

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// attemptsShown is how many attempts the log of all webhooks shows.
const attemptsShown = 100

// listWebhooks lists and makes webhooks and shows how they fare.
func (p *Portal) listWebhooks(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.webhooksPage(w, r, me, http.StatusOK, p.tongue(r, me).slip(r), "")
}

func (p *Portal) webhooksPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, s *slip, made string) error {
	hooks, err := p.Store.Webhooks(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	attempts, err := p.Store.Attempts(r.Context(), me.Scope, attemptsShown)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "webhooks", "hooks.title")
	page := webhooksPage{frame: f, Inputs: []input{
		s.input(input{Name: "url", Label: f.Say("hooks.url"), Type: "url", Required: true}),
		s.input(input{Name: "kinds", Label: f.Say("hooks.kinds"), Hint: f.Say("hooks.kinds_hint")}),
	}}
	if made != "" {
		page.Secret = &secret{f.Say("hooks.secret"), made}
		page.Inputs[0].Value, page.Inputs[1].Value = "", ""
	}
	for _, hook := range hooks {
		page.Rows = append(page.Rows, f.webhook(hook, attempts))
	}
	return send(w, status, "webhooks.html", page)
}

func (f frame) webhook(hook storage.Webhook, attempts []storage.Attempt) webhookRow {
	row := webhookRow{ID: hook.ID, URL: hook.URL, Kinds: strings.Join(hook.Kinds, ", ")}
	if len(hook.Kinds) == 0 {
		row.Kinds = f.Say("hooks.all")
	}
	for _, a := range attempts {
		if a.Webhook == hook.ID {
			row.Attempts = append(row.Attempts, f.attempt(a))
		}
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
	hook := storage.Webhook{
		URL: s.required("url"), Active: true,
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
