package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/hibiken/asynq"
	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Settings are what a Pipeline works with.
type Settings struct {
	Store      *storage.Store
	Blobs      Blobs
	Reader     Reader
	Bell       *Bell
	Heavy      int     // rows of the heavy queue at one time; 0: one a core
	Quick      int     // rows of the quick queue at one time; 0: four a core
	WorkDir    string  // local copies of originals
	CacheBytes int64   // how much of them; 0: 2 GiB
	Browser    Browser // prints web pages; nil: they wait for a person
	Version    string  // of the program, for manifests
	Log        *slog.Logger
	Now        func() time.Time
}

// Validate names the setting that is missing.
func (s Settings) Validate() error {
	switch {
	case s.Store == nil, s.Blobs == nil, s.Reader == nil, s.Bell == nil, s.Log == nil, s.Now == nil:
		return fmt.Errorf("%w: pipeline without store, blobs, reader, bell, log or clock", invoer.ErrInvalid)
	case s.WorkDir == "":
		return fmt.Errorf("%w: pipeline without a work directory", invoer.ErrInvalid)
	}
	return nil
}

// A Pipeline is the workers of one process.
type Pipeline struct {
	store   *storage.Store
	bell    *Bell
	runner  *runner
	slots   map[string]chan struct{} // of each queue: as many as rows at one time
	hand    chan invoer.Ring         // rings while Redis is away
	log     *slog.Logger
	now     func() time.Time
	metrics *metrics
	pace    pace
	emptied bool // Redis knows nothing of what was rung for; of the sweep alone, as broken is
	broken  bool // the last sweep broke off

	originals *originals // nil in a pipeline of other stages
}

// New makes the workers. Run starts them.
func New(s Settings) (*Pipeline, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	s.Blobs = promptly(s.Blobs, blobPatience)
	originals, err := openOriginals(filepath.Join(s.WorkDir, "originals"), s.CacheBytes, s.Blobs)
	if err != nil {
		return nil, err
	}
	p := newPipeline(s, Stages(s.workers(originals)), usual)
	p.originals = originals
	return p, nil
}

func newPipeline(s Settings, stages []Stage, at pace) *Pipeline {
	s.Heavy, s.Quick = slots(s.Heavy, s.Quick)
	p := &Pipeline{
		store: s.Store, bell: s.Bell, log: s.Log, now: s.Now, pace: at, hand: make(chan invoer.Ring, 4*(s.Heavy+s.Quick)),
		slots: map[string]chan struct{}{heavy: make(chan struct{}, s.Heavy), quick: make(chan struct{}, s.Quick)},
	}
	p.metrics = newMetrics(p.Oldest)
	p.runner = &runner{
		store: s.Store, bell: s.Bell, holders: holders{worker: workerName(), now: map[string]bool{}}, stages: map[invoer.Stage]Stage{}, log: s.Log, now: s.Now,
		metrics: p.metrics, pace: at,
	}
	for _, stage := range stages {
		p.runner.stages[stage.Name] = stage
	}
	byHand := p.byHand
	s.Bell.local.Store(&byHand)
	return p
}

// Local gives the path of a local copy of kept bytes, which stays until release
// is called. The faces share the copies that the workers made.
func (p *Pipeline) Local(ctx context.Context, key invoer.BlobKey) (path string, release func(), err error) {
	return p.originals.Open(ctx, key)
}

// Run works until ctx ends, then lets running work end for 20 seconds and puts
// back what could not.
func (p *Pipeline) Run(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	servers := make([]*asynq.Server, 0, 2)
	for _, queue := range []string{heavy, quick} {
		server := p.server(queue)
		if err := server.Start(p.handler(work, queue)); err != nil {
			return fmt.Errorf("workers of queue %s: %w", queue, err)
		}
		servers = append(servers, server)
	}
	var busy errgroup.Group // what was rung for by hand
	beside, leave := context.WithCancel(work)
	defer leave()
	var keepers errgroup.Group
	keepers.Go(func() error { p.sweeping(ctx); return nil })
	keepers.Go(func() error { p.renewing(beside); return nil })
	keepers.Go(func() error { p.handing(ctx, work, &busy); return nil })

	<-ctx.Done()
	p.runner.closing.Store(true)
	for _, server := range servers {
		server.Stop()
	}
	end := time.AfterFunc(p.pace.grace, stop)
	defer end.Stop()
	var ending errgroup.Group
	for _, server := range servers {
		ending.Go(func() error { server.Shutdown(); return nil })
	}
	err := errors.Join(ending.Wait(), busy.Wait())
	leave()
	return errors.Join(err, keepers.Wait())
}

