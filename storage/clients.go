package storage

import (
	"context"
	"time"

	"github.com/invoer/invoer"
)

// A Client is a company whose invoices the office books.
type Client struct {
	ID       invoer.ClientID
	Code     string // 1 to 20 letters, digits, points, dashes, unique in the office
	Name     string
	VAT      invoer.VATNumber // may be empty
	Language string
	Own      invoer.Own // also holds Name and VAT
	Archived bool
	Created  time.Time
}

// AddClient makes a client; ID and Created are set here. A code that exists is
// an invoer.ErrConflict.
func (s *Store) AddClient(ctx context.Context, who invoer.Scope, c Client) (Client, error) {
	return Client{}, errSoon
}

// ChangeClient replaces all but the ID of a client.
func (s *Store) ChangeClient(ctx context.Context, who invoer.Scope, c Client) (Client, error) {
	return Client{}, errSoon
}

// Clients lists the clients that who may see, by name.
func (s *Store) Clients(ctx context.Context, who invoer.Scope) ([]Client, error) { return nil, errSoon }

// Client gives one client.
func (s *Store) Client(ctx context.Context, who invoer.Scope, id invoer.ClientID) (Client, error) {
	return Client{}, errSoon
}

// ClientByCode gives one client by its code, without difference of case.
func (s *Store) ClientByCode(ctx context.Context, who invoer.Scope, code string) (Client, error) {
	return Client{}, errSoon
}
