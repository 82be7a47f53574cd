package portal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
)

// accepted is what a file picker offers; what a file is its bytes tell.
const accepted = ".pdf,.xml,.jpg,.jpeg,.png,.tif,.tiff,.heic,.heif,.webp,.bmp,.gif,.zip,.eml,image/*,application/pdf"

// showUpload takes files.
func (p *Portal) showUpload(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	page, err := p.uploadPage(r, me)
	if err != nil {
		return err
	}
	return send(w, http.StatusOK, "upload.html", page)
}

func (p *Portal) uploadPage(r *http.Request, me storage.Session) (uploadPage, error) {
	f := p.frame(r, me, "upload", "upload.title")
	page := uploadPage{frame: f, Handed: f.handedForm(f.slip(r), storage.Handed{}), Accept: accepted, Limit: f.Size(p.Gate.MostBytes()), FileLimit: f.Size(p.Gate.MostOfPart())}
	halves, err := p.halves(me.Scope)
	if err != nil {
		return uploadPage{}, err
	}
	for _, u := range halves {
		page.Halves = append(page.Halves, halfUpload{u.ID, u.Name, f.Say("upload.came", f.Size(u.Offset), f.Size(u.Size))})
	}
	if f.ForClient() {
		return page, nil
	}
	clients, err := p.Store.Clients(r.Context(), me.Scope)
	if err != nil {
		return uploadPage{}, err
	}
	id, _ := invoer.ParseID[invoer.ClientID](r.URL.Query().Get("client")) // nobody is asked for: the first of the list
	page.Clients = f.clients(clients, id, "")
	return page, nil
}

// upload takes the files of a form through the gate. A script sends one file
// at a time and gets its ledger; a browser without scripts gets to see it.
func (p *Portal) upload(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	receipt, err := p.ReceiveForm(w, r, api.Sending{
		Who: me.Scope, From: me.User.Email,
		Check: func(token string) error { return api.CheckCSRF(me, token) },
	})
	if r.Header.Get("Accept") == "application/json" {
		return p.tellUpload(w, r, me, receipt, err)
	}
	return p.afterUpload(w, r, me, receipt, err)
}

// afterUpload shows what became of it to a browser without our script.
func (p *Portal) afterUpload(w http.ResponseWriter, r *http.Request, me storage.Session, receipt intake.Receipt, err error) error {
	switch {
	case errors.Is(err, invoer.ErrInvalid):
		return p.nothingUploaded(w, r, me)
	case err != nil:
		return err
	case receipt.Again:
		return away(w, r, saying(deliveryURL(receipt.Delivery.ID), "double"))
	}
	return away(w, r, saying(deliveryURL(receipt.Delivery.ID), "received"))
}

func (p *Portal) nothingUploaded(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	page, err := p.uploadPage(r, me)
	if err != nil {
		return err
	}
	page.Notice = notice{Kind: "warn", Text: page.Say("upload.nothing")}
	return send(w, http.StatusUnprocessableEntity, "upload.html", page)
}

// An uploadAnswer tells the portal's script what became of a file.
type uploadAnswer struct {
	ID    string       `json:"id,omitempty"` // of the delivery
	Again bool         `json:"again"`
	Parts []uploadPart `json:"parts"`
	Error string       `json:"error,omitempty"`
}

type uploadPart struct {
	Name    string         `json:"name"`
	Outcome invoer.Outcome `json:"outcome"`
	Known   bool           `json:"known"` // its bytes came before, by this door or another
	Text    string         `json:"text"`
}

func (p *Portal) tellUpload(w http.ResponseWriter, r *http.Request, me storage.Session, receipt intake.Receipt, err error) error {
	t := p.tongue(r, me)
	if err != nil {
		status := api.StatusOf(err)
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 1<<20)) // a browser reads no answer before it has sent all
		return sendJSON(w, status, uploadAnswer{Parts: []uploadPart{}, Error: t.Say(problemFamily(status)+".text", api.RequestNumber(r.Context()))})
	}
	answer := t.uploaded(receipt.Delivery)
	answer.Again = receipt.Again
	return sendJSON(w, http.StatusAccepted, answer)
}

// uploaded tells what became of the parts of a delivery.
func (t tongue) uploaded(d invoer.Delivery) uploadAnswer {
	answer := uploadAnswer{ID: string(d.ID), Parts: []uploadPart{}}
	for _, part := range d.Parts {
		text := t.Say("upload.done")
		if part.Outcome != invoer.Taken {
			text, _ = t.held(part.Reason)
		}
		answer.Parts = append(answer.Parts, uploadPart{part.Name, part.Outcome, part.Reason.Code == storage.ReasonDuplicate, text})
	}
	return answer
}

// sendJSON answers a script; nothing of it may stay in the browser.
func sendJSON(w http.ResponseWriter, status int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("answer for a script: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err = w.Write(text)
	return err
}
