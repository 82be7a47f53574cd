package portal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// surely is how sure, in per cent, the beginning of a document must be for
// nobody to be asked to look at it.
const surely invoer.Confidence = 90

// A stackView is how the pages of a delivery lie in documents, for a person to
// look at and to lay otherwise.
type stackView struct {
	Version string   // how it lies, which every form of it names
	Sum     string   // how many sheets became what
	Missing []string // separator sheets that were not found
	Old     []string // runs of them that are past their day
	Doubts  int
	CanUndo bool
	Sheaves []sheafView
	Aside   []asideView
}

type sheafView struct {
	ID                invoer.DocumentID
	URL, Name, Client string
	State             sign
	Begins, Sure      string // why it begins here and how sure that is; empty at the beginning of a file
	Doubtful, Fixed   bool
	Next              invoer.DocumentID // that can be joined to it
	Order             string            // its places as they are
	Pages             []stripPage
}

type stripPage struct {
	Number       int
	Ref          string // which page it is, wherever it lies
	Label, Image string
	Style        string // how it is turned
}

// An asideView is a page that is in no document.
type asideView struct{ Label, Value, Image string }

// stack shows a delivery's stack; nil where there is nothing to see in it.
func (f frame) stack(delivery invoer.DeliveryID, v storage.StackView, docs []storage.Summary) *stackView {
	if v.Pages < 2 || len(v.Documents) == 0 {
		return nil
	}
	view := &stackView{Version: v.Version(), Sum: f.sheetSum(v), CanUndo: slices.ContainsFunc(v.History, func(h storage.Rearranged) bool { return !h.Undone && h.Action != "undo" })}
	for _, run := range slices.Sorted(maps.Keys(v.Missing)) {
		view.Missing = append(view.Missing, f.Say("stack.missing", run, numbers(v.Missing[run])))
	}
	for _, run := range slices.Sorted(maps.Keys(v.Old)) {
		view.Old = append(view.Old, f.Say("stack.old_sheets", run, f.Date(v.Old[run])))
	}
	if f.ForClient() {
		return view
	}
	for i, d := range v.Documents {
		sheaf := f.sheaf(d, docs)
		if i+1 < len(v.Documents) && !d.Fixed && !v.Documents[i+1].Fixed {
			sheaf.Next = v.Documents[i+1].ID
		}
		if sheaf.Doubtful {
			view.Doubts++
		}
		view.Sheaves = append(view.Sheaves, sheaf)
	}
	for _, p := range v.Dropped {
		view.Aside = append(view.Aside, asideView{f.Say("doc.page_image", p.Page), refOf(p), loosePage(delivery, p)})
	}
	return view
}

// refOf names a page wherever it lies.
func refOf(p invoer.PageRef) string { return string(p.File) + "|" + strconv.Itoa(p.Page) }

// loosePage is where the picture of a page is that is in no document.
func loosePage(delivery invoer.DeliveryID, p invoer.PageRef) string {
	return deliveryURL(delivery) + "/files/" + string(p.File) + "/pages/" + strconv.Itoa(p.Page)
}

// showLoosePage gives the small picture of a page of a delivery, in whatever
// document it lies, or in none.
func (p *Portal) showLoosePage(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := works(me); err != nil {
		return err
	}
	d, err := p.deliveryOf(r, me)
	if err != nil {
		return err
	}
	file, err := invoer.ParseID[invoer.FileID](r.PathValue("file"))
	if err != nil {
		return invoer.ErrNotFound
	}
	number, err := strconv.ParseInt(r.PathValue("page"), 10, 32) // as the database counts pages
	if err != nil {
		return invoer.ErrNotFound
	}
	n := int(number)
	_, of, err := p.Store.Page(r.Context(), me.Scope, file, n)
	if err != nil {
		return err
	}
	if of.Delivery != d.ID {
		return fmt.Errorf("%w: file %s in delivery %s", invoer.ErrNotFound, file, d.ID)
	}
	picture, err := p.Picture(r.Context(), me.Scope, file, n, smallWidth)
	if err != nil {
		return err
	}
	return p.SendPicture(w, r, picture)
}

