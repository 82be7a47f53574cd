// Package portal is the face for people: pages in Dutch, French, English and
// German, for the accountants of an office and for their clients.
//
// Every page is a struct with one template, and every form works without
// scripts; with scripts rows follow what happens and the document view answers
// at once. A handler reads the request, makes one call into storage and sends
// the page: rules stand with the nouns, rights in storage. Nothing of a
// document may stay in the browser, no page holds a script or style of its
// own, and what comes from strangers is text and never markup. The portal
// refuses to show an identifier of another office or client: it says "not
// found", as for one that does not exist.
package portal

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/storage"
)

// A Portal serves pages over what the server has.
type Portal struct{ *api.Server }

// frame is what stands around a page for the one who asks for it; me is the
// zero session where nobody is signed in.
func (p *Portal) frame(r *http.Request, me storage.Session, section, title string) frame {
	f := frame{tongue: p.tongue(r, me), Section: section, MainClass: "narrow", CSRF: me.CSRF}
	f.Title = f.Say(title)
	f.User = person{ID: me.User.ID, Name: me.User.Name, Email: me.User.Email, Role: me.User.Role, NoLetters: me.NoLetters}
	f.Notice = f.told(r.URL.Query().Get("said"))
	return f
}

// noting notes who asks by identifier for what he may not see, or what does not
// exist.
func (p *Portal) noting(h api.Handler) api.Handler {
	return func(w http.ResponseWriter, r *http.Request, me storage.Session) error {
		err := h(w, r, me)
		if failed := p.note(r, me.Scope, r.PathValue("id"), err); failed != nil {
			return errors.Join(err, failed)
		}
		return err
	}
}

// An unseen error tells which identifier was not found, where it is not the one
// of the address.
type unseen struct {
	error
	id string
}

// Unwrap gives the cause.
func (u unseen) Unwrap() error { return u.error }

// note notes the identifier that an error tells was not found: the asked one,
// unless the error names another. Words that cannot be an identifier are no guess.
func (p *Portal) note(r *http.Request, who invoer.Scope, asked string, err error) error {
	if !errors.Is(err, invoer.ErrNotFound) {
		return nil
	}
	if other, named := errors.AsType[unseen](err); named {
		asked = other.id
	}
	if _, wrong := invoer.ParseID[invoer.DocumentID](asked); wrong != nil && !ofUpload.MatchString(asked) {
		return nil
	}
	return p.Store.NoteGuess(r.Context(), who, r.Pattern, asked)
}

// ofUpload is the one kind of identifier that is no UUID.
var ofUpload = regexp.MustCompile(`^[a-z2-7]{26}$`)

// ofClient tells that it is the client that was not found, where he is not one of
// those that who may see.
func (p *Portal) ofClient(ctx context.Context, who invoer.Scope, client invoer.ClientID, err error) error {
	if !errors.Is(err, invoer.ErrNotFound) {
		return err
	}
	if _, missing := p.Store.Client(ctx, who, client); errors.Is(missing, invoer.ErrNotFound) {
		return unseen{err, string(client)}
	}
	return err
}

// tongue speaks the language of who is signed in, or the one that a visitor
// asks for himself or through his browser.
func (p *Portal) tongue(r *http.Request, me storage.Session) tongue {
	lang := me.User.Language
	if asked := r.FormValue("lang"); lang == "" && locale.Known(asked) {
		lang = asked
	}
	if !locale.Known(lang) {
		lang = locale.Choose(r.Header.Get("Accept-Language"))
	}
	return tongue{Lang: lang, now: p.Now()}
}

// today is the day in Belgium.
func (t tongue) today() invoer.Date { return invoer.DateOf(t.now.In(belgium)) }

// held says why a document waits for a person, and what he can do.
func (t tongue) held(why invoer.Reason) (what, todo string) {
	what, todo = locale.Held(t.Lang, why)
	if what == "" {
		what = t.Say("held.title")
	}
	return what, todo
}

// heldFile says the same of a file of some type: what to do about a type that we
// do not read depends on it.
func (t tongue) heldFile(why invoer.Reason, kind string) (what, todo string) {
	what, todo = t.held(why)
	if family := sendInstead[kind]; family != "" && why.Code == string(invoer.CodeUnsupported) {
		todo = t.Say("held.unsupported." + family + ".do")
	}
	return what, todo
}

