package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// The commands with which an operator makes the first office, clients, people
// and keys. They speak to the database and need no server.
type (
	officeCommands struct {
		Add     officeAdd     `cmd:"" help:"Make an office: an accountant's firm with its own clients and people."`
		Answers officeAnswers `cmd:"" help:"Say whether the senders of messages are told what became of them. Needs serve --mail-relay."`
	}
	clientCommands struct {
		Add         clientAdd         `cmd:"" help:"Make a client: a company whose invoices the office books."`
		MailToken   clientMailToken   `cmd:"" help:"Give a client's mail address a new token. The old one counts for 30 days more."`
		MailSenders clientMailSenders `cmd:"" help:"Say who may write to a client's mail address; others wait for a person's yes."`
	}
	userCommands struct {
		Add userAdd `cmd:"" help:"Make a person who can sign in."`
	}
	tokenCommands struct {
		Add tokenAdd `cmd:"" help:"Make a key for a program. It is printed once."`
	}
)

type officeAdd struct {
	settings
	Name     string `arg:"" help:"Name of the firm."`
	Language string `default:"nl" enum:"nl,fr,en,de" help:"Language of its people: nl, fr, en or de."`
}

// Run prints the new office's identifier.
func (c officeAdd) Run(ctx context.Context, streams *io3) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		office, err := store.AddOffice(ctx, c.Name, c.Language)
		if err != nil {
			return err
		}
		fmt.Fprintln(streams.out, office.ID)
		return nil
	})
}

type officeAnswers struct {
	settings
	officeFlag
	Answers string `arg:"" enum:"on,off" help:"on or off."`
}

// Run prints nothing.
func (c officeAnswers) Run(ctx context.Context, streams *io3) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		who, err := c.admin(ctx, store)
		if err != nil {
			return err
		}
		chosen, err := store.OfficeSettings(ctx, who)
		if err != nil {
			return err
		}
		chosen.Answers = c.Answers == "on"
		return store.SetOffice(ctx, who, chosen)
	})
}

// An officeFlag chooses the office where there are several.
type officeFlag struct {
	Office string `placeholder:"NAME" help:"Name or identifier of the office; not needed while there is only one."`
}

// admin is the operator's identity in the office that the flag chooses.
func (f officeFlag) admin(ctx context.Context, store *storage.Store) (invoer.Scope, error) {
	offices, err := store.Offices(ctx)
	if err != nil {
		return invoer.Scope{}, err
	}
	office, err := chosen(offices, f.Office)
	if err != nil {
		return invoer.Scope{}, fmt.Errorf("--office: %w", err)
	}
	return invoer.Scope{Office: office.ID, Role: invoer.RoleAdmin}, nil
}

// chosen is the office with a name or identifier, and the only one where no
// name is said.
func chosen(offices []storage.Office, name string) (storage.Office, error) {
	var found []storage.Office
	for _, o := range offices {
		if name == "" || strings.EqualFold(o.Name, name) || string(o.ID) == name {
			found = append(found, o)
		}
	}
	switch {
	case len(offices) == 0:
		return storage.Office{}, fmt.Errorf("%w: there is no office yet; make one with: invoer office add NAME", invoer.ErrNotFound)
	case len(found) == 0:
		return storage.Office{}, fmt.Errorf("%w: no office is %q; there are %s", invoer.ErrInvalid, name, named(offices))
	case len(found) > 1:
		return storage.Office{}, fmt.Errorf("%w: say which one: %s", invoer.ErrInvalid, named(found))
	}
	return found[0], nil
}

// named lists offices as the flag takes them: two may have one name, none
// another's identifier.
func named(offices []storage.Office) string {
	list := make([]string, len(offices))
	for i, o := range offices {
		list[i] = fmt.Sprintf("%q (%s)", o.Name, o.ID)
	}
	return strings.Join(list, ", ")
}

type clientAdd struct {
	settings
	officeFlag
	Code     string   `arg:"" help:"Short code: 1 to 20 letters, digits, points or dashes."`
	Name     string   `arg:"" help:"Name of the company."`
	VAT      string   `name:"vat" placeholder:"NUMBER" help:"Its VAT number. A supplier with this number is never read on its invoices."`
	IBAN     []string `name:"iban" placeholder:"ACCOUNT" help:"An account of its own; may be repeated."`
	Alias    []string `placeholder:"NAME" help:"Another name of it; may be repeated."`
	Language string   `default:"nl" enum:"nl,fr,en,de" help:"Its language: nl, fr, en or de."`

	MailToken string `placeholder:"TOKEN" help:"Secret part of its mail address, CODE-TOKEN@DOMAIN: 6 to 40 letters and digits. Without it one is made when it is asked for."`
}

