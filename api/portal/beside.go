package portal

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// leadOf is the document that shows another: itself, unless it is an original
// of one.
func (p *Portal) leadOf(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (invoer.DocumentID, error) {
	doc, err := p.Store.Document(ctx, who, id)
	if err != nil || doc.JoinedTo == "" {
		return id, err
	}
	return doc.JoinedTo, nil
}

// join makes the document an original of the one that the form names.
func (p *Portal) join(ctx context.Context, who invoer.Scope, doc storage.View, form url.Values) error {
	to, err := invoer.ParseID[invoer.DocumentID](form.Get("to"))
	if err != nil {
		return err
	}
	_, err = p.Store.Join(ctx, who, doc.ID, doc.Version, to)
	if errors.Is(err, invoer.ErrNotFound) { // not the document itself, which was just read
		return unseen{err, string(to)}
	}
	return err
}

// separate makes an original a document of its own again.
func (p *Portal) separate(ctx context.Context, who invoer.Scope, doc storage.View, _ url.Values) error {
	_, err := p.Store.Separate(ctx, who, doc.ID, doc.Version)
	return err
}

// originals are those of a document that has several.
func (f frame) originals(doc storage.View) []originalView {
	if len(doc.Originals) < 2 {
		return nil
	}
	views := make([]originalView, len(doc.Originals))
	for i, o := range doc.Originals {
		own := documentPage{ID: o.Document}
		views[i] = originalView{
			Name: o.File.Name, Door: f.Say("door." + string(o.Door)), Received: o.Received, Original: own.Action("original") + "?download=1",
		}
		if o.Leads {
			continue
		}
		views[i].Why = f.Say("original." + o.Why)
		views[i].Beside = besideURL(doc.ID, o.Document)
		if !f.ForClient() {
			views[i].Separate = own.Action("separate")
		}
	}
	return views
}

func besideURL(one, other invoer.DocumentID) string {
	return documentPage{ID: one}.Action("beside/" + url.PathEscape(string(other)))
}

// besideOf is where both documents are shown that a finding is about; empty for
// one that is about a document alone.
func besideOf(id invoer.DocumentID, found invoer.Finding) string {
	if other := otherOf(found); other != "" {
		return besideURL(id, other)
	}
	return ""
}

// otherOf is the other document that a finding is about.
func otherOf(found invoer.Finding) invoer.DocumentID {
	at := -1
	switch {
	case slices.Contains(invoer.TwinRules, found.Rule), slices.Contains(invoer.EarlierRules, found.Rule):
		at = 2
	case found.Rule == invoer.RuleOriginals:
		at = 3
	}
	if at < 0 || at >= len(found.Args) {
		return ""
	}
	id, err := invoer.ParseID[invoer.DocumentID](found.Args[at])
	if err != nil {
		return ""
	}
	return id
}

// showBeside shows two documents side by side, and what a person may say of
// them: that they are one, or two.
func (p *Portal) showBeside(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	doc, err := p.seen(r, me)
	if err != nil {
		return err
	}
	id, err := invoer.ParseID[invoer.DocumentID](r.PathValue("other"))
	if err != nil {
		return unseen{invoer.ErrNotFound, ""}
	}
	other, err := p.Store.Document(r.Context(), me.Scope, id)
	if err != nil {
		return unseen{err, string(id)}
	}
	return send(w, http.StatusOK, "beside.html", p.frame(r, me, "documents", "beside.title").beside(doc, other))
}

func (f frame) beside(doc, other storage.View) besidePage {
	page := besidePage{
		frame: f, Back: "/documents/" + url.PathEscape(string(doc.ID)), Halves: [2]besideHalf{f.side(doc), f.side(other)},
		Values: f.pairs(doc.Invoice, other.Invoice), Version: doc.Version, To: other.ID,
	}
	if f.ForClient() {
		return page
	}
	if other.JoinedTo == doc.ID {
		page.Separate, page.Version = documentPage{ID: other.ID}.Action("separate"), other.Version
		return page
	}
	open := doc.Status == invoer.StatusRead || doc.Status == invoer.StatusHeld
	if !open || doc.JoinedTo != "" || doc.Client != other.Client {
		return page
	}
	own := documentPage{ID: doc.ID}
	if slices.ContainsFunc(doc.Invoice.Findings, func(found invoer.Finding) bool {
		return otherOf(found) == other.ID && slices.Contains(invoer.EarlierRules, found.Rule)
	}) {
		return page // they are two: one is about the other
	}
	page.Join = own.Action("join")
	for _, found := range doc.Invoice.Findings {
		if otherOf(found) == other.ID && found.Answered == "" {
			page.Answer, page.Finding = own.Action("answer"), found.Rule+"|"+found.Field
		}
	}
	return page
}

func (f frame) side(doc storage.View) besideHalf {
	own := documentPage{ID: doc.ID}
	h := besideHalf{Title: doc.File.Name, Received: doc.Received, Original: own.Action("original") + "?download=1", Sheets: f.sheets(doc), NoPages: f.noPages(doc)}
	at := slices.IndexFunc(doc.Originals, func(o storage.Original) bool { return o.Document == doc.ID })
	if at >= 0 {
		h.Door = f.Say("door." + string(doc.Originals[at].Door))
	}
	return h
}

// besideFields are those that tell documents apart.
var besideFields = []string{"supplier_name", "supplier_vat", "supplier_iban", "invoice_number", "invoice_date", "due_date", "total_excl", "total_vat", "total_incl", "structured_ref"}

func (f frame) pairs(one, other invoer.Invoice) []pairView {
	var pairs []pairView
	for _, name := range besideFields {
		a, _ := one.Value(name) // besideFields are fields; the page would show none of another name
		b, _ := other.Value(name)
		if a.Text == "" && b.Text == "" {
			continue
		}
		pairs = append(pairs, pairView{f.Say("field." + name), f.Shown(name, a.Text), f.Shown(name, b.Text), a.Text != b.Text})
	}
	return pairs
}
