package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/invoer/invoer/storage"
)

// A verifyCommand compares what the database knows with what is there.
type verifyCommand struct {
	settings
	Clean  bool `help:"Remove bytes that no row names, or that came in by half, and that are older than a day."`
	Sample int  `help:"How many files are read back; 0: all. Every file is looked for in any case."`
}

// Help is shown by --help below the flags.
func (verifyCommand) Help() string {
	return `Proves that parts received = documents + further originals of them + skipped + held, pages in = pages out, bytes = hashes. Prints a line for each office and one for each row or file that is not as it should be.

Exit status: 0 when all is there, 1 when something is not.`
}

// Validate refuses wrong arguments.
func (c verifyCommand) Validate() error {
	if err := between("sample", c.Sample, 0, math.MaxInt32); err != nil {
		return err
	}
	return c.settings.Validate()
}

// Run verifies every office.
func (c verifyCommand) Run(ctx context.Context, streams *io3) error {
	sound := true
	err := c.withStore(ctx, streams, func(store *storage.Store) error {
		bytes, err := c.openBlobs(ctx)
		if err != nil {
			return err
		}
		v := &storage.Verifier{Store: store, Bytes: bytes, Log: quietLog(streams), Now: time.Now}
		offices, err := store.Offices(ctx)
		if err != nil {
			return err
		}
		for _, o := range offices {
			found, err := c.verify(ctx, v, o)
			if err != nil {
				return err
			}
			printVerification(streams, o, found)
			sound = sound && found.Balance.Balanced()
		}
		return c.halves(ctx, v, streams)
	})
	if err == nil && !sound {
		return exit(1)
	}
	return err
}

func (c verifyCommand) verify(ctx context.Context, v *storage.Verifier, o storage.Office) (storage.Verification, error) {
	found, err := v.Office(ctx, o.ID, c.Sample)
	if err == nil && c.Clean {
		err = v.Clean(ctx, &found)
	}
	return found, err
}

// halves tells what came in by half, of whichever office, and removes it with
// --clean.
func (c verifyCommand) halves(ctx context.Context, v *storage.Verifier, streams *io3) error {
	left, err := v.Halves(ctx)
	if err != nil {
		return err
	}
	removed := 0
	if c.Clean {
		if removed, err = v.Sweep(ctx); err != nil {
			return err
		}
	}
	fmt.Fprintf(streams.out, "received by half and left for a day %d, removed %d\n", left, removed)
	return nil
}

func printVerification(streams *io3, o storage.Office, found storage.Verification) {
	b := found.Balance
	verdict := map[bool]string{true: "balanced", false: "NOT BALANCED"}[b.Balanced()]
	fmt.Fprintf(streams.out, "%s: %s\n", o.Name, verdict)
	fmt.Fprintf(streams.out, "  parts %d = taken %d + skipped %d + held %d, in %d deliveries\n", b.Parts, b.Taken, b.Skipped, b.Held, b.Deliveries)
	fmt.Fprintf(streams.out, "  files %d, of them waiting %d, held %d; documents %d, further originals of them %d\n", b.Files, b.FilesWaiting, b.FilesHeld, b.Documents, b.Joined)
	fmt.Fprintf(streams.out, "  pages %d = in documents %d + separators and blanks %d + waiting %d + held %d\n", b.Pages, b.PagesInDocuments, b.PagesDropped, b.PagesWaiting, b.PagesHeld)
	fmt.Fprintf(streams.out, "  stored files %d, looked at %d; without a row %d, removed %d\n", found.Blobs, found.Checked, len(found.Orphans), found.Removed)
	if found.Locked > 0 {
		fmt.Fprintf(streams.out, "  %d without a row are kept by the store's lock, or this key may not remove versions\n", found.Locked)
	}
	if found.Restored > 0 {
		fmt.Fprintf(streams.out, "  %d were hidden or written over by somebody, and brought back from older versions: look who may write to the bucket\n", found.Restored)
	}
	for _, f := range b.Faults {
		fmt.Fprintf(streams.out, "  %s: %s %s: %s\n", f.Rule, f.Noun, f.ID, f.Detail)
	}
}
