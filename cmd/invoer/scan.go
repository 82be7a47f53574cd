package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/invoer/invoer/intake/scan"
	"github.com/invoer/invoer/storage"
)

type scanCommands struct {
	Prepare scanPrepare `cmd:"" help:"Make a folder for each client in a folder from which files are taken in."`
}

// scanPrepare makes folders.
type scanPrepare struct {
	settings
	officeFlag
	Dir string `arg:"" type:"existingdir" help:"The folder that serve has as --scan-folder."`
}

// Help is shown by --help below the flags.
func (scanPrepare) Help() string {
	return `A folder is known by the client's code at its beginning, or by the client's whole name. Clients that have a folder keep it. Prints the folders that were made.`
}

// Run prints the names of the folders that it made.
func (c scanPrepare) Run(ctx context.Context, streams *io3) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		who, err := c.admin(ctx, store)
		if err != nil {
			return err
		}
		clients, err := store.Clients(ctx, who)
		if err != nil {
			return err
		}
		entries, err := os.ReadDir(c.Dir)
		if err != nil {
			return err
		}
		var folders []string
		for _, entry := range entries {
			if entry.IsDir() {
				folders = append(folders, entry.Name())
			}
		}
		for _, name := range scan.Missing(clients, folders) {
			if err := os.Mkdir(filepath.Join(c.Dir, name), 0o775); err != nil {
				return err
			}
			fmt.Fprintln(streams.out, name)
		}
		return nil
	})
}
