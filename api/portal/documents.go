package portal

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// listDocuments shows the documents of one tab. A script asks for the same
// page and takes its rows.
func (p *Portal) listDocuments(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.showList(w, r, me, listingOf(r.URL.Query(), me.Scope.Role), http.StatusOK, nil)
}

// showList shows a list, with what was not done of a deed on several.
func (p *Portal) showList(w http.ResponseWriter, r *http.Request, me storage.Session, list listing, status int, said *undone) error {
	rows, err := p.Store.Documents(r.Context(), me.Scope, list.filter(me.Scope))
	if err != nil {
		return err
	}
	counts, err := p.Store.Counts(r.Context(), me.Scope, list.from("").filter(me.Scope))
	if err != nil {
		return err
	}
	clients, err := p.Store.Clients(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	arriving, more, err := p.arriving(r, me.Scope, list)
	if err != nil {
		return err
	}
	counts.In[invoer.StatusWaiting] += more
	f := p.frame(r, me, "documents", "docs.title")
	f.MainClass = ""
	page := f.documents(list, rows, counts, clients)
	page.Rows = append(f.arrivals(arriving, page.OneClient), page.Rows...)
	if err := p.queue(r, me, list, &page); err != nil {
		return err
	}
	page.Undone = said
	return send(w, status, "documents.html", page)
}

// documents is the page of a listing; rows hold one more than are shown when
// there are older ones.
func (f frame) documents(list listing, rows []storage.Summary, counts storage.Count, clients []storage.Client) documentsPage {
	page := documentsPage{
		frame: f, Tab: list.Tab, Query: list.Query, Tabs: f.tabs(list, counts), Kinds: f.kinds(list.Kind, "docs.all_kinds"),
		OneClient: f.ForClient() || list.Client != "", Filtered: list.filtered(),
		Live: list.After == "", Self: list.url(), Empty: f.nothing(list),
	}
	if !f.ForClient() {
		page.Clients = f.clients(clients, list.Client, "docs.all_clients")
	}
	page.Starting = f.Admin() && len(clients) == 0
	if list.After != "" {
		page.Newest = list.from("").url()
	}
	if len(rows) > perPage {
		rows = rows[:perPage]
		page.Older = list.from(rows[perPage-1].Cursor).url()
	}
	for _, doc := range rows {
		page.Near = page.Near || doc.Near
		row := f.row(doc, list, page.OneClient)
		row.Choosable = !f.ForClient() && (doc.Status == invoer.StatusRead || doc.Status == invoer.StatusHeld)
		page.Rows = append(page.Rows, row)
	}
	return page
}

func (f frame) tabs(list listing, counts storage.Count) []tab {
	mine := shelvesOf(f.User.Role)
	tabs := make([]tab, len(mine))
	for i, s := range mine {
		tabs[i] = tab{Code: s.code, Text: f.Say("tab." + s.code), URL: list.onTab(s.code).url(), Here: s.code == list.Tab}
		more := false
		for status, n := range counts.In {
			if s.statuses == nil || slices.Contains(s.statuses, status) {
				tabs[i].Count += n
				more = more || counts.More[status]
			}
		}
		tabs[i].Shown = f.counted(tabs[i].Count, more)
	}
	return tabs
}

// counted is a number of documents as it is shown, with a plus where there are
// more.
func (f frame) counted(n int, more bool) string {
	shown := f.decimal(strconv.Itoa(n))
	if more {
		shown += "+"
	}
	return shown
}

// kinds are the kinds of document to choose from; none names the choice of no
// kind, and is empty where one must be chosen.
func (f frame) kinds(chosen invoer.Kind, none string) []option {
	var options []option
	if none != "" {
		options = append(options, option{Text: f.Say(none), Chosen: chosen == ""})
	}
	for _, kind := range invoer.Kinds {
		options = append(options, option{Value: string(kind), Text: f.Say("kind." + string(kind)), Chosen: kind == chosen})
	}
	return options
}

// clients are the clients to choose from; none as in kinds.
func (f frame) clients(all []storage.Client, chosen invoer.ClientID, none string) []option {
	var options []option
	if none != "" {
		options = append(options, option{Text: f.Say(none), Chosen: chosen == ""})
	}
	for _, c := range all {
		if c.Archived && c.ID != chosen {
			continue
		}
		options = append(options, option{Value: string(c.ID), Text: c.Name + " (" + c.Code + ")", Chosen: c.ID == chosen})
	}
	return options
}

// nothing says why a list is empty.
func (f frame) nothing(list listing) sign {
	if list.filtered() {
		return sign{Text: f.Say("docs.empty.search"), Icon: "search"}
	}
	return sign{Text: f.Say("docs.empty." + list.Tab), Icon: list.shelf().icon}
}

// row is a document as a line of a list.
func (f frame) row(doc storage.Summary, list listing, oneClient bool) documentRow {
	row := documentRow{
		tongue: f.tongue, ID: doc.ID, Version: doc.Version, URL: list.at(doc.Cursor).document(doc.ID), State: f.became(doc.Status, doc.Paid), Supplier: doc.Supplier, Sub: f.sub(doc),
		Client: doc.ClientName, Issued: f.Date(doc.Issued), Due: f.Date(doc.Due), Total: f.Money(doc.Total), Sure: f.rowSure(doc),
		Received: doc.Received, Waiting: doc.Status == invoer.StatusWaiting, Late: f.late(doc), OneClient: oneClient,
	}
	switch {
	case row.Waiting:
		row.Supplier = f.Say("docs.reading")
	case row.Supplier == "":
		row.Supplier = f.Say("docs.unknown")
	}
	if row.Client == "" {
		row.Client = f.Say("docs.no_client")
	}
	return row
}

// sub is what stands small under the supplier: what waits for a person before
// what it is.
func (f frame) sub(doc storage.Summary) string {
	if doc.Status == invoer.StatusHeld && !f.ForClient() {
		what, _ := f.held(doc.Held)
		return what
	}
	sub := f.Say("kind." + string(doc.Kind))
	if doc.Number != "" {
		sub += " " + doc.Number
	}
	if doc.JoinedTo != "" {
		return f.Say("docs.same_as", sub)
	}
	if doc.Findings > 0 && doc.Status == invoer.StatusRead && !f.ForClient() {
		sub += " · " + f.Say("docs.findings", doc.Findings)
	}
	return sub
}

// rowSure says how sure the reading is while somebody must check it, and
// otherwise what became of the document.
func (f frame) rowSure(doc storage.Summary) sureness {
	if doc.Status == invoer.StatusRead && !f.ForClient() {
		return f.sure(doc.Sure, "", doc.Sure > 0)
	}
	state := f.became(doc.Status, doc.Paid)
	levels := map[invoer.Status]string{
		invoer.StatusWaiting: "missing", invoer.StatusRead: "high", invoer.StatusHeld: "medium",
		invoer.StatusApproved: "exact", invoer.StatusBooked: "exact", invoer.StatusRejected: "low", invoer.StatusJoined: "exact",
	}
	return sureness{Level: levels[doc.Status], Icon: state.Icon, Word: state.Text}
}

// late tells whether the due date is over while nobody has decided.
func (f frame) late(doc storage.Summary) bool {
	open := doc.Status == invoer.StatusRead || doc.Status == invoer.StatusHeld
	return open && !doc.Due.Zero() && doc.Due.Before(f.today())
}
