package storage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

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

const userColumns = `id, office_id, coalesce(client_id::text, ''), role, email, name, language, disabled is not null, created`

func scanUser(row pgx.CollectableRow) (u User, err error) {
	err = row.Scan(&u.ID, &u.Office, &u.Client, &u.Role, &u.Email, &u.Name, &u.Language, &u.Disabled, &u.Created)
	return u, err
}

// AddUser makes a user with a first password (argon2id; empty: cannot sign in
// by password yet). Only an admin may; an e-mail address that exists anywhere
// is an invoer.ErrConflict.
func (s *Store) AddUser(ctx context.Context, who invoer.Scope, u User, password string) (made User, err error) {
	if err := manages(who); err != nil {
		return User{}, err
	}
	hash, err := s.firstPassword(ctx, password)
	if err != nil {
		return User{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		made, err = one(tx, scanUser, `insert into users (office_id, client_id, role, email, name, language, password, created)
			values ($1, nullif($2, '')::uuid, $3, $4, $5, $6, $7, $8) returning `+userColumns,
			who.Office, string(u.Client), u.Role, strings.ToLower(strings.TrimSpace(u.Email)), u.Name, u.Language, hash, tx.now)
		if err != nil {
			return err
		}
		return tx.Audit("user", string(made.ID), "added", nil, map[string]string{"role": string(made.Role)})
	})
	if err != nil {
		return User{}, fmt.Errorf("making a user: %w", err)
	}
	return made, nil
}

// Users lists the users of the office of who, those that he may know.
func (s *Store) Users(ctx context.Context, who invoer.Scope) (all []User, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, scanUser, `select `+userColumns+` from users order by lower(name), id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("users of office %s: %w", who.Office, err)
	}
	return all, nil
}

// User gives one user.
func (s *Store) User(ctx context.Context, who invoer.Scope, id invoer.UserID) (u User, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		u, err = one(tx, scanUser, `select `+userColumns+` from users where id = $1`, id)
		return err
	})
	if err != nil {
		return User{}, fmt.Errorf("user %s: %w", id, err)
	}
	return u, nil
}

// ErrLastAdmin is told to who would leave an office without an admin.
var ErrLastAdmin = fmt.Errorf("%w: the office would have no admin left", invoer.ErrConflict)

// ChangeUser gives a user another name, role, client and language; his address
// and what else u says of him stay. Only an admin may. Where the user has fewer
// rights then, or those of another client, his sessions end and his tokens are
// revoked. It is an ErrLastAdmin where nobody else would be an admin.
func (s *Store) ChangeUser(ctx context.Context, who invoer.Scope, u User) (changed User, err error) {
	if err := manages(who); err != nil {
		return User{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		changed, err = tx.changeUser(u)
		return err
	})
	if err != nil {
		return User{}, fmt.Errorf("user %s: %w", u.ID, err)
	}
	return changed, nil
}

func (tx Tx) changeUser(u User) (User, error) {
	have, err := tx.userOfMany(u.ID)
	if err != nil {
		return User{}, err
	}
	if have.Role == invoer.RoleAdmin && u.Role != invoer.RoleAdmin {
		if err := tx.anotherAdmin(u.ID); err != nil {
			return User{}, err
		}
	}
	changed, err := one(tx, scanUser, `update users set name = $2, role = $3, client_id = nullif($4, '')::uuid, language = $5 where id = $1 returning `+userColumns,
		u.ID, u.Name, u.Role, string(u.Client), u.Language)
	if err != nil {
		return User{}, err
	}
	before, after := have.apart(changed)
	if len(after) == 0 {
		return changed, nil
	}
	if !changed.sees(have) {
		if err := tx.endRights(u.ID); err != nil {
			return User{}, err
		}
	}
	return changed, tx.Audit("user", string(u.ID), "changed", before, after)
}

// userOfMany is a user, locked with all admins of his office: of two who take
// each other's rights the second one sees what the first did.
func (tx Tx) userOfMany(id invoer.UserID) (User, error) {
	if _, err := tx.Exec(tx.Ctx, `select id from users where role = 'admin' or id = $1 order by id for update`, id); err != nil {
		return User{}, err
	}
	return one(tx, scanUser, `select `+userColumns+` from users where id = $1`, id)
}

// anotherAdmin refuses where nobody but a user can sign in as an admin.
func (tx Tx) anotherAdmin(id invoer.UserID) error {
	others, err := one(tx, pgx.RowTo[int], `select count(*) from users where role = 'admin' and disabled is null and id <> $1`, id)
	if err == nil && others == 0 {
		return ErrLastAdmin
	}
	return err
}

// apart is what a user was and is where the two differ.
func (u User) apart(now User) (before, after map[string]string) {
	before, after = map[string]string{}, map[string]string{}
	for _, of := range []struct{ name, was, is string }{
		{"name", u.Name, now.Name},
		{"role", string(u.Role), string(now.Role)},
		{"client", string(u.Client), string(now.Client)},
		{"language", u.Language, now.Language},
	} {
		if of.was != of.is {
			before[of.name], after[of.name] = of.was, of.is
		}
	}
	return before, after
}

// sees tells whether u may all that another one may.
func (u User) sees(other User) bool {
	switch u.Role {
	case invoer.RoleAdmin:
		return true
	case invoer.RoleAccountant:
		return other.Role != invoer.RoleAdmin
	}
	return other.Role == invoer.RoleClient && other.Client == u.Client
}

// UserByEmail finds a user for the operator's commands.
func (s *Store) UserByEmail(ctx context.Context, email string) (User, error) {
	u, err := only(outside(ctx, s, scanUser,
		`select id, office, coalesce(client::text, ''), role, email, name, language, disabled, created from invoer_user($1)`, email))
	if err != nil {
		return User{}, fmt.Errorf("user by e-mail: %w", err)
	}
	return u, nil
}

// SetDisabled lets a user sign in no longer, or again; disabling ends his
// sessions and tokens. Nobody can shut himself out, nor the last admin
// (ErrLastAdmin).
func (s *Store) SetDisabled(ctx context.Context, who invoer.Scope, id invoer.UserID, disabled bool) error {
	if err := manages(who); err != nil {
		return err
	}
	if id == who.User {
		return fmt.Errorf("%w: user %s is the one who asks", invoer.ErrConflict, id)
	}
	turn, action := Tx.enable, "enabled"
	if disabled {
		turn, action = Tx.disable, "disabled"
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if err := turn(tx, id); err != nil {
			return err
		}
		return tx.Audit("user", string(id), action, nil, nil)
	})
	if err != nil {
		return fmt.Errorf("user %s: %w", id, err)
	}
	return nil
}

func (tx Tx) enable(id invoer.UserID) error {
	return change(tx, `update users set disabled = null where id = $1`, id)
}

func (tx Tx) disable(id invoer.UserID) error {
	u, err := tx.userOfMany(id)
	if err != nil {
		return err
	}
	if u.Role == invoer.RoleAdmin {
		if err := tx.anotherAdmin(id); err != nil {
			return err
		}
	}
	if err := change(tx, `update users set disabled = coalesce(disabled, $2) where id = $1`, id, tx.now); err != nil {
		return err
	}
	return tx.endRights(id)
}

// endRights ends what a user does by rights that he had until now.
func (tx Tx) endRights(id invoer.UserID) error {
	if _, err := tx.Exec(tx.Ctx, `delete from sessions where user_id = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(tx.Ctx, `update tokens set revoked = coalesce(revoked, $2) where user_id = $1`, id, tx.now)
	return err
}

