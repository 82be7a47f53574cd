package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/cmd/invoer/embedded"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/storage"
)

// The services struct says where database and Redis are, and holds the private
// servers that this process runs for them, if it does.
type services struct {
	database string
	owner    string // empty: somebody else migrates
	redis    string
	servers  *embedded.Servers // nil: outside services, or another process runs them
}

// ownServices brings up what serve needs: the private servers are this process's own.
func (s settings) ownServices(ctx context.Context, log *slog.Logger) (services, error) {
	start := s.privateServers()
	if start == nil {
		return s.outside(services{}), nil
	}
	servers, err := start(ctx, embedded.Config{Dir: s.Data, Log: log})
	if err != nil {
		return services{}, err
	}
	return s.outside(inside(servers.Addresses, servers)), nil
}

// privateServers starts the servers for which no flag names an outside one; nil:
// there are none.
func (s settings) privateServers() func(context.Context, embedded.Config) (*embedded.Servers, error) {
	switch {
	case s.Database == "" && s.Redis == "":
		return embedded.Start
	case s.Database == "":
		return embedded.StartPostgres
	case s.Redis == "":
		return embedded.StartRedis
	}
	return nil
}

// anyServices is for commands that end soon: they use the private servers that
// another process runs on this data directory, or run them meanwhile.
func (s settings) anyServices(ctx context.Context, log *slog.Logger) (services, error) {
	if s.Database != "" {
		return s.outside(services{}), nil
	}
	if err := s.made(); err != nil {
		return services{}, err
	}
	addresses, err := embedded.At(s.Data)
	if err == nil {
		return s.outside(inside(addresses, nil)), nil
	}
	if !errors.Is(err, invoer.ErrUnavailable) {
		return services{}, err
	}
	return s.ownServices(ctx, log)
}

// made refuses a data directory in which no server ever ran: a command that
// made an empty one would find nothing wrong with it.
func (s settings) made() error {
	version, err := embedded.DataVersion(s.Data)
	if err == nil && version == 0 {
		return fmt.Errorf("%w: --data (INVOER_DATA) is %s, and no server with a database of its own ran there yet; start one with: invoer serve --data %s, or name the database by --database (INVOER_DATABASE)", invoer.ErrNotFound, s.Data, s.Data)
	}
	return err
}

func inside(a embedded.Addresses, servers *embedded.Servers) services {
	return services{
		database: a.PostgresURL(embedded.Database, embedded.Server),
		owner:    a.PostgresURL(embedded.Database, embedded.Owner),
		redis:    "unix://" + a.RedisSocket(),
		servers:  servers,
	}
}

// outside puts the services that flags name in place of our own.
func (s settings) outside(have services) services {
	if s.Database != "" {
		have.database, have.owner = s.Database, s.DatabaseOwner
	}
	if s.Redis != "" {
		have.redis = s.Redis
	}
	return have
}

// stop ends the private servers, if they are ours.
func (s services) stop() {
	if s.servers != nil {
		s.servers.Stop()
	}
}

// open migrates, where this process may, and opens the database.
func (s services) open(ctx context.Context, ring func(invoer.Ring)) (*storage.Store, error) {
	if s.owner != "" {
		if err := storage.Migrate(ctx, s.owner); err != nil {
			return nil, err
		}
	}
	return storage.Open(ctx, storage.Settings{URL: s.database, Ring: ring, Traits: extractors.Traits})
}

// withStore runs fn on the database, for commands that need nothing else.
func (s settings) withStore(ctx context.Context, streams *io3, fn func(*storage.Store) error) error {
	services, err := s.anyServices(ctx, quietLog(streams))
	if err != nil {
		return err
	}
	defer services.stop()
	store, err := services.open(ctx, nil)
	if err != nil {
		return err
	}
	defer store.Close()
	return fn(store)
}

// quietLog is for commands: only what a person should read.
func quietLog(streams *io3) *slog.Logger {
	return slog.New(slog.NewTextHandler(streams.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
}
