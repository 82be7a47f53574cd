package storage

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func TestWhoMayManage(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	user := func(u User) func(context.Context, invoer.Scope) error {
		return func(ctx context.Context, who invoer.Scope) error {
			_, err := h.AddUser(ctx, who, u, "")
			return err
		}
	}
	disable := func(id invoer.UserID) func(context.Context, invoer.Scope) error {
		return func(ctx context.Context, who invoer.Scope) error { return h.SetDisabled(ctx, who, id, true) }
	}
	client := func(ctx context.Context, who invoer.Scope) error {
		_, err := h.AddClient(ctx, who, Client{Code: "NEW" + string(who.Role), Name: "Nieuw", Language: "fr"})
		return err
	}
	hook := func(ctx context.Context, who invoer.Scope) error {
		_, _, err := h.AddWebhook(ctx, who, Webhook{URL: "https://example.com"})
		return err
	}
	piet := User{Role: invoer.RoleAccountant, Email: "piet@a.be", Name: "Piet", Language: "nl"}
	cases := map[string]struct {
		who  invoer.Scope
		do   func(context.Context, invoer.Scope) error
		want error
	}{
		"an admin makes users":                      {h.admin, user(piet), nil},
		"an accountant makes no users":              {h.accountant, user(piet), invoer.ErrForbidden},
		"an admin's token for a client makes none":  {invoer.Scope{Office: h.office, Client: h.client, User: h.admin.User, Role: invoer.RoleAdmin}, user(piet), invoer.ErrForbidden},
		"an e-mail that exists is a conflict":       {h.admin, user(User{Role: invoer.RoleAdmin, Email: "ADMIN@a.be", Name: "x", Language: "nl"}), invoer.ErrConflict},
		"a client's person needs a client":          {h.admin, user(User{Role: invoer.RoleClient, Email: "x@a.be", Name: "x", Language: "nl"}), invoer.ErrInvalid},
		"an accountant has no client":               {h.admin, user(User{Role: invoer.RoleAccountant, Client: h.client, Email: "y@a.be", Name: "x", Language: "nl"}), invoer.ErrInvalid},
		"what is no e-mail is invalid":              {h.admin, user(User{Role: invoer.RoleAdmin, Email: "nobody", Name: "x", Language: "nl"}), invoer.ErrInvalid},
		"a machine is no person":                    {h.admin, user(User{Role: invoer.RoleMachine, Email: "m@a.be", Name: "x", Language: "nl"}), invoer.ErrInvalid},
		"an admin does not shut himself out":        {h.admin, disable(h.admin.User), invoer.ErrConflict},
		"an accountant shuts nobody out":            {h.accountant, disable(h.person.User), invoer.ErrForbidden},
		"a user who does not exist is not shut out": {h.admin, disable("00000000-0000-4000-8000-000000000000"), invoer.ErrNotFound},
		"an accountant makes clients":               {h.accountant, client, nil},
		"a client makes no clients":                 {h.person, client, invoer.ErrForbidden},
		"an admin makes webhooks":                   {h.admin, hook, nil},
		"an accountant makes no webhooks":           {h.accountant, hook, invoer.ErrForbidden},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := c.do(t.Context(), c.who); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestUsersKnowEachOther(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for who, want := range map[invoer.Scope]int{h.admin: 3, h.accountant: 3, h.person: 1} {
		if list, err := h.Users(t.Context(), who); err != nil || len(list) != want {
			t.Errorf("a %s sees %d users, %v, want %d", who.Role, len(list), err, want)
		}
	}
	if err := h.SetLanguage(t.Context(), h.person, "de"); err != nil {
		t.Fatal(err)
	}
	u, err := h.UserByEmail(t.Context(), "Bakker@A.be")
	if err != nil || u.Language != "de" || u.ID != h.person.User {
		t.Errorf("got %+v, %v, want the baker in German", u, err)
	}
	if err := h.SetLanguage(t.Context(), h.person, "la"); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("Latin: got %v, want %v", err, invoer.ErrInvalid)
	}
	if _, err := h.UserByEmail(t.Context(), "nobody@a.be"); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("nobody: got %v, want %v", err, invoer.ErrNotFound)
	}
}

