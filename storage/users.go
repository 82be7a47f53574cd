package storage

import (
	"context"
	"time"

	"github.com/invoer/invoer"
)

// A User is a person who can sign in.
type User struct {
	ID       invoer.UserID
	Office   invoer.OfficeID
	Client   invoer.ClientID // set for the client role only
	Role     invoer.Role
	Email    string // lower case
	Name     string
	Language string
	Disabled bool
	Created  time.Time
}

// LeastPassword is the least number of characters of a password.
const LeastPassword = 12

// AddUser makes a user with a first password (argon2id; empty: cannot sign in
// by password yet). Only an admin may; an e-mail address that exists anywhere
// is an invoer.ErrConflict.
func (s *Store) AddUser(ctx context.Context, who invoer.Scope, u User, password string) (User, error) {
	return User{}, errSoon
}

// Users lists the users of the office of who.
func (s *Store) Users(ctx context.Context, who invoer.Scope) ([]User, error) { return nil, errSoon }

// User gives one user.
func (s *Store) User(ctx context.Context, who invoer.Scope, id invoer.UserID) (User, error) {
	return User{}, errSoon
}

// UserByEmail finds a user for the operator's commands.
func (s *Store) UserByEmail(ctx context.Context, email string) (User, error) { return User{}, errSoon }

// SetDisabled lets a user sign in no longer, or again; disabling ends his
// sessions and tokens.
func (s *Store) SetDisabled(ctx context.Context, who invoer.Scope, id invoer.UserID, disabled bool) error {
	return errSoon
}

// SetLanguage changes the language of who himself.
func (s *Store) SetLanguage(ctx context.Context, who invoer.Scope, language string) error {
	return errSoon
}

// ChangePassword replaces the password of who himself after checking the old
// one (invoer.ErrForbidden when it is wrong), and ends his other sessions but
// the one named keep.
func (s *Store) ChangePassword(ctx context.Context, who invoer.Scope, old, password, keep string) error {
	return errSoon
}
