package servers

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"github.com/invoer/invoer/cmd/invoer/embedded"
)

// A Redis belongs to one test, which may stop it, start it again and empty it.
type Redis struct {
	t       testing.TB
	config  embedded.Config
	running *embedded.Servers
}

// StartRedis gives t a Redis, which stops after it.
func StartRedis(t testing.TB) *Redis {
	t.Helper()
	r := &Redis{t: t, config: embedded.Config{Dir: t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Volatile: true}}
	r.Start()
	t.Cleanup(r.Stop)
	return r
}

// Start brings a stopped Redis up again, with what it kept, at the same
// address.
func (r *Redis) Start() {
	r.t.Helper()
	// The test's context may have ended: Redis goes when it is told to.
	running, err := embedded.StartRedis(context.WithoutCancel(r.t.Context()), r.config)
	if err != nil {
		r.t.Fatalf("starting a Redis for the test: %v", err)
	}
	r.running = running
}

// Stop takes Redis down, as an outage would.
func (r *Redis) Stop() { r.running.Stop() }

// URL is the address as go-redis reads it.
func (r *Redis) URL() string { return r.running.RedisURL() }

// Socket is the path of the Unix socket.
func (r *Redis) Socket() string { return r.running.RedisSocket() }
