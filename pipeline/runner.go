package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A runner takes rows and does their stages' work.
type runner struct {
	store   *storage.Store
	bell    *Bell
	holders holders
	stages  map[invoer.Stage]Stage
	log     *slog.Logger
	now     func() time.Time
	metrics *metrics
	pace    pace
	closing atomic.Bool // no job goes on to another stage
}

// Run takes the row that a ring names and takes it as far as the work of its
// queue goes. A row that does not wait for it, or is in other hands, is left
// alone.
func (r *runner) Run(ctx context.Context, ring invoer.Ring) {
	stage, known := r.stages[ring.Stage]
	if !known || stage.Noun != ring.Noun {
		r.log.Warn("ring for an unknown stage", "noun", ring.Noun, "stage", ring.Stage)
		return
	}
	by := r.holders.begin()
	defer r.holders.end(by)
	job, err := r.store.Take(ctx, ring, by, r.pace.lease)
	if errors.Is(err, invoer.ErrConflict) {
		return
	}
	if err != nil {
		r.bell.wasted.Store(true)
		r.log.Warn("row left to the sweep", "noun", ring.Noun, "id", ring.ID, "stage", ring.Stage, "err", err)
		return
	}
	for more := true; more; {
		more = r.step(ctx, job)
	}
	r.bell.next(ctx, ring.Office, job.Client, follow(job.Ring))
}

// step does one stage and tells whether the job goes on here with the next.
func (r *runner) step(ctx context.Context, job *storage.Job) bool {
	stage := r.stages[job.Ring.Stage]
	begin := r.now()
	ring := job.Ring
	more, err := r.through(ctx, stage, job)
	r.note(stage, ring, r.now().Sub(begin), err)
	if err == nil {
		return more
	}
	if err := r.settleSoon(ctx, stage, job, err); err != nil && !errors.Is(err, invoer.ErrConflict) {
		r.log.Warn("row left to the sweep", "noun", ring.Noun, "id", ring.ID, "stage", ring.Stage, "err", err)
	}
	return false
}

// through works and writes.
func (r *runner) through(ctx context.Context, stage Stage, job *storage.Job) (more bool, err error) {
	if job.Attempts > r.pace.tries() {
		return false, fmt.Errorf("%s was begun %d times and never ended", stage.Name, job.Attempts-1)
	}
	job.Next = stage.Next
	write, err := r.work(ctx, stage, job)
	if err == nil {
		write, err = r.within(ctx, job, write)
	}
	if err != nil {
		return false, err
	}
	if r.goesOn(stage, job.Next) {
		return true, r.store.FinishAndKeep(ctx, job, job.Next, write, r.pace.lease)
	}
	return false, r.store.Finish(ctx, job, job.Next, write)
}

// within takes the work of the next stage along where it is all in what is
// written: one transaction, and one wait for the disk, does for both.
func (r *runner) within(ctx context.Context, job *storage.Job, write func(storage.Tx) error) (func(storage.Tx) error, error) {
	next, known := r.stages[job.Next]
	if !known || !next.Within {
		return write, nil
	}
	also, err := next.Work(ctx, job)
	job.Next, job.Within = next.Next, next.Name
	return func(tx storage.Tx) error {
		if write != nil {
			if err := write(tx); err != nil {
				return err
			}
		}
		return also(tx)
	}, err
}

// goesOn tells whether the worker who did a stage does the next one, too.
func (r *runner) goesOn(stage Stage, next invoer.Stage) bool {
	then, known := r.stages[next]
	return known && then.Noun == stage.Noun && then.Queue == stage.Queue && !r.closing.Load()
}

