package portal

import (
	"cmp"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

var clientCode = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,20}$`)

// listClients lists and adds clients.
func (p *Portal) listClients(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.clientsPage(w, r, me, http.StatusOK, p.tongue(r, me).slip(r))
}

func (p *Portal) clientsPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, s *slip) error {
	clients, err := p.Store.Clients(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "clients", "clients.title")
	page := clientsPage{frame: f, Own: s.text("own"), Inputs: []input{
		s.input(input{Name: "name", Label: f.Say("clients.name"), Required: true}),
		s.input(input{Name: "code", Label: f.Say("clients.code"), Required: true}),
		s.input(input{Name: "vat", Label: f.Say("clients.vat")}),
	}}
	page.Unreadable = s.mistakes["file"]
	page.Language = s.choose(choice{Name: "language", Label: f.Say("clients.language"), Options: f.languages(cmp.Or(s.text("language"), f.Lang))})
	chosen, err := p.Store.OfficeSettings(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	page.Answers, page.TwoForAccounts, page.Limits = chosen.Answers, chosen.TwoForAccounts, s.limits(chosen)
	page.DigestHour = choice{Name: "hour", Label: f.Say("digest.hour"), Options: hours(chosen.DigestHour)}
	for _, c := range clients {
		row := clientRow{ID: c.ID, Name: c.Name, Code: c.Code, VAT: vatSpelling(string(c.VAT)), Language: f.Say("lang." + c.Language), Archived: c.Archived}
		page.Rows = append(page.Rows, row)
	}
	return send(w, status, "clients.html", page)
}

// addClient makes a client.
func (p *Portal) addClient(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	s := p.tongue(r, me).slip(r)
	c := s.client()
	if s.right() {
		_, err := p.Store.AddClient(r.Context(), me.Scope, c)
		if err == nil {
			return away(w, r, "/office/clients?said=added")
		}
		if !errors.Is(err, invoer.ErrConflict) {
			return err
		}
		s.want(false, "code", "err.taken")
	}
	return p.clientsPage(w, r, me, http.StatusUnprocessableEntity, s)
}

// client is what a form says of one.
func (s *slip) client() storage.Client {
	c := storage.Client{Name: s.required("name"), Code: s.required("code"), Language: s.text("language"), Own: ownOf(s.text("own"))}
	s.want(clientCode.MatchString(c.Code), "code", "err.code")
	s.want(utf8.RuneCountInString(c.Name) <= longestName, "name", "err.too_long", longestName)
	s.want(locale.Known(c.Language), "language", "err.required")
	if typed := s.text("vat"); typed != "" {
		vat, ok := vatNumber(typed)
		s.want(ok, "vat", "err.vat")
		c.VAT = vat
	}
	return c
}

// longestName is how many letters the name of a client may have.
const longestName = 200

func digits(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// ownOf sorts what a client is known by, one a line: account numbers and VAT
// numbers by their check digits, an address by its digits, and names.
func ownOf(text string) (own invoer.Own) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		iban, noIBAN := invoer.ParseIBAN(line)
		vat, isVAT := vatNumber(line)
		switch {
		case noIBAN == nil:
			own.IBANs = append(own.IBANs, iban)
		case isVAT && digits(line) >= 8: // "De Zetter bv" has the form of a German number
			own.VATs = append(own.VATs, vat)
		case strings.ContainsAny(line, "0123456789"):
			own.Addresses = append(own.Addresses, line)
		default:
			own.Names = append(own.Names, line)
		}
	}
	return own
}

// setTwo says whether two people must accept an account that changed.
func (p *Portal) setTwo(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	chosen, err := p.Store.OfficeSettings(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	chosen.TwoForAccounts = r.PostFormValue("two") == "on"
	if err := p.Store.SetOffice(r.Context(), me.Scope, chosen); err != nil {
		return err
	}
	return away(w, r, "/office/clients?said=two")
}

// limits are the office's limits of proposals, as they are or were typed.
func (s *slip) limits(chosen storage.OfficeSettings) []input {
	var all []input
	for _, l := range []struct {
		name  string
		cents int64
	}{{"asset_from", chosen.AssetFrom}, {"later_from", chosen.LaterFrom}} {
		in := s.input(input{Name: l.name, Label: s.Say("limits." + l.name)})
		if in.Mistake == "" && l.cents > 0 {
			in.Value = s.Amount(invoer.EUR(l.cents))
		}
		all = append(all, in)
	}
	return all
}

// setLimits says from which amounts on a booking is proposed otherwise than as a
// cost of this year.
func (p *Portal) setLimits(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	chosen, err := p.Store.OfficeSettings(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	s := p.tongue(r, me).slip(r)
	for name, to := range map[string]*int64{"asset_from": &chosen.AssetFrom, "later_from": &chosen.LaterFrom} {
		cents, wrong := centsOf(s.text(name))
		s.want(!wrong, name, "err.amount")
		*to = cents
	}
	var mistake *invoer.Mistake
	if errors.As(chosen.Check(), &mistake) {
		s.want(false, mistake.Field, "err.amount")
	}
	if !s.right() {
		return p.clientsPage(w, r, me, http.StatusUnprocessableEntity, s)
	}
	if err := p.Store.SetOffice(r.Context(), me.Scope, chosen); err != nil {
		return err
	}
	return away(w, r, "/office/clients?said=limits")
}

// setAnswers says whether the senders of messages are told what became of them.
func (p *Portal) setAnswers(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	chosen, err := p.Store.OfficeSettings(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	chosen.Answers = r.PostFormValue("answers") == "on"
	if err := p.Store.SetOffice(r.Context(), me.Scope, chosen); err != nil {
		return err
	}
	return away(w, r, "/office/clients?said=answers")
}
