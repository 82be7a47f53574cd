package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// healthz says that the program runs.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	sendJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// readyz says whether all parts that the server needs answer; one that does
// not makes a load balancer ask elsewhere.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	status, said := http.StatusOK, map[string]string{"status": "ready"}
	for _, c := range append([]Check{{"database", s.Store.Ping}}, s.Ready...) {
		said[c.Name] = "ok"
		if c.Ask(ctx) != nil {
			said[c.Name], said["status"], status = "does not answer", "not ready", http.StatusServiceUnavailable
		}
	}
	s.tellWork(ctx, said)
	sendJSON(w, status, said)
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
