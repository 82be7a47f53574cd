package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/eval"
)

// evalCommand reads documents whose truth is known and says how well.
type evalCommand struct {
	Truth     []string `help:"File with one truth a line; the documents are named relative to it. May be given several times." type:"existingfile"`
	By        []string `help:"Split the report by kind, language, source or layout; several with commas." placeholder:"kind,language"`
	LimitKind []string `name:"limit-kind" help:"Only documents of these kinds, with commas." placeholder:"pdf-text,scan"`
	HTML      string   `name:"html" help:"Also write the report as a page with the pictures of all values that are not right." placeholder:"FILE"`
	Markdown  string   `help:"Also renew the figures in this document, between its lines <!-- figures of invoer eval --> and <!-- end of figures -->." type:"existingfile" placeholder:"FILE"`
	LeaveOut  string   `name:"leave-out" help:"Read each document with weights that were learnt from the others only: those of another layout, or of another supplier." placeholder:"layout|supplier"`
	Teach     []string `help:"More truth to learn from with --leave-out, of invented documents: no measure of anything." type:"existingfile" placeholder:"FILE"`
	Memory    bool     `help:"Instead of the report say how touchless grows from the first document of a supplier to the next ones, each read with what those before it told."`
	Readable  bool     `help:"Instead of the report say how many values stand in the words of their document at all, chosen or not, for each group of --by; with --wrong also list those that do not, on standard error."`
	Wrong     bool     `help:"Also list each value that is not right, on standard error."`
	Words     string   `help:"Folder in which the pages that are read are kept, and taken from the next time; begin with an empty one after a change of what reads pages." placeholder:"DIR"`
	Jobs      int      `help:"How many documents are read at once; 0 is one for each core." default:"0"`

	Bookings   string  `help:"Instead of reading documents, judge what is proposed for the purchases of this ledger (JSON Lines), each from those before it." type:"existingfile" placeholder:"LEDGER"`
	LearnUntil string  `name:"learn-until" help:"With --bookings: purchases up to and including this day are only learnt." placeholder:"DATE"`
	Risk       float64 `help:"With --bookings: the share of bookings without a person that may be wrong." default:"0.005"`
	Proposals  string  `help:"With --bookings: also write what was proposed, one line a document." placeholder:"FILE"`
	Batches    string  `help:"Instead of reading documents, judge how the stacks of this file of truth come apart, as they are and with their separators taken out." type:"existingfile" placeholder:"FILE"`
	Stacks     int     `help:"Judge how so many stacks come apart that are laid of the documents of --truth, with and without separators. May go with --batches."`
	JSON       bool    `name:"json" help:"With --bookings: print the figures as JSON."`
}

// Help is shown by --help below the flags.
func (evalCommand) Help() string {
	return `Prints for each field how often it was right, wrong, missed and invented, with precision, recall and F1; the share of documents of which supplier, amount and due date are all right (touchless); how much of what was claimed with which confidence is right; and seconds a document.

Exit status: 0 when the report was made, whatever it says; 1 when it could not be made; 2 for wrong arguments.`
}

// Validate refuses wrong arguments before anything is read.
func (c evalCommand) Validate() error {
	if c.Bookings != "" {
		return c.trial().validate()
	}
	if err := between("stacks", c.Stacks, 0, mostStacks); err != nil {
		return err
	}
	if len(c.Truth) == 0 && (c.Batches == "" || c.Stacks > 0) {
		return fmt.Errorf("want --truth FILE, --batches FILE, or --bookings LEDGER with --learn-until DATE")
	}
	if err := between("jobs", c.Jobs, 0, mostJobs); err != nil {
		return err
	}
	if c.LeaveOut != "" && !slices.Contains(eval.Leavings, c.LeaveOut) {
		return fmt.Errorf("--leave-out %s, want one of %s", c.LeaveOut, strings.Join(eval.Leavings, ", "))
	}
	_, err := eval.NewReport(c.By)
	return err
}

// Run reads the documents and prints the report.
func (c evalCommand) Run(ctx context.Context, streams *io3) error {
	if c.Bookings != "" {
		return c.trial().run(streams)
	}
	if c.Memory {
		return c.remember(ctx, streams.out)
	}
	if c.Readable {
		return c.readable(ctx, streams)
	}
	truths, err := c.truths()
	if err != nil {
		return err
	}
	if c.Batches != "" || c.Stacks > 0 {
		return stackTrial{batches: c.Batches, laid: c.Stacks, of: truths, words: c.Words, jobs: atOnce(c.Jobs)}.run(ctx, streams)
	}
	report, err := eval.NewReport(c.groupings())
	if err != nil {
		return err
	}
	jobs := atOnce(c.Jobs)
	reader, done, err := openLocalReader(localReader{jobs: jobs, words: c.Words})
	if err != nil {
		return err
	}
	defer done()
	run := evalRun{command: c, reader: reader, report: report, streams: streams, bar: newProgress(streams.err, "reading", len(truths))}
	if c.LeaveOut == "" {
		err = run.all(ctx, truths, jobs, run.one)
	} else {
		err = newLeftOut(&run, jobs).all(ctx, truths)
	}
	run.bar.clear()
	if err != nil {
		return err
	}
	if err := report.Write(streams.out); err != nil {
		return err
	}
	if err := c.renew(report); err != nil {
		return err
	}
	return c.writePage(report)
}

