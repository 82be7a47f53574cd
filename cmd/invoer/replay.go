package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A replayCommand reads documents again with what the program knows now. What
// people typed stays, and what they decided on is left alone.
type replayCommand struct {
	settings
	officeFlag
	Client   string   `placeholder:"CODE" help:"Only documents of this client."`
	Held     bool     `help:"Only documents that wait for a person because they could not be read."`
	Document []string `arg:"" optional:"" help:"Identifiers of documents; without them all that nobody decided on."`
}

// Run prints how many documents were sent on their way; the server's sweep
// rings for them.
func (c replayCommand) Run(ctx context.Context, streams *io3) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		who, err := c.admin(ctx, store)
		if err != nil {
			return err
		}
		ids, err := c.documents(ctx, store, who)
		if err != nil {
			return err
		}
		return replayAll(ctx, store, who, ids, streams)
	})
}

// replayAll goes on where somebody decided on a document meanwhile, and says how
// many were sent on their way also where something else stops it.
func replayAll(ctx context.Context, store *storage.Store, who invoer.Scope, ids []invoer.DocumentID, streams *io3) error {
	again, decided := 0, 0
	defer func() {
		fmt.Fprintf(streams.out, "%d documents are read again\n", again)
		if decided > 0 {
			fmt.Fprintf(streams.out, "%d are left alone: somebody decided on them\n", decided)
		}
	}()
	for _, id := range ids {
		_, err := store.Replay(ctx, who, id, storage.AnyVersion)
		if errors.Is(err, invoer.ErrConflict) {
			decided++
			continue
		}
		if err != nil {
			return err // which names the document
		}
		again++
	}
	return nil
}

func (c replayCommand) documents(ctx context.Context, store *storage.Store, who invoer.Scope) ([]invoer.DocumentID, error) {
	var ids []invoer.DocumentID
	for _, text := range c.Document {
		id, err := invoer.ParseID[invoer.DocumentID](text)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if len(ids) > 0 {
		return ids, nil
	}
	filter := storage.Filter{Status: []invoer.Status{invoer.StatusRead, invoer.StatusHeld}, Limit: 500}
	if c.Held {
		filter.Status = filter.Status[1:]
	}
	if c.Client != "" {
		client, err := store.ClientByCode(ctx, who, c.Client)
		if err != nil {
			return nil, fmt.Errorf("--client: %w", err)
		}
		filter.Client = client.ID
	}
	for {
		rows, err := store.Documents(ctx, who, filter)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		if len(rows) < filter.Limit {
			return ids, nil
		}
		filter.After = rows[len(rows)-1].Cursor
	}
}
