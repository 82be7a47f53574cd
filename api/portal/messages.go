package portal

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/storage"
)

// A messageView is what somebody said at a document.
type messageView struct {
	storage.Message
	Kind, Who string
	Open      bool   // a question that waits for an answer
	Once      string // identifier of an answer to it
}

// A talkView is what was said at a document, and what can be said now.
type talkView struct {
	Messages []messageView
	Action   string
	Once     string // identifier of what is said next: a form that is sent twice says it once
	CanAsk   bool   // the office, at a document of a client
	CanNote  bool
}

// once is an identifier that nothing has yet (RFC 9562 §5.4, version 4).
func once() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// onceOf is the identifier that a form gives what it makes; empty without one.
func onceOf(r *http.Request) (string, error) {
	once := r.PostFormValue("once")
	if once == "" {
		return "", nil
	}
	if _, err := invoer.ParseID[invoer.DocumentID](once); err != nil {
		return "", fmt.Errorf("a form's identifier: %w", err)
	}
	return once, nil
}

// talk shows what was said at a document. A client's people see it when they are
// asked something.
func (f frame) talk(d dossier) *talkView {
	t := &talkView{
		Action: documentPage{ID: d.view.ID}.Action("messages"), Once: once(),
		CanNote: !f.ForClient(), CanAsk: !f.ForClient() && d.view.Client != "",
	}
	for _, m := range d.messages {
		view := messageView{Message: m, Kind: f.Say("talk." + string(m.Kind)), Who: m.Name, Open: m.Kind == storage.MessageQuestion && !m.Answered}
		switch {
		case m.By == f.User.ID:
			view.Who = f.User.Name
		case m.Name == "":
			view.Who = f.Say("word.accountant")
		}
		if view.Open {
			view.Once = once()
		}
		t.Messages = append(t.Messages, view)
	}
	if f.ForClient() && len(t.Messages) == 0 {
		return nil
	}
	return t
}

// say writes a note, a question or an answer.
func (p *Portal) say(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := documentID(r)
	if err != nil {
		return err
	}
	once, err := onceOf(r)
	if err != nil {
		return err
	}
	m := storage.Message{ID: once, Document: id, Kind: storage.MessageKind(r.PostFormValue("kind")), Question: r.PostFormValue("question"), Text: r.PostFormValue("text")}
	if _, err := p.Store.Say(r.Context(), me.Scope, m); err != nil {
		return err
	}
	list := cameFrom(r.PostForm, me.Scope.Role)
	return away(w, r, saying(list.document(id), "told")+"#p-talk")
}

// An askedView is a question that waits for an answer, as a line of a list.
type askedView struct {
	storage.Asked
	URL, About string
}

type questionsPage struct {
	frame
	Rows []askedView
}

// listQuestions lists the questions that wait for an answer.
func (p *Portal) listQuestions(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	open, err := p.Store.OpenQuestions(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	page := questionsPage{frame: p.frame(r, me, "questions", "talk.title")}
	for _, asked := range open {
		row := askedView{Asked: asked, URL: listing{Tab: "all"}.document(asked.Document) + "#p-talk", About: asked.Supplier}
		if row.About == "" {
			row.About = page.Say("docs.unknown")
		}
		if asked.Number != "" {
			row.About += " " + asked.Number
		}
		if !page.ForClient() && asked.Client != "" {
			row.About += " · " + asked.Client
		}
		page.Rows = append(page.Rows, row)
	}
	return send(w, http.StatusOK, "questions.html", page)
}

// showMessage hands out the e-mail that a document came in, as it came, to people
// of the office.
func (p *Portal) showMessage(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	doc, err := p.seen(r, me)
	if err != nil {
		return err
	}
	if err := works(me); err != nil {
		return err
	}
	d, err := p.Store.Delivery(r.Context(), me.Scope, doc.Delivery)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(d.Parts, func(part invoer.Part) bool { return part.Media == media.Message })
	if d.Via != invoer.DoorMail || at < 0 {
		return fmt.Errorf("%w: message of document %s", invoer.ErrNotFound, doc.ID)
	}
	bytes, err := api.PartOf(d, d.Parts[at].Position)
	if err != nil {
		return err
	}
	return p.SendBlob(w, r, bytes)
}

// mailed tells whether a document came in an e-mail.
func mailed(doc storage.View) bool {
	return slices.ContainsFunc(doc.Originals, func(o storage.Original) bool { return o.Document == doc.ID && o.Door == invoer.DoorMail })
}
