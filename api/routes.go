package api

// routes lists the routes that belong to no child.
func (s *Server) routes() {
	s.Mux.HandleFunc("GET /healthz", s.healthz)
	s.Mux.HandleFunc("GET /readyz", s.readyz)
}
