package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples"
)

// A batch is one run of the command.
type batch struct {
	out         string
	seed        uint64
	count, each int
	kind        invoer.Kind
	language    string
}

func (b batch) run() error {
	if b.out == "" || b.count < 1 || b.each < 1 {
		return fmt.Errorf("--out %q --count %d --each %d, want a folder and numbers above 0", b.out, b.count, b.each)
	}
	if err := os.MkdirAll(filepath.Join(b.out, "docs"), 0o755); err != nil {
		return err
	}
	truths, err := os.Create(filepath.Join(b.out, "truth.jsonl"))
	if err != nil {
		return err
	}
	defer truths.Close()
	lines := json.NewEncoder(truths)
	lines.SetEscapeHTML(false)
	for i := range b.count {
		if err := b.one(i, lines); err != nil {
			return err
		}
	}
	return truths.Close()
}

// one writes document number i.
func (b batch) one(i int, lines *json.Encoder) error {
	sample := b.recipe(i).Make()
	sample.Truth.File = "docs/" + sample.Truth.ID + ".pdf"
	if err := os.WriteFile(filepath.Join(b.out, filepath.FromSlash(sample.Truth.File)), sample.PDF, 0o644); err != nil {
		return err
	}
	return lines.Encode(sample.Truth)
}

// recipe is that of document number i. Seeds are far apart, so that their
// layouts are never the same.
func (b batch) recipe(i int) samples.Recipe {
	const apart = 1_000_000
	return samples.Recipe{
		Layout: b.seed*apart + uint64(i/b.each), Document: uint64(i % b.each),
		Kind: b.kind, Language: b.language,
	}
}