func (c clientAdd) client() (storage.Client, error) {
	made := storage.Client{Code: c.Code, Name: c.Name, Language: c.Language, Own: invoer.Own{Names: c.Alias}}
	if c.VAT != "" {
		vat, err := invoer.ParseVATNumber(c.VAT)
		if err != nil {
			return storage.Client{}, fmt.Errorf("--vat: %w", err)
		}
		made.VAT = vat
	}
	for _, text := range c.IBAN {
		iban, err := invoer.ParseIBAN(text)
		if err != nil {
			return storage.Client{}, fmt.Errorf("--iban: %w", err)
		}
		made.Own.IBANs = append(made.Own.IBANs, iban)
	}
	return made, nil
}

// Run prints the new client's identifier.
func (c clientAdd) Run(ctx context.Context, streams *io3) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		who, err := c.admin(ctx, store)
		if err != nil {
			return err
		}
		made, err := store.AddClient(ctx, who, client)
		if err != nil {
			return err
		}
		if c.MailToken != "" {
			if _, err := store.RenewMailToken(ctx, who, made.ID, c.MailToken); err != nil {
				return err
			}
		}
		fmt.Fprintln(streams.out, made.ID)
		return nil
	})
}

type userAdd struct {
	settings
	officeFlag
	Email    string `arg:"" help:"E-mail address to sign in with."`
	Name     string `arg:"" help:"Name of the person."`
	Role     string `default:"accountant" enum:"admin,accountant,client" help:"admin, accountant or client."`
	Client   string `placeholder:"CODE" help:"The client that a person with the role client belongs to."`
	Language string `default:"nl" enum:"nl,fr,en,de" help:"Language: nl, fr, en or de."`
	Password string `help:"First password; without it one is made and printed."`
}

// Validate refuses a person of a client without one, and a client of others.
func (c userAdd) Validate() error {
	if err := c.settings.Validate(); err != nil {
		return err
	}
	switch isClient := invoer.Role(c.Role) == invoer.RoleClient; {
	case isClient && c.Client == "":
		return fmt.Errorf("%w: --client (INVOER_CLIENT) is empty, want the code of the client that a person with the role client belongs to", invoer.ErrInvalid)
	case !isClient && c.Client != "":
		return fmt.Errorf("%w: --client (INVOER_CLIENT) is %q, and a person with the role %s belongs to the office; give --role client, or no client", invoer.ErrInvalid, c.Client, c.Role)
	}
	return nil
}

// Run prints a made password, and nothing else.
func (c userAdd) Run(ctx context.Context, streams *io3) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		who, err := c.admin(ctx, store)
		if err != nil {
			return err
		}
		u := storage.User{Email: strings.ToLower(c.Email), Name: c.Name, Role: invoer.Role(c.Role), Language: c.Language}
		if c.Client != "" {
			client, err := store.ClientByCode(ctx, who, c.Client)
			if err != nil {
				return fmt.Errorf("--client: %w", err)
			}
			u.Client = client.ID
		}
		password := c.Password
		if password == "" {
			password = newPassword()
		}
		if _, err := store.AddUser(ctx, who, u, password); err != nil {
			return err
		}
		if c.Password == "" {
			fmt.Fprintln(streams.out, password)
		}
		return nil
	})
}

// newPassword has 100 bits in letters that cannot be mistaken for each other.
func newPassword() string {
	return strings.ToLower(rand.Text()[:20])
}

type tokenAdd struct {
	settings
	User   string   `arg:"" help:"E-mail address of the person for whom the program acts."`
	Name   string   `arg:"" help:"What the key is for."`
	Scope  []string `default:"read,ingest" enum:"read,write,ingest,admin" help:"What it may do: read, write, ingest, admin."`
	Client string   `placeholder:"CODE" help:"Restrict it to one client."`
}

// Run prints the key.
func (c tokenAdd) Run(ctx context.Context, streams *io3) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		user, err := store.UserByEmail(ctx, strings.ToLower(c.User))
		if err != nil {
			return fmt.Errorf("%q: %w", c.User, err)
		}
		who := invoer.Scope{Office: user.Office, Client: user.Client, User: user.ID, Role: user.Role}
		token := storage.Token{User: user.ID, Name: c.Name, Scopes: c.Scope, Client: user.Client}
		if c.Client != "" {
			client, err := store.ClientByCode(ctx, who, c.Client)
			if err != nil {
				return fmt.Errorf("--client: %w", err)
			}
			token.Client = client.ID
		}
		secret, _, err := store.AddToken(ctx, who, token)
		if err != nil {
			return err
		}
		fmt.Fprintln(streams.out, secret)
		return nil
	})
}
