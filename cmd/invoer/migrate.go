package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

type migrateCommand struct{ settings }

// Run brings the schema of the database up to date.
func (c migrateCommand) Run(ctx context.Context, streams *io3) error {
	if c.Database != "" && c.DatabaseOwner == "" {
		return fmt.Errorf("%w: --database-owner (INVOER_DATABASE_OWNER) is empty, want the role that owns the schema", invoer.ErrInvalid)
	}
	if c.DatabaseOwner != "" {
		return storage.Migrate(ctx, c.DatabaseOwner)
	}
	return c.withStore(ctx, streams, func(*storage.Store) error { return nil })
}

// A databaseCommand runs a PostgreSQL tool (pg_dump, pg_restore, psql) against
// the private server as the owner of the schema.
type databaseCommand struct {
	settings
	Command []string `arg:"" passthrough:"" help:"The tool and its arguments."`
}

// Run gives the tool our streams and the address by libpq's environment.
func (c databaseCommand) Run(ctx context.Context, streams *io3) error {
	if c.Database != "" {
		return fmt.Errorf("%w: --database names an outside server, run the tool against that itself", invoer.ErrInvalid)
	}
	services, err := c.anyServices(ctx, quietLog(streams))
	if err != nil {
		return err
	}
	defer services.stop()
	words := c.Command
	if words[0] == "--" {
		words = words[1:]
	}
	if len(words) == 0 {
		return fmt.Errorf("%w: no tool to run, want for example: invoer database -- pg_dump -Fc -f invoer.dump", invoer.ErrInvalid)
	}
	tool := exec.CommandContext(ctx, words[0], words[1:]...)
	tool.Stdin, tool.Stdout, tool.Stderr = streams.in, streams.out, streams.err
	tool.Env = append(os.Environ(), libpq(services.owner)...)
	if err := tool.Run(); err != nil {
		return fmt.Errorf("%s: %w", words[0], err)
	}
	return nil
}

// libpq gives the address of a server on a socket as PostgreSQL's tools read
// it from their environment.
func libpq(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil // our own address is sound
	}
	query := u.Query()
	return []string{
		"PGHOST=" + query.Get("host"), "PGPORT=" + query.Get("port"), "PGUSER=" + query.Get("user"),
		"PGDATABASE=" + strings.TrimPrefix(u.Path, "/"),
	}
}
