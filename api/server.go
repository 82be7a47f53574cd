// Package api is the house's face to the network: one HTTP server, who its
// callers are, and what all faces share: sessions, problem documents,
// pictures, originals, uploads and events. The JSON for machines (api/v1) and
// the pages for people (api/portal) are its children and register on its Mux.
//
// It promises that no handler runs without an identity that was proved, that
// every request is one line in the log without anything personal in it, and
// that errors leave through one table (problem.go). It refuses bodies over a
// limit, requests that another site made a browser send, and slow readers.
package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/intake/upload"
	"github.com/invoer/invoer/storage"
)

// Settings are what the server works with. All but Secure, Proxies, Ready,
// Elsewhere, PrivateHooks, Letters and Uploads must be set.
type Settings struct {
	Secure    bool           // people reach the server by https: cookies are sent over nothing else
	Proxies   []netip.Prefix // whose X-Forwarded-For is believed
	Store     *storage.Store
	Blobs     Blobs
	Originals Originals
	Reader    *extractors.Reader
	Gate      *intake.Gate
	Bell      intake.Bell
	Log       *slog.Logger
	Now       func() time.Time
	Ready     []Check                  // besides the database
	Elsewhere func(*http.Request) bool // requests that another process of the house answers; nil: none

	PrivateHooks bool          // webhooks and identity providers may have private addresses
	Letters      bool          // a relay takes our letters: whoever is invited is written to
	Uploads      *upload.Spool // where uploads in pieces lie; nil: none are taken
}

// A Check asks whether a part of the house that the server needs answers.
type Check struct {
	Name string
	Ask  func(context.Context) error
}

// A Server answers HTTP. Its children register on Mux before it serves.
type Server struct {
	Settings
	Mux      *http.ServeMux
	checks   []Check // the database and Ready, asked in time
	origin   *http.CrossOriginProtection
	pictures *shelf
	stations *stations
	glances  chan struct{} // places of those that are being looked at
}

// New makes a server with the routes that belong to no child.
func New(s Settings) *Server {
	server := &Server{
		Settings: s, Mux: http.NewServeMux(), origin: http.NewCrossOriginProtection(),
		pictures: newShelf(32 << 20), stations: newStations(), glances: make(chan struct{}, mostGlances),
	}
	server.checks = []Check{{"database", s.Store.Ping}}
	for _, c := range s.Ready {
		server.checks = append(server.checks, Check{c.Name, inTime(s.Now, c.Ask)})
	}
	server.routes()
	return server
}

// Ring tells the workers of a row that waits.
func (s *Server) Ring(ctx context.Context, r invoer.Ring) { s.Bell.Ring(ctx, r) }

// The server's patience. Bodies and answers have theirs in patience.go, as an
// upload may take minutes and a stream of events takes hours.
const (
	headerPatience = 10 * time.Second
	idlePatience   = 2 * time.Minute
	partingTime    = 10 * time.Second
)

// Listen takes the address on which the server is to answer.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%w: address %s is in use by another program; stop that or choose another", invoer.ErrConflict, address)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: address %s: %w", invoer.ErrInvalid, address, err)
	}
	return l, nil
}

// Serve answers until ctx ends, then lets running requests finish for a
// while. It also listens for what happens in the house, for streams of events.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	streams, endStreams := context.WithCancel(context.WithoutCancel(ctx))
	defer endStreams()
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: headerPatience,
		IdleTimeout:       idlePatience,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return streams },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	go s.stations.run(streams, s.Store, s.Log)
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	s.stations.close()
	parting, cancel := context.WithTimeout(streams, partingTime)
	defer cancel()
	if err := server.Shutdown(parting); err != nil {
		return server.Close()
	}
	return nil
}
