package servers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/cmd/invoer/embedded"
)

// PostgresVariable names a server that all test programs share, by the address
// of its owner.
const PostgresVariable = "INVOER_TEST_POSTGRES"

// How many test programs of one user may each run a server of their own.
const mostServers = 32

var shared struct {
	sync.Mutex
	server *postgres
}

// sharedPostgres is this test program's server. It runs until the program
// ends: the kernel then tells PostgreSQL to stop.
func sharedPostgres(t testing.TB) postgres {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		return *shared.server
	}
	address := os.Getenv(PostgresVariable)
	if address == "" {
		address = ownServer(t)
	}
	owner, err := url.Parse(address)
	if err != nil {
		t.Fatalf("%s: %v", PostgresVariable, err)
	}
	shared.server = &postgres{owner}
	return *shared.server
}

// ownServer starts a server in the first directory that no other test program
// uses. Directories are kept: the next program starts in a tenth of the time.
func ownServer(t testing.TB) string {
	t.Helper()
	base := filepath.Join(os.TempDir(), "invoer-test-"+strconv.Itoa(os.Getuid()))
	for i := range mostServers {
		dir := filepath.Join(base, strconv.Itoa(i))
		s, err := Start(context.Background(), dir)
		if errors.Is(err, invoer.ErrConflict) {
			continue
		}
		if err != nil {
			t.Fatalf("starting a PostgreSQL for tests: %v", err)
		}
		return s.PostgresURL("postgres", embedded.Owner)
	}
	t.Fatalf("%d test programs run a PostgreSQL in %s already", mostServers, base)
	return ""
}

// Start brings up servers that lose their data with the machine, in a directory
// that may have been used before. Databases that a killed test program left
// there are dropped; data that does not start any more is thrown away.
func Start(ctx context.Context, dir string) (*embedded.Servers, error) {
	cfg := embedded.Config{Dir: dir, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Volatile: true}
	s, err := embedded.Start(ctx, cfg)
	if err != nil && !errors.Is(err, invoer.ErrConflict) {
		if err := os.RemoveAll(dir); err != nil {
			return nil, err
		}
		s, err = embedded.Start(ctx, cfg)
	}
	if err != nil {
		return nil, err
	}
	if err := dropLeft(ctx, s.PostgresURL("postgres", embedded.Owner)); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

func dropLeft(ctx context.Context, address string) error {
	owner, err := url.Parse(address)
	if err != nil {
		return err
	}
	p := postgres{owner}
	return p.connected(ctx, func(conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, "select datname from pg_database where datname like 'test\\_%' or datname like '%template\\__%'")
		if err != nil {
			return err
		}
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, err := conn.Exec(ctx, fmt.Sprintf("drop database %q with (force)", name)); err != nil {
				return err
			}
		}
		return nil
	})
}
