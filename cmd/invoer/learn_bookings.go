package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/extractors/ledgers"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/storage"
)

// learnCommands are what can be learnt: how to read, and how to book.
type learnCommands struct {
	Reading  learnCommand         `cmd:"" default:"withargs" help:"Learn from documents whose truth is known how to choose among candidates."`
	Bookings learnBookingsCommand `cmd:"" help:"Learn from a ledger how a client's purchases are booked."`
}

// learnBookingsCommand learns a client's ledger.
type learnBookingsCommand struct {
	settings
	officeFlag
	File   string `arg:"" type:"existingfile" help:"JSON Lines of the booking contract, or ACT.TXT, ACT.DBF or CSV of the accounting package."`
	Client string `required:"" help:"Code of the client whose ledger it is." placeholder:"CODE"`
	Show   int    `help:"How many bookings that would have been proposed otherwise are printed." default:"20"`
}

// Help is shown by --help below the flags.
func (learnBookingsCommand) Help() string {
	return `Each booking is first proposed from those before it and then learnt, so that what is printed is how well invoer would have done on this client's own past. A booking that was learnt before, by its id, is passed over: the same file again does no harm. Where it stops in the middle, what was learnt stays, and the same file again goes on from there.

Exit status: 0 when it was learnt, 1 when it could not be, 2 for wrong arguments.`
}

// Validate refuses wrong arguments before anything is read.
func (c learnBookingsCommand) Validate() error {
	if c.Show < 0 {
		return fmt.Errorf("--show %d, want 0 or more", c.Show)
	}
	return c.settings.Validate()
}

// Run learns the file and prints where proposals would have differed.
func (c learnBookingsCommand) Run(ctx context.Context, streams *io3) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		who, err := c.admin(ctx, store)
		if err != nil {
			return err
		}
		return c.learn(ctx, store, who, streams)
	})
}

func (c learnBookingsCommand) learn(ctx context.Context, store *storage.Store, who invoer.Scope, streams *io3) error {
	client, err := store.ClientByCode(ctx, who, c.Client)
	if err != nil {
		return err
	}
	books, err := store.Books(ctx, who, client.ID)
	if err != nil {
		return err
	}
	purchases, err := readAnyLedger(c.File, c.Client, books, streams.err)
	if err != nil {
		return err
	}
	taught, err := store.LearnLedger(ctx, who, client.ID, purchases)
	if err != nil {
		return err
	}
	return c.print(streams.out, taught)
}

// readAnyLedger reads a ledger of the booking contract or of a package, in
// order of date. What cannot be used is told.
func readAnyLedger(path, client string, books invoer.Books, said io.Writer) ([]ledger.Purchase, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff"))), []byte("{")) {
		return readLedger(path, said)
	}
	all, faults := ledgers.Read(b, client, books)
	for _, fault := range faults {
		fmt.Fprintf(said, "%s: %v\n", path, fault)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: %w", path, firstFault(faults))
	}
	return all, nil
}

// firstFault says why there is nothing in a file.
func firstFault(faults []error) error {
	if len(faults) > 0 {
		return faults[0]
	}
	return errors.New("no purchase in it")
}

func (c learnBookingsCommand) print(out io.Writer, taught storage.Taught) error {
	fmt.Fprintf(out, "learnt %d bookings", taught.Learnt)
	if taught.Known > 0 {
		fmt.Fprintf(out, "; %d were known already", taught.Known)
	}
	if taught.Learnt == 0 {
		fmt.Fprintln(out)
		return nil
	}
	fmt.Fprintf(out, "\nproposed from what was known before each: %.1f %% with the same accounts and amounts\n", 100*shareOf(taught.Right, taught.Learnt))
	newest := slices.Clone(taught.Differences[max(0, len(taught.Differences)-c.Show):])
	slices.Reverse(newest)
	if len(newest) == 0 {
		return nil
	}
	fmt.Fprintln(out, "\nthe newest of those that differ:")
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "date\tsupplier\tid\tbooked\tproposed\twhy")
	for _, d := range newest {
		var booked, proposed []string
		why := ""
		for _, e := range d.Booked.Entries {
			booked = append(booked, e.Account+" "+e.Amount.String())
		}
		for _, e := range d.Proposed.Entries {
			proposed = append(proposed, e.Account+" "+e.Amount.String())
			why = locale.Why("en", e.Why)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", d.Booked.Date, d.Booked.Supplier.Name, d.Booked.ID, strings.Join(booked, ", "), strings.Join(proposed, ", "), why)
	}
	return w.Flush()
}
