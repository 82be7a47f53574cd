package storage

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/storagetest/servers"
)

// unmigrated gives a database with nothing in it.
func unmigrated(t *testing.T) servers.Database {
	t.Helper()
	return servers.OpenDatabase(t, emptySchema)
}

func emptySchema(context.Context, string) error { return nil }

func TestManyMigrateAtOnce(t *testing.T) {
	t.Parallel()
	db := unmigrated(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := Migrate(t.Context(), db.OwnerURL); err != nil {
				t.Errorf("migrating: %v", err)
			}
		})
	}
	all.Wait()
	s, err := Open(t.Context(), Settings{URL: db.URL})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

func TestOtherSchemasAreRefused(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change string // of a database that is up to date; empty: one that was never migrated
		says   string
	}{
		"a database that was never migrated": {"", "run invoer migrate"},
		"an older schema":                    {`delete from goose_db_version where version_id > 1`, "run invoer migrate"},
		"a newer schema":                     {`insert into goose_db_version (version_id, is_applied) values (9999, true)`, "use the newer program"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := unmigrated(t)
			if c.change != "" {
				if err := Migrate(t.Context(), db.OwnerURL); err != nil {
					t.Fatal(err)
				}
				if err := asOwner(t.Context(), db, c.change); err != nil {
					t.Fatal(err)
				}
			}
			_, err := Open(t.Context(), Settings{URL: db.URL})
			if !errors.Is(err, invoer.ErrUnavailable) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want it unavailable and %q", err, c.says)
			}
		})
	}
}

func TestNewerSchemaIsNotMigrated(t *testing.T) {
	t.Parallel()
	db := unmigrated(t)
	if err := Migrate(t.Context(), db.OwnerURL); err != nil {
		t.Fatal(err)
	}
	if err := asOwner(t.Context(), db, `insert into goose_db_version (version_id, is_applied) values (9999, true)`); err != nil {
		t.Fatal(err)
	}
	if err := Migrate(t.Context(), db.OwnerURL); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("got %v, want %v", err, invoer.ErrUnavailable)
	}
}

func TestOldServerIsRefused(t *testing.T) {
	t.Parallel()
	for number, refused := range map[int]bool{90624: true, 140012: true, 150000: false, 180001: false} {
		if err := refuseOldServer(number); (err != nil) != refused || (refused && !errors.Is(err, invoer.ErrUnavailable)) {
			t.Errorf("version %d: got %v, want refused %v", number, err, refused)
		}
	}
}

func TestServerThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	if err := Migrate(t.Context(), "postgres:///x?host=/nowhere"); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("migrating: got %v, want %v", err, invoer.ErrUnavailable)
	}
	if _, err := Open(t.Context(), Settings{URL: "postgres:///x?host=/nowhere"}); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("opening: got %v, want %v", err, invoer.ErrUnavailable)
	}
	if _, err := Open(t.Context(), Settings{URL: "postgres://%"}); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("opening a bad address: got %v, want %v", err, invoer.ErrInvalid)
	}
}

// plainOwner makes a database whose owner is no superuser, and gives its
// owner's address.
func plainOwner(t *testing.T, rights string) (db servers.Database) {
	t.Helper()
	db = unmigrated(t)
	u, err := url.Parse(db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	role := "owner_of_" + name
	for _, statement := range []string{
		`create role ` + role + ` login ` + rights,
		`alter database ` + name + ` owner to ` + role,
		`alter schema public owner to ` + role,
	} {
		if err := asOwner(t.Context(), db, statement); err != nil {
			t.Fatal(err)
		}
	}
	q := u.Query()
	q.Set("user", role)
	u.RawQuery = q.Encode()
	super := db
	db.OwnerURL = u.String()
	t.Cleanup(func() {
		for _, statement := range []string{`reassign owned by ` + role + ` to current_user`, `drop owned by ` + role, `drop role ` + role} {
			if err := asOwner(context.WithoutCancel(t.Context()), super, statement); err != nil {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
	return db
}

// Forced row level security must not lock out an owner that is no superuser:
// the functions that answer before anybody is known run with its rights.
func TestOwnerNeedsNotBeSuperuser(t *testing.T) {
	t.Parallel()
	db := plainOwner(t, "")
	if err := Migrate(t.Context(), db.OwnerURL); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Settings{URL: db.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	h := furnish(t, s, db, "a")
	if _, _, err := h.AddWebhook(t.Context(), h.admin, Webhook{URL: "https://example.com"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.AddUser(t.Context(), h.admin, User{Role: invoer.RoleAccountant, Email: "an@c.be", Name: "An", Language: "fr"}, password); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.SignIn(t.Context(), "an@c.be", password, "192.0.2.1", "browser"); err != nil {
		t.Errorf("signing in: %v", err)
	}
	id := h.addRead(t, h.client, bakery("1", 100))
	if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil {
		t.Errorf("approving: %v", err)
	}
	if found, err := h.Documents(t.Context(), h.person, Filter{Text: "bloemmolens"}); err != nil || len(found) != 1 {
		t.Errorf("found %d documents, %v, want 1", len(found), err)
	}
	if due, err := h.DueAttempts(t.Context(), someShare, time.Minute); err != nil || len(due) != 1 {
		t.Errorf("%d webhook attempts are due, %v, want 1", len(due), err)
	}
}

func TestMissingRoleSaysWhatToDo(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		rights string
		says   string // empty: the role is made
	}{
		"an owner that may make roles": {"createrole", ""},
		"an owner that may not":        {"", "as a superuser run CREATE ROLE missing_"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := plainOwner(t, c.rights)
			config, err := pgx.ParseConfig(db.OwnerURL)
			if err != nil {
				t.Fatal(err)
			}
			pool := stdlib.OpenDB(*config)
			defer pool.Close()
			role := "missing_" + config.Database
			err = ensureRole(t.Context(), pool, role)
			if c.says == "" {
				dropRole(t, pool, role)
			}
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

func dropRole(t *testing.T, pool *sql.DB, role string) {
	t.Helper()
	if _, err := pool.ExecContext(t.Context(), `drop role `+role); err != nil {
		t.Error(err)
	}
}
