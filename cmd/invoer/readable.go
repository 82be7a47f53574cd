package main

import (
	"context"
	"fmt"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/eval"
)

// readable makes the reports of eval --readable. E-invoices without a picture
// have no words and are left out.
func (c evalCommand) readable(ctx context.Context, streams *io3) error {
	truths, err := c.truths()
	if err != nil {
		return err
	}
	by := c.By
	if len(by) == 0 {
		by = []string{"kind"}
	}
	reports := make([]*eval.Readable, len(by))
	for i := range by {
		reports[i] = eval.NewReadable(by[i])
	}
	jobs := atOnce(c.Jobs)
	reader, done, err := openLocalReader(localReader{jobs: jobs, words: c.Words})
	if err != nil {
		return err
	}
	defer done()
	run := evalRun{command: c, reader: reader, bar: newProgress(streams.err, "reading", len(truths))}
	err = run.all(ctx, truths, jobs, run.addTo(reports))
	run.bar.clear()
	if err != nil {
		return err
	}
	for _, r := range reports {
		if err := r.Write(streams.out); err != nil {
			return err
		}
	}
	if c.Wrong {
		listUnseen(streams, reports[0].Unseen)
	}
	return nil
}

// addTo reads a document and adds it to the reports.
func (r *evalRun) addTo(reports []*eval.Readable) func(context.Context, eval.Truth) error {
	return func(ctx context.Context, truth eval.Truth) error {
		pages, ok, err := r.paper(ctx, truth)
		if err != nil || !ok {
			return err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, report := range reports {
			report.Add(truth, pages)
		}
		return nil
	}
}

// paper gives the pages of a document, nil where it could not be read; ok is
// false for an e-invoice without pages.
func (r *evalRun) paper(ctx context.Context, truth eval.Truth) (pages []invoer.Page, ok bool, err error) {
	readings, err := r.reader.Extract(ctx, truth.File, truth.File, invoer.Own{}, invoer.Date{})
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", truth.File, err)
	}
	for _, reading := range readings {
		pages = append(pages, reading.Paper...)
	}
	return pages, pages != nil || failed(readings), nil
}

func failed(readings []extractors.Reading) bool {
	for _, reading := range readings {
		if reading.Err != nil {
			return true
		}
	}
	return false
}

// listUnseen prints the values that do not stand in the words.
func listUnseen(streams *io3, unseen []eval.Unseen) {
	for _, u := range unseen {
		where := "nowhere"
		if u.Other {
			where = "in a second reading"
		}
		fmt.Fprintf(streams.err, "%s\t%s\t%s\twant %q\t%s\n", u.ID, u.Group, u.Field, u.Want, where)
	}
}
