package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
)

// listDeliveries lists what came in, newest first, and where it is now.
func (p *Portal) listDeliveries(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	after, err := invoer.ParseID[invoer.DeliveryID](r.URL.Query().Get("after"))
	if err != nil {
		after = "" // no such row to begin behind: from the newest
	}
	odd := r.URL.Query().Get("only") == "not-taken"
	deliveries, err := p.Store.Arrivals(r.Context(), me.Scope, storage.ArrivalFilter{After: after, NotTaken: odd, Limit: perPage + 1})
	if err != nil {
		return err
	}
	where, err := p.Store.Whereabouts(r.Context(), me.Scope, idsOf(deliveries))
	if err != nil {
		return err
	}
	names, err := p.clientNames(r, me)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "deliveries", "del.title")
	page := deliveriesPage{frame: f, OneClient: f.ForClient(), Tabs: []tab{
		{Code: "all", Text: f.Say("del.all"), URL: deliveriesURL(false, ""), Here: !odd},
		{Code: "held", Text: f.Say("del.not_taken"), URL: deliveriesURL(true, ""), Here: odd},
	}}
	if after != "" {
		page.Newest = deliveriesURL(odd, "")
	}
	if len(deliveries) > perPage {
		deliveries = deliveries[:perPage]
		page.Older = deliveriesURL(odd, deliveries[perPage-1].ID)
	}
	for _, d := range deliveries {
		page.Rows = append(page.Rows, deliveryRow{
			URL: deliveryURL(d.ID), Received: d.Received, Door: f.Say("door." + string(d.Via)),
			From: d.From, Client: names[d.Client], Outcomes: f.outcomes(d.Parts), Now: f.whereabouts(d, where[d.ID]),
		})
	}
	return send(w, http.StatusOK, "deliveries.html", page)
}

// deliveriesURL is the address of the list, of those only of which something was
// not taken when odd.
func deliveriesURL(odd bool, after invoer.DeliveryID) string {
	q := url.Values{}
	if odd {
		q.Set("only", "not-taken")
	}
	if after != "" {
		q.Set("after", string(after))
	}
	if len(q) == 0 {
		return "/deliveries"
	}
	return "/deliveries?" + q.Encode()
}

func idsOf(deliveries []invoer.Delivery) []invoer.DeliveryID {
	ids := make([]invoer.DeliveryID, len(deliveries))
	for i, d := range deliveries {
		ids[i] = d.ID
	}
	return ids
}

// whereabouts says where the documents of a delivery are now.
func (f frame) whereabouts(d invoer.Delivery, counts map[invoer.Status]int) []sign {
	if d.Answer == invoer.AnswerWaiting {
		return []sign{{Code: string(invoer.StatusHeld), Text: f.Say("del.asks"), Icon: "hand"}}
	}
	var signs []sign
	for _, status := range []invoer.Status{invoer.StatusHeld, invoer.StatusWaiting, invoer.StatusRead, invoer.StatusApproved, invoer.StatusBooked, invoer.StatusRejected, invoer.StatusJoined} {
		if n := counts[status]; n > 0 {
			s := f.state(status)
			s.Text = f.Say("del.count", n, s.Text)
			signs = append(signs, s)
		}
	}
	return signs
}

// clientNames are the names of all clients that the reader may see.
func (p *Portal) clientNames(r *http.Request, me storage.Session) (map[invoer.ClientID]string, error) {
	clients, err := p.Store.Clients(r.Context(), me.Scope)
	names := make(map[invoer.ClientID]string, len(clients))
	for _, c := range clients {
		names[c.ID] = c.Name
	}
	return names, err
}

// outcomes counts what became of parts, those that need somebody last.
func (t tongue) outcomes(parts []invoer.Part) []string {
	count := map[invoer.Outcome]int{}
	for _, part := range parts {
		count[part.Outcome]++
	}
	var said []string
	for _, outcome := range []invoer.Outcome{invoer.Taken, invoer.Skipped, invoer.Held} {
		if n := count[outcome]; n > 0 {
			said = append(said, t.Say("del.count", n, t.Say("outcome."+string(outcome))))
		}
	}
	return said
}

// deliveryOf is the delivery that the address names, where the person may see it.
func (p *Portal) deliveryOf(r *http.Request, me storage.Session) (invoer.Delivery, error) {
	id, err := idOf[invoer.DeliveryID](r, "delivery")
	if err != nil {
		return invoer.Delivery{}, err
	}
	return p.Store.Delivery(r.Context(), me.Scope, id)
}

// A dispatch is all that the page of one delivery is made of.
type dispatch struct {
	invoer.Delivery
	docs     []storage.Summary
	clients  []storage.Client
	progress []storage.Progress
	repeats  []storage.Repeat
	stack    storage.StackView
	said     storage.Handed
}

