package portal

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// historyRows is how much of the history of people is shown at a time.
const historyRows = 100

// showPeople tells what was done about people and who signed in how.
func (p *Portal) showPeople(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64) // nonsense is the newest
	all, err := p.Store.PeopleHistory(r.Context(), me.Scope, before, historyRows+1)
	if err != nil {
		return err
	}
	page := peoplePage{frame: p.frame(r, me, "people", "people.title")}
	page.MainClass = ""
	if len(all) > historyRows {
		all = all[:historyRows]
		page.Older = "/office/history?before=" + strconv.FormatInt(all[historyRows-1].ID, 10)
	}
	for _, a := range all {
		page.Rows = append(page.Rows, page.peopleRow(a))
	}
	return send(w, http.StatusOK, "people.html", page)
}

func (t tongue) peopleRow(a storage.PeopleAudit) peopleRow {
	row := peopleRow{At: t.Clock(a.At), By: a.By, Subject: a.Subject, What: a.Action}
	if code := "people." + a.Action; locale.Say(t.Lang, code) != code {
		row.What = t.Say(code)
	}
	if a.Means != "" {
		row.What += " · " + t.Say("means."+a.Means)
	}
	if row.By == "" {
		row.By = t.Say("word.machine")
	}
	return row
}

// showProvider is where an office says how it signs its people in.
func (p *Portal) showProvider(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	have, err := p.Store.Provider(r.Context(), me.Scope)
	if err != nil && !errors.Is(err, invoer.ErrNotFound) {
		return err
	}
	return p.providerPage(w, r, me, http.StatusOK, have, p.tongue(r, me).slip(r))
}

func (p *Portal) providerPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, have storage.Provider, s *slip) error {
	f := p.frame(r, me, "provider", "provider.title")
	page := providerPage{frame: f, Back: p.ProviderBack(r), Set: have.Issuer != "", Trust: have.Trusted, Inputs: []input{
		s.input(input{Name: "issuer", Label: f.Say("provider.issuer"), Type: "url", Hint: f.Say("provider.issuer_hint"), Required: true, Wide: true}),
		s.input(input{Name: "client", Label: f.Say("provider.client"), Required: true}),
		s.input(input{Name: "secret", Label: f.Say("provider.secret"), Type: "password", Complete: "off", Hint: f.Say("provider.secret_hint")}),
	}}
	for i, value := range []string{have.Issuer, have.Client} {
		if page.Inputs[i].Value == "" {
			page.Inputs[i].Value = value
		}
	}
	return send(w, status, "provider.html", page)
}

// setProvider keeps a provider that answers as one.
func (p *Portal) setProvider(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	s := p.tongue(r, me).slip(r)
	if s.text("remove") != "" {
		if err := p.Store.SetProvider(r.Context(), me.Scope, storage.Provider{}); err != nil {
			return err
		}
		return away(w, r, "/office/sign-in?said=provider-gone")
	}
	asked := storage.Provider{Issuer: s.required("issuer"), Client: s.required("client"), Secret: s.text("secret"), Trusted: s.text("trusted") != ""}
	if s.right() {
		err := p.CheckProvider(r, asked)
		switch {
		case errors.Is(err, invoer.ErrInvalid):
			s.want(false, "issuer", "err.url")
		case errors.Is(err, invoer.ErrUnavailable):
			p.Note(r, err)
			s.want(false, "issuer", "provider.away")
		case err != nil:
			return err
		}
	}
	if !s.right() {
		return p.providerPage(w, r, me, http.StatusUnprocessableEntity, asked, s)
	}
	if err := p.Store.SetProvider(r.Context(), me.Scope, asked); err != nil {
		return err
	}
	return away(w, r, "/office/sign-in?said=provider")
}
