package child

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/invoer/invoer"
)

// A Config says how children are started and kept in bounds.
type Config struct {
	Program   []string        // the program and its arguments; it must call Serve
	Env       []string        // added to the children's own small environment
	Settings  json.RawMessage // handed to the child's Setup
	Lanes     map[string]int  // how many children each lane may have
	Nice      map[string]int  // by lane: how much its children yield to all else on the machine, as nice(2) counts
	MemoryMiB int             // resident memory of one child; 0 is 512
	Requests  int             // a child is renewed after so many; 0 is 200
	Limit     time.Duration   // for one request, from when a child has it; 0 is a minute
	Log       *slog.Logger    // nil discards
}

// A Pool hands work to children. It is safe for concurrent use.
type Pool struct {
	cfg   Config
	lanes map[string]*lane
}

// A lane is a number of places for children. A place holds a warm child or
// nil, where one is started when it is needed.
type lane struct {
	mu     sync.Mutex
	closed bool
	idle   []*process
	nice   int
	free   chan struct{} // one token for each child that may still work
}

// Open makes a pool. No child is started before the first request.
func Open(cfg Config) (*Pool, error) {
	if len(cfg.Program) == 0 {
		return nil, fmt.Errorf("%w: child pool without a program", invoer.ErrInvalid)
	}
	if cfg.MemoryMiB == 0 {
		cfg.MemoryMiB = 512
	}
	if cfg.Requests == 0 {
		cfg.Requests = 200
	}
	if cfg.Limit == 0 {
		cfg.Limit = time.Minute
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Settings == nil {
		cfg.Settings = json.RawMessage("null")
	}
	p := &Pool{cfg: cfg, lanes: map[string]*lane{}}
	for name, n := range cfg.Lanes {
		l := &lane{nice: cfg.Nice[name], free: make(chan struct{}, max(n, 1))}
		for range max(n, 1) {
			l.free <- struct{}{}
		}
		p.lanes[name] = l
	}
	return p, nil
}

// Work is one request: the lane it goes by, the name of its handler, its
// arguments and raw data. Requests with the same key go to the same child
// where that one is free, so that it finds what it has open. Limit is 0 for
// the pool's own.
type Work struct {
	Lane, Op, Key string
	Args          any
	Data          []byte
	Limit         time.Duration
}

// Do has a child do the work, reads its result into result unless that is nil,
// and gives its raw data. A child that takes too much memory or time, or dies
// twice of the same request, makes it an invoer.Unreadable. When ctx ends its
// error is returned; it is an invoer.ErrUnavailable as well where no child had
// begun: that others took all of them says nothing of the file.
func (p *Pool) Do(ctx context.Context, w Work, result any) ([]byte, error) {
	args, err := json.Marshal(w.Args)
	if err != nil {
		return nil, fmt.Errorf("arguments of %s: %w", w.Op, err)
	}
	l, known := p.lanes[w.Lane]
	if !known {
		return nil, fmt.Errorf("%w: lane %q", invoer.ErrInvalid, w.Lane)
	}
	select {
	case <-l.free:
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: waiting for a child: %w", invoer.ErrUnavailable, ctx.Err())
	}
	defer func() { l.free <- struct{}{} }()

	r, fresh, err := p.try(ctx, l, w, args)
	if errors.Is(err, errDied) || errors.Is(err, errSwollen) && !fresh {
		// Perhaps it was what earlier requests had left in it.
		r, _, err = p.try(ctx, l, w, args)
	}
	if err != nil {
		return nil, p.explain(ctx, w, err)
	}
	if r.answer.Fault != nil {
		return nil, r.answer.Fault.err()
	}
	if result == nil {
		return r.data, nil
	}
	if err := json.Unmarshal(r.answer.Result, result); err != nil {
		return nil, fmt.Errorf("result of %s: %w", w.Op, err)
	}
	return r.data, nil
}

// try has one child do the work, and tells whether that was its first.
func (p *Pool) try(ctx context.Context, l *lane, w Work, args json.RawMessage) (r reply, fresh bool, err error) {
	proc, err := l.take(w.Key, p.cfg)
	if err != nil {
		return reply{}, true, err
	}
	fresh = proc.done == 0
	limit := w.Limit
	if limit == 0 {
		limit = p.cfg.Limit
	}
	r, err = proc.do(ctx, call{Op: w.Op, Args: args}, w.Data, bound{memory: int64(p.cfg.MemoryMiB) << 20, work: limit, rest: limit})
	if err != nil {
		return reply{}, fresh, err // the process is dead and goes nowhere
	}
	proc.done++
	proc.key = w.Key
	l.put(proc, p.cfg)
	return r, fresh, nil
}

// explain says in the words of the reading contract how a child was lost.
func (p *Pool) explain(ctx context.Context, w Work, err error) error {
	switch {
	case errors.Is(err, errSwollen):
		return invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("reading it takes more than %d MiB of memory; send it smaller or in parts", p.cfg.MemoryMiB))
	case errors.Is(err, errSlow):
		return invoer.Unread(invoer.CodeTimeout, "reading it was stopped because it took too long; send it in another form")
	case errors.Is(err, errDied) && ctx.Err() == nil:
		return invoer.Unread(invoer.CodeDamaged, "the reader broke down on it twice; send it in another form")
	}
	return fmt.Errorf("%s: %w", w.Op, err)
}

// take gives a warm child, best the one that knows key, or a new one.
func (l *lane) take(key string, cfg Config) (*process, error) {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil, fmt.Errorf("%w: the pool of children is closed", invoer.ErrUnavailable)
	}
	best := len(l.idle) - 1
	for i, proc := range l.idle {
		if key != "" && proc.key == key {
			best = i
		}
	}
	var proc *process
	if best >= 0 {
		proc = l.idle[best]
		l.idle = append(l.idle[:best], l.idle[best+1:]...)
	}
	l.mu.Unlock()
	if proc != nil && !proc.ended() {
		return proc, nil
	}
	proc, err := start(cfg, l.nice)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", invoer.ErrUnavailable, err)
	}
	return proc, nil
}

func (p *process) ended() bool {
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}

// put keeps a child warm, or lets it go when it has done its share.
func (l *lane) put(proc *process, cfg Config) {
	l.mu.Lock()
	keep := !l.closed && proc.done < cfg.Requests
	if keep {
		l.idle = append(l.idle, proc)
	}
	l.mu.Unlock()
	if !keep {
		go proc.leave()
	}
}

// Resident is the memory in bytes that all idle children hold now.
func (p *Pool) Resident() int64 {
	var sum int64
	for _, l := range p.lanes {
		l.mu.Lock()
		for _, proc := range l.idle {
			sum += proc.resident()
		}
		l.mu.Unlock()
	}
	return sum
}

// Close lets idle children go and waits for them. Children that work go when
// their work is done or its context ends.
func (p *Pool) Close() error {
	for _, l := range p.lanes {
		l.mu.Lock()
		idle := l.idle
		l.idle, l.closed = nil, true
		l.mu.Unlock()
		for _, proc := range idle {
			proc.leave()
		}
	}
	return nil
}