func (c evalCommand) trial() bookingsTrial {
	return bookingsTrial{ledger: c.Bookings, until: c.LearnUntil, proposals: c.Proposals, risk: c.Risk, json: c.JSON}
}

// renew writes the figures into a document where that is asked for.
func (c evalCommand) renew(report *eval.Report) error {
	if c.Markdown == "" {
		return nil
	}
	document, err := os.ReadFile(c.Markdown)
	if err != nil {
		return err
	}
	if document, err = report.Renewed(document); err != nil {
		return fmt.Errorf("%s: %w", c.Markdown, err)
	}
	return os.WriteFile(c.Markdown, document, 0o644)
}

// groupings are those asked for; a page and a document have all but the layouts.
func (c evalCommand) groupings() []string {
	if (c.HTML != "" || c.Markdown != "") && len(c.By) == 0 {
		return []string{"kind", "language", "source"}
	}
	return c.By
}

// writePage writes the report as a page where that is asked for.
func (c evalCommand) writePage(report *eval.Report) error {
	if c.HTML == "" {
		return nil
	}
	f, err := os.Create(c.HTML)
	if err != nil {
		return err
	}
	defer f.Close()
	title := fmt.Sprintf("How well %s is read, %s", strings.Join(c.sets(), " and "), time.Now().Format("2 January 2006 15:04"))
	if err := report.WriteHTML(f, title); err != nil {
		return fmt.Errorf("writing %s: %w", c.HTML, err)
	}
	return f.Close()
}

// sets are the names of the folders that the truths lie in.
func (c evalCommand) sets() []string {
	var names []string
	for _, file := range c.Truth {
		names = append(names, filepath.Base(filepath.Dir(file)))
	}
	return names
}

// truths are those of the wanted kinds.
func (c evalCommand) truths() ([]eval.Truth, error) {
	var all []eval.Truth
	for _, file := range c.Truth {
		truths, err := truthsOf(file)
		if err != nil {
			return nil, err
		}
		all = append(all, truths...)
	}
	if len(c.LimitKind) == 0 {
		return all, nil
	}
	return slices.DeleteFunc(all, func(t eval.Truth) bool { return !slices.Contains(c.LimitKind, t.Kind) }), nil
}

// truthsOf reads a file of truth. The files that it names are given as they are
// found from here.
func truthsOf(file string) ([]eval.Truth, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	truths, err := eval.ReadTruth(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for i, t := range truths {
		truths[i].File = filepath.Join(filepath.Dir(file), filepath.FromSlash(t.File))
	}
	return truths, nil
}

// An evalRun reads documents side by side and adds them to one report.
type evalRun struct {
	command evalCommand
	reader  *extractors.Reader
	streams *io3
	bar     *progress
	mu      sync.Mutex // guards the reports
	report  *eval.Report
}

func (r *evalRun) all(ctx context.Context, truths []eval.Truth, jobs int, one func(context.Context, eval.Truth) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(jobs)
	for _, truth := range truths {
		group.Go(func() error {
			defer r.bar.add(1)
			return one(ctx, truth)
		})
	}
	return group.Wait()
}

// one reads a document. Of a file with several documents the first counts: the
// truth knows one.
func (r *evalRun) one(ctx context.Context, truth eval.Truth) error {
	start := time.Now()
	readings, err := r.reader.Extract(ctx, truth.File, truth.File, invoer.Own{}, invoer.DateOf(start))
	if err != nil {
		return fmt.Errorf("%s: %w", truth.File, err)
	}
	took := time.Since(start)
	if len(readings) == 0 {
		readings = []extractors.Reading{{Err: invoer.ErrUnreadable}}
	}
	return r.judge(ctx, truth, readings[0], took)
}

// judge adds one document to the report.
func (r *evalRun) judge(ctx context.Context, truth eval.Truth, of extractors.Reading, took time.Duration) error {
	if of.Err != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.report.Fail(truth, took)
		return nil
	}
	judgement := eval.Judge(truth, of.Invoice, r.look(ctx, truth.File, of))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Add(judgement, took)
	if r.command.Wrong {
		r.list(judgement)
	}
	return nil
}

// look cuts pictures for a page; without one there are none.
func (r *evalRun) look(ctx context.Context, path string, of extractors.Reading) eval.Look {
	if r.command.HTML == "" {
		return nil
	}
	return newScissors(ctx, r.reader, path, of).look
}

// list prints the values of a document that are not right.
func (r *evalRun) list(j eval.Judgement) {
	for _, mistake := range j.Mistakes {
		m := mistake.Mark
		fmt.Fprintf(r.streams.err, "%s\t%s\t%s\t%d\tgot %q\twant %q\n", j.Truth.ID, m.Field, m.Outcome, m.Confidence, m.Got, m.Want)
	}
}
