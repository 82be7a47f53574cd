package portal

import (
	"net/http"
	"net/url"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// listDeliveries lists what came in, newest first.
func (p *Portal) listDeliveries(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	after, err := invoer.ParseID[invoer.DeliveryID](r.URL.Query().Get("after"))
	if err != nil {
		after = "" // no such row to begin behind: from the newest
	}
	deliveries, err := p.Store.Deliveries(r.Context(), me.Scope, "", after, perPage+1)
	if err != nil {
		return err
	}
	names, err := p.clientNames(r, me)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "deliveries", "del.title")
	page := deliveriesPage{frame: f, OneClient: f.ForClient()}
	if after != "" {
		page.Newest = "/deliveries"
	}
	if len(deliveries) > perPage {
		deliveries = deliveries[:perPage]
		page.Older = "/deliveries?" + url.Values{"after": {string(deliveries[perPage-1].ID)}}.Encode()
	}
	for _, d := range deliveries {
		page.Rows = append(page.Rows, deliveryRow{
			URL: deliveryURL(d.ID), Received: d.Received, Door: f.Say("door." + string(d.Via)),
			From: d.From, Client: names[d.Client], Outcomes: f.outcomes(d.Parts),
		})
	}
	return send(w, http.StatusOK, "deliveries.html", page)
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

// showDelivery is the ledger of one delivery.
func (p *Portal) showDelivery(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[invoer.DeliveryID](r, "delivery")
	if err != nil {
		return err
	}
	d, err := p.Store.Delivery(r.Context(), me.Scope, id)
	if err != nil {
		return err
	}
	docs, err := p.Store.Documents(r.Context(), me.Scope, storage.Filter{Delivery: id, Limit: 500})
	if err != nil {
		return err
	}
	names, err := p.clientNames(r, me)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "deliveries", "del.title")
	page := deliveryPage{
		frame: f, Heading: f.Say("del.one", f.Clock(d.Received)), Door: f.Say("door." + string(d.Via)),
		From: d.From, Client: names[d.Client],
	}
	page.Title = page.Heading
	for _, part := range d.Parts {
		page.Parts = append(page.Parts, f.part(part))
	}
	for _, doc := range docs {
		page.Rows = append(page.Rows, f.row(doc, listing{Tab: "all"}, true))
	}
	return send(w, http.StatusOK, "delivery.html", page)
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
