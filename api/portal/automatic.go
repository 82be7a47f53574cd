package portal

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/precedent"
	"github.com/invoer/invoer/storage"
)

// An automaticPage is what an office lets go without a person at a client, and
// how that goes.
type automaticPage struct {
	frame
	Client            invoer.ClientID
	Clients           []option
	Set               invoer.Automatic
	Most, Second      string
	Stopped, Started  bool
	Stops, Checked    int
	Outlooks          []outlookRow
	Documents, Judged int
	Suppliers         []automaticSupplier
	More              int
	Gone              []goneRow
}

type outlookRow struct {
	OneIn, Alone, Wrong int
	Share               string
	Chosen              bool
}

type automaticSupplier struct {
	Key, Name               string
	Documents, Alone, Wrong int
	Steady                  int
	Earned, Allowed         bool
}

type goneRow struct {
	URL, Name, Number, Total, At, Way string
	Class, Icon, State                string
}

// risksShown are those for which the outlook is shown beside the chosen one.
var risksShown = []int{50, 100, 200, 500, 1000}

// suppliersShown is how many suppliers a page lists.
const suppliersShown = 300

// showAutomatic shows what would go without a person, before it is put on.
func (p *Portal) showAutomatic(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.automaticPage(w, r, me, http.StatusOK, nil)
}

func (p *Portal) automaticPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, more func(*automaticPage)) error {
	page := automaticPage{frame: p.frame(r, me, "books", "auto.title")}
	var err error
	if page.Client, page.Clients, err = p.booksClient(r, me, page.frame); err != nil {
		return err
	}
	set, err := p.Store.Automatic(r.Context(), me.Scope, page.Client)
	if err != nil {
		return err
	}
	page.Set, page.Most, page.Second = set.Automatic, page.limit(set.Most), page.limit(set.Second)
	page.Stopped, page.Stops, page.Checked, page.Started = set.Watch.Off, set.Watch.Stops, set.Watch.Checked, !set.At.IsZero()
	if err := p.outlooks(r.Context(), me.Scope, &page, set); err != nil {
		return err
	}
	gone, err := p.Store.Gone(r.Context(), me.Scope, page.Client)
	if err != nil {
		return err
	}
	for _, g := range gone {
		page.Gone = append(page.Gone, page.gone(g))
	}
	if more != nil {
		more(&page)
	}
	return send(w, status, "automatic.html", page)
}

// limit is an amount of cents as it is typed; nothing for none.
func (f frame) limit(cents int64) string {
	if cents == 0 {
		return ""
	}
	return f.Amount(invoer.EUR(cents))
}

// outlooks shows what would have gone in the last year at several risks, and by
// supplier at the chosen one.
func (p *Portal) outlooks(ctx context.Context, who invoer.Scope, page *automaticPage, set storage.Automatic) error {
	risks := risksShown
	if !contains(risks, set.OneIn) {
		risks = append([]int{set.OneIn}, risks...)
	}
	for _, oneIn := range risks {
		// Everybody who may go, or all where nobody was chosen yet.
		on := precedent.Terms{Risk: 1 / float64(oneIn), Last: set.Last, Most: set.Most, May: set.May}
		if !set.All && len(set.Suppliers) == 0 {
			on.May = func(string) bool { return true }
		}
		o, err := p.Store.Outlook(ctx, who, page.Client, on)
		if err != nil {
			return err
		}
		page.Documents = o.Documents
		page.Outlooks = append(page.Outlooks, outlookRow{oneIn, o.Alone, o.Wrong, page.share(o.Alone, o.Documents), oneIn == set.OneIn})
		if oneIn == set.OneIn {
			page.suppliers(o, set)
		}
	}
	return nil
}

func contains(all []int, n int) bool {
	for _, a := range all {
		if a == n {
			return true
		}
	}
	return false
}

// share is a part in per cent.
func (f frame) share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return f.Percent(int64(n) * 10000 / int64(of))
}

func (page *automaticPage) suppliers(o precedent.Outlook, set storage.Automatic) {
	page.More = max(0, len(o.Suppliers)-suppliersShown)
	for _, s := range o.Suppliers[:min(len(o.Suppliers), suppliersShown)] {
		name := s.Name
		if name == "" {
			name = s.Supplier
		}
		page.Suppliers = append(page.Suppliers, automaticSupplier{s.Supplier, name, s.Documents, s.Alone, s.Wrong, s.Steady, s.Earned, set.May(s.Supplier)})
	}
}

func (f frame) gone(g storage.Gone) goneRow {
	row := goneRow{
		URL: "/documents/" + url.PathEscape(string(g.Document)), Name: g.Name, Number: g.Number, Total: f.Money(g.Total), At: f.Clock(g.At),
		Way: f.Say("auto.way." + g.Way), Class: "waiting", Icon: "clock", State: f.Say("auto.nobody"),
	}
	switch {
	case g.Correct != nil && *g.Correct:
		row.Class, row.Icon, row.State = "approved", "done", f.Say("auto.right")
	case g.Correct != nil:
		row.Class, row.Icon, row.State = "rejected", "no", f.Say("auto.wrong")
	}
	return row
}

func automaticURL(client invoer.ClientID, said string) string {
	return saying("/bookkeeping/automatic?client="+url.QueryEscape(string(client)), said)
}

// setAutomatic says what goes without a person.
func (p *Portal) setAutomatic(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	client, err := invoer.ParseID[invoer.ClientID](r.PostFormValue("client"))
	if err != nil {
		return fmt.Errorf("%w: client", invoer.ErrNotFound)
	}
	said := invoer.Automatic{On: r.PostFormValue("on") != "", All: r.PostFormValue("all") != ""}
	for name, to := range map[string]*int{"one_in": &said.OneIn, "last": &said.Last, "every": &said.Every} {
		*to, _ = strconv.Atoi(strings.TrimSpace(r.PostFormValue(name))) // nothing is no number that Check takes
	}
	wrong := false
	for name, to := range map[string]*int64{"most": &said.Most, "second": &said.Second} {
		cents, bad := centsOf(strings.TrimSpace(r.PostFormValue(name)))
		*to, wrong = cents, wrong || bad
	}
	if wrong || said.Check() != nil {
		return p.automaticPage(w, r, me, http.StatusUnprocessableEntity, func(page *automaticPage) {
			page.Set, page.Most, page.Second = said, r.PostFormValue("most"), r.PostFormValue("second")
			page.Notice = notice{Kind: "bad", Text: page.Say("auto.not_right")}
		})
	}
	if err := p.Store.SetAutomatic(r.Context(), me.Scope, client, said); err != nil {
		return err
	}
	return away(w, r, automaticURL(client, "auto"))
}

// allowAlone says whether a supplier's documents may go.
func (p *Portal) allowAlone(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	client, err := invoer.ParseID[invoer.ClientID](r.PostFormValue("client"))
	if err != nil {
		return fmt.Errorf("%w: client", invoer.ErrNotFound)
	}
	err = p.Store.AllowAlone(r.Context(), me.Scope, client, r.PostFormValue("supplier"), r.PostFormValue("allow") != "")
	if err != nil {
		return err
	}
	return away(w, r, automaticURL(client, "auto"))
}

// looked records that a person found right what went without one.
func (p *Portal) looked(ctx context.Context, who invoer.Scope, doc storage.View, _ url.Values) error {
	return p.Store.Looked(ctx, who, doc.ID)
}