// work runs the stage within its limit. One that does not heed its context is
// left behind, so that it never keeps a slot.
func (r *runner) work(ctx context.Context, stage Stage, job *storage.Job) (func(storage.Tx) error, error) {
	ctx, cancel := context.WithTimeout(ctx, stage.Limit)
	defer cancel()
	type result struct {
		write func(storage.Tx) error
		err   error
	}
	mine := *job
	done := make(chan result, 1)
	go func() {
		var res result
		defer func() {
			if p := recover(); p != nil {
				r.log.Error("stage panicked", "stage", stage.Name, "id", job.Ring.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				res.err = fmt.Errorf("%s panicked", stage.Name)
			}
			done <- res
		}()
		res.write, res.err = stage.Work(ctx, &mine)
	}()
	select {
	case res := <-done:
		*job = mine
		return res.write, res.err
	case <-ctx.Done():
	}
	select {
	case res := <-done:
		*job = mine
		return res.write, res.err
	case <-time.After(r.pace.deaf):
		return nil, fmt.Errorf("%s does not heed its end: %w", stage.Name, context.DeadlineExceeded)
	}
}

// triesInTime is how often a stage may use up its whole time before its row is
// held: each time costs the others a slot for minutes.
const triesInTime = 2

// settleSoon settles, again and again while the database is away: until the lease
// has run out nobody else could take the row. A worker that is to end tries once.
func (r *runner) settleSoon(ctx context.Context, stage Stage, job *storage.Job, why error) error {
	for end := r.now().Add(r.pace.lease); ; {
		err := r.settle(ctx, stage, job, why)
		if !errors.Is(err, invoer.ErrUnavailable) || !r.now().Before(end) || !every(ctx, r.pace.watch) {
			return err
		}
	}
}

// settle is the one place that decides what an error means for a row.
func (r *runner) settle(ctx context.Context, stage Stage, job *storage.Job, err error) error {
	stopping := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	switch {
	case errors.Is(err, invoer.ErrConflict):
		return nil // another worker was here first
	case stopping:
		return r.store.PutBack(ctx, job)
	case errors.Is(err, invoer.ErrUnavailable), decided(job):
		return r.store.PutOff(ctx, job, r.pace.pauses[1])
	case errors.Is(err, invoer.ErrUnreadable):
		code, detail := invoer.CodeOf(err)
		return r.hold(ctx, job, invoer.Because(string(code), detail))
	case errors.Is(err, context.DeadlineExceeded) && job.Attempts >= triesInTime:
		return r.hold(ctx, job, invoer.Because(string(invoer.CodeTimeout), string(stage.Name)))
	case job.Attempts < r.pace.tries():
		return r.store.Retry(ctx, job, r.pace.pauses[job.Attempts-1])
	}
	return r.hold(ctx, job, invoer.Because("failed", string(stage.Name)))
}

// decided tells whether the job is a document that a person decided on: what
// is to be done for it is done some time, never left.
func decided(job *storage.Job) bool {
	if job.Ring.Noun != invoer.NounDocument {
		return false
	}
	switch job.Document.Status {
	case invoer.StatusApproved, invoer.StatusBooked, invoer.StatusRejected:
		return true
	}
	return false
}

func (r *runner) hold(ctx context.Context, job *storage.Job, why invoer.Reason) error {
	r.metrics.held(why.Code)
	return r.store.Hold(ctx, job, why)
}

// note writes one line for each stage.
func (r *runner) note(stage Stage, ring invoer.Ring, took time.Duration, err error) {
	outcome := "done"
	level := slog.LevelInfo
	if err != nil {
		outcome, level = "failed", slog.LevelWarn
	}
	if errors.Is(err, invoer.ErrConflict) {
		outcome, level = "conflict", slog.LevelInfo
	}
	r.metrics.stage(stage.Name, outcome, took)
	args := []any{"office", ring.Office, string(ring.Noun), ring.ID, "stage", stage.Name, "ms", took.Milliseconds()}
	if ring.Page > 0 {
		args = append(args, "page", ring.Page)
	}
	if err != nil {
		args = append(args, "err", err)
	}
	r.log.Log(context.Background(), level, "stage "+outcome, args...)
}
