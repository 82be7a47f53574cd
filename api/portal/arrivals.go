package portal

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// arriving gives the files that are being read and are no documents yet, and
// how many there are: those who just handed something in see it from the first
// moment. A list that is filtered by what only a document has shows none.
func (p *Portal) arriving(r *http.Request, who invoer.Scope, list listing) ([]storage.Arriving, int, error) {
	if list.Query != "" || list.Kind != "" {
		return nil, 0, nil
	}
	files, all, err := p.Store.Arriving(r.Context(), who, list.Client, perPage)
	shows := list.shelf().statuses
	if list.After != "" || shows != nil && !slices.Contains(shows, invoer.StatusWaiting) {
		files = nil
	}
	return files, all, err
}

// arrivals are files on their way as lines of a list.
func (f frame) arrivals(files []storage.Arriving, oneClient bool) []documentRow {
	var rows []documentRow
	state := f.state(invoer.StatusWaiting)
	for _, file := range files {
		row := documentRow{
			tongue: f.tongue, ID: invoer.DocumentID(file.File), URL: "/deliveries/" + url.PathEscape(string(file.Delivery)), State: state,
			Supplier: file.Name, Sub: f.Say("docs.reading"), Client: file.ClientName, Received: file.Received, Waiting: true, OneClient: oneClient,
			Sure: sureness{Level: "missing", Icon: state.Icon, Word: state.Text},
		}
		if file.Pages > 1 {
			row.Sub = f.Say("docs.pages_read", file.Read, file.Pages)
		}
		if row.Client == "" {
			row.Client = f.Say("docs.no_client")
		}
		rows = append(rows, row)
	}
	return rows
}
