package pipeline

import (
	"crypto/rand"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
)

// holders are the names under which this process holds leases now: another one
// for each job, so that a lease of which nobody knows here, because the answer
// of the database got lost, is not renewed and runs out.
type holders struct {
	worker string
	mu     sync.Mutex
	jobs   int
	now    map[string]bool
}

func (h *holders) begin() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.jobs++
	name := fmt.Sprintf("%s-%d", h.worker, h.jobs)
	h.now[name] = true
	return name
}

func (h *holders) end(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.now, name)
}

func (h *holders) all() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Collect(maps.Keys(h.now))
}

// workerName is one that no process had before.
func workerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "host"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:8])
}
