package portal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// A deed is something that a person does with a document. Whatever he typed
// before he did it is saved first, so that nothing typed is lost.
type deed struct {
	do     func(context.Context, invoer.Scope, storage.View, url.Values) error
	said   string // what he is told afterwards
	onward bool   // the document leaves the list, and the next one is shown
	exact  bool   // only of the document as the page showed it
}

// A refusal is a deed that was not done: the page is shown again, with what
// was typed and why.
type refusal struct {
	status   int
	notice   notice
	mistakes map[string]string
	booking  *bookingForm // as it was typed
	kept     bool         // what was typed is saved
}

func (p *Portal) save(context.Context, invoer.Scope, storage.View, url.Values) error { return nil }

func (p *Portal) approve(ctx context.Context, who invoer.Scope, doc storage.View, form url.Values) error {
	v, err := p.Store.Approve(ctx, who, doc.ID, doc.Version)
	if err == nil && v.Status == invoer.StatusRead {
		form.Set(tells, "approved-first")
	}
	return err
}

// tells is where a deed leaves what the person is told afterwards, when that is
// something else than usual.
const tells = "tells"

func (p *Portal) reject(ctx context.Context, who invoer.Scope, doc storage.View, form url.Values) error {
	_, err := p.Store.Reject(ctx, who, doc.ID, doc.Version, strings.TrimSpace(form.Get("reason")))
	return err
}

func (p *Portal) reopen(ctx context.Context, who invoer.Scope, doc storage.View, _ url.Values) error {
	_, err := p.Store.Reopen(ctx, who, doc.ID, doc.Version)
	return err
}

func (p *Portal) answer(ctx context.Context, who invoer.Scope, doc storage.View, form url.Values) error {
	rule, field, _ := strings.Cut(form.Get("finding"), "|")
	_, err := p.Store.Answer(ctx, who, doc.ID, doc.Version, rule, field)
	return err
}

func (p *Portal) setKind(ctx context.Context, who invoer.Scope, doc storage.View, form url.Values) error {
	_, err := p.Store.SetKind(ctx, who, doc.ID, doc.Version, invoer.Kind(form.Get("kind")))
	return err
}

func (p *Portal) move(ctx context.Context, who invoer.Scope, doc storage.View, form url.Values) error {
	client, err := invoer.ParseID[invoer.ClientID](form.Get("client"))
	if err != nil {
		return err
	}
	_, err = p.Store.Move(ctx, who, doc.ID, doc.Version, client)
	return p.ofClient(ctx, who, client, err)
}

func (p *Portal) entrust(ctx context.Context, who invoer.Scope, doc storage.View, form url.Values) error {
	to, err := colleague(form)
	if err != nil {
		return err
	}
	return p.give(ctx, who, doc.ID, to)
}

// give entrusts a document to a colleague. Whom the office does not know is
// refused as a mistake, and noted as a guess.
func (p *Portal) give(ctx context.Context, who invoer.Scope, id invoer.DocumentID, to invoer.UserID) error {
	err := p.Store.Entrust(ctx, who, id, to)
	if errors.Is(err, invoer.ErrInvalid) {
		return errors.Join(err, p.Store.NoteGuess(ctx, who, "assignee", string(to)))
	}
	return err
}

// colleague is who is chosen in a form; empty for nobody.
func colleague(form url.Values) (invoer.UserID, error) {
	if form.Get("assignee") == "" {
		return "", nil
	}
	return invoer.ParseID[invoer.UserID](form.Get("assignee"))
}

func (p *Portal) replay(ctx context.Context, who invoer.Scope, doc storage.View, _ url.Values) error {
	ring, err := p.Store.Replay(ctx, who, doc.ID, storage.AnyVersion)
	if err == nil {
		p.Ring(ctx, ring)
	}
	return err
}

// deed makes the handler of a deed.
func (p *Portal) deed(d deed) api.Handler {
	return func(w http.ResponseWriter, r *http.Request, me storage.Session) error {
		id, err := documentID(r)
		if err != nil {
			return err
		}
		if err := r.ParseForm(); err != nil {
			return fmt.Errorf("%w: form: %w", invoer.ErrInvalid, err)
		}
		r.PostForm.Del(tells)
		list := cameFrom(r.PostForm, me.Scope.Role)
		_, next, err := p.Store.Neighbours(r.Context(), me.Scope, id, list.around(me.Scope))
		if err != nil {
			return err
		}
		refused, err := p.act(r, me, id, d)
		if err != nil {
			return err
		}
		if refused != nil {
			return p.refuse(w, r, me, id, *refused)
		}
		if r.Header.Get("HX-Request") != "" {
			return p.refuse(w, r, me, id, refusal{status: http.StatusOK})
		}
		d.said = cmp.Or(r.PostForm.Get(tells), d.said)
		address, said := destination(d, list, id, next)
		if r.Header.Get("Accept") == "application/json" {
			return sendJSON(w, http.StatusOK, deedDone{address, p.tongue(r, me).told(said).Text, d.onward && r.PostForm.Get(tells) == ""})
		}
		return away(w, r, saying(address, said))
	}
}