// sendInstead names what is to be sent in place of types that we do not read.
var sendInstead = map[string]string{
	media.RAR: "archive", media.SevenZ: "archive", media.Tar: "archive", media.Gzip: "archive",
	media.Word: "office", media.Sheet: "office", media.Slides: "office", media.Compound: "office",
	media.OpenOffice: "office", media.RTF: "office", media.PostScript: "office", media.SVG: "office", media.HTML: "office",
	media.TNEF: "message", media.Outlook: "message",
}

// notes are what a page may be told to say after a form was sent; an address
// that asks for anything else is told nothing.
var notes = map[string]string{
	"approved": "doc.approved_short", "rejected": "doc.rejected", "reopened": "doc.reopened", "again": "doc.sent_again",
	"bulk": "bulk.done", "list": "lists.saved", "entrusted": "doc.entrusted",
	"moved": "doc.moved", "same": "doc.same", "separated": "doc.separated", "kind": "doc.kind_changed", "answered": "doc.answered", "saved": "doc.saved", "last": "doc.last",
	"revoked": "tokens.was_revoked", "removed": "hooks.removed", "replayed": "hooks.replayed",
	"language": "profile.language_saved", "keys": "profile.keys_saved", "password": "profile.password_saved", "ended": "profile.ended", "digest": "digest.saved", "push": "push.saved", "push-gone": "push.gone", "digest-hour": "digest.hour_saved",
	"out": "signin.out", "over": "signin.ended", "received": "upload.done_all", "double": "upload.again", "changed": "users.changed", "added": "clients.done", "joined": "users.done",
	"admitted": "del.admitted", "turned-away": "del.turned_away", "not-now": "del.not_now", "made-once": "word.made_once",
	"arranged": "stack.arranged", "part-taken": "del.part_taken", "answers": "answers.saved", "two": "two.saved", "limits": "limits.saved", "told": "talk.sent",
	"batch-made": "batch.was_made", "batch-back": "batch.was_taken_back", "batch-confirmed": "batch.was_confirmed",
	"auto": "auto.saved", "looked": "auto.looked", "approved-first": "doc.first_short", "rule-made": "rules.was_made", "rule-ended": "rules.was_ended",
	"listed": "clientlist.done", "said": "handed.saved", "factor-gone": "code.gone", "factor-reset": "users.was_reset", "passkey": "passkey.added", "passkey-gone": "passkey.gone",
	"provider": "provider.saved", "client-changed": "clientpage.changed", "mail-renewed": "clientpage.mail_renewed", "factor-rule": "factor.saved", "factor-first": "factor.first", "provider-gone": "provider.gone",
	"books-changed": "books.were_changed", "books-undone": "books.were_undone",
}

// refusals are the notes that say that something was not done.
var refusals = map[string]bool{"not-now": true, "made-once": true, "factor-first": true}

// told is the notice of a code in an address.
func (t tongue) told(said string) notice {
	code, known := notes[said]
	if !known {
		return notice{}
	}
	if refusals[said] {
		return notice{Kind: "bad", Text: t.Say(code)}
	}
	return notice{Kind: "ok", Text: t.Say(code)}
}

// saying adds a notice to an address.
func saying(address, said string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // our own address, which url.Values wrote
	}
	q := u.Query()
	q.Set("said", said)
	u.RawQuery = q.Encode()
	return u.String()
}

// away sends the browser to a page that it asks for anew, so that a form is
// not sent twice.
func away(w http.ResponseWriter, r *http.Request, address string) error {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// fail shows what cannot be done, in words that tell no more than the reader
// may know.
func (p *Portal) fail(w http.ResponseWriter, r *http.Request, me storage.Session, err error) {
	status := api.StatusOf(err)
	family := problemFamily(status)
	f := p.frame(r, me, "", family+".title")
	page := problemPage{frame: f, Status: status, Text: f.Say(family+".text", api.RequestNumber(r.Context()))}
	_ = send(w, status, "problem.html", page) // when even this cannot be sent the line is gone
}

// problemFamily is the code of the words for a status.
func problemFamily(status int) string {
	switch status {
	case http.StatusForbidden:
		return "problem.403"
	case http.StatusNotFound:
		return "problem.404"
	case http.StatusConflict, http.StatusPreconditionFailed:
		return "problem.409"
	case http.StatusRequestEntityTooLarge:
		return "problem.413"
	case http.StatusTooManyRequests:
		return "problem.429"
	case http.StatusServiceUnavailable:
		return "problem.503"
	}
	if status < 500 {
		return "problem.400"
	}
	return "problem.500"
}
