package portal

import (
	"net/url"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A listing is which documents a list shows, as it stands in its address.
type listing struct {
	Tab    string
	Query  string
	Client invoer.ClientID
	Kind   invoer.Kind
	Mine   bool            // those that are the reader's work
	Order  storage.Sorting // empty: the newest first
	After  string          // a Summary's Cursor; empty: from the first one
	Here   string          // the Cursor of the document that was opened from it
}

// perPage is how many rows a list shows at once.
const perPage = 50

// A shelf is one tab over the list.
type shelf struct {
	code     string
	icon     string // when there is nothing in it
	statuses []invoer.Status
}

// shelves are the tabs of an office, and clientShelves those of a client, to
// whom "to check" and "needs help" are his accountant's work.
var shelves = []shelf{
	{"read", "done", []invoer.Status{invoer.StatusRead}},
	{"held", "done", []invoer.Status{invoer.StatusHeld}},
	{"waiting", "clock", []invoer.Status{invoer.StatusWaiting}},
	{"approved", "booked", []invoer.Status{invoer.StatusApproved, invoer.StatusBooked}},
	{"all", "documents", nil},
}

var clientShelves = []shelf{
	{"all", "documents", nil},
	{"waiting", "clock", []invoer.Status{invoer.StatusWaiting}},
	{"approved", "booked", []invoer.Status{invoer.StatusApproved, invoer.StatusBooked}},
}

func shelvesOf(role invoer.Role) []shelf {
	if role == invoer.RoleClient {
		return clientShelves
	}
	return shelves
}

// listingOf reads a listing from an address and leaves out what it does not
// know. Without a tab it is the first one.
func listingOf(q url.Values, role invoer.Role) listing {
	l := listing{Tab: q.Get("tab"), Query: strings.TrimSpace(q.Get("q")), After: q.Get("after")}
	if id, err := invoer.ParseID[invoer.ClientID](q.Get("client")); err == nil {
		l.Client = id
	}
	if kind := invoer.Kind(q.Get("kind")); slices.Contains(invoer.Kinds, kind) {
		l.Kind = kind
	}
	if order := storage.Sorting(q.Get("order")); order == storage.OldestFirst || order == storage.DoubtfulFirst {
		l.Order = order
	}
	l.Mine = q.Get("mine") != "" && role.OfficeWide()
	l.Here = q.Get("here")
	mine := shelvesOf(role)
	if !slices.ContainsFunc(mine, func(s shelf) bool { return s.code == l.Tab }) {
		l.Tab = mine[0].code
	}
	return l
}

// shelf is the tab that the listing is on.
func (l listing) shelf() shelf {
	at := slices.IndexFunc(shelves, func(s shelf) bool { return s.code == l.Tab })
	return shelves[max(at, 0)]
}

// filter is the listing of a reader in storage's words.
func (l listing) filter(who invoer.Scope) storage.Filter {
	f := storage.Filter{Status: l.shelf().statuses, Client: l.Client, Kind: l.Kind, Text: l.Query, Order: l.Order, After: l.After, Limit: perPage + 1}
	if l.Mine {
		f.Assignee = who.User
	}
	return f
}

// around is the same for the documents beside the one that was opened.
func (l listing) around(who invoer.Scope) storage.Filter {
	f := l.filter(who)
	f.After = l.Here
	return f
}

// onTab is the same listing on another tab, from its newest row.
func (l listing) onTab(code string) listing {
	l.Tab, l.After = code, ""
	return l
}

// from is the same listing behind a row.
func (l listing) from(cursor string) listing {
	l.After, l.Here = cursor, ""
	return l
}

// at is the same listing with a document of it open.
func (l listing) at(cursor string) listing {
	l.After, l.Here = "", cursor
	return l
}

// filtered tells whether more than the tab chooses.
func (l listing) filtered() bool { return l.Query != "" || l.Client != "" || l.Kind != "" || l.Mine }

// query is the listing as part of an address.
func (l listing) query() string {
	q := url.Values{"tab": {l.Tab}}
	if l.Mine {
		q.Set("mine", "1")
	}
	for name, value := range map[string]string{
		"q": l.Query, "client": string(l.Client), "kind": string(l.Kind), "order": string(l.Order), "after": l.After, "here": l.Here,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

func (l listing) url() string {
	l.Here = ""
	return "/documents?" + l.query()
}

// sheet is the address of the contact sheet of what was surely read of it.
func (l listing) sheet() string {
	l.Here = ""
	return "/documents/sure?" + l.query()
}

// document is the address of a document, from which its neighbours in this
// listing are found.
func (l listing) document(id invoer.DocumentID) string {
	l.After = ""
	return "/documents/" + url.PathEscape(string(id)) + "?" + url.Values{"list": {l.query()}}.Encode()
}

// cameFrom reads the listing that a document was opened from.
func cameFrom(q url.Values, role invoer.Role) listing {
	list, err := url.ParseQuery(q.Get("list"))
	if err != nil {
		list = nil // an address that somebody cut: the usual list
	}
	l := listingOf(list, role)
	l.After = ""
	return l
}
