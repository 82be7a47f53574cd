package portal

import (
	"cmp"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// askSecondFactor leads who must have a second factor, and has none yet, to where
// he sets one up: there, and on the way out, he is let in.
func (p *Portal) askSecondFactor(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path == "/profile" || strings.HasPrefix(r.URL.Path, "/profile/") || r.URL.Path == "/sign-out" {
		return false
	}
	_ = away(w, r, "/profile?said=factor-first#code") // it only writes headers
	return true
}

// setSecondFactor says of whom the office wants one.
func (p *Portal) setSecondFactor(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	chosen, err := p.Store.OfficeSettings(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	chosen.SecondFactor = storage.SecondFactorRule(r.PostFormValue("from"))
	if err := p.Store.SetOffice(r.Context(), me.Scope, chosen); err != nil {
		return err
	}
	return away(w, r, "/office/users?said=factor-rule")
}

// factorRule offers the rules.
func (t tongue) factorRule(now storage.SecondFactorRule) choice {
	c := choice{Name: "from", Label: t.Say("factor.from")}
	for _, rule := range []storage.SecondFactorRule{storage.FromNobody, storage.FromOffice, storage.FromEverybody} {
		c.Options = append(c.Options, option{Value: string(rule), Text: t.Say("factor." + cmp.Or(string(rule), "nobody")), Chosen: rule == now})
	}
	return c
}

// startSecondFactor begins to set one up.
func (p *Portal) startSecondFactor(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	err := p.Store.Reprove(r.Context(), me.Scope, r.PostFormValue("password"))
	if err == nil {
		err = p.Store.StartSecondFactor(r.Context(), me.Scope)
	}
	if err == nil {
		return away(w, r, "/profile/code")
	}
	return p.profileRefuses(w, r, me, err, "password", "err.old")
}

// profileRefuses shows the profile again where a password or code was wrong.
func (p *Portal) profileRefuses(w http.ResponseWriter, r *http.Request, me storage.Session, err error, name, code string) error {
	var throttled *storage.Throttled
	s := p.tongue(r, me).slip(r)
	switch {
	case errors.As(err, &throttled):
		p.Hints(w.Header(), err)
		s.want(false, name, "signin.throttled")
		return p.profilePage(w, r, me, http.StatusTooManyRequests, s)
	case errors.Is(err, invoer.ErrForbidden):
		s.want(false, name, code)
		return p.profilePage(w, r, me, http.StatusUnprocessableEntity, s)
	}
	return err
}

// showEnrolment shows what an authenticator app is to be told.
func (p *Portal) showEnrolment(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.enrolmentPage(w, r, me, http.StatusOK, p.tongue(r, me).slip(r))
}

func (p *Portal) enrolmentPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, s *slip) error {
	e, err := p.Store.Enrolment(r.Context(), me.Scope)
	if errors.Is(err, invoer.ErrNotFound) {
		return away(w, r, "/profile")
	}
	if err != nil {
		return err
	}
	f := p.frame(r, me, "profile", "code.set_up")
	return send(w, status, "second-factor.html", enrolmentPage{
		frame: f, Secret: inFours(e.Secret), App: template.URL(e.Address),
		Picture: template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(e.Picture)),
		Code:    s.code(),
	})
}

// code is the line for a one-time code. A wrong one is of no more use and does
// not come back.
func (s *slip) code() input {
	in := s.input(input{Name: "code", Label: s.Say("code.label"), Complete: "one-time-code", Required: true})
	in.Value = ""
	return in
}

// inFours is a secret as people read it out.
func inFours(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// confirmSecondFactor sees the first code, and shows the recovery codes once.
func (p *Portal) confirmSecondFactor(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	codes, err := p.Store.ConfirmSecondFactor(r.Context(), me.Scope, r.PostFormValue("code"))
	var throttled *storage.Throttled
	s := p.tongue(r, me).slip(r)
	switch {
	case err == nil:
		return p.recoveryPage(w, r, me, codes)
	case errors.As(err, &throttled):
		p.Hints(w.Header(), err)
		s.want(false, "code", "signin.throttled")
		return p.enrolmentPage(w, r, me, http.StatusTooManyRequests, s)
	case errors.Is(err, invoer.ErrForbidden):
		s.want(false, "code", "code.wrong")
		return p.enrolmentPage(w, r, me, http.StatusUnprocessableEntity, s)
	case errors.Is(err, invoer.ErrNotFound): // sent twice
		return away(w, r, "/profile")
	}
	return err
}

// recoveryPage shows recovery codes, once.
func (p *Portal) recoveryPage(w http.ResponseWriter, r *http.Request, me storage.Session, codes []string) error {
	return send(w, http.StatusOK, "recovery-codes.html", recoveryPage{frame: p.frame(r, me, "profile", "code.recovery"), Codes: codes})
}

// renewRecoveryCodes makes new ones.
func (p *Portal) renewRecoveryCodes(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	codes, err := p.Store.RenewRecoveryCodes(r.Context(), me.Scope, r.PostFormValue("code"))
	if err != nil {
		return p.profileRefuses(w, r, me, err, "code", "code.wrong")
	}
	return p.recoveryPage(w, r, me, codes)
}

// dropSecondFactor takes it away.
func (p *Portal) dropSecondFactor(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := p.Store.DropSecondFactor(r.Context(), me.Scope, r.PostFormValue("code")); err != nil {
		return p.profileRefuses(w, r, me, err, "code", "code.wrong")
	}
	return away(w, r, "/profile?said=factor-gone")
}

// startPasskey tells a script what to ask of an authenticator.
func (p *Portal) startPasskey(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	name := strings.TrimSpace(r.PostFormValue("name"))
	if name == "" {
		name = agent(r.UserAgent())
	}
	options, err := p.StartPasskey(w, r, me, name, r.PostFormValue("proof"))
	if err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, options)
}

// addPasskey keeps what the authenticator made.
func (p *Portal) addPasskey(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := p.AddPasskey(w, r, me); err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, wayOn{"/profile?said=passkey"})
}

// removePasskey takes one away.
func (p *Portal) removePasskey(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := p.Store.RemovePasskey(r.Context(), me.Scope, r.PathValue("id")); err != nil {
		return err
	}
	return away(w, r, "/profile?said=passkey-gone")
}
