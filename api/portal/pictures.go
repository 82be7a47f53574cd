package portal

import (
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// smallWidth is how wide a page is in the strip of pages, in pixels.
const smallWidth = 160

// deskWidth is how wide the picture of a page is, in pixels: 150 dpi on A4.
const deskWidth = 1240

// showPage gives the picture of a page.
func (p *Portal) showPage(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	page, err := p.pageOf(r, me.Scope)
	if err != nil {
		return err
	}
	width := deskWidth
	if r.URL.Query().Has("small") {
		width = smallWidth
	}
	picture, err := p.Picture(r.Context(), me.Scope, page.File, page.Page, width)
	if err != nil {
		return err
	}
	return p.SendPicture(w, r, picture)
}

// showOriginal hands out the bytes that came in.
func (p *Portal) showOriginal(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	doc, err := p.seen(r, me)
	if err != nil {
		return err
	}
	return p.SendBlob(w, r, api.Original(doc.File))
}

// showArchive hands out the searchable copy, or the original where that is
// searchable itself.
func (p *Portal) showArchive(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	doc, err := p.archived(r, me)
	if err != nil {
		return err
	}
	if doc.Archive.PDF == "" {
		return p.SendBlob(w, r, api.Original(doc.File))
	}
	return p.SendBlob(w, r, api.Download{Key: doc.Archive.PDF, Name: stem(doc.File.Name) + ".pdf", Media: "application/pdf"})
}

// showManifest hands out what belongs to an archived document, with hashes.
func (p *Portal) showManifest(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	doc, err := p.archived(r, me)
	if err != nil {
		return err
	}
	return p.SendBlob(w, r, api.Download{Key: doc.Archive.Manifest, Name: stem(doc.File.Name) + ".json", Media: "application/json"})
}

// seen is the document of the address.
func (p *Portal) seen(r *http.Request, me storage.Session) (storage.View, error) {
	id, err := documentID(r)
	if err != nil {
		return storage.View{}, err
	}
	return p.Store.Document(r.Context(), me.Scope, id)
}

func (p *Portal) archived(r *http.Request, me storage.Session) (storage.View, error) {
	doc, err := p.seen(r, me)
	if err == nil && doc.Archive == nil {
		err = fmt.Errorf("%w: archive of document %s", invoer.ErrNotFound, doc.ID)
	}
	return doc, err
}

func stem(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }
