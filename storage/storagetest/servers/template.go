package servers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer/cmd/invoer/embedded"
)

// templateLock is the advisory lock under which test programs make the
// template. The number only has to be the same in all of them.
const templateLock = 7405001

var made struct {
	sync.Mutex
	templates map[string]string // by what makes the schema
}

// template is the name of the database that tests copy. Its name has the hash
// of the migrations and of what runs them, so that an old one is never taken
// for a new one.
func (p postgres) template(ctx context.Context, migrate Migrate) (string, error) {
	made.Lock()
	defer made.Unlock()
	maker := runtime.FuncForPC(reflect.ValueOf(migrate).Pointer()).Name()
	if name := made.templates[maker]; name != "" {
		return name, nil
	}
	hash, err := migrationsHash(maker)
	if err != nil {
		return "", err
	}
	name := "template_" + hash
	err = p.connected(ctx, func(conn *pgx.Conn) error { return p.makeTemplate(ctx, conn, name, migrate) })
	if err != nil {
		return "", err
	}
	if made.templates == nil {
		made.templates = map[string]string{}
	}
	made.templates[maker] = name
	return name, nil
}

func (p postgres) makeTemplate(ctx context.Context, conn *pgx.Conn, name string, migrate Migrate) error {
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", templateLock); err != nil {
		return err // the lock goes with the connection
	}
	var there bool
	err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&there)
	if err != nil || there {
		return err
	}
	// Under another name until it is whole: a test program may be killed here.
	half := "half_" + name
	if _, err := conn.Exec(ctx, "drop database if exists "+half+" with (force)"); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "create database "+half); err != nil {
		return err
	}
	if err := migrate(ctx, p.address(half, embedded.Owner)); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	_, err = conn.Exec(ctx, "alter database "+half+" rename to "+name)
	return err
}

// migrationsHash is over maker and the names and contents of
// storage/migrations.
func migrationsHash(maker string) (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(root, "storage", "migrations", "*.sql"))
	if err != nil || len(files) == 0 {
		return "", fmt.Errorf("no migrations under %s: %w", root, err)
	}
	h := sha256.New()
	fmt.Fprintln(h, maker)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", filepath.Base(file), len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil)[:6]), nil
}

// moduleRoot is the folder with go.mod above the test's own.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("no go.mod above the test's folder")
}
