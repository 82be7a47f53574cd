package portal

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// ofDelivery makes a handler of what a person does with a whole delivery. What
// cannot be done as things stand is said on its page.
func (p *Portal) ofDelivery(do func(context.Context, invoer.Scope, invoer.DeliveryID, *http.Request) error, said string) func(http.ResponseWriter, *http.Request, storage.Session) error {
	return func(w http.ResponseWriter, r *http.Request, me storage.Session) error {
		id, err := idOf[invoer.DeliveryID](r, "delivery")
		if err == nil {
			_, err = p.Store.Delivery(r.Context(), me.Scope, id)
		}
		if err == nil {
			err = do(r.Context(), me.Scope, id, r)
		}
		if errors.Is(err, invoer.ErrConflict) {
			return away(w, r, saying(deliveryURL(id), "not-now"))
		}
		if err != nil {
			return err
		}
		return away(w, r, saying(deliveryURL(id), said))
	}
}

// assign gives a delivery to another client, or those of its documents that
// were ticked.
func (p *Portal) assign(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, r *http.Request) error {
	client, err := p.ClientOf(ctx, who, r.PostFormValue("client"))
	if err == nil && client == "" {
		err = invoer.ErrInvalid
	}
	if err != nil {
		return err
	}
	ticked := r.PostForm["document"]
	if len(ticked) == 0 {
		return p.Store.Assign(ctx, who, id, client)
	}
	for _, text := range ticked {
		doc, err := invoer.ParseID[invoer.DocumentID](text)
		if err != nil {
			return err
		}
		if _, err := p.Store.Move(ctx, who, doc, storage.AnyVersion, client); err != nil {
			return unseen{err, text}
		}
	}
	return nil
}

// takePart takes a part that was skipped, because a person says so.
func (p *Portal) takePart(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, r *http.Request) error {
	n, err := strconv.Atoi(r.PathValue("page"))
	if err != nil {
		return invoer.ErrNotFound
	}
	_, err = p.Gate.Take(ctx, who, id, n)
	return err
}

// readAgain tries those documents of a delivery again that could not be read.
func (p *Portal) readAgain(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, _ *http.Request) error {
	rings, err := p.Store.ReplayHeld(ctx, who, id)
	for _, ring := range rings {
		p.Ring(ctx, ring)
	}
	return err
}

// admit opens a delivery from somebody who was not expected.
func (p *Portal) admit(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, _ *http.Request) error {
	if !who.Role.OfficeWide() {
		return invoer.ErrForbidden
	}
	_, err := p.Gate.Admit(ctx, who, id)
	return err
}

// turnAway says no to one.
func (p *Portal) turnAway(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, _ *http.Request) error {
	return p.Store.TurnAway(ctx, who, id)
}

// showPart gives the bytes of a part in quarantine to an admin.
func (p *Portal) showPart(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	d, err := p.deliveryOf(r, me)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("page"))
	if err != nil {
		return invoer.ErrNotFound
	}
	bytes, err := api.PartOf(d, n)
	if err != nil {
		return err
	}
	return p.SendBlob(w, r, bytes)
}
