package v1

import (
	"context"
	"time"
)

// A Balance proves that nothing was lost: what came in equals what is here.
type Balance struct {
	At               time.Time `json:"at"`
	Balanced         bool      `json:"balanced"`
	Deliveries       int       `json:"deliveries"`
	Parts            int       `json:"parts"`
	Taken            int       `json:"taken"`
	Skipped          int       `json:"skipped"`
	Held             int       `json:"held"`
	Files            int       `json:"files"`
	FilesHeld        int       `json:"files_held"`
	FilesWaiting     int       `json:"files_waiting"`
	Documents        int       `json:"documents"`
	Joined           int       `json:"joined" doc:"Originals of documents that came in again."`
	Pages            int       `json:"pages"`
	PagesInDocuments int       `json:"pages_in_documents"`
	PagesDropped     int       `json:"pages_dropped" doc:"Separators and blank pages."`
	PagesWaiting     int       `json:"pages_waiting"`
	PagesHeld        int       `json:"pages_held"`
	Faults           []Fault   `json:"faults" nullable:"false"`
}

// A Fault is one difference.
type Fault struct {
	Rule   string `json:"rule"`
	Noun   string `json:"noun"`
	ID     string `json:"id"`
	Detail string `json:"detail"`
}

type balanceIn struct{}

func (v *V1) balance(ctx context.Context, c call, _ *balanceIn) (*Answer[Balance], error) {
	if err := onlyAdmin(c); err != nil {
		return nil, err
	}
	b, err := v.Store.Balance(ctx, c.who)
	if err != nil {
		return nil, err
	}
	shown := Balance{
		At: b.At.UTC(), Balanced: b.Balanced(), Deliveries: b.Deliveries, Parts: b.Parts, Taken: b.Taken, Skipped: b.Skipped, Held: b.Held,
		Files: b.Files, FilesHeld: b.FilesHeld, FilesWaiting: b.FilesWaiting, Documents: b.Documents, Joined: b.Joined, Pages: b.Pages,
		PagesInDocuments: b.PagesInDocuments, PagesDropped: b.PagesDropped, PagesWaiting: b.PagesWaiting, PagesHeld: b.PagesHeld, Faults: []Fault{},
	}
	for _, f := range b.Faults {
		shown.Faults = append(shown.Faults, Fault{f.Rule, f.Noun, f.ID, f.Detail})
	}
	return answer(shown), nil
}