// A deedDone tells the desk's script where a person goes after a deed, what he is
// told, and whether reopening the document undoes it. The list says by itself, in
// its address, that it was the last one.
type deedDone struct {
	Next string `json:"next"`
	Said string `json:"said"`
	Undo bool   `json:"undo"`
}

// destination is where a person goes after a deed, and what he is told there.
func destination(d deed, list listing, id invoer.DocumentID, next storage.Neighbour) (address, said string) {
	switch {
	case !d.onward:
		return list.document(id), d.said
	case next.ID == "":
		return saying(list.url(), "last"), "last"
	}
	return list.at(next.Cursor).document(next.ID), d.said
}

// act does the deed. When another request came in between it looks again, once:
// what that one wrote may have nothing to do with this one.
func (p *Portal) act(r *http.Request, me storage.Session, id invoer.DocumentID, d deed) (*refusal, error) {
	refused, err := p.attempt(r, me, id, d)
	if errors.Is(err, invoer.ErrConflict) {
		refused, err = p.attempt(r, me, id, d)
	}
	if err != nil {
		return p.tongue(r, me).refusalOf(err)
	}
	return refused, nil
}

// attempt saves what was typed and does the deed, unless the document is
// another one now than the person saw: what he did not see he decides nothing
// about. A form that names no version shows nothing, and is asked for none.
func (p *Portal) attempt(r *http.Request, me storage.Session, id invoer.DocumentID, d deed) (*refusal, error) {
	doc, err := p.Store.Document(r.Context(), me.Scope, id)
	if err != nil {
		return nil, err
	}
	seen := versionOf(r.PostForm.Get("version"))
	other := d.exact && seen != storage.AnyVersion && seen != doc.Version && !decided(doc)
	t, entries := p.tongue(r, me), entriesOf(r.PostForm)
	if t.clash(entries, doc.Invoice) {
		return t.clashed(), nil
	}
	said, mistakes := t.corrections(entries, doc.Invoice, me.Scope.User)
	if len(said) > 0 {
		if doc, err = p.Store.Correct(r.Context(), me.Scope, id, doc.Version, said); err != nil {
			return nil, err
		}
	}
	if len(mistakes) > 0 {
		return &refusal{status: http.StatusUnprocessableEntity, mistakes: mistakes}, nil
	}
	doc, refused, err := p.book(r.Context(), frame{tongue: t}, me.Scope, doc, r.PostForm, d.onward)
	if refused != nil || err != nil {
		return refused, err
	}
	if other {
		return t.changed(), nil
	}
	if r.PostForm.Has("version") {
		r.PostForm.Set("version", strconv.Itoa(doc.Version)) // what he typed himself is nobody else's change
	}
	return nil, d.do(r.Context(), me.Scope, doc, r.PostForm)
}

// decided tells of a document that nobody can change any more; the deed itself
// says so.
func decided(doc storage.View) bool {
	return doc.Status.Approved() || doc.Status == invoer.StatusRejected
}

// changed refuses a deed with a document that says something else than its page
// did; what was typed is saved.
func (t tongue) changed() *refusal {
	return &refusal{status: http.StatusConflict, kept: true, notice: notice{"warn", t.Say("conflict.title"), t.Say("conflict.look")}}
}

func (t tongue) clashed() *refusal {
	return &refusal{status: http.StatusConflict, notice: notice{"warn", t.Say("conflict.title"), t.Say("conflict.text")}}
}

// refusalOf tells apart what the person can do something about and what he
// cannot.
func (t tongue) refusalOf(err error) (*refusal, error) {
	switch {
	case errors.Is(err, invoer.ErrConflict):
		return &refusal{status: http.StatusConflict, notice: notice{Kind: "warn", Text: t.Say("conflict.decided")}}, nil
	case errors.Is(err, invoer.ErrInvalid):
		return &refusal{status: http.StatusUnprocessableEntity, notice: notice{Kind: "bad", Text: t.Say("err.findings")}}, nil
	}
	return nil, err
}

// refuse shows the document as it now stands, with what was typed kept in its
// fields.
func (p *Portal) refuse(w http.ResponseWriter, r *http.Request, me storage.Session, id invoer.DocumentID, why refusal) error {
	d, err := p.dossier(r.Context(), me.Scope, id, cameFrom(r.PostForm, me.Scope.Role))
	if err != nil {
		return err
	}
	page := p.frame(r, me, "documents", "docs.title").document(d)
	page.Notice = why.notice
	if why.status != http.StatusOK && !why.kept {
		page.overlay(entriesOf(r.PostForm), why.mistakes)
		page.overlayBooking(why.booking)
	}
	return send(w, why.status, "document.html", page)
}