func TestClientsAndWhatTellsThem(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := t.Context()
	c := Client{
		Code: "Krant.1", Name: "De Krant", VAT: "BE0477574154", Language: "fr",
		Own: invoer.Own{Names: []string{"Krant & Co", "De Krant"}, IBANs: []invoer.IBAN{"BE68539007547034"}, Addresses: []string{"Markt 1"}},
	}
	made, err := h.AddClient(ctx, h.accountant, c)
	if err != nil {
		t.Fatal(err)
	}
	c.ID, c.Created = made.ID, made.Created
	c.Own = invoer.Own{
		VATs: []invoer.VATNumber{"BE0477574154"}, Names: []string{"De Krant", "Krant & Co"},
		IBANs: []invoer.IBAN{"BE68539007547034"}, Addresses: []string{"Markt 1"},
	}
	if diff := cmp.Diff(c, made); diff != "" {
		t.Errorf("as made (-want +got):\n%s", diff)
	}
	c.Name, c.Archived, c.Own = "Het Blad", true, invoer.Own{}
	changed, err := h.ChangeClient(ctx, h.accountant, c)
	if err != nil || !changed.Archived || !cmp.Equal(changed.Own.Names, []string{"Het Blad"}) || len(changed.Own.IBANs) != 0 {
		t.Errorf("as changed: %+v, %v", changed, err)
	}
	if got, err := h.ClientByCode(ctx, h.accountant, "KRANT.1"); err != nil || got.ID != c.ID {
		t.Errorf("by code: %+v, %v", got, err)
	}
	if _, err := h.AddClient(ctx, h.accountant, Client{Code: "krant.1", Name: "x", Language: "nl"}); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("the same code: got %v, want %v", err, invoer.ErrConflict)
	}
	if _, err := h.AddClient(ctx, h.accountant, Client{Code: "a b", Name: "x", Language: "nl"}); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("a code with a space: got %v, want %v", err, invoer.ErrInvalid)
	}
	if own, err := h.Clients(ctx, h.person); err != nil || len(own) != 1 || own[0].ID != h.client {
		t.Errorf("a client's person sees %+v, %v, want his own", own, err)
	}
	if _, err := h.Client(ctx, h.person, c.ID); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("another client: got %v, want %v", err, invoer.ErrNotFound)
	}
}

// A person gets another name, role, client or language. Who may less then is
// signed out at once, who may more is not; what it was and is stands in the
// audit, and the last admin stays one.
func TestAPersonIsChanged(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	admin, err := h.User(t.Context(), h.admin, h.admin.User)
	if err != nil {
		t.Fatal(err)
	}
	colleague, err := h.User(t.Context(), h.admin, h.accountant.User)
	if err != nil {
		t.Fatal(err)
	}
	demoted := admin
	demoted.Role = invoer.RoleAccountant
	if _, err := h.ChangeUser(t.Context(), h.admin, demoted); !errors.Is(err, ErrLastAdmin) {
		t.Errorf("the last admin becomes an accountant: %v, want ErrLastAdmin", err)
	}
	if err := h.SetDisabled(t.Context(), invoer.Machine(h.office), admin.ID, true); !errors.Is(err, ErrLastAdmin) {
		t.Errorf("the last admin is shut out: %v, want ErrLastAdmin", err)
	}
	if _, err := h.ChangeUser(t.Context(), h.accountant, colleague); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("an accountant changes a person: %v, want it forbidden", err)
	}
	for _, step := range []struct {
		name   string
		change func(*User)
		ends   bool
		after  map[string]string
	}{
		{"a name and a language", func(u *User) { u.Name, u.Language = "Ada Anders", "fr" }, false, map[string]string{"name": "Ada Anders", "language": "fr"}},
		{"more rights", func(u *User) { u.Role = invoer.RoleAdmin }, false, map[string]string{"role": "admin"}},
		{"fewer rights", func(u *User) { u.Role = invoer.RoleAccountant }, true, map[string]string{"role": "accountant"}},
		{"one client", func(u *User) { u.Role, u.Client = invoer.RoleClient, h.client }, true, map[string]string{"role": "client", "client": string(h.client)}},
		{"another client", func(u *User) { u.Client = h.other }, true, map[string]string{"client": string(h.other)}},
	} {
		h.asOwner(t, `delete from sessions where user_id = $1`, colleague.ID)
		h.asOwner(t, `update tokens set revoked = null where user_id = $1`, colleague.ID)
		h.asOwner(t, `insert into sessions (office_id, user_id, hash, csrf, expires) values ($1, $2, sha256('x'), 'x', now() + interval '1 hour')`, h.office, colleague.ID)
		step.change(&colleague)
		changed, err := h.ChangeUser(t.Context(), h.admin, colleague)
		if err != nil || changed != colleague {
			t.Fatalf("%s: %+v, %v; want %+v", step.name, changed, err, colleague)
		}
		sessions, err := h.Sessions(t.Context(), invoer.Scope{Office: h.office, User: colleague.ID, Role: colleague.Role, Client: colleague.Client})
		if err != nil || (len(sessions) == 0) != step.ends {
			t.Errorf("%s: %d sessions are left, %v; want that they end: %v", step.name, len(sessions), err, step.ends)
		}
		var after map[string]string
		err = h.In(t.Context(), h.admin, func(tx Tx) error {
			return tx.QueryRow(tx.Ctx, `select after from audits where subject = $1 and action = 'changed' order by id desc limit 1`, colleague.ID).Scan(&after)
		})
		if diff := cmp.Diff(step.after, after); diff != "" || err != nil {
			t.Errorf("%s in the audit: %v (-want +got):\n%s", step.name, err, diff)
		}
	}
	stranger := colleague
	stranger.ID = "00000000-0000-4000-8000-000000000000"
	if _, err := h.ChangeUser(t.Context(), h.admin, stranger); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("nobody is changed: %v, want nothing found", err)
	}
}
