package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/invoer/invoer"
)

// How often a server may die before we believe that starting it again does not
// help, and how long we look back.
const (
	deathsAllowed = 5
	deathsWithin  = time.Minute
	longestPause  = 5 * time.Second
)

// What a killed PostgreSQL leaves may hold its shared memory: a process of it goes
// when the question that it answers is over, which takes no longer than our longest
// statement, half a minute, or when it next looks. So long no start succeeds, and
// that is no death.
const (
	longestLeftover = time.Minute
	leftoverPause   = 500 * time.Millisecond
)

// A server is what a keeper must know of PostgreSQL and Redis.
type server interface {
	name() string
	// prepare makes the data directory and takes down what a killed run left.
	prepare(context.Context, *slog.Logger) error
	program() program
	// ready tells whether the server with this process number answers.
	ready(pid int) bool
}

// A keeper starts a server, and starts it again when it dies.
type keeper struct {
	log    *slog.Logger
	server server
	failed chan error // gets the reason why the keeper gave up

	stop    context.CancelFunc // nil before the server was up
	stopped chan struct{}      // closed when the server is down for good
	notUp   error              // why the last start failed
}

func newKeeper(log *slog.Logger, s server) *keeper {
	return &keeper{log: log.With("server", s.name()), server: s, failed: make(chan error, 1), stopped: make(chan struct{})}
}

// open starts the server and returns once it answers. When it does not come up
// the error says why, in the server's last words.
func (k *keeper) open(ctx context.Context) error {
	if err := k.server.prepare(ctx, k.log); err != nil {
		return err
	}
	first, err := k.up(ctx)
	if err != nil {
		return err
	}
	keep, stop := context.WithCancel(context.WithoutCancel(ctx))
	k.stop = stop
	go k.keep(keep, first)
	return nil
}

// up starts the server, as soon as what a killed run left of it is gone.
func (k *keeper) up(ctx context.Context) (*process, error) {
	for late := time.Now().Add(longestLeftover); ; {
		p, err := k.start(ctx)
		if !errors.Is(err, errLeftover) || time.Now().After(late) {
			return p, err
		}
		k.log.Warn("what a killed server left still runs, waiting for its end")
		if !sleep(ctx, leftoverPause) {
			return p, err
		}
	}
}

// close stops the server and waits until it is down.
func (k *keeper) close() {
	if k.stop == nil {
		return
	}
	k.stop()
	<-k.stopped
}

// start runs the server once and waits until it answers. Recovery after a crash
// may take minutes, so it waits as long as the process lives.
func (k *keeper) start(ctx context.Context) (*process, error) {
	p, err := k.server.program().start(k.log)
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", k.server.name(), err)
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !k.server.ready(p.pid) {
		select {
		case <-p.gone:
			return nil, p.lastWords()
		case <-ctx.Done():
			p.end()
			return nil, fmt.Errorf("starting %s: %w", k.server.name(), ctx.Err())
		case <-tick.C:
		}
	}
	k.log.Debug("server answers", "pid", p.pid)
	return p, nil
}

// keep watches over p and its successors until ctx ends.
func (k *keeper) keep(ctx context.Context, p *process) {
	defer close(k.stopped)
	var deaths deaths
	for {
		why := k.watch(ctx, p)
		if ctx.Err() != nil {
			return
		}
		pause, enough := deaths.add(time.Now())
		if enough {
			k.failed <- k.tooOften(why)
			return
		}
		k.log.Warn("server died, starting it again", "err", why, "pause", pause)
		if !sleep(ctx, pause) {
			return
		}
		p = k.again(ctx)
	}
}

// watch waits for the end of p and says why it came. When ctx ends, it ends p.
func (k *keeper) watch(ctx context.Context, p *process) error {
	if p == nil {
		return k.notUp
	}
	select {
	case <-ctx.Done():
		p.end()
	case <-p.gone:
	}
	return p.lastWords()
}

// again starts the server after a death; nil when it did not come up.
func (k *keeper) again(ctx context.Context) *process {
	p, err := k.up(ctx)
	k.notUp = err
	return p
}

func (k *keeper) tooOften(why error) error {
	return fmt.Errorf("%w: %s died %d times within %s and is not started again: %w",
		invoer.ErrUnavailable, k.server.name(), deathsAllowed, deathsWithin, why)
}

// deaths are the times at which a server died lately.
type deaths []time.Time

// add notes a death and tells how long to wait before the next start, or that
// it was one too many.
func (d *deaths) add(now time.Time) (pause time.Duration, enough bool) {
	recent := (*d)[:0]
	for _, t := range *d {
		if now.Sub(t) < deathsWithin {
			recent = append(recent, t)
		}
	}
	*d = append(recent, now)
	pause = 50 * time.Millisecond << (2 * (len(*d) - 1))
	return min(pause, longestPause), len(*d) >= deathsAllowed
}

// sleep tells whether the pause went by without ctx ending.
func sleep(ctx context.Context, pause time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause):
		return true
	}
}
