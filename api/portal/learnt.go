package portal

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// A learntView is how well proposals would have done on a client's own past.
type learntView struct {
	Text, Known, Share string
	Rows               []learntRow
	Faults             []string
}

type learntRow struct{ Date, Name, Booked, Proposed, Why string }

// differencesShown is how many bookings that differ are shown, the newest first.
const differencesShown = 30

// learnBookings learns a client's ledger, and shows where proposals would have
// differed.
func (p *Portal) learnBookings(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := ourForm(w, r, me); err != nil {
		return err
	}
	_, b, err := sentFile(r)
	if err != nil {
		return err
	}
	client, err := invoer.ParseID[invoer.ClientID](r.FormValue("client"))
	if err != nil {
		return fmt.Errorf("%w: client", invoer.ErrNotFound)
	}
	books, err := p.Store.Books(r.Context(), me.Scope, client)
	if err != nil {
		return err
	}
	all, faults, err := api.ReadPurchases(b, string(client), books)
	if err != nil {
		return p.afterBatch(w, r, me, client, err, "")
	}
	taught, err := p.Store.LearnLedger(r.Context(), me.Scope, client, all)
	if err != nil {
		return err
	}
	return p.booksPage(w, r, me, http.StatusOK, func(page *booksPage) { page.Learnt = page.learnt(taught, faults) })
}

func (f frame) learnt(taught storage.Taught, faults []error) *learntView {
	view := &learntView{Text: f.Say("learnt.count", taught.Learnt), Known: f.Say("learnt.known", taught.Known)}
	if taught.Learnt > 0 {
		view.Share = f.Say("learnt.right", f.share(taught.Right, taught.Learnt))
	}
	for i := len(taught.Differences) - 1; i >= 0 && len(view.Rows) < differencesShown; i-- {
		d := taught.Differences[i]
		row := learntRow{Date: f.Date(d.Booked.Date), Name: d.Booked.Supplier.Name}
		var booked, proposed []string
		for _, e := range d.Booked.Entries {
			booked = append(booked, e.Account+" "+f.Money(e.Amount))
		}
		for _, e := range d.Proposed.Entries {
			proposed = append(proposed, e.Account+" "+f.Money(e.Amount))
			row.Why = sentence(f.Why(e.Why))
		}
		row.Booked, row.Proposed = strings.Join(booked, ", "), strings.Join(proposed, ", ")
		view.Rows = append(view.Rows, row)
	}
	for _, err := range faults[:min(len(faults), faultsShown)] {
		view.Faults = append(view.Faults, err.Error())
	}
	return view
}
