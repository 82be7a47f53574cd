package pipeline

import (
	"context"
	"fmt"
	"time"

	"github.com/invoer/invoer"
)

// sweepMost is how many rings one walk gives at most.
const sweepMost = 2000

// sweepLimit is how long one may take.
const sweepLimit = 15 * time.Second

// sweeping rings for rows that nobody was rung for: at once at the start, when
// Redis comes back or was emptied, when the database answers again, and every
// now and then. While Redis is away it hands rows to the workers of this process.
func (p *Pipeline) sweeping(ctx context.Context) {
	var last time.Time
	for more := true; more; more = every(ctx, p.pace.watch) {
		last = p.look(ctx, last)
	}
}

// look sweeps if it is time to, and tells when that was last done. What was to
// be swept and could not be is the next look's.
func (p *Pipeline) look(ctx context.Context, last time.Time) time.Time {
	if p.watch(ctx) {
		p.emptied = true
	}
	now, lost := p.now(), p.pace.lost
	switch {
	case p.bell.silent():
		lost = p.pace.watch
	case p.emptied:
		lost = 0 // what was rung for before is not known to Redis
	case p.bell.wasted.Swap(false):
		lost = p.pace.watch
	case now.Sub(last) < p.pace.sweep:
		return last
	}
	if !p.swept(ctx, lost) {
		p.bell.wasted.Store(true)
		return now
	}
	if !p.bell.silent() {
		p.emptied = false
		p.tidy(ctx)
	}
	return now
}

// swept walks once and tells whether to the end. That the database is away is
// said once.
func (p *Pipeline) swept(ctx context.Context, lost time.Duration) bool {
	err := p.sweep(ctx, lost)
	if err != nil && !p.broken && ctx.Err() == nil {
		p.log.Warn("sweep broke off; it is tried again until the database answers", "err", err)
	}
	p.broken = err != nil
	return err == nil
}

// tidy keeps Redis small.
func (p *Pipeline) tidy(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, 2*redisPatience)
	defer cancel()
	if err := p.bell.tidy(limited); err != nil && ctx.Err() == nil {
		p.bell.missed(err)
	}
}

// sweep walks once. The database alone says what waits; nobody is asked
// whether a task is active somewhere.
func (p *Pipeline) sweep(ctx context.Context, lost time.Duration) error {
	limited, cancel := context.WithTimeout(ctx, sweepLimit)
	defer cancel()
	for _, noun := range []invoer.Noun{invoer.NounDocument, invoer.NounFile, invoer.NounPage} {
		rings, err := p.store.Waiting(limited, noun, p.bell.most[noun], sweepMost, lost)
		if err != nil {
			return fmt.Errorf("%s: %w", noun, err)
		}
		for _, ring := range rings {
			p.bell.put(limited, ring)
		}
	}
	return nil
}

// watch tells whether Redis is there again, or was emptied: a sign that the
// first watch leaves there is gone.
func (p *Pipeline) watch(ctx context.Context) bool {
	limited, cancel := context.WithTimeout(ctx, 2*redisPatience)
	defer cancel()
	fresh, err := p.bell.redis.SetNX(limited, "invoer:"+p.bell.name, "here", 0).Result()
	if err != nil {
		if ctx.Err() == nil {
			p.bell.missed(err)
		}
		return false
	}
	back := p.bell.back()
	return fresh || back
}