// sheetSum is the sum of a stack in words: 97 sheets = 41 documents + 12
// separator sheets + 3 blank.
func (t tongue) sheetSum(v storage.StackView) string {
	var became []string
	for _, part := range []struct {
		code string
		n    int
	}{{"stack.documents", len(v.Documents)}, {"stack.separators", v.Separators}, {"stack.blanks", v.Blanks}, {"stack.put_aside", v.PutAside}} {
		if part.n > 0 {
			became = append(became, t.many(part.code, part.n))
		}
	}
	return t.many("stack.sheets", v.Pages) + " = " + strings.Join(became, " + ")
}

// many says how many there are of something, in the words for one or for more.
func (t tongue) many(code string, n int) string {
	if n == 1 {
		code += "_one"
	}
	return t.Say(code, n)
}

func numbers(of []int) string {
	said := make([]string, len(of))
	for i, n := range of {
		said[i] = strconv.Itoa(n)
	}
	return strings.Join(said, ", ")
}

func (f frame) sheaf(d invoer.Sheaf, docs []storage.Summary) sheafView {
	view := sheafView{ID: d.ID, URL: documentPage{ID: d.ID}.Action(""), Fixed: d.Fixed, Doubtful: d.Begins.Code != "" && d.Sure < surely}
	view.URL = strings.TrimSuffix(view.URL, "/")
	if at := slices.IndexFunc(docs, func(s storage.Summary) bool { return s.ID == d.ID }); at >= 0 {
		row := f.row(docs[at], listing{Tab: "all"}, true)
		view.Name, view.Client, view.State = row.Supplier, row.Client, row.State
	}
	if d.Begins.Code != "" {
		view.Begins, view.Sure = sentence(f.Why(d.Begins)), f.Say("stack.sure", int(d.Sure))
	}
	places := make([]string, len(d.Pages))
	for i, p := range d.Pages {
		places[i] = strconv.Itoa(i + 1)
		page := stripPage{Number: i + 1, Ref: refOf(p), Label: f.Say("doc.page_image", i+1), Image: documentPage{ID: d.ID}.Action("pages/"+places[i]) + "?small=1"}
		if p.Turn != 0 {
			page.Style = "turn" + strconv.Itoa(p.Turn)
		}
		view.Pages = append(view.Pages, page)
	}
	view.Order = strings.Join(places, " ")
	return view
}

// arrange lays a stack otherwise, as a form of its page says. Where that cannot
// be, the page shows how the stack lies now, and why.
func (p *Portal) arrange(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	d, err := p.deliveryOf(r, me)
	if err != nil {
		return err
	}
	err = p.lay(r.Context(), me.Scope, d.ID, r)
	why, status := refusedLaying(err)
	if why != "" {
		return p.refuseLaying(w, r, me, status, why)
	}
	if err != nil {
		return err
	}
	return away(w, r, saying(deliveryURL(d.ID), "arranged"))
}

// refusedLaying is why a stack cannot be laid so, and how the answer says it;
// empty where nobody can do anything about it, or nothing was refused.
func refusedLaying(err error) (code string, status int) {
	switch {
	case errors.Is(err, storage.ErrRearranged):
		return "stack.changed", http.StatusConflict
	case errors.Is(err, invoer.ErrConflict):
		return "del.not_now", http.StatusConflict
	case errors.Is(err, invoer.ErrInvalid):
		return "stack.cannot", http.StatusUnprocessableEntity
	}
	return "", 0
}

func (p *Portal) refuseLaying(w http.ResponseWriter, r *http.Request, me storage.Session, status int, why string) error {
	d, err := p.dispatch(r, me)
	if err != nil {
		return err
	}
	page := p.frame(r, me, "deliveries", "del.title").delivery(d)
	page.Handed = page.handedForm(page.slip(r), d.said)
	page.Notice = notice{Kind: "bad", Text: page.Say(why)}
	return send(w, status, "delivery.html", page)
}

