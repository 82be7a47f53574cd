package api

import (
	"context"
	"log/slog"
	"sync"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// stations wake those who follow an office when something happened there. A
// wake says nothing else: what happened is in the database.
type stations struct {
	mu     sync.Mutex
	open   map[*station]bool
	closed bool
}

// A station belongs to one follower. Its wake holds one signal: two before he
// looked are as good as one.
type station struct {
	office invoer.OfficeID
	wake   chan struct{}
}

func newStations() *stations { return &stations{open: map[*station]bool{}} }

// run passes on what the database says, until ctx ends.
func (s *stations) run(ctx context.Context, store *storage.Store, log *slog.Logger) {
	err := store.Listen(ctx, s.wake)
	if err != nil && ctx.Err() == nil {
		log.Error("listening for events", "err", err) // followers look for themselves at each heartbeat
	}
}

// wake wakes the followers of an office, or all when office is empty.
func (s *stations) wake(office invoer.OfficeID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for st := range s.open {
		if office != "" && st.office != office {
			continue
		}
		select {
		case st.wake <- struct{}{}:
		default: // awake already
		}
	}
}

// follow opens a station; its wake is closed when the server leaves.
func (s *stations) follow(office invoer.OfficeID) *station {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &station{office: office, wake: make(chan struct{}, 1)}
	if s.closed {
		close(st.wake)
		return st
	}
	s.open[st] = true
	return st
}

func (s *stations) leave(st *station) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, st)
}

// close ends all streams, so that they do not hold up the server's end.
func (s *stations) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for st := range s.open {
		close(st.wake)
	}
	clear(s.open)
}
