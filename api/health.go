package api

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// healthz says that the program runs.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	sendJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// readyz says whether all parts that the server needs answer; one that does
// not makes a load balancer ask elsewhere.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyPatience)
	defer cancel()
	status, said := http.StatusOK, map[string]string{"status": "ready"}
	for _, c := range s.checks {
		said[c.Name] = "ok"
		if c.Ask(ctx) != nil {
			said[c.Name], said["status"], status = "does not answer", "not ready", http.StatusServiceUnavailable
		}
	}
	s.tellWork(ctx, said)
	sendJSON(w, status, said)
}

// readyPatience is how long an answer is waited for, and readyCounts how long it
// counts: whoever asks again and again costs the house no more than that.
const (
	readyPatience = 3 * time.Second
	readyCounts   = time.Second
)

// An asking is a question to a part of the house, which may never end: a disk
// that hangs takes no notice of a context.
type asking struct {
	done chan struct{}
	err  error
	at   time.Time // of the answer
}

// inTime makes a question that is answered or given up in time, and asked once
// for all who ask at a time.
func inTime(now func() time.Time, ask func(context.Context) error) func(context.Context) error {
	var mu sync.Mutex
	var last *asking
	begin := func() *asking {
		mu.Lock()
		defer mu.Unlock()
		if last != nil && !last.stale(now()) {
			return last
		}
		this := &asking{done: make(chan struct{})}
		last = this
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), readyPatience)
			defer cancel()
			this.err, this.at = ask(ctx), now()
			close(this.done)
		}()
		return this
	}
	return func(ctx context.Context) error {
		this := begin()
		select {
		case <-this.done:
			return this.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// stale tells whether an answer no longer counts.
func (a *asking) stale(now time.Time) bool {
	select {
	case <-a.done:
		return now.Sub(a.at) >= readyCounts
	default:
		return false
	}
}

// behind is how long a row may wait before workers are said to be behind. A
// heap that came in at once may wait so long with all well: it is told and
// takes no face out of service.
const behind = 10 * time.Minute

// tellWork says how old the oldest row is that waits for a worker: connected is
// not working.
func (s *Server) tellWork(ctx context.Context, said map[string]string) {
	oldest, err := s.Store.Oldest(ctx)
	if err != nil {
		said["work"] = "not known"
		return
	}
	var age time.Duration
	if !oldest.IsZero() {
		age = s.Now().Sub(oldest)
	}
	said["oldest_waiting"] = age.Round(time.Second).String()
	said["work"] = "ok"
	if age > behind {
		said["work"] = "behind"
	}
}

func sendJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller has gone: nobody to tell
}