func (p *Portal) lay(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, r *http.Request) error {
	seen := r.PostFormValue("version")
	if r.PostFormValue("do") == "undo" {
		_, err := p.Store.Undo(ctx, who, id, seen)
		return err
	}
	action, rule, err := arrangement(r)
	if err != nil {
		return err
	}
	_, err = p.Store.Arrange(ctx, who, id, seen, action, rule)
	return err
}

// arrangement reads what a form asks for: the name of the button that was
// pressed is what to do.
func arrangement(r *http.Request) (action string, rule func(*invoer.Stack) error, err error) {
	doc := invoer.DocumentID(r.PostFormValue("document"))
	for _, action := range []string{"cut", "turn", "drop", "join", "order", "move", "take"} {
		value := r.PostFormValue(action)
		switch {
		case value == "":
			continue
		case action == "join":
			return action, func(s *invoer.Stack) error { return s.Join(doc, invoer.DocumentID(value)) }, nil
		case action == "order":
			places, err := placesIn(value)
			return action, func(s *invoer.Stack) error { return s.Order(doc, places) }, err
		case action == "move":
			rule, err := moving(doc, value)
			return action, rule, err
		}
		page, err := pageOf(value)
		return action, func(s *invoer.Stack) error { return layPage(s, action, doc, page) }, err
	}
	return "", nil, fmt.Errorf("%w: a form that asks for nothing", invoer.ErrInvalid)
}

// layPage does something with one page of a document, or takes it into it.
func layPage(s *invoer.Stack, action string, doc invoer.DocumentID, page invoer.PageRef) error {
	if action == "take" {
		return s.Take(doc, page.File, page.Page)
	}
	place, err := s.Place(doc, page.File, page.Page)
	if err != nil {
		return err
	}
	switch action {
	case "cut":
		return s.Cut(doc, place)
	case "turn":
		return s.Turn(doc, place, 90)
	}
	return s.Drop(doc, place)
}

// moving reads where a page goes: "page>document>page" lays it before a page of
// that document, and "page>document>" at its end.
func moving(doc invoer.DocumentID, value string) (func(*invoer.Stack) error, error) {
	parts := strings.Split(value, ">")
	if len(parts) != 3 {
		return nil, fmt.Errorf("%w: move %q, want page>document>page", invoer.ErrInvalid, value)
	}
	page, err := pageOf(parts[0])
	if err != nil {
		return nil, err
	}
	to, before := invoer.DocumentID(parts[1]), invoer.PageRef{}
	if parts[2] != "" {
		if before, err = pageOf(parts[2]); err != nil {
			return nil, err
		}
	}
	return func(s *invoer.Stack) error {
		from, err := s.Place(doc, page.File, page.Page)
		if err != nil {
			return err
		}
		if before.File == "" {
			return s.MoveToEnd(doc, from, to)
		}
		at, err := s.Place(to, before.File, before.Page)
		if err != nil {
			return err
		}
		return s.Move(doc, from, to, at)
	}, nil
}

// pageOf reads which page a form names, as refOf writes it.
func pageOf(ref string) (invoer.PageRef, error) {
	file, number, _ := strings.Cut(ref, "|")
	n, err := strconv.Atoi(number)
	if err != nil || file == "" {
		return invoer.PageRef{}, fmt.Errorf("%w: page %q, want file|number", invoer.ErrInvalid, ref)
	}
	return invoer.PageRef{File: invoer.FileID(file), Page: n}, nil
}

// placesIn reads places of pages, with spaces or commas between them.
func placesIn(text string) ([]int, error) {
	var places []int
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		n, err := strconv.Atoi(word)
		if err != nil {
			return nil, fmt.Errorf("%w: place %q, want a number", invoer.ErrInvalid, word)
		}
		places = append(places, n)
	}
	if len(places) == 0 {
		return nil, fmt.Errorf("%w: no place of a page", invoer.ErrInvalid)
	}
	return places, nil
}
