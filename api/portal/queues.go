package portal

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// queue adds to a list what an office works with: its saved lists, how many of
// it were surely read, and to whom they can be given.
func (p *Portal) queue(r *http.Request, me storage.Session, list listing, page *documentsPage) error {
	if !me.Scope.Role.OfficeWide() {
		return nil
	}
	saved, err := p.Store.SavedLists(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	colleagues, err := p.Store.Colleagues(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	sure, err := p.Store.Counts(r.Context(), me.Scope, list.surely(me.Scope))
	if err != nil {
		return err
	}
	list.After, list.Here = "", ""
	page.List, page.Mine, page.CanBulk = list.query(), list.Mine, true
	page.Orders, page.Assignees = page.orders(list.Order), page.colleagues(colleagues, "")
	page.SureCount, page.SureURL = sure.In[invoer.StatusRead], list.sheet()
	page.SureShown = page.counted(page.SureCount, sure.More[invoer.StatusRead])
	for _, s := range saved {
		page.Saved = append(page.Saved, savedView{s.ID, s.Name, "/documents?" + s.Query, s.Query == page.List})
	}
	return nil
}

// surely chooses what was surely read of a list.
func (l listing) surely(who invoer.Scope) storage.Filter {
	l.Tab = "read"
	f := l.filter(who)
	f.Sure = true
	return f
}

func (f frame) orders(chosen storage.Sorting) []option {
	var options []option
	for _, order := range []storage.Sorting{storage.NewestFirst, storage.OldestFirst, storage.DoubtfulFirst} {
		code := string(order)
		if order == storage.NewestFirst {
			code = "newest"
		}
		options = append(options, option{Value: string(order), Text: f.Say("order." + code), Chosen: order == chosen})
	}
	return options
}

// colleagues are those to whom a document can be given; the first one is
// nobody.
func (f frame) colleagues(all []storage.Colleague, chosen invoer.UserID) []option {
	options := []option{{Text: f.Say("doc.nobody"), Chosen: chosen == ""}}
	for _, c := range all {
		options = append(options, option{Value: string(c.ID), Text: c.Name, Chosen: c.ID == chosen})
	}
	return options
}

// seat says who else has a document open.
func (f frame) seat(s storage.Seat) string {
	if s.Holder.ID == "" || s.Holder.ID == f.User.ID {
		return ""
	}
	return f.Say("doc.held_by", s.Holder.Name)
}

// sit notes that the reader has a document open, and tells who has.
func (p *Portal) sit(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := documentID(r)
	if err != nil {
		return err
	}
	if r.FormValue("leave") != "" {
		if err := p.Store.Rise(r.Context(), me.Scope, id); err != nil {
			return err
		}
		return sendJSON(w, http.StatusOK, map[string]string{"held": ""})
	}
	if _, err := p.Store.Document(r.Context(), me.Scope, id); err != nil {
		return err
	}
	seat, err := p.Store.Sit(r.Context(), me.Scope, id, r.FormValue("take") != "")
	if err != nil {
		return err
	}
	f := p.frame(r, me, "documents", "docs.title")
	return sendJSON(w, http.StatusOK, map[string]string{"held": f.seat(seat)})
}

// mostAtOnce is how many documents one deed may be for.
const mostAtOnce = 200

// A bulkDeed is done with each of several documents, each by itself: one that
// cannot be is told, and holds up none of the others.
type bulkDeed func(r *http.Request, me storage.Session, id invoer.DocumentID, version int) error

func (p *Portal) bulkDeed(form url.Values) (bulkDeed, error) {
	switch form.Get("deed") {
	case "approve":
		return p.approveSure, nil
	case "reject":
		reason := strings.TrimSpace(form.Get("reason"))
		if reason == "" {
			return nil, fmt.Errorf("%w: rejecting without a reason", invoer.ErrInvalid)
		}
		return func(r *http.Request, me storage.Session, id invoer.DocumentID, version int) error {
			_, err := p.Store.Reject(r.Context(), me.Scope, id, version, reason)
			return err
		}, nil
	case "move":
		client, err := invoer.ParseID[invoer.ClientID](form.Get("client"))
		return func(r *http.Request, me storage.Session, id invoer.DocumentID, version int) error {
			_, err := p.Store.Move(r.Context(), me.Scope, id, version, client)
			return p.ofClient(r.Context(), me.Scope, client, err)
		}, err
	case "entrust":
		to, err := colleague(form)
		return func(r *http.Request, me storage.Session, id invoer.DocumentID, _ int) error {
			return p.give(r.Context(), me.Scope, id, to)
		}, err
	}
	return nil, fmt.Errorf("%w: deed %q, want approve, reject, move or entrust", invoer.ErrInvalid, form.Get("deed"))
}

// approveSure approves a document of which nothing is in doubt: who approves
// several at once looks at none of them.
func (p *Portal) approveSure(r *http.Request, me storage.Session, id invoer.DocumentID, version int) error {
	doc, err := p.Store.Document(r.Context(), me.Scope, id)
	if err != nil {
		return err
	}
	doubts := p.tongue(r, me).doubts(doc.Invoice)
	if len(doubts) > 0 && doc.Version == version && !decided(doc) {
		return doubted{strings.Join(doubts, ", ")}
	}
	_, err = p.Store.Approve(r.Context(), me.Scope, id, version)
	return err
}

// doubted is told of a document that must be looked at before it is approved: at
// what, in the words of the page.
type doubted struct{ at string }

func (d doubted) Error() string { return "approving what is in doubt: " + d.at }

// doubts are the fields and findings of an invoice that a person must look at.
func (t tongue) doubts(inv invoer.Invoice) []string {
	var said []string
	for _, name := range inv.Doubtful() {
		said = append(said, t.Say("field."+name))
	}
	for _, found := range inv.Findings {
		if found.Answered == "" && found.Doubts() {
			said = append(said, t.Finding(found))
		}
	}
	return said
}

// bulk does one deed with all documents that were chosen, and says which ones
// it could not be done with, and why.
func (p *Portal) bulk(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := works(me); err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return fmt.Errorf("%w: form: %w", invoer.ErrInvalid, err)
	}
	do, err := p.bulkDeed(r.PostForm)
	if err != nil {
		return err
	}
	chosen := r.PostForm["d"]
	if len(chosen) > mostAtOnce {
		return fmt.Errorf("%w: %d documents at once, want at most %d", invoer.ErrInvalid, len(chosen), mostAtOnce)
	}
	list := cameFrom(r.PostForm, me.Scope.Role)
	refused, err := p.each(r, me, chosen, do)
	if err != nil {
		return err
	}
	if len(refused) > 0 {
		list.Here = ""
		return p.showList(w, r, me, list, http.StatusConflict, &undone{p.tongue(r, me).Say("bulk.some", len(chosen)-len(refused)), refused})
	}
	if r.PostForm.Get("sheet") != "" {
		return away(w, r, saying(list.sheet(), "bulk"))
	}
	return away(w, r, saying(list.url(), "bulk"))
}

// An undone is what is told of a deed on several documents that could not be done
// with some of them.
type undone struct {
	Title   string
	Refused []refusedDocument
}

// A refusedDocument is one of them, and why.
type refusedDocument struct{ URL, Name, Why string }

// each does a deed with documents, given as "ID version", and tells of those
// with which it could not be done. Those that were not found are noted, each.
func (p *Portal) each(r *http.Request, me storage.Session, chosen []string, do bulkDeed) (refused []refusedDocument, err error) {
	t, list := p.tongue(r, me), cameFrom(r.PostForm, me.Scope.Role)
	for _, one := range chosen {
		id, version, err := chosenOf(one)
		if err == nil {
			err = do(r, me, id, version)
		}
		if err == nil {
			continue
		}
		refused = append(refused, p.refusedDocument(r, me, list, id, t.whyNot(err)))
		if failed := p.note(r, me.Scope, string(id), err); failed != nil {
			return nil, failed
		}
	}
	return refused, nil
}

// chosenOf reads a document that was chosen, with the version of it that was seen.
func chosenOf(one string) (invoer.DocumentID, int, error) {
	text, seen, _ := strings.Cut(one, " ")
	id, err := invoer.ParseID[invoer.DocumentID](text)
	if err != nil {
		return "", 0, err
	}
	version := versionOf(seen)
	if version == storage.AnyVersion {
		return id, 0, fmt.Errorf("%w: document %s without the version that was seen", invoer.ErrConflict, id)
	}
	return id, version, nil
}

// versionOf is the version that a person saw; one that cannot be is nobody's.
func versionOf(seen string) int {
	n, err := strconv.Atoi(seen)
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// whyNot says why a deed could not be done.
func (t tongue) whyNot(err error) string {
	if in, doubtful := errors.AsType[doubted](err); doubtful {
		return t.Say("bulk.doubtful", in.at)
	}
	switch {
	case errors.Is(err, invoer.ErrConflict):
		return t.Say("bulk.changed")
	case errors.Is(err, invoer.ErrInvalid):
		return t.Say("err.findings")
	case errors.Is(err, invoer.ErrNotFound):
		return t.Say("bulk.gone")
	}
	return t.Say("bulk.failed")
}

// refusedDocument is a document as a person knows it, where he finds it, and why
// something could not be done with it.
func (p *Portal) refusedDocument(r *http.Request, me storage.Session, list listing, id invoer.DocumentID, why string) refusedDocument {
	doc, err := p.Store.Document(r.Context(), me.Scope, id)
	if err != nil {
		return refusedDocument{Name: p.tongue(r, me).Say("docs.unknown"), Why: why}
	}
	heading, sub := p.frame(r, me, "documents", "docs.title").heading(doc)
	return refusedDocument{list.at("").document(id), heading + " (" + sub + ")", why}
}

// showSure is the contact sheet of what was surely read.
func (p *Portal) showSure(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := works(me); err != nil {
		return err
	}
	list := listingOf(r.URL.Query(), me.Scope.Role)
	f := p.frame(r, me, "documents", "sure.title")
	f.MainClass = ""
	page := surePage{frame: f, List: list.from("").query(), Back: list.from("").url()}
	rows, err := p.Store.Documents(r.Context(), me.Scope, list.surely(me.Scope))
	if err != nil {
		return err
	}
	if list.After != "" {
		page.Newest = list.from("").sheet()
	}
	if len(rows) > perPage {
		rows = rows[:perPage]
		page.Older = list.from(rows[perPage-1].Cursor).sheet()
	}
	for _, row := range rows {
		doc, err := p.Store.Document(r.Context(), me.Scope, row.ID)
		if err != nil {
			return err
		}
		page.Cards = append(page.Cards, f.card(row, doc, list))
	}
	return send(w, http.StatusOK, "sure.html", page)
}

func (f frame) card(row storage.Summary, doc storage.View, list listing) sureCard {
	card := sureCard{
		ID: row.ID, Version: row.Version, URL: list.at(row.Cursor).document(row.ID), Supplier: row.Supplier, Kind: f.Say("kind." + string(row.Kind)),
		Number: row.Number, Client: row.ClientName, Issued: f.Date(row.Issued), Due: f.Date(row.Due), Total: f.Money(row.Total),
		Pay: f.Shown("supplier_iban", string(doc.Invoice.Account.Value)),
	}
	if len(doc.Pages) > 0 {
		card.Picture = documentPage{ID: row.ID}.Action("pages/1")
	}
	return card
}

func (p *Portal) saveList(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := r.ParseForm(); err != nil {
		return fmt.Errorf("%w: form: %w", invoer.ErrInvalid, err)
	}
	list := cameFrom(r.PostForm, me.Scope.Role).from("")
	if err := p.Store.SaveList(r.Context(), me.Scope, strings.TrimSpace(r.PostForm.Get("name")), list.query()); err != nil {
		return err
	}
	return away(w, r, saying(list.url(), "list"))
}

func (p *Portal) forgetList(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := p.Store.ForgetList(r.Context(), me.Scope, r.PathValue("id")); err != nil {
		return err
	}
	return away(w, r, "/documents")
}
