package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A clientFlag names a client of an office.
type clientFlag struct {
	settings
	officeFlag
	Code string `arg:"" help:"Code of the client."`
}

// withClient runs fn for the client that the flags name.
func (c clientFlag) withClient(ctx context.Context, streams *io3, fn func(*storage.Store, invoer.Scope, storage.Client) error) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		who, err := c.admin(ctx, store)
		if err != nil {
			return err
		}
		client, err := store.ClientByCode(ctx, who, c.Code)
		if err != nil {
			return err
		}
		return fn(store, who, client)
	})
}

type clientMailToken struct {
	clientFlag
	Token string `arg:"" optional:"" help:"The new token: 6 to 40 letters and digits. Without it one is made."`
}

// Run prints what stands before the @ of the client's new address.
func (c clientMailToken) Run(ctx context.Context, streams *io3) error {
	return c.withClient(ctx, streams, func(store *storage.Store, who invoer.Scope, client storage.Client) error {
		token, err := store.RenewMailToken(ctx, who, client.ID, c.Token)
		if err != nil {
			return err
		}
		fmt.Fprintf(streams.out, "%s-%s\n", strings.ToLower(client.Code), token.Token)
		return nil
	})
}

type clientMailSenders struct {
	clientFlag
	Senders []string `arg:"" optional:"" help:"Addresses and domains, as invoices@supplier.be or supplier.be. None: everybody may write."`
}

// Run replaces the list.
func (c clientMailSenders) Run(ctx context.Context, streams *io3) error {
	return c.withClient(ctx, streams, func(store *storage.Store, who invoer.Scope, client storage.Client) error {
		return store.SetMailSenders(ctx, who, client.ID, c.Senders)
	})
}
