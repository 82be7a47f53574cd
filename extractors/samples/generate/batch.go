package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples"
)

// A batch is one run of the command.
type batch struct {
	out         string
	seed        uint64
	count, each int
	as          string
	kind        invoer.Kind
	language    string
	annexes     bool
	stacks      int // instead of documents
	camera      camera
}

// mixture is how often each form comes when they are mixed.
var mixture = []string{"pdf-text", "pdf-text", "pdf-image", "scan", "scan", "fax", "photo", "photo"}

func (b *batch) run() error {
	if b.out == "" || b.count < 1 || b.each < 1 || b.stacks < 0 {
		return fmt.Errorf("--out %q --count %d --each %d --stacks %d, want a folder and numbers above 0", b.out, b.count, b.each, b.stacks)
	}
	if b.stacks > 0 && b.as != "scan" && b.as != "fax" && b.as != "pdf-image" {
		return fmt.Errorf("--stacks of --as %s, want scan, fax or pdf-image", b.as)
	}
	if b.as != "mixed" && !slices.Contains(mixture, b.as) {
		return fmt.Errorf("--as %s, want one of %v or mixed", b.as, mixture)
	}
	if err := os.MkdirAll(filepath.Join(b.out, "docs"), 0o755); err != nil {
		return err
	}
	defer b.camera.close()
	if b.stacks > 0 {
		return b.layStacks()
	}
	return b.write()
}

// write makes the documents and the file with their truths.
func (b *batch) write() error {
	truths, err := os.Create(filepath.Join(b.out, "truth.jsonl"))
	if err != nil {
		return err
	}
	defer truths.Close()
	lines := json.NewEncoder(truths)
	lines.SetEscapeHTML(false)
	for i := range b.count {
		truth, err := b.one(i)
		if err == nil {
			err = lines.Encode(truth)
		}
		if err != nil {
			return fmt.Errorf("document %d: %w", i, err)
		}
	}
	return truths.Close()
}

// one writes document number i.
func (b *batch) one(i int) (samples.Truth, error) {
	recipe := b.recipe(i)
	sample := recipe.Make()
	made, err := b.camera.take(sample, b.form(i), recipe.Layout*31+recipe.Document)
	if err != nil {
		return samples.Truth{}, err
	}
	truth := sample.Truth
	truth.Kind, truth.File = made.kind, "docs/"+truth.ID+made.suffix
	return truth, os.WriteFile(filepath.Join(b.out, filepath.FromSlash(truth.File)), made.content, 0o644)
}

// form is what document number i becomes.
func (b *batch) form(i int) string {
	if b.as != "mixed" {
		return b.as
	}
	return mixture[(i/b.each+i)%len(mixture)]
}

// recipe is that of document number i. Seeds are far apart, so that their
// layouts are never the same.
func (b *batch) recipe(i int) samples.Recipe {
	const apart = 1_000_000
	r := samples.Recipe{
		Layout: b.seed*apart + uint64(i/b.each), Document: uint64(i % b.each),
		Kind: b.kind, Language: b.language,
	}
	if b.annexes {
		r.Annexes = annexesOf(i)
	}
	return r
}

// annexesOf are those of document number i: of ten documents four have none,
// three one, two two, and one has all.
func annexesOf(i int) []samples.Annex {
	number := []int{0, 1, 0, 2, 1, 0, 3, 1, 0, 2}[i%10]
	var all []samples.Annex
	for n := range number {
		all = append(all, samples.Annexes[(i/10+i+n)%len(samples.Annexes)])
	}
	return all
}
