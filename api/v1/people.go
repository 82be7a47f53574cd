package v1

import (
	"context"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A User is a person who can sign in.
type User struct {
	ID       invoer.UserID   `json:"id"`
	Client   invoer.ClientID `json:"client" doc:"Of a person of a client; empty otherwise."`
	Role     invoer.Role     `json:"role" enum:"admin,accountant,client"`
	Email    string          `json:"email"`
	Name     string          `json:"name"`
	Language string          `json:"language"`
	Disabled bool            `json:"disabled"`
	Created  time.Time       `json:"created"`
}

func showUser(u storage.User) User {
	return User{u.ID, u.Client, u.Role, u.Email, u.Name, u.Language, u.Disabled, u.Created.UTC()}
}

func (v *V1) users(ctx context.Context, c call, in *Paging) (*Answer[List[User]], error) {
	rows, err := v.Store.Users(ctx, c.who)
	if err != nil {
		return nil, err
	}
	return slice(rows, *in, func(u storage.User) string { return string(u.ID) }, showUser)
}

func (v *V1) user(ctx context.Context, c call, in *ByID) (*Answer[User], error) {
	id, err := identifier[invoer.UserID](in.ID)
	if err != nil {
		return nil, err
	}
	u, err := v.Store.User(ctx, c.who, id)
	return answer(showUser(u)), err
}

type addUserIn struct {
	Body struct {
		Email    string      `json:"email" format:"email" maxLength:"200"`
		Name     string      `json:"name" minLength:"1" maxLength:"200"`
		Role     invoer.Role `json:"role" enum:"admin,accountant,client"`
		Client   string      `json:"client,omitempty" doc:"Code or identifier; for the role client."`
		Language string      `json:"language,omitempty" enum:"nl,fr,en,de" default:"nl"`
		Password string      `json:"password,omitempty" minLength:"12" maxLength:"200" doc:"The first one; without it he cannot sign in yet."`
	}
}

func (v *V1) addUser(ctx context.Context, c call, in *addUserIn) (*Answer[User], error) {
	client, err := v.ClientOf(ctx, c.who, in.Body.Client)
	if err != nil {
		return nil, err
	}
	b := in.Body
	made, err := v.Store.AddUser(ctx, c.who, storage.User{Client: client, Role: b.Role, Email: b.Email, Name: b.Name, Language: b.Language}, b.Password)
	return answer(showUser(made)), err
}

type changeUserIn struct {
	ByID
	Body struct {
		Name     string      `json:"name" minLength:"1" maxLength:"200"`
		Role     invoer.Role `json:"role" enum:"admin,accountant,client" doc:"An office keeps one admin at least."`
		Client   string      `json:"client,omitempty" doc:"Code or identifier; for the role client."`
		Language string      `json:"language" enum:"nl,fr,en,de"`
	}
}

func (v *V1) changeUser(ctx context.Context, c call, in *changeUserIn) (*Answer[User], error) {
	id, err := identifier[invoer.UserID](in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := v.Store.User(ctx, c.who, id); err != nil {
		return nil, err
	}
	client, err := v.ClientOf(ctx, c.who, in.Body.Client)
	if err != nil {
		return nil, err
	}
	b := in.Body
	changed, err := v.Store.ChangeUser(ctx, c.who, storage.User{ID: id, Client: client, Role: b.Role, Name: b.Name, Language: b.Language})
	return answer(showUser(changed)), err
}

func (v *V1) disableUser(ctx context.Context, c call, in *ByID) (*Answer[User], error) {
	return v.setDisabled(ctx, c, in.ID, v.Store.SetDisabled, true)
}

func (v *V1) enableUser(ctx context.Context, c call, in *ByID) (*Answer[User], error) {
	return v.setDisabled(ctx, c, in.ID, v.Store.SetDisabled, false)
}

func (v *V1) setDisabled(ctx context.Context, c call, said string, set func(context.Context, invoer.Scope, invoer.UserID, bool) error, disabled bool) (*Answer[User], error) {
	id, err := identifier[invoer.UserID](said)
	if err != nil {
		return nil, err
	}
	if err := set(ctx, c.who, id, disabled); err != nil {
		return nil, err
	}
	u, err := v.Store.User(ctx, c.who, id)
	return answer(showUser(u)), err
}

// A Token is a program's key.
type Token struct {
	ID      string          `json:"id"`
	User    invoer.UserID   `json:"user"`
	Client  invoer.ClientID `json:"client" doc:"It sees this client only; empty: all that its user sees."`
	Name    string          `json:"name"`
	Hint    string          `json:"hint" doc:"The last signs of the secret."`
	Scopes  []string        `json:"scopes" nullable:"false"`
	Created time.Time       `json:"created"`
	Used    *time.Time      `json:"used" doc:"Null: never."`
	Revoked bool            `json:"revoked"`
	Secret  string          `json:"secret,omitempty" doc:"Only shown here and now."`
}

func showToken(t storage.Token) Token {
	return Token{
		ID: t.ID, User: t.User, Client: t.Client, Name: t.Name, Hint: t.Hint, Scopes: append([]string{}, t.Scopes...),
		Created: t.Created.UTC(), Used: moment(t.Used), Revoked: t.Revoked,
	}
}

func (v *V1) tokens(ctx context.Context, c call, in *Paging) (*Answer[List[Token]], error) {
	rows, err := v.Store.Tokens(ctx, c.who)
	if err != nil {
		return nil, err
	}
	return slice(rows, *in, func(t storage.Token) string { return t.ID }, showToken)
}

type addTokenIn struct {
	Body struct {
		Name   string   `json:"name" minLength:"1" maxLength:"100"`
		Client string   `json:"client,omitempty" doc:"Code or identifier: the token sees this client only."`
		Scopes []string `json:"scopes" minItems:"1" nullable:"false" enum:"read,write,ingest,admin"`
	}
}

func (v *V1) addToken(ctx context.Context, c call, in *addTokenIn) (*Answer[Token], error) {
	client, err := v.ClientOf(ctx, c.who, in.Body.Client)
	if err != nil {
		return nil, err
	}
	secret, made, err := v.Store.AddToken(ctx, c.who, storage.Token{Name: in.Body.Name, Client: client, Scopes: in.Body.Scopes})
	if err != nil {
		return nil, err
	}
	shown := showToken(made)
	shown.Secret = secret
	return answer(shown), nil
}

func (v *V1) revokeToken(ctx context.Context, c call, in *ByID) (*nothing, error) {
	id, err := uuid(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, v.Store.RevokeToken(ctx, c.who, id)
}
