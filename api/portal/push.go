package portal

import (
	"net/http"

	"github.com/invoer/invoer/storage"
)

// subscribe has the browser of the one who asks told of questions and answers.
func (p *Portal) subscribe(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	browser, err := p.PushSubscription(r.PostFormValue("endpoint"), r.PostFormValue("p256dh"), r.PostFormValue("auth"))
	if err != nil {
		return err
	}
	browser.Origin, browser.Agent = p.Origin(r), r.UserAgent()
	if err := p.Store.Subscribe(r.Context(), me.Scope, browser); err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, wayOn{"/profile?said=push"})
}

// unsubscribe has no browser of his told any more.
func (p *Portal) unsubscribe(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := p.Store.Unsubscribe(r.Context(), me.Scope); err != nil {
		return err
	}
	return away(w, r, "/profile?said=push-gone")
}
