package main

import (
	"context"
	"errors"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A signIn is the access file, and whether it was made just now.
type signIn struct {
	access
	fresh bool
}

const firstEmail = "admin@invoer.example"

// firstStart makes an office and an admin in a data directory that has none,
// and writes how to sign in; later starts only note the address. The file is
// written last: a start that was cut off before makes what is missing. In a
// house with people a missing file was taken away, or the data came out of a
// backup: nobody is made then, and the sign-in is without a user.
func (c serveCommand) firstStart(ctx context.Context, store *storage.Store, address string) (signIn, error) {
	have, err := readAccess(c.accessPath())
	if err == nil {
		have.URL = address
		return signIn{access: have}, have.write(c.accessPath())
	}
	if !errors.Is(err, invoer.ErrNotFound) {
		return signIn{}, err
	}
	who, err := firstOffice(ctx, store)
	if err != nil {
		return signIn{}, err
	}
	people, err := store.Users(ctx, who)
	if err != nil || len(people) > 1 {
		return signIn{}, err
	}
	made, err := firstUser(ctx, store, who)
	if err != nil {
		return signIn{}, err
	}
	made.URL = address
	return signIn{access: made, fresh: true}, made.write(c.accessPath())
}

func firstOffice(ctx context.Context, store *storage.Store) (invoer.Scope, error) {
	offices, err := store.Offices(ctx)
	if err != nil {
		return invoer.Scope{}, err
	}
	if len(offices) > 0 {
		return invoer.Scope{Office: offices[0].ID, Role: invoer.RoleAdmin}, nil
	}
	office, err := store.AddOffice(ctx, "Demo", "nl")
	return invoer.Scope{Office: office.ID, Role: invoer.RoleAdmin}, err
}

// firstUser makes an admin under an address that is still free: a start that
// was cut off may have taken the first one.
func firstUser(ctx context.Context, store *storage.Store, who invoer.Scope) (access, error) {
	made := access{Password: newPassword()}
	user, err := store.AddUser(ctx, who, storage.User{Email: firstEmail, Name: "Admin", Role: invoer.RoleAdmin, Language: "nl"}, made.Password)
	if errors.Is(err, invoer.ErrConflict) {
		user, err = store.AddUser(ctx, who, storage.User{Email: newPassword()[:8] + "@invoer.example", Name: "Admin", Role: invoer.RoleAdmin, Language: "nl"}, made.Password)
	}
	if err != nil {
		return access{}, err
	}
	made.User = user.Email
	who.User = user.ID
	made.Token, _, err = store.AddToken(ctx, who, storage.Token{User: user.ID, Name: "access.json", Scopes: storage.TokenScopes})
	return made, err
}
