package v1

import (
	"context"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// An Original is one of those of a document.
type Original struct {
	Document invoer.DocumentID `json:"document" doc:"Its bytes are at /documents/{document}/original, its pages at /documents/{document}/pages."`
	File     File              `json:"file"`
	Delivery invoer.DeliveryID `json:"delivery"`
	Door     invoer.Door       `json:"door"`
	From     string            `json:"from"`
	Received time.Time         `json:"received"`
	EInvoice bool              `json:"e_invoice" doc:"It is an e-invoice or has one in it. The first such original rules."`
	Pages    int               `json:"pages"`
	First    bool              `json:"first" doc:"The document itself, which the others were joined to."`
	Why      string            `json:"why" enum:",same-e-invoice,same-picture,same-values,same-figures,e-invoice-of-it,by-hand,terms-of-it"`
	Joined   string            `json:"joined" doc:"When; empty for the first."`
}

func showOriginals(all []storage.Original) []Original {
	shown := make([]Original, len(all))
	for i, o := range all {
		shown[i] = Original{
			Document: o.Document, File: File{o.File.ID, o.File.Name, o.File.Media, o.File.Size, o.File.SHA256}, Delivery: o.Delivery,
			Door: o.Door, From: o.From, Received: o.Received.UTC(), EInvoice: o.EInvoice, Pages: o.Pages, First: o.Leads, Why: o.Why,
		}
		if !o.At.IsZero() {
			shown[i].Joined = o.At.UTC().Format(time.RFC3339)
		}
	}
	return shown
}

type originalsIn struct {
	ByID
	Paging
}

func (v *V1) originals(ctx context.Context, c call, in *originalsIn) (*Answer[List[Original]], error) {
	id, err := identifier[invoer.DocumentID](in.ID)
	if err != nil {
		return nil, err
	}
	all, err := v.Store.Originals(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	return slice(showOriginals(all), in.Paging, func(o Original) string { return string(o.Document) }, func(o Original) Original { return o })
}

func (v *V1) separate(ctx context.Context, c call, in *Changing) (*documentOut, error) {
	return v.change(ctx, c, *in, func(id invoer.DocumentID, version int) (storage.View, error) {
		return v.Store.Separate(ctx, c.who, id, version)
	})
}

type joinIn struct {
	Changing
	Body struct {
		Document invoer.DocumentID `json:"document" format:"uuid" doc:"The document of the same client that it is an original of."`
	}
}

func (v *V1) join(ctx context.Context, c call, in *joinIn) (*documentOut, error) {
	to, err := identifier[invoer.DocumentID](string(in.Body.Document))
	if err != nil {
		return nil, err
	}
	return v.change(ctx, c, in.Changing, func(id invoer.DocumentID, version int) (storage.View, error) {
		return v.Store.Join(ctx, c.who, id, version, to)
	})
}
