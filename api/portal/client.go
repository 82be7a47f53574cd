package portal

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// showClient shows what the office knows of one of its clients, to change it.
func (p *Portal) showClient(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	c, err := p.clientOf(r, me)
	if err != nil {
		return err
	}
	return p.clientPage(w, r, me, http.StatusOK, c, nil)
}

// clientOf is the client that an address names.
func (p *Portal) clientOf(r *http.Request, me storage.Session) (storage.Client, error) {
	id, err := idOf[invoer.ClientID](r, "client")
	if err != nil {
		return storage.Client{}, err
	}
	return p.Store.Client(r.Context(), me.Scope, id)
}

// clientPage shows a client as it is or, with mistakes in it, as it was typed.
func (p *Portal) clientPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, c storage.Client, wrong *slip) error {
	f := p.frame(r, me, "clients", "clients.title")
	f.Title = c.Name
	page := clientPage{frame: f, ID: c.ID, Archived: c.Archived, Own: ownText(c)}
	s, shown := wrong, map[string]string{"name": c.Name, "code": c.Code, "vat": vatSpelling(string(c.VAT)), "limit": mebibytes(c.DayLimit)}
	if wrong == nil {
		s = f.slip(r)
	} else {
		page.Own, page.Archived = s.text("own"), s.text("archived") != ""
	}
	for _, in := range []input{
		{Name: "name", Label: f.Say("clients.name"), Required: true},
		{Name: "code", Label: f.Say("clients.code"), Required: true},
		{Name: "vat", Label: f.Say("clients.vat")},
		{Name: "limit", Label: f.Say("clientpage.limit"), Type: "number", Hint: f.Say("clientpage.limit_hint")},
	} {
		if in = s.input(in); wrong == nil {
			in.Value = shown[in.Name]
		}
		page.Inputs = append(page.Inputs, in)
	}
	page.Language = s.choose(choice{Name: "language", Label: f.Say("clients.language"), Options: f.languages(cmp.Or(s.text("language"), c.Language))})
	if err := p.doorsOf(r, me, c, &page); err != nil {
		return err
	}
	return send(w, status, "client.html", page)
}

// doorsOf adds how mail reaches a client, and who its people are.
func (p *Portal) doorsOf(r *http.Request, me storage.Session, c storage.Client, page *clientPage) error {
	tokens, err := p.Store.MailTokens(r.Context(), me.Scope, c.ID)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		address := addressView{Local: strings.ToLower(c.Code) + "-" + t.Token}
		if !t.Expires.IsZero() {
			address.Until = page.Say("clientpage.mail_until", page.Clock(t.Expires))
		}
		page.Addresses = append(page.Addresses, address)
	}
	senders, err := p.Store.MailSenders(r.Context(), me.Scope, c.ID)
	if err != nil {
		return err
	}
	page.Senders = strings.Join(senders, "\n")
	users, err := p.Store.Users(r.Context(), me.Scope)
	for _, u := range users {
		if u.Client == c.ID {
			page.People = append(page.People, userRow{ID: u.ID, Name: u.Name, Email: u.Email, Disabled: u.Disabled})
		}
	}
	return err
}

// ownText is what a client is known by beside its name and number, one a line,
// as ownOf reads it.
func ownText(c storage.Client) string {
	var lines []string
	for _, vat := range c.Own.VATs {
		if vat != c.VAT {
			lines = append(lines, vatSpelling(string(vat)))
		}
	}
	for _, iban := range c.Own.IBANs {
		lines = append(lines, spaced(string(iban), 4))
	}
	for _, name := range c.Own.Names {
		if name != c.Name {
			lines = append(lines, name)
		}
	}
	return strings.Join(append(lines, c.Own.Addresses...), "\n")
}

// mebibytes writes a limit as the form has it; no limit is empty.
func mebibytes(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return strconv.FormatInt(max(1, bytes>>20), 10)
}

// mostMebibytes is the largest limit of a day: a pebibyte is none.
const mostMebibytes = 1 << 30

// changeClient saves what the form says of a client.
func (p *Portal) changeClient(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	have, err := p.clientOf(r, me)
	if err != nil {
		return err
	}
	s := p.tongue(r, me).slip(r)
	c := s.client()
	c.ID, c.Archived = have.ID, s.text("archived") != ""
	if typed := s.text("limit"); typed != "" {
		most, err := strconv.ParseInt(typed, 10, 64)
		s.want(err == nil && most >= 0 && most <= mostMebibytes, "limit", "err.number")
		c.DayLimit = most << 20
	}
	if s.right() {
		_, err := p.Store.ChangeClient(r.Context(), me.Scope, c)
		if err == nil {
			return away(w, r, "/office/clients/"+string(c.ID)+"?said=client-changed")
		}
		if !errors.Is(err, invoer.ErrConflict) {
			return err
		}
		s.want(false, "code", "err.taken")
	}
	return p.clientPage(w, r, me, http.StatusUnprocessableEntity, have, s)
}

// renewMail gives a client a mail address that nobody knows yet; the one before
// counts for a while more.
func (p *Portal) renewMail(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	c, err := p.clientOf(r, me)
	if err != nil {
		return err
	}
	if _, err := p.Store.RenewMailToken(r.Context(), me.Scope, c.ID, ""); err != nil {
		return err
	}
	return away(w, r, "/office/clients/"+string(c.ID)+"?said=mail-renewed#mail")
}

// mostSenders is how many may be named.
const mostSenders = 200

// setSenders says who may write to a client's address.
func (p *Portal) setSenders(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	c, err := p.clientOf(r, me)
	if err != nil {
		return err
	}
	senders := strings.Fields(strings.ToLower(r.PostFormValue("senders")))
	if len(senders) > mostSenders {
		return fmt.Errorf("%w: %d senders, want at most %d", invoer.ErrInvalid, len(senders), mostSenders)
	}
	if err := p.Store.SetMailSenders(r.Context(), me.Scope, c.ID, senders); err != nil {
		return err
	}
	return away(w, r, "/office/clients/"+string(c.ID)+"?said=client-changed#mail")
}