func (p *Pipeline) server(queue string) *asynq.Server {
	return asynq.NewServerFromRedisClient(p.bell.redis, asynq.Config{
		Concurrency:       cap(p.slots[queue]),
		Queues:            map[string]int{p.bell.queue(queue): 1},
		TaskCheckInterval: 25 * time.Millisecond, // asynq asks; it is not told
		ShutdownTimeout:   p.pace.grace + 10*time.Second,
		Logger:            quiet{p.log},
		LogLevel:          asynq.WarnLevel,
	})
}

// handler runs what tasks ring for. It never fails a task: the row knows best.
func (p *Pipeline) handler(work context.Context, queue string) asynq.Handler {
	return asynq.HandlerFunc(func(_ context.Context, task *asynq.Task) error {
		var ring invoer.Ring
		if err := json.Unmarshal(task.Payload(), &ring); err != nil || string(ring.Stage) != task.Type() {
			p.log.Warn("task that is no ring", "queue", queue, "type", task.Type())
			return nil
		}
		p.in(work, ring)
		return nil
	})
}

// in runs a ring in a slot of its queue.
func (p *Pipeline) in(work context.Context, ring invoer.Ring) {
	slot := p.slots[queueOf(ring.Noun)]
	select {
	case slot <- struct{}{}:
	case <-work.Done():
		return
	}
	defer func() { <-slot }()
	p.runner.Run(work, ring)
}

// byHand takes a ring that could not be put into Redis, unless there are
// enough of them: the sweep finds the row again.
func (p *Pipeline) byHand(ring invoer.Ring) bool {
	select {
	case p.hand <- ring:
		return true
	default:
		return false
	}
}

// handing runs what was rung for by hand until ctx ends.
func (p *Pipeline) handing(ctx, work context.Context, busy *errgroup.Group) {
	for {
		select {
		case <-ctx.Done():
			return
		case ring := <-p.hand:
			busy.Go(func() error { p.in(work, ring); return nil })
		}
	}
}

// renewing keeps the leases of the rows that this process works on.
func (p *Pipeline) renewing(ctx context.Context) {
	for every(ctx, p.pace.renew) {
		limited, cancel := context.WithTimeout(ctx, p.pace.renew)
		if err := p.store.Renew(limited, p.runner.holders.all(), p.pace.lease); err != nil && ctx.Err() == nil {
			p.log.Warn("leases not renewed", "err", err)
		}
		cancel()
	}
}

// every waits and tells whether ctx lives.
func every(ctx context.Context, pause time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause):
		return true
	}
}

// Oldest is the age of the oldest row of all offices that waits for a stage
// and was not put off. It is what tells a pipeline that works from one that is
// only connected.
func (p *Pipeline) Oldest(ctx context.Context) (time.Duration, error) {
	since, err := p.store.Oldest(ctx)
	if err != nil || since.IsZero() {
		return 0, err
	}
	return max(0, p.now().Sub(since)), nil
}

// quiet lets asynq say what went wrong in our log.
type quiet struct{ log *slog.Logger }

func (q quiet) Debug(args ...any) { q.log.Debug(fmt.Sprint(args...), "by", "asynq") }
func (q quiet) Info(args ...any)  { q.log.Debug(fmt.Sprint(args...), "by", "asynq") }
func (q quiet) Warn(args ...any)  { q.log.Warn(fmt.Sprint(args...), "by", "asynq") }
func (q quiet) Error(args ...any) { q.log.Warn(fmt.Sprint(args...), "by", "asynq") }
func (q quiet) Fatal(args ...any) { q.log.Error(fmt.Sprint(args...), "by", "asynq") }
