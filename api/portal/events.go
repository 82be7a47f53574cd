package portal

import (
	"io"
	"net/http"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// home is the list of documents.
func (p *Portal) home(w http.ResponseWriter, r *http.Request, _ storage.Session) error {
	return away(w, r, "/documents")
}

// nowhere is every address that is no page.
func (p *Portal) nowhere(w http.ResponseWriter, r *http.Request, _ storage.Session) error {
	return p.Nowhere(w.Header(), r)
}

// events tells the portal's script what changed, as long as it listens.
func (p *Portal) events(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.SendEvents(w, r, api.Stream{Who: me.Scope, Still: p.StillOpen(r), Write: writeChange})
}

// A change is an event as the portal's script needs it: what to ask for anew.
type change struct {
	Kind     string            `json:"kind"`
	Document invoer.DocumentID `json:"document,omitempty"`
	Delivery invoer.DeliveryID `json:"delivery,omitempty"`
}

func writeChange(w io.Writer, e storage.Event) error {
	return api.WriteMessage(w, e.ID, "change", change{e.Kind, e.Document, e.Delivery})
}
