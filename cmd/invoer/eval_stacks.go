package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/cut"
	"github.com/invoer/invoer/extractors/eval"
)

// A stackTrial judges how stacks come apart: those of a file of truth, and ones
// that are laid of documents whose pages are known.
type stackTrial struct {
	batches string       // file of truth; may be empty
	laid    int          // how many stacks are laid
	of      []eval.Truth // of these documents
	words   string
	jobs    int
}

// run prints a table with a line for each kind of stack.
func (t stackTrial) run(ctx context.Context, streams *io3) error {
	reader, done, err := openLocalReader(localReader{jobs: t.jobs, words: t.words})
	if err != nil {
		return err
	}
	defer done()
	fmt.Fprintf(streams.out, "%-28s %s\n", "", eval.StackHead)
	if t.batches != "" {
		if err := t.known(ctx, streams, reader); err != nil {
			return err
		}
	}
	if t.laid == 0 {
		return nil
	}
	return t.piles(ctx, streams, reader)
}

// known judges the stacks of a file of truth, as they are and with their
// separators taken out.
func (t stackTrial) known(ctx context.Context, streams *io3, reader *extractors.Reader) error {
	f, err := os.Open(t.batches)
	if err != nil {
		return err
	}
	defer f.Close()
	truths, err := eval.ReadStacks(f)
	if err != nil {
		return fmt.Errorf("%s: %w", t.batches, err)
	}
	var as, without eval.StackScore
	for _, truth := range truths {
		pages, err := reader.Pages(ctx, filepath.Join(filepath.Dir(t.batches), filepath.FromSlash(truth.File)))
		if err != nil {
			return fmt.Errorf("%s: %w", truth.ID, err)
		}
		as.Add(truth.Pages(), sheaves(pages))
		bare := slices.DeleteFunc(slices.Clone(pages), func(p cut.Page) bool { return slices.Contains(truth.Separators, p.Number) })
		without.Add(truth.Pages(), sheaves(bare))
	}
	fmt.Fprintf(streams.out, "%-28s %s\n%-28s %s\n", "batches, with separators", as, "batches, without", without)
	return nil
}

func sheaves(pages []cut.Page) []eval.Sheaf {
	docs, _ := cut.Documents(pages, nil)
	found := make([]eval.Sheaf, len(docs))
	for i, d := range docs {
		found[i] = eval.Sheaf{Pages: d.Pages, Sure: int(d.Sure)}
	}
	return found
}

// How many stacks may be laid, and how: so many documents each, every second stack in duplex
// with blank backs.
const (
	mostStacks = 100_000

	leastLaid = 8
	mostLaid  = 16
)

// piles judges stacks that are laid of the documents, without separators and
// with one before each, and each document as a file of its own.
func (t stackTrial) piles(ctx context.Context, streams *io3, reader *extractors.Reader) error {
	docs, err := t.read(ctx, streams, reader)
	if err != nil {
		return err
	}
	var alone, bare, with eval.StackScore
	for _, pages := range docs {
		stack, want := stackOf(pages)
		alone.Add(want, sheaves(stack))
	}
	var took time.Duration
	pages := 0
	for seed := range t.laid {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		stack, want := lay(r, docs, seed%2 == 0, false)
		began := time.Now()
		found := sheaves(stack)
		took, pages = took+time.Since(began), pages+len(stack)
		bare.Add(want, found)
		stack, want = lay(r, docs, seed%2 == 0, true)
		with.Add(want, sheaves(stack))
	}
	fmt.Fprintf(streams.out, "%-28s %s\n%-28s %s\n%-28s %s\n", "each alone", alone, "laid, with separators", with, "laid, without", bare)
	fmt.Fprintf(streams.out, "400 pages are cut in %.2f s\n", took.Seconds()*400/float64(max(pages, 1)))
	return nil
}

// read reads the pages of all documents. What cannot be read is in no stack.
func (t stackTrial) read(ctx context.Context, streams *io3, reader *extractors.Reader) ([][]cut.Page, error) {
	bar := newProgress(streams.err, "reading", len(t.of))
	defer bar.clear()
	var mu sync.Mutex
	docs := make([][]cut.Page, len(t.of))
	run := evalRun{streams: streams, bar: bar}
	at := map[string]int{}
	for i, truth := range t.of {
		at[truth.File] = i
	}
	err := run.all(ctx, t.of, atOnce(t.jobs), func(ctx context.Context, truth eval.Truth) error {
		pages, err := reader.Pages(ctx, truth.File)
		if err != nil && ctx.Err() != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		docs[at[truth.File]] = notBlank(pages)
		return nil
	})
	docs = slices.DeleteFunc(docs, func(pages []cut.Page) bool { return len(pages) == 0 })
	if err == nil && len(docs) < 2 {
		err = fmt.Errorf("%w: %d documents with pages, want two at least", invoer.ErrInvalid, len(docs))
	}
	return docs, err
}

// notBlank are the pages that are not blank.
func notBlank(pages []cut.Page) []cut.Page {
	return slices.DeleteFunc(slices.Clone(pages), func(p cut.Page) bool { return p.Blank })
}

// stackOf is a file of one document.
func stackOf(pages []cut.Page) (stack []cut.Page, want [][]int) {
	numbers := make([]int, len(pages))
	stack = slices.Clone(pages)
	for i := range stack {
		stack[i].Number, numbers[i] = i+1, i+1
	}
	return stack, [][]int{numbers}
}

// lay makes a stack of documents drawn at random, none next to itself, and
// tells which pages are which document.
func lay(r *rand.Rand, docs [][]cut.Page, duplex, separated bool) (stack []cut.Page, want [][]int) {
	last := -1
	add := func(p cut.Page) int {
		p.Number = len(stack) + 1
		stack = append(stack, p)
		return p.Number
	}
	for range leastLaid + r.IntN(mostLaid-leastLaid+1) {
		at := r.IntN(len(docs))
		if at == last {
			at = (at + 1) % len(docs)
		}
		last = at
		if separated {
			add(cut.Page{Page: invoer.Page{Width: 595, Height: 842, Marks: []invoer.Mark{{Kind: "qr", Text: cut.Sheet{}.Text(nil)}}}})
		}
		var pages []int
		for _, p := range docs[at] {
			pages = append(pages, add(p))
		}
		if duplex && len(docs[at])%2 == 1 {
			add(cut.Page{Page: invoer.Page{Width: 595, Height: 842}, Blank: true})
		}
		want = append(want, pages)
	}
	return stack, want
}
