package main

import (
	"context"
	"fmt"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A ratesCommand loads the reference rates of the European Central Bank.
type ratesCommand struct {
	settings
	File string `arg:"" type:"existingfile" help:"eurofxref-hist.csv or eurofxref.csv, unpacked."`
}

// Help is shown by --help below the flags.
func (ratesCommand) Help() string {
	return `The ECB publishes them at https://www.ecb.europa.eu/stats/eurofxref/ on each working day. They count for all offices. A purchase in another currency leaves at the rate of its day, or of the last one before it within a week; without one its batch is refused and says so.`
}

// Run loads the file for all offices, or nothing of it.
func (c ratesCommand) Run(ctx context.Context, streams *io3) error {
	file, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	rates, err := invoer.ParseRates(file)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		offices, err := store.Offices(ctx)
		if err != nil {
			return err
		}
		for _, office := range offices {
			if err := store.SaveRates(ctx, invoer.Machine(office.ID), rates); err != nil {
				return err
			}
		}
		fmt.Fprintf(streams.out, "%d rates for %d offices\n", len(rates), len(offices))
		return nil
	})
}