// SetLanguage changes the language of who himself.
func (s *Store) SetLanguage(ctx context.Context, who invoer.Scope, language string) error {
	err := s.In(ctx, who, func(tx Tx) error {
		if err := change(tx, `update users set language = $2 where id = $1`, who.User, language); err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "language", nil, map[string]string{"language": language})
	})
	if err != nil {
		return fmt.Errorf("language of user %s: %w", who.User, err)
	}
	return nil
}

// SetLetterKeys turns keys of one letter on or off for who himself: whoever speaks
// to his machine, or whose hand strays, sets off deeds by them (WCAG 2.2, 2.1.4).
func (s *Store) SetLetterKeys(ctx context.Context, who invoer.Scope, on bool) error {
	err := s.In(ctx, who, func(tx Tx) error {
		return change(tx, `update users set letter_keys = $2 where id = $1`, who.User, on)
	})
	if err != nil {
		return fmt.Errorf("letter keys of user %s: %w", who.User, err)
	}
	return nil
}

// ChangePassword replaces the password of who himself after checking the old
// one (invoer.ErrForbidden when it is wrong), and ends his other sessions but
// the one named keep.
func (s *Store) ChangePassword(ctx context.Context, who invoer.Scope, old, password, keep string) error {
	have, err := s.passwordOf(ctx, who)
	if err != nil {
		return fmt.Errorf("password of user %s: %w", who.User, err)
	}
	if err := s.verify(ctx, have, old); err != nil {
		return fmt.Errorf("password of user %s: %w", who.User, err)
	}
	hash, err := s.newPassword(ctx, password)
	if err != nil {
		return err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := change(tx, `update users set password = $2 where id = $1 and password = $3`, who.User, hash, have); err != nil {
			return err
		}
		if _, err := tx.Exec(tx.Ctx, `delete from sessions where user_id = $1 and id::text <> $2`, who.User, keep); err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "password", nil, nil)
	})
	if err != nil {
		return fmt.Errorf("password of user %s: %w", who.User, err)
	}
	return nil
}

func (s *Store) passwordOf(ctx context.Context, who invoer.Scope) (hash string, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		hash, err = one(tx, pgx.RowTo[string], `select password from users where id = $1`, who.User)
		return err
	})
	return hash, err
}
