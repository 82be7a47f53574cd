package portal

import (
	"errors"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// showInvitation lets an invited person choose a password.
func (p *Portal) showInvitation(w http.ResponseWriter, r *http.Request) error {
	invited, err := p.Store.Invitation(r.Context(), r.PathValue("secret"))
	if err != nil {
		return p.noInvitation(w, r, err)
	}
	return p.invitationPage(w, r, invited, http.StatusOK, map[string]string{})
}

// noInvitation tells who comes too late, or a second time, what to do.
func (p *Portal) noInvitation(w http.ResponseWriter, r *http.Request, err error) error {
	if !errors.Is(err, invoer.ErrNotFound) {
		return err
	}
	return p.askAgain(w, r, http.StatusNotFound, "invite.over")
}

func (p *Portal) invitationPage(w http.ResponseWriter, r *http.Request, i storage.Invited, status int, mistakes map[string]string) error {
	f := p.frame(r, storage.Session{}, "", "invite.title")
	f.Lang = i.Language
	f.Title = f.Say("invite.title")
	s := &slip{f.tongue, r, mistakes}
	return send(w, status, "invitation.html", invitationPage{frame: f, Name: i.Name, Email: i.Email, Office: i.Office, Passwords: []input{
		s.input(input{Name: "password", Label: f.Say("profile.new"), Type: "password", Complete: "new-password", Required: true, Hint: f.Say("err.password", storage.LeastPassword)}),
		s.input(input{Name: "repeat", Label: f.Say("profile.repeat"), Type: "password", Complete: "new-password", Required: true}),
	}})
}

// acceptInvitation sets the password and signs in.
func (p *Portal) acceptInvitation(w http.ResponseWriter, r *http.Request) error {
	invited, err := p.Store.Invitation(r.Context(), r.PathValue("secret"))
	if err != nil {
		return p.noInvitation(w, r, err)
	}
	s := tongue{Lang: invited.Language, now: p.Now()}.slip(r)
	password := r.PostFormValue("password")
	s.want(utf8.RuneCountInString(password) >= storage.LeastPassword, "password", "err.password", storage.LeastPassword)
	s.want(password == r.PostFormValue("repeat"), "repeat", "err.repeat")
	if !s.right() {
		return p.invitationPage(w, r, invited, http.StatusUnprocessableEntity, s.mistakes)
	}
	_, err = p.AcceptInvitation(w, r, r.PathValue("secret"), password)
	return p.signedIn(w, r, err)
}

// invite lets a user choose a password anew, by mail or by a link that the admin
// hands over.
func (p *Portal) invite(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[invoer.UserID](r, "user")
	if err != nil {
		return err
	}
	return p.invited(w, r, me, id)
}

// invited shows the link once.
func (p *Portal) invited(w http.ResponseWriter, r *http.Request, me storage.Session, id invoer.UserID) error {
	at := func(secret string) string { return p.Origin(r) + "/invitation/" + url.PathEscape(secret) }
	link, err := p.Store.Invite(r.Context(), me.Scope, id, at, p.Letters)
	if err != nil {
		return err
	}
	u, err := p.Store.User(r.Context(), me.Scope, id)
	if err != nil {
		return err
	}
	t := p.tongue(r, me)
	said := t.Say("users.link", u.Name)
	if p.Letters {
		said = t.Say("users.link_sent", u.Email)
	}
	r.PostForm = url.Values{} // the form was for this one; the next is empty
	return p.usersPage(w, r, me, http.StatusOK, t.slip(r), &secret{said, link})
}

// resetSecondFactor helps who lost his telephone and his recovery codes.
func (p *Portal) resetSecondFactor(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[invoer.UserID](r, "user")
	if err == nil {
		err = p.Store.ResetSecondFactor(r.Context(), me.Scope, id)
	}
	if err != nil {
		return err
	}
	return away(w, r, "/office/users?said=factor-reset")
}
