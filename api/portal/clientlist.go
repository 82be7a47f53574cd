package portal

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// A listedClient is a row of a list of clients, as the form carries it from the
// difference to the deed.
type listedClient struct {
	Code     string           `json:"code"`
	Name     string           `json:"name"`
	VAT      invoer.VATNumber `json:"vat,omitempty"`
	Language string           `json:"language"`
	IBAN     invoer.IBAN      `json:"iban,omitempty"`
}

// previewClients shows what a list of clients would change, before anything is
// written.
func (p *Portal) previewClients(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := ourForm(w, r, me); err != nil {
		return err
	}
	name, body, err := sentFile(r)
	if err != nil {
		return p.listRefused(w, r, me, err)
	}
	listed, faults, err := api.ClientList(body)
	if err != nil {
		return p.listRefused(w, r, me, err)
	}
	have, err := p.Store.Clients(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	page := clientListPage{frame: p.frame(r, me, "clients", "clientlist.title"), File: name}
	page.compare(listed, have)
	for _, fault := range faults {
		page.Faults = append(page.Faults, fault.Error())
	}
	return send(w, http.StatusOK, "client-list.html", page)
}

// listRefused says why a file is no list of clients.
func (p *Portal) listRefused(w http.ResponseWriter, r *http.Request, me storage.Session, err error) error {
	if !errors.Is(err, invoer.ErrInvalid) && !errors.Is(err, invoer.ErrUnreadable) {
		return err
	}
	s := p.tongue(r, me).slip(r)
	s.want(false, "file", "clientlist.unreadable")
	return p.clientsPage(w, r, me, http.StatusUnprocessableEntity, s)
}

// compare sorts a list into what is new, what changes, and what is as it was.
func (page *clientListPage) compare(listed []invoer.Third, have []storage.Client) {
	known := map[string]storage.Client{}
	for _, c := range have {
		known[strings.ToLower(c.Code)] = c
	}
	taken := []listedClient{}
	seen := map[string]bool{}
	for n, third := range listed {
		c := listedClient{Code: third.Number, Name: third.Name, VAT: third.VAT, Language: third.Language, IBAN: third.IBAN}
		key := strings.ToLower(c.Code)
		if !clientCode.MatchString(c.Code) || seen[key] {
			page.Faults = append(page.Faults, fmt.Sprintf("%d: %s: %s", n+1, c.Code, page.Say("err.code")))
			continue
		}
		seen[key] = true
		old, exists := known[key]
		if c.Language == "" {
			c.Language = page.Lang
		}
		if exists && third.Language == "" {
			c.Language = old.Language
		}
		if exists && c.VAT == "" {
			c.VAT = old.VAT
		}
		row := clientRow{Name: c.Name, Code: c.Code, VAT: vatSpelling(string(c.VAT)), Language: page.Say("lang." + c.Language)}
		switch {
		case !exists:
			page.New = append(page.New, row)
		case old.Name == c.Name && old.VAT == c.VAT && old.Language == c.Language:
			page.Same++
			continue
		default:
			page.Changed = append(page.Changed, changedClient{row, clientRow{Name: old.Name, Code: old.Code, VAT: vatSpelling(string(old.VAT)), Language: page.Say("lang." + old.Language)}})
		}
		taken = append(taken, c)
	}
	text, err := json.Marshal(taken)
	if err == nil && len(taken) > 0 { // strings always can be written
		page.List = string(text)
	}
}

// takeClients writes what the difference showed.
func (p *Portal) takeClients(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	var listed []listedClient
	if err := json.Unmarshal([]byte(r.PostFormValue("list")), &listed); err != nil {
		return fmt.Errorf("%w: list of clients: %w", invoer.ErrInvalid, err)
	}
	all := make([]storage.Client, len(listed))
	for i, c := range listed {
		vat, err := c.VAT, error(nil)
		if vat != "" {
			vat, err = invoer.ParseVATNumber(string(c.VAT))
		}
		if err != nil || !locale.Known(c.Language) || !clientCode.MatchString(c.Code) || c.Name == "" {
			return fmt.Errorf("%w: client %q of a list", invoer.ErrInvalid, c.Code)
		}
		all[i] = storage.Client{Code: c.Code, Name: c.Name, VAT: vat, Language: c.Language}
		if iban, err := invoer.ParseIBAN(string(c.IBAN)); err == nil {
			all[i].Own.IBANs = []invoer.IBAN{iban}
		}
	}
	if err := p.Store.ImportClients(r.Context(), me.Scope, all); err != nil {
		return err
	}
	return away(w, r, "/office/clients?said=listed")
}

// showSteps leads from an empty office to its first booked invoice.
func (p *Portal) showSteps(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	done, err := p.Store.Steps(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	page := stepsPage{frame: p.frame(r, me, "steps", "steps.title")}
	for _, step := range []struct {
		code, url string
		done      bool
	}{
		{"clients", "/office/clients#list", done.Clients},
		{"people", "/office/users#new", done.People},
		{"handed", "/upload", done.Handed},
		{"approved", "/documents", done.Approved},
		{"booked", "/bookkeeping", done.Booked},
	} {
		page.Steps = append(page.Steps, stepView{Title: page.Say("steps." + step.code), Text: page.Say("steps." + step.code + "_how"), URL: step.url, Done: step.done})
		page.All = done == storage.Steps{Clients: true, People: true, Handed: true, Approved: true, Booked: true}
	}
	return send(w, http.StatusOK, "steps.html", page)
}
