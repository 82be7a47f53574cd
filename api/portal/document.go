package portal

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// othersShown is how many documents of the same delivery are named.
const othersShown = 20

// showDocument shows one document.
func (p *Portal) showDocument(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := documentID(r)
	if err != nil {
		return err
	}
	list := cameFrom(r.URL.Query(), me.Scope.Role)
	lead, err := p.leadOf(r.Context(), me.Scope, id)
	if err != nil {
		return err
	}
	if lead != id {
		return away(w, r, saying(list.document(lead), "same"))
	}
	d, err := p.dossier(r.Context(), me.Scope, id, list)
	if err != nil {
		return err
	}
	return send(w, http.StatusOK, "document.html", p.frame(r, me, "documents", "docs.title").document(d))
}

// documentID is the document of the address. One that cannot exist is not
// found, like one that does not.
func documentID(r *http.Request) (invoer.DocumentID, error) {
	return idOf[invoer.DocumentID](r, "document")
}

func idOf[ID ~string](r *http.Request, noun string) (ID, error) {
	id, err := invoer.ParseID[ID](r.PathValue("id"))
	if err != nil {
		return "", fmt.Errorf("%w: %s %q", invoer.ErrNotFound, noun, r.PathValue("id"))
	}
	return id, nil
}

// changesShown is how many changes of a document its page shows, the newest ones;
// the API has them all.
const changesShown = 1000

// dossier collects what the page of a document shows.
func (p *Portal) dossier(ctx context.Context, who invoer.Scope, id invoer.DocumentID, list listing) (d dossier, err error) {
	d.list = list
	if d.view, err = p.Store.Document(ctx, who, id); err != nil {
		return dossier{}, err
	}
	if d.said, err = p.Store.SaidOfDelivery(ctx, who, d.view.Document.Delivery); err != nil {
		return dossier{}, err
	}
	if d.previous, d.next, err = p.Store.Neighbours(ctx, who, id, list.around(who)); err != nil {
		return dossier{}, err
	}
	if d.seat, err = p.Store.Seat(ctx, who, id); err != nil {
		return dossier{}, err
	}
	if d.colleagues, err = p.Store.Colleagues(ctx, who); err != nil {
		return dossier{}, err
	}
	if d.history, err = p.Store.HistoryBefore(ctx, who, id, 0, changesShown); err != nil {
		return dossier{}, err
	}
	if d.passages, err = p.passagesFor(ctx, who, id); err != nil {
		return dossier{}, err
	}
	if d.clients, err = p.Store.Clients(ctx, who); err != nil {
		return dossier{}, err
	}
	if d.books, err = p.booksFor(ctx, who, d.view); err != nil {
		return dossier{}, err
	}
	if d.view.Invoice.Found(invoer.RuleAccountChanged) {
		if d.callbacks, err = p.Store.Callbacks(ctx, who, id, d.view.Invoice); err != nil {
			return dossier{}, err
		}
	}
	if d.messages, err = p.Store.Messages(ctx, who, id); err != nil {
		return dossier{}, err
	}
	d.others, err = p.Store.Documents(ctx, who, storage.Filter{Delivery: d.view.Delivery, Limit: othersShown})
	return d, err
}

// pageOf is the page of the address, of a document that who may see.
func (p *Portal) pageOf(r *http.Request, who invoer.Scope) (storage.PageView, error) {
	id, err := documentID(r)
	if err != nil {
		return storage.PageView{}, err
	}
	doc, err := p.Store.Document(r.Context(), who, id)
	if err != nil {
		return storage.PageView{}, err
	}
	n, err := strconv.Atoi(r.PathValue("page"))
	if err != nil || n < 1 || n > len(doc.Pages) {
		return storage.PageView{}, fmt.Errorf("%w: page %q of %d", invoer.ErrNotFound, r.PathValue("page"), len(doc.Pages))
	}
	return doc.Pages[n-1], nil
}

// showWords gives the words of a page, to click and select.
func (p *Portal) showWords(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	page, err := p.pageOf(r, me.Scope)
	if err != nil {
		return err
	}
	words, err := p.Store.Words(r.Context(), me.Scope, page.File, page.Page)
	if err != nil {
		return err
	}
	if words == nil {
		words = []invoer.Word{}
	}
	return sendJSON(w, http.StatusOK, map[string][]invoer.Word{"words": words})
}
