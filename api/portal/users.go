package portal

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// listUsers lists and adds those who can sign in.
func (p *Portal) listUsers(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.usersPage(w, r, me, http.StatusOK, p.tongue(r, me).slip(r), nil)
}

func (p *Portal) usersPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, s *slip, once *secret) error {
	users, err := p.Store.Users(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	clients, err := p.Store.Clients(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "users", "users.title")
	page := usersPage{frame: f, Secret: once, Inputs: []input{
		s.input(input{Name: "name", Label: f.Say("users.name"), Required: true}),
		s.input(input{Name: "email", Label: f.Say("users.email"), Type: "email", Required: true}),
		s.input(input{
			Name: "password", Label: f.Say("users.password"), Type: "password", Complete: "new-password",
			Hint: f.Say("users.password_hint", storage.LeastPassword),
		}),
	}}
	page.Choices = []choice{
		s.choose(choice{Name: "role", Label: f.Say("users.role"), Options: f.roles(s.text("role"))}),
		s.choose(choice{
			Name: "client", Label: f.Say("users.client"), Hint: f.Say("users.client_hint"),
			Options: f.clients(clients, invoer.ClientID(s.text("client")), "word.none"),
		}),
		s.choose(choice{Name: "language", Label: f.Say("clients.language"), Options: f.languages(cmp.Or(s.text("language"), f.Lang))}),
	}
	names := map[invoer.ClientID]string{}
	for _, c := range clients {
		names[c.ID] = c.Name
	}
	open, err := p.Store.Invitations(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	invitations := map[invoer.UserID]storage.InvitationState{}
	for _, i := range open {
		invitations[i.User] = i
	}
	chosen, err := p.Store.OfficeSettings(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	page.Factor = f.factorRule(chosen.SecondFactor)
	for _, u := range users {
		page.Rows = append(page.Rows, userRow{
			ID: u.ID, Name: u.Name, Email: u.Email, Role: f.Say("role." + string(u.Role)),
			Client: names[u.Client], Disabled: u.Disabled, Self: u.ID == me.User.ID, Invited: f.invitation(invitations[u.ID]),
		})
	}
	return send(w, status, "users.html", page)
}

// invitation says how far an invitation has come; nothing of none.
func (t tongue) invitation(i storage.InvitationState) string {
	switch {
	case i.User == "":
		return ""
	case i.Fault != "":
		return t.Say("users.invite_fault")
	}
	return t.Say("users.invited", t.Moment(i.Expires))
}

func (t tongue) roles(chosen string) []option {
	roles := []invoer.Role{invoer.RoleAccountant, invoer.RoleClient, invoer.RoleAdmin}
	options := make([]option, len(roles))
	for i, role := range roles {
		options[i] = option{Value: string(role), Text: t.Say("role." + string(role)), Chosen: string(role) == chosen}
	}
	return options
}

// addUser makes a user with a first password, or invites him to choose one.
func (p *Portal) addUser(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	s := p.tongue(r, me).slip(r)
	u := storage.User{Name: s.required("name"), Email: strings.ToLower(s.required("email")), Role: invoer.Role(s.text("role")), Language: s.text("language")}
	password := r.PostFormValue("password")
	s.want(address(u.Email), "email", "err.email")
	s.want(u.Role.Valid(), "role", "err.required")
	s.want(locale.Known(u.Language), "language", "err.required")
	s.want(password == "" || utf8.RuneCountInString(password) >= storage.LeastPassword, "password", "err.password", storage.LeastPassword)
	if u.Role == invoer.RoleClient {
		id, err := invoer.ParseID[invoer.ClientID](s.text("client"))
		s.want(err == nil, "client", "err.role_client")
		u.Client = id
	}
	if s.right() {
		made, err := p.Store.AddUser(r.Context(), me.Scope, u, password)
		if err == nil && password == "" {
			return p.invited(w, r, me, made.ID)
		}
		if err == nil {
			return away(w, r, "/office/users?said=joined")
		}
		if !errors.Is(err, invoer.ErrConflict) {
			return err
		}
		s.want(false, "email", "err.taken")
	}
	return p.usersPage(w, r, me, http.StatusUnprocessableEntity, s, nil)
}

// enableUser lets a user sign in again.
func (p *Portal) enableUser(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[invoer.UserID](r, "user")
	if err == nil {
		err = p.Store.SetDisabled(r.Context(), me.Scope, id, false)
	}
	if err != nil {
		return err
	}
	return away(w, r, "/office/users?said=changed")
}

// disableUser lets a user sign in no longer. Nobody does that to himself: an
// office without an admin would have nobody to undo it.
func (p *Portal) disableUser(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[invoer.UserID](r, "user")
	if err == nil && id == me.User.ID {
		err = invoer.ErrInvalid
	}
	if err == nil {
		err = p.Store.SetDisabled(r.Context(), me.Scope, id, true)
	}
	if err != nil {
		return err
	}
	return away(w, r, "/office/users?said=changed")
}

// showUser shows what an admin may change of a person.
func (p *Portal) showUser(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	u, err := p.userOf(r, me)
	if err != nil {
		return err
	}
	return p.userPage(w, r, me, http.StatusOK, u, nil, notice{})
}

// userOf is the person that an address names.
func (p *Portal) userOf(r *http.Request, me storage.Session) (storage.User, error) {
	id, err := idOf[invoer.UserID](r, "user")
	if err != nil {
		return storage.User{}, err
	}
	return p.Store.User(r.Context(), me.Scope, id)
}

// userPage shows a person as he is or, with mistakes in it, as was typed.
func (p *Portal) userPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, u storage.User, wrong *slip, said notice) error {
	clients, err := p.Store.Clients(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "users", "users.title")
	f.Title = u.Name
	if said.Text != "" {
		f.Notice = said
	}
	s, name := wrong, input{Name: "name", Label: f.Say("users.name"), Required: true, Value: u.Name}
	if wrong == nil {
		s = f.slip(r)
	} else {
		u.Role, u.Client, u.Language = invoer.Role(s.text("role")), invoer.ClientID(s.text("client")), s.text("language")
		name = s.input(name)
	}
	return send(w, status, "user.html", userPage{frame: f, ID: u.ID, Email: u.Email, Name: name, Choices: []choice{
		s.choose(choice{Name: "role", Label: f.Say("users.role"), Hint: f.Say("users.role_hint"), Options: f.roles(string(u.Role))}),
		s.choose(choice{Name: "client", Label: f.Say("users.client"), Hint: f.Say("users.client_hint"), Options: f.clients(clients, u.Client, "word.none")}),
		s.choose(choice{Name: "language", Label: f.Say("clients.language"), Options: f.languages(u.Language)}),
	}})
}

// changeUser saves what the form says of a person. An office keeps an admin.
func (p *Portal) changeUser(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	have, err := p.userOf(r, me)
	if err != nil {
		return err
	}
	s := p.tongue(r, me).slip(r)
	u := storage.User{ID: have.ID, Name: s.required("name"), Role: invoer.Role(s.text("role")), Language: s.text("language")}
	s.want(u.Role.Valid(), "role", "err.required")
	s.want(locale.Known(u.Language), "language", "err.required")
	if u.Role == invoer.RoleClient {
		u.Client, err = invoer.ParseID[invoer.ClientID](s.text("client"))
		s.want(err == nil, "client", "err.role_client")
	}
	if !s.right() {
		return p.userPage(w, r, me, http.StatusUnprocessableEntity, have, s, notice{})
	}
	_, err = p.Store.ChangeUser(r.Context(), me.Scope, u)
	if errors.Is(err, storage.ErrLastAdmin) {
		return p.userPage(w, r, me, http.StatusConflict, have, s, notice{Kind: "bad", Text: s.Say("users.last_admin")})
	}
	if err != nil {
		return err
	}
	return away(w, r, "/office/users?said=changed")
}
