package storage

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/invoer/invoer"
)

//go:embed migrations/*.sql
var migrations embed.FS

// serverRole is the group that the migrations grant to. The server's own role
// is a member of it.
const serverRole = "invoer_app"

// OldestPostgres is the first major version that the schema works with.
const OldestPostgres = 15

// Migrate brings the schema up to date under a lock, so that several may do it
// at once. The role in ownerURL becomes its owner. A schema newer than the
// program, or a server older than OldestPostgres, is an invoer.ErrUnavailable.
func Migrate(ctx context.Context, ownerURL string) error {
	config, err := pgx.ParseConfig(ownerURL)
	if err != nil {
		return fmt.Errorf("%w: address of the database's owner: %w", invoer.ErrInvalid, err)
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	if err := checkServer(ctx, db); err != nil {
		return err
	}
	if err := ensureRole(ctx, db, serverRole); err != nil {
		return err
	}
	return migrate(ctx, db)
}

func migrate(ctx context.Context, db *sql.DB) error {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return fmt.Errorf("lock of the migrations: %w", err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	steps, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if err := checkNewer(ctx, steps); err != nil {
		return err
	}
	if _, err := steps.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", fault(err))
	}
	return nil
}

// checkNewer looks before anything is done: a program that does not know the
// schema must not touch it.
func checkNewer(ctx context.Context, steps *goose.Provider) error {
	have, want, err := steps.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("version of the schema: %w", fault(err))
	}
	return refuseNewer(have, want)
}

// checkServer asks before anything is made: an old server would stop in the
// middle, over a word that it does not know.
func checkServer(ctx context.Context, db *sql.DB) error {
	var number int
	if err := db.QueryRowContext(ctx, `select current_setting('server_version_num')::int`).Scan(&number); err != nil {
		return fmt.Errorf("database: %w", fault(err))
	}
	return refuseOldServer(number)
}

// refuseOldServer takes a server_version_num: 140012 is 14.12.
func refuseOldServer(number int) error {
	if major := number / 10_000; major < OldestPostgres {
		return fmt.Errorf("%w: the database is PostgreSQL %d, want %d or newer", invoer.ErrUnavailable, major, OldestPostgres)
	}
	return nil
}

// ensureRole makes the server's group role where it is missing. Roles belong to the whole server,
// so another database's migration may make it at the same moment.
func ensureRole(ctx context.Context, db *sql.DB, role string) error {
	var exists bool
	err := db.QueryRowContext(ctx, `select exists (select from pg_roles where rolname = $1)`, role).Scan(&exists)
	if err != nil {
		return fmt.Errorf("database: %w", fault(err))
	}
	if exists {
		return nil
	}
	_, err = db.ExecContext(ctx, `create role `+role+` nologin`)
	var told *pgconn.PgError
	if errors.As(err, &told) {
		switch told.Code {
		case "42710", "23505": // made meanwhile
			return nil
		case "42501":
			return fmt.Errorf("%w: role %s is missing and this role may not make it: as a superuser run CREATE ROLE %[2]s NOLOGIN, and GRANT %[2]s TO the role that the server connects as",
				invoer.ErrForbidden, role)
		}
	}
	return fault(err)
}

// checkVersion refuses a schema that is not the program's.
func checkVersion(ctx context.Context, pool *pgxpool.Pool) error {
	ctx, cancel := context.WithTimeout(ctx, longestStatement)
	defer cancel()
	var have int64
	err := pool.QueryRow(ctx, `select coalesce(max(version_id), 0) from goose_db_version where is_applied`).Scan(&have)
	var told *pgconn.PgError
	if errors.As(err, &told) && told.Code == "42P01" { // undefined_table
		return refuseOlder(0)
	}
	if errors.As(err, &told) && told.Code == "42501" {
		return fmt.Errorf("%w: the server's role is no member of %s: run GRANT %[2]s TO it", invoer.ErrForbidden, serverRole)
	}
	if err != nil {
		return fmt.Errorf("version of the schema: %w", fault(err))
	}
	if err := refuseNewer(have, newest()); err != nil {
		return err
	}
	return refuseOlder(have)
}

func refuseOlder(have int64) error {
	if want := newest(); have < want {
		return fmt.Errorf("%w: the database has schema %d and this program wants %d: run invoer migrate", invoer.ErrUnavailable, have, want)
	}
	return nil
}

func refuseNewer(have, want int64) error {
	if have > want {
		return fmt.Errorf("%w: the database has schema %d and this program knows %d: use the newer program", invoer.ErrUnavailable, have, want)
	}
	return nil
}

// newest is the number of the last migration that the program has.
func newest() int64 {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err) // a bad pattern: the programmer's mistake
	}
	var last int64
	for _, name := range names {
		if n, err := goose.NumericComponent(name); err == nil {
			last = max(last, n)
		}
	}
	return last
}
