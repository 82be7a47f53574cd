package servers

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer/cmd/invoer/embedded"
)

// A Database is one that belongs to one test.
type Database struct {
	URL      string // as the running program sees it: a login that owns nothing
	OwnerURL string // as migrations see it
}

// Migrate makes the schema in the database of an owner's address.
type Migrate func(ctx context.Context, ownerURL string) error

// OpenDatabase gives t a database that migrate has been run on. The work is
// done once; each test gets a copy, which is dropped after it.
func OpenDatabase(t testing.TB, migrate Migrate) Database {
	t.Helper()
	server := sharedPostgres(t)
	template, err := server.template(t.Context(), migrate)
	if err != nil {
		t.Fatalf("making the template database: %v", err)
	}
	name := "test_" + randomName()
	if err := server.exec(t.Context(), "create database "+name+" template "+template); err != nil {
		t.Fatalf("copying the template database: %v", err)
	}
	t.Cleanup(func() {
		// The test's context has ended by now.
		err := server.exec(context.Background(), "drop database "+name+" with (force)")
		if err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	return server.database(name)
}

func randomName() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails: crypto/rand
	return hex.EncodeToString(b)
}

// A postgres is a server that tests share, by its owner's address.
type postgres struct{ owner *url.URL }

func (p postgres) database(name string) Database {
	return Database{URL: p.address(name, embedded.Server), OwnerURL: p.address(name, embedded.Owner)}
}

func (p postgres) address(database, user string) string {
	u := *p.owner
	u.Path = "/" + database
	q := u.Query()
	q.Set("user", user)
	u.RawQuery = q.Encode()
	return u.String()
}

// exec runs statements on the server, outside all tests' databases.
func (p postgres) exec(ctx context.Context, statements ...string) error {
	return p.connected(ctx, func(conn *pgx.Conn) error {
		for _, statement := range statements {
			if _, err := conn.Exec(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
}

func (p postgres) connected(ctx context.Context, fn func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, p.address("postgres", embedded.Owner))
	if err != nil {
		return err
	}
	// What fails while closing cannot matter to a finished statement.
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return fn(conn)
}
