package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer"
)

// The roles that a new server has. Owner is its superuser and owns the schema;
// Server is the login of the running program: a member of the group role
// invoer_app, and it owns nothing.
const (
	Owner    = "invoer_owner"
	Server   = "invoer_server"
	Database = "invoer"
)

// A Config says where the servers live.
type Config struct {
	Dir string // the program's data directory; made if it is missing
	Log *slog.Logger
	// Volatile servers do not wait for the disk: all is lost when the machine
	// stops. For tests.
	Volatile bool
}

// Addresses tell how the servers of a data directory are reached.
type Addresses struct {
	sockets string // directory
}

// At gives the addresses of the servers that another process runs for dir, and
// an invoer.ErrUnavailable when none does. One that runs without a PostgreSQL of
// its own is an invoer.ErrConflict: its database is elsewhere.
func At(dir string) (Addresses, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Addresses{}, fmt.Errorf("data directory: %w", err)
	}
	free, err := lock(dir)
	if err == nil {
		free.Close()
		return Addresses{}, fmt.Errorf("%w: nothing runs on data directory %s: start invoer serve first", invoer.ErrUnavailable, dir)
	}
	where, err := os.ReadFile(filepath.Join(dir, socketsFile))
	if err != nil {
		return Addresses{}, fmt.Errorf("%w: servers of %s: %w", invoer.ErrUnavailable, dir, err)
	}
	a := Addresses{strings.TrimSpace(string(where))}
	if _, err := os.Stat(filepath.Join(a.sockets, postgresSocket)); errors.Is(err, fs.ErrNotExist) {
		return Addresses{}, fmt.Errorf("%w: the server that runs on data directory %s has no PostgreSQL of its own that is up: name its database by --database (INVOER_DATABASE)", invoer.ErrConflict, dir)
	}
	return a, nil
}

// PostgresURL is the address of a database for one of its users.
func (a Addresses) PostgresURL(database, user string) string {
	query := url.Values{"host": {a.sockets}, "port": {postgresPort}, "user": {user}, "sslmode": {"disable"}}
	return "postgres:///" + database + "?" + query.Encode()
}

// RedisURL is the address of Redis as go-redis reads it.
func (a Addresses) RedisURL() string { return "unix://" + a.RedisSocket() }

// RedisSocket is the path of Redis's socket.
func (a Addresses) RedisSocket() string { return filepath.Join(a.sockets, "redis.sock") }

// Servers are a running PostgreSQL and Redis.
type Servers struct {
	Addresses
	lock  *os.File
	inner []*keeper // in the order in which they stop
}

// Start brings both servers up and returns when they answer. It takes down what
// a killed run left on the same directory first. A directory that another
// process uses is an invoer.ErrConflict.
func Start(ctx context.Context, cfg Config) (*Servers, error) {
	return start(ctx, cfg, newPostgres, newRedis)
}

// StartPostgres brings up PostgreSQL alone.
func StartPostgres(ctx context.Context, cfg Config) (*Servers, error) {
	return start(ctx, cfg, newPostgres)
}

// StartRedis brings up Redis alone.
func StartRedis(ctx context.Context, cfg Config) (*Servers, error) {
	return start(ctx, cfg, newRedis)
}

// start brings up servers that will stop in the order given.
func start(ctx context.Context, cfg Config, kinds ...func(place) server) (*Servers, error) {
	place, err := prepare(cfg)
	if err != nil {
		return nil, err
	}
	s := &Servers{Addresses: Addresses{place.sockets}, lock: place.lock}
	g, startCtx := errgroup.WithContext(ctx)
	for _, kind := range kinds {
		k := newKeeper(cfg.Log, kind(place))
		s.inner = append(s.inner, k)
		g.Go(func() error { return k.open(startCtx) })
	}
	if err := g.Wait(); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// Run watches over the servers until ctx ends, then stops them in order. It
// returns an error when one of them dies too often.
func (s *Servers) Run(ctx context.Context) error {
	defer s.Stop()
	g, watch := errgroup.WithContext(ctx)
	for _, k := range s.inner {
		g.Go(func() error {
			select {
			case <-watch.Done():
				return nil
			case err := <-k.failed:
				return err
			}
		})
	}
	return g.Wait()
}

// Stop ends the servers, PostgreSQL first: Redis only rings, and what rings
// last may still want to read a row. It may be called twice.
func (s *Servers) Stop() {
	for _, k := range s.inner {
		k.close()
	}
	s.lock.Close()
}
