package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium/register"
	"github.com/invoer/invoer/storage"
)

// A registerCommand loads or shows the register of enterprises, by which the
// suppliers of all offices are known.
type registerCommand struct {
	Load registerLoad `cmd:"" help:"Replace the register by the open data of the KBO/BCE (the full extract)."`
	Show registerShow `cmd:"" help:"Show what the register says of a number or a name."`
}

type registerLoad struct {
	settings
	File string `arg:"" type:"existingfile" help:"The archive as it was published: KboOpenData_…_Full.zip."`
}

// Help is shown by --help below the flags.
func (registerLoad) Help() string {
	return `The archive is free at https://kbopub.economie.fgov.be/kbo-open-data, for whoever signs up there. A new one comes each day; once a month is enough. While it is loaded the old register is read; when anything of the new one is wrong the old one stays.`
}

// Run loads the archive and prints what it holds.
func (c registerLoad) Run(ctx context.Context, streams *io3) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	data, err := register.Open(f, info.Size())
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	services, err := c.anyServices(ctx, quietLog(streams))
	if err != nil {
		return err
	}
	defer services.stop()
	if services.owner == "" {
		return fmt.Errorf("%w: --database-owner (INVOER_DATABASE_OWNER) is empty, want the role that owns the schema: the server only reads the register", invoer.ErrInvalid)
	}
	if err := storage.Migrate(ctx, services.owner); err != nil {
		return err
	}
	return c.load(ctx, services.owner, data, streams)
}

func (c registerLoad) load(ctx context.Context, owner string, data *register.Data, streams *io3) error {
	told := func(storage.Load) {}
	if f, ok := streams.err.(*os.File); ok && terminal(f) {
		told = func(so storage.Load) {
			fmt.Fprintf(f, "\rloading: %d companies, %d names, %d addresses, %d contacts, %d activities", so.Companies, so.Names, so.Addresses, so.Contacts, so.Activities)
		}
		defer fmt.Fprintln(f)
	}
	done, err := storage.LoadRegister(ctx, owner, data, told)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	fmt.Fprintf(streams.out, "%d companies with %d names, %d addresses, %d contacts and %d main activities\n", done.Companies, done.Names, done.Addresses, done.Contacts, done.Activities)
	return nil
}

type registerShow struct {
	settings
	Wanted string `arg:"" name:"number-or-name" help:"An enterprise number in any spelling, or a name."`
}

// Run prints the enterprises that fit, at most five.
func (c registerShow) Run(ctx context.Context, streams *io3) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		found, err := c.find(ctx, store)
		if err != nil {
			return err
		}
		for _, company := range found {
			fmt.Fprintf(streams.out, "%s\t%s\t%s\t%s\n", company.VAT, strings.Join(company.Names, " / "), company.Address, strings.Join(company.Contacts, ", "))
		}
		return nil
	})
}

func (c registerShow) find(ctx context.Context, store *storage.Store) ([]storage.Company, error) {
	vat, err := invoer.ParseVATNumber("BE" + strings.TrimPrefix(strings.ToUpper(c.Wanted), "BE"))
	if err == nil {
		company, err := store.Company(ctx, vat)
		return []storage.Company{company}, err
	}
	found, err := store.CompaniesLike(ctx, c.Wanted)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%w: the register has no company like %q", invoer.ErrNotFound, c.Wanted)
	}
	return found, err
}
