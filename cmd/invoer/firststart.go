package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A signIn is the access file, and whether the first start of this data
// directory is not done yet.
type signIn struct {
	access
	fresh bool
}

const firstEmail = "admin@invoer.example"

// firstStart makes an office and an admin in a data directory that has none,
// and writes how to sign in; later starts only note the address. A mark in the
// directory tells of a first start that is not done: one that was cut off goes on
// with what is missing. In a house with people a missing access file was taken
// away, or the data came out of a backup: nobody is made then, and the sign-in is
// without a user.
func (c serveCommand) firstStart(ctx context.Context, store *storage.Store, address string) (signIn, error) {
	have, err := readAccess(c.accessPath())
	if err == nil {
		return c.laterStart(ctx, store, have, address)
	}
	if !errors.Is(err, invoer.ErrNotFound) {
		return signIn{}, err
	}
	first, err := c.beginFirstStart(ctx, store)
	if err != nil || first.User == "" {
		return signIn{}, err
	}
	made, err := firstUser(ctx, store, first)
	if err != nil {
		return signIn{}, err
	}
	made.URL = address
	if err := made.write(c.accessPath()); err != nil {
		return signIn{}, err
	}
	return signIn{access: made, fresh: true}, c.withoutDemo()
}

// laterStart notes the address, forgets a password that is no longer the
// person's, and tells whether the first start was cut off.
func (c serveCommand) laterStart(ctx context.Context, store *storage.Store, have access, address string) (signIn, error) {
	have.URL = address
	if have.Password != "" {
		holds, err := store.PasswordHolds(ctx, have.User, have.Password)
		if err != nil {
			return signIn{}, err
		}
		if !holds {
			have.Password = ""
		}
	}
	if err := have.write(c.accessPath()); err != nil {
		return signIn{}, err
	}
	_, err := os.Stat(c.firstStartPath())
	return signIn{access: have, fresh: err == nil}, c.withoutDemo()
}

// beginFirstStart marks a first start before anything of it is made, and gives
// the admin that it is to make: the same one again after a start that was cut
// off, and nobody in a house with people.
func (c serveCommand) beginFirstStart(ctx context.Context, store *storage.Store) (access, error) {
	begun, err := readAccess(c.firstStartPath())
	if err == nil || !errors.Is(err, invoer.ErrNotFound) {
		return begun, err
	}
	offices, err := store.Offices(ctx)
	if err != nil {
		return access{}, err
	}
	for _, office := range offices {
		people, err := store.Users(ctx, invoer.Scope{Office: office.ID, Role: invoer.RoleAdmin})
		if err != nil || len(people) > 0 {
			return access{}, err
		}
	}
	begun = access{User: firstEmail, Password: newPassword()}
	return begun, begun.write(c.firstStartPath())
}

// withoutDemo ends a first start that has no demo to hand in.
func (c serveCommand) withoutDemo() error {
	if c.Demo != "" {
		return nil
	}
	return c.endFirstStart()
}

// endFirstStart takes the mark away, if there is one.
func (c serveCommand) endFirstStart() error {
	err := os.Remove(c.firstStartPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
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

// firstUser makes the admin of a first start, unless one that was cut off did.
func firstUser(ctx context.Context, store *storage.Store, first access) (access, error) {
	who, err := firstOffice(ctx, store)
	if err != nil {
		return access{}, err
	}
	user, err := store.AddUser(ctx, who, storage.User{Email: first.User, Name: "Admin", Role: invoer.RoleAdmin, Language: "nl"}, first.Password)
	if errors.Is(err, invoer.ErrConflict) {
		user, err = userOf(ctx, store, who, first.User)
	}
	if err != nil {
		return access{}, err
	}
	who.User = user.ID
	first.Token, _, err = store.AddToken(ctx, who, storage.Token{User: user.ID, Name: "access.json", Scopes: storage.TokenScopes})
	return first, err
}

func userOf(ctx context.Context, store *storage.Store, who invoer.Scope, email string) (storage.User, error) {
	people, err := store.Users(ctx, who)
	if err != nil {
		return storage.User{}, err
	}
	for _, u := range people {
		if u.Email == email {
			return u, nil
		}
	}
	return storage.User{}, fmt.Errorf("%w: user %s", invoer.ErrNotFound, email)
}
