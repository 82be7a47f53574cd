package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/eval"
	"github.com/invoer/invoer/extractors/learn"
	"github.com/invoer/invoer/extractors/weights"
)

// learnCommand learns the weights of candidates from documents with known
// truth, those of the program or of one office.
type learnCommand struct {
	settings
	Truth []string `help:"File with one truth a line; the documents are named relative to it. May be given several times." type:"existingfile"`
	Teach []string `help:"More truth, of invented documents: learnt from, and no measure of anything." type:"existingfile" placeholder:"FILE"`
	Words string   `help:"Folder in which the pages that are read are kept, and taken from the next time." placeholder:"DIR"`
	Out   string   `help:"Write the learnt weights to this file; without it they are only measured." placeholder:"FILE"`
	Jobs  int      `help:"How many documents are read at once; 0 is one for each core." default:"0"`

	Office string `placeholder:"NAME" help:"Learn for this office alone, by name or identifier, from the documents that its people approved."`
	Forget bool   `help:"Take back what the office learnt."`
}

// Help is shown by --help below the flags.
func (learnCommand) Help() string {
	return `Prints for each field how often the best candidate was right with the weights that a person gave it and with learnt ones, on documents whose layout and supplier were left out of the learning. A field takes learnt weights only where they are not worse; nothing is written when all fields together are worse. The same documents give the same weights. The file to write is extractors/weights/weights.json; build the program again to use it.

With --office the truth is what people of that office approved and corrected, 20 documents of 5 suppliers at least. Only its own documents are looked at, whole suppliers are left out, and only what is better is written; that office's next documents are read with it. A new version of the program with other weights reads without it until the office learns again.

Exit status: 0 when the weights were learnt, 1 when they are worse or could not be learnt, 2 for wrong arguments.`
}

// Validate refuses wrong arguments before anything is read.
func (c learnCommand) Validate() error {
	if err := between("jobs", c.Jobs, 0, mostJobs); err != nil {
		return err
	}
	if (len(c.Truth) > 0) == (c.Office != "") {
		return errors.New("want one of --truth and --office")
	}
	if c.Forget && c.Office == "" {
		return errors.New("--forget, want --office beside it")
	}
	return c.settings.Validate()
}

// Run reads the documents, learns, and writes what is better.
func (c learnCommand) Run(ctx context.Context, streams *io3) error {
	if c.Office != "" {
		return c.office(ctx, streams)
	}
	jobs := atOnce(c.Jobs)
	reader, done, err := openLocalReader(localReader{jobs: jobs, words: c.Words})
	if err != nil {
		return err
	}
	defer done()
	var examples []learn.Example
	for i, file := range slices.Concat(c.Truth, c.Teach) {
		class := classroom{reader: reader, truth: file, streams: streams, invented: i >= len(c.Truth)}
		if err := class.read(ctx, jobs); err != nil {
			return err
		}
		examples = append(examples, class.examples...)
	}
	model, results := learn.Learn(weights.Committed, examples)
	if err := printResults(streams.out, results); err != nil {
		return err
	}
	if learn.Worse(results) {
		return errors.New("the learnt weights are worse on documents that were left out; nothing is written")
	}
	if c.Out == "" {
		return nil
	}
	text, err := model.Text()
	if err != nil {
		return err
	}
	return os.WriteFile(c.Out, text, 0o644)
}

// A classroom reads the documents of one file of truth.
type classroom struct {
	reader   *extractors.Reader
	truth    string
	streams  *io3
	invented bool       // the documents are
	mu       sync.Mutex // guards examples
	examples []learn.Example
}

func (r *classroom) read(ctx context.Context, jobs int) error {
	truths, err := truthsOf(r.truth)
	if err != nil {
		return err
	}
	bar := newProgress(r.streams.err, "reading", len(truths))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(jobs)
	for _, truth := range truths {
		group.Go(func() error {
			defer bar.add(1)
			return r.one(ctx, truth)
		})
	}
	err = group.Wait()
	bar.clear()
	return err
}

// one reads a document. An e-invoice has nothing to choose from.
func (r *classroom) one(ctx context.Context, truth eval.Truth) error {
	readings, err := r.reader.Explain(ctx, truth.File, truth.File, invoer.Own{}, invoer.DateOf(time.Now()))
	if err != nil {
		return fmt.Errorf("%s: %w", truth.File, err)
	}
	if len(readings) == 0 || len(readings[0].Questions) == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.examples = append(r.examples, learn.Example{
		Truth: truth, Questions: readings[0].Questions, Marks: eval.Compare(truth, readings[0].Invoice), Invented: r.invented,
	})
	return nil
}

// printResults prints a line for each field.
func printResults(out io.Writer, results []learn.Result) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "field\tdocuments\tright before\twrong\tmissed\tright learnt\twrong\tmissed\ttaken\t")
	for _, r := range results {
		taken := "no"
		if r.Taken {
			taken = "yes"
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t\n", r.Field, r.Documents,
			r.Before.Right, r.Before.Wrong, r.Before.Missed, r.After.Right, r.After.Wrong, r.After.Missed, taken)
	}
	return table.Flush()
}
