package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/eval"
	"github.com/invoer/invoer/extractors/learn"
	"github.com/invoer/invoer/extractors/settle"
	"github.com/invoer/invoer/extractors/weights"
)

// parts is in how many parts documents are left out in turn.
const parts = 5

// A leftOut reads documents as if nobody had seen their like: with weights that
// were learnt from documents of other layouts or suppliers. Pages are read
// once; what is chosen from them is chosen again for each part.
type leftOut struct {
	run   *evalRun
	jobs  int
	parts [parts][]heldOut
}

// A heldOut is a document with what there was to choose from.
type heldOut struct {
	truth   eval.Truth
	reading extractors.Reading
	took    time.Duration
}

func newLeftOut(run *evalRun, jobs int) *leftOut { return &leftOut{run: run, jobs: jobs} }

func (l *leftOut) all(ctx context.Context, truths []eval.Truth) error {
	taught, err := l.taught(ctx)
	if err != nil {
		return err
	}
	if err := l.run.all(ctx, truths, l.jobs, l.read); err != nil {
		return err
	}
	for n := range l.parts {
		if err := l.judge(ctx, n, taught); err != nil {
			return err
		}
	}
	return nil
}

// taught are the examples of other truth, which are learnt from in every part.
func (l *leftOut) taught(ctx context.Context) ([]learn.Example, error) {
	var all []learn.Example
	for _, file := range l.run.command.Teach {
		class := classroom{reader: l.run.reader, truth: file, streams: l.run.streams, invented: true}
		if err := class.read(ctx, l.jobs); err != nil {
			return nil, err
		}
		all = append(all, class.examples...)
	}
	return all, nil
}

// read reads one document and holds it until its part is judged.
func (l *leftOut) read(ctx context.Context, truth eval.Truth) error {
	start := time.Now()
	readings, err := l.run.reader.Explain(ctx, truth.File, truth.File, invoer.Own{}, invoer.DateOf(start))
	if err != nil {
		return fmt.Errorf("%s: %w", truth.File, err)
	}
	if len(readings) == 0 {
		readings = []extractors.Reading{{Err: invoer.ErrUnreadable}}
	}
	n := partOf(truth.Shares(l.run.command.LeaveOut))
	l.run.mu.Lock()
	defer l.run.mu.Unlock()
	l.parts[n] = append(l.parts[n], heldOut{truth, readings[0], time.Since(start)})
	return nil
}

// partOf is the part in which documents that share something are left out.
func partOf(shared string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(shared)) // a hash never fails to be written to
	return int(h.Sum32() % parts)
}

// judge chooses anew for the documents of part n, with what the others teach.
func (l *leftOut) judge(ctx context.Context, n int, taught []learn.Example) error {
	examples := append([]learn.Example(nil), taught...)
	for other, part := range l.parts {
		if other != n {
			examples = append(examples, lessons(part)...)
		}
	}
	model, _ := learn.Learn(learn.Unlearnt(weights.Committed), examples)
	for _, h := range l.parts[n] {
		if h.reading.Err == nil && len(h.reading.Questions) > 0 {
			h.reading.Invoice, _ = settle.Explain(model, h.reading.Paper, invoer.Known{Today: invoer.DateOf(time.Now())})
		}
		if err := l.run.judge(ctx, h.truth, h.reading, h.took); err != nil {
			return err
		}
	}
	return nil
}

// lessons are the documents of a part that can be learnt from.
func lessons(part []heldOut) []learn.Example {
	var all []learn.Example
	for _, h := range part {
		if h.reading.Err == nil && len(h.reading.Questions) > 0 {
			all = append(all, learn.Example{Truth: h.truth, Questions: h.reading.Questions, Marks: eval.Compare(h.truth, h.reading.Invoice)})
		}
	}
	return all
}
