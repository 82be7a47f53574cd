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
	sendJSON(w, status, said)
}

func sendJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller has gone: nobody to tell
}