func (p *Portal) dispatch(r *http.Request, me storage.Session) (d dispatch, err error) {
	if d.Delivery, err = p.deliveryOf(r, me); err != nil {
		return d, err
	}
	if d.docs, err = p.Store.Documents(r.Context(), me.Scope, storage.Filter{Delivery: d.ID, Limit: 500}); err != nil {
		return d, err
	}
	if d.clients, err = p.Store.Clients(r.Context(), me.Scope); err != nil {
		return d, err
	}
	if d.progress, err = p.Store.Progress(r.Context(), me.Scope, d.ID); err != nil {
		return d, err
	}
	if d.repeats, err = p.Store.Repeats(r.Context(), me.Scope, d.ID); err != nil {
		return d, err
	}
	if d.stack, err = p.Store.Stack(r.Context(), me.Scope, d.ID); err != nil {
		return d, err
	}
	d.said, err = p.Store.SaidOfDelivery(r.Context(), me.Scope, d.ID)
	return d, err
}

// showDelivery is the ledger of one delivery, and what became of it.
func (p *Portal) showDelivery(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	d, err := p.dispatch(r, me)
	if err != nil {
		return err
	}
	page := p.frame(r, me, "deliveries", "del.title").delivery(d)
	page.Handed = page.handedForm(page.slip(r), d.said)
	return send(w, http.StatusOK, "delivery.html", page)
}

func (f frame) delivery(d dispatch) deliveryPage {
	page := deliveryPage{
		frame: f, Heading: f.Say("del.one", f.Clock(d.Received)), Door: f.Say("door." + string(d.Via)),
		From: d.From, Client: nameOf(d.clients, d.Client), Action: deliveryURL(d.ID),
		Asks: !f.ForClient() && d.Answer == invoer.AnswerWaiting, Stack: f.stack(d.ID, d.stack, d.docs),
	}
	if !f.ForClient() {
		page.Clients = f.clients(d.clients, d.Client, "docs.no_client")
		page.Again = slices.ContainsFunc(d.docs, func(doc storage.Summary) bool { return doc.Status == invoer.StatusHeld })
	}
	page.Title = page.Heading
	for _, part := range d.Parts {
		page.Parts = append(page.Parts, f.partOf(d, part))
	}
	for _, doc := range d.docs {
		page.Rows = append(page.Rows, f.row(doc, listing{Tab: "all"}, true))
	}
	for _, r := range d.repeats {
		page.Repeats = append(page.Repeats, repeatView{At: r.At, Door: f.Say("door." + string(r.Via)), From: r.From, URL: deliveryURL(r.Delivery), Here: r.Delivery == d.ID})
	}
	return page
}

// partOf is a line of the ledger with where it is now. An admin gets a way to
// what is in quarantine; people of the office have what was skipped taken.
func (f frame) partOf(d dispatch, part invoer.Part) partView {
	view := f.part(part)
	at := deliveryURL(d.ID) + "/parts/" + strconv.Itoa(part.Position)
	if f.Admin() && part.Reason.Code == intake.ReasonQuarantined {
		view.URL = at + "/original"
	}
	if !f.ForClient() && intake.Takeable(part) {
		view.Take = at + "/take"
	}
	if part.Reason.Code == storage.ReasonDuplicate && len(part.Reason.Args) > 0 {
		view.Earlier = deliveryURL(invoer.DeliveryID(part.Reason.Args[0]))
	}
	for _, p := range d.progress {
		if part.File == "" || p.File != part.File {
			continue
		}
		for _, doc := range p.Documents {
			if doc.Reason.Code == storage.ReasonReplaced {
				continue // its pages are in others now
			}
			view.Now = append(view.Now, place{listing{Tab: "all"}.document(doc.ID), f.state(doc.Status)})
		}
		if len(p.Documents) == 0 && !p.Settled() {
			view.Now = append(view.Now, place{State: f.state(invoer.StatusWaiting)})
		}
	}
	if more := len(view.Now) - mostPlaces; more > 0 {
		view.Now, view.More = view.Now[:mostPlaces], more
	}
	return view
}

// mostPlaces is how many documents of a part its line leads to; all are listed
// below.
const mostPlaces = 5

func nameOf(clients []storage.Client, id invoer.ClientID) string {
	at := slices.IndexFunc(clients, func(c storage.Client) bool { return c.ID == id })
	if at < 0 {
		return ""
	}
	return clients[at].Name
}

func (t tongue) part(part invoer.Part) partView {
	classes := map[invoer.Outcome][2]string{invoer.Taken: {"approved", "done"}, invoer.Skipped: {"waiting", "no"}, invoer.Held: {"held", "hand"}}
	look := classes[part.Outcome]
	view := partView{Name: part.Name, Media: part.Media, Size: t.Size(part.Size), Class: look[0], Icon: look[1], Outcome: t.Say("outcome." + string(part.Outcome))}
	if part.Reason.Code != "" {
		view.Why, view.Todo = t.heldFile(part.Reason, part.Media)
	}
	return view
}
