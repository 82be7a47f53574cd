package portal

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/intake/upload"
	"github.com/invoer/invoer/storage"
)

// pieces takes uploads in pieces from the portal's script, which says the
// session's token in a header.
func (p *Portal) pieces(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if r.Method != http.MethodHead {
		if err := api.CheckCSRF(me, r.Header.Get("X-CSRF")); err != nil {
			return err
		}
	}
	return p.Tus(w, r, api.Sending{Who: me.Scope, From: me.User.Email}, "/uploads/", r.PathValue("id"))
}

// halves are the uploads of who that are not finished.
func (p *Portal) halves(who invoer.Scope) ([]upload.Upload, error) {
	if p.Uploads == nil {
		return nil, nil
	}
	mine, err := p.Uploads.List(who)
	return slices.DeleteFunc(mine, func(u upload.Upload) bool { return u.Delivery != "" }), err
}

// A half tells the portal's script of an upload that it can go on with.
type half struct {
	ID     string          `json:"id"`
	Mark   string          `json:"mark"`
	Client invoer.ClientID `json:"client"`
}

func (p *Portal) listHalves(w http.ResponseWriter, _ *http.Request, me storage.Session) error {
	mine, err := p.halves(me.Scope)
	if err != nil {
		return err
	}
	said := make([]half, len(mine))
	for i, u := range mine {
		said[i] = half{u.ID, u.Mark, u.Client}
	}
	return sendJSON(w, http.StatusOK, said)
}

// showUploaded tells the portal's script what became of an upload; one that came
// whole becomes a delivery by that at the latest.
func (p *Portal) showUploaded(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if _, err := p.uploadOf(r, me); err != nil {
		return err
	}
	u, err := p.DeliverUpload(r.Context(), me.Scope, r.PathValue("id"))
	if err != nil {
		return err
	}
	if u.Delivery == "" {
		return fmt.Errorf("%w: delivery of upload %s, which is not whole", invoer.ErrNotFound, u.ID)
	}
	d, err := p.Store.Delivery(r.Context(), me.Scope, u.Delivery)
	if err != nil {
		return err
	}
	answer := p.tongue(r, me).uploaded(d)
	answer.Again = d.Key != u.Key()
	return sendJSON(w, http.StatusOK, answer)
}

func (p *Portal) uploadOf(r *http.Request, me storage.Session) (upload.Upload, error) {
	if p.Uploads == nil {
		return upload.Upload{}, fmt.Errorf("%w: uploads in pieces", invoer.ErrNotFound)
	}
	return p.Uploads.Get(me.Scope, r.PathValue("id"))
}

// endHalf throws an upload away that is not to be gone on with.
func (p *Portal) endHalf(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if _, err := p.uploadOf(r, me); err != nil {
		return err
	}
	u, err := p.Uploads.Hold(r.Context(), me.Scope, r.PathValue("id"))
	if err != nil {
		return err
	}
	defer u.Release()
	if err := u.End(); err != nil {
		return err
	}
	return away(w, r, "/upload")
}
