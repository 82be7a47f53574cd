package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
)

// handInDemo makes the clients that DIR/clients.json names and hands in
// DIR/*/document.*, each for the client that its want.json names: something to
// look at on a first start.
func (c serveCommand) handInDemo(ctx context.Context, h *house) error {
	offices, err := h.store.Offices(ctx)
	if err != nil || len(offices) == 0 {
		return err
	}
	who := invoer.Scope{Office: offices[0].ID, Role: invoer.RoleAdmin}
	clients, err := demoClients(ctx, h.store, who, filepath.Join(c.Demo, "clients.json"))
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	found, err := filepath.Glob(filepath.Join(c.Demo, "*", "document.*"))
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	for _, path := range found {
		if err := handInOne(ctx, h.gate, who, clients, path); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

// demoClients gives the clients of the file by their codes, made where they
// are missing.
func demoClients(ctx context.Context, store *storage.Store, who invoer.Scope, path string) (map[string]invoer.ClientID, error) {
	var wanted []struct{ Code, Name, VAT, Language string }
	if err := readJSON(path, &wanted); err != nil {
		return nil, err
	}
	clients := map[string]invoer.ClientID{}
	for _, w := range wanted {
		vat, err := invoer.ParseVATNumber(w.VAT)
		if err != nil {
			return nil, err
		}
		made, err := store.AddClient(ctx, who, storage.Client{Code: w.Code, Name: w.Name, VAT: vat, Language: w.Language})
		if errors.Is(err, invoer.ErrConflict) {
			made, err = store.ClientByCode(ctx, who, w.Code)
		}
		if err != nil {
			return nil, err
		}
		clients[w.Code] = made.ID
	}
	return clients, nil
}

func handInOne(ctx context.Context, gate *intake.Gate, who invoer.Scope, clients map[string]invoer.ClientID, path string) error {
	var want struct{ Client string }
	if err := readJSON(filepath.Join(filepath.Dir(path), "want.json"), &want); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	name := filepath.Base(filepath.Dir(path)) + filepath.Ext(path)
	parts := iter.Seq2[intake.Item, error](func(yield func(intake.Item, error) bool) {
		yield(intake.Item{Name: name, Body: f}, nil)
	})
	_, err = gate.Accept(ctx, who, intake.Arrival{Client: clientOf(clients, want.Client), Via: invoer.DoorUpload, From: "demo", Parts: parts})
	return err
}

// clientOf gives a document whose receiver is no client of the demo to the
// first one: the office sees a document for somebody else.
func clientOf(clients map[string]invoer.ClientID, code string) invoer.ClientID {
	if id, ok := clients[code]; ok {
		return id
	}
	var codes []string
	for c := range clients {
		codes = append(codes, c)
	}
	if len(codes) == 0 {
		return ""
	}
	return clients[slices.Min(codes)]
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
