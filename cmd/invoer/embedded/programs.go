package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// OldestPostgres is the first major version that the schema works with.
const OldestPostgres = 15

// postgresBin is the directory of PostgreSQL's programs: those of the version
// that made the data, else the newest on this machine. Debian installs several
// side by side.
func postgresBin(made int, data string) (string, error) {
	newest := 0
	for _, version := range PostgresVersions() {
		if version == made {
			return binOf(made), nil
		}
		newest = max(newest, version)
	}
	switch {
	case newest == 0:
		return "", fmt.Errorf("%w: no PostgreSQL %d or newer on this machine: sudo apt-get install postgresql", invoer.ErrUnavailable, OldestPostgres)
	case made != 0:
		return "", fmt.Errorf("%w: the data in %s was made by PostgreSQL %d and this machine has %d: install postgresql-%d, or dump it there and restore it here (docs/operations.md)",
			invoer.ErrUnavailable, data, made, newest, made)
	}
	return binOf(newest), nil
}

// DataVersion is the major version of PostgreSQL that made the data under a
// data directory, and 0 when there is none yet.
func DataVersion(dir string) (int, error) {
	path := filepath.Join(dir, "postgres", "PG_VERSION")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("PostgreSQL's data: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%w: %s says %q, want a number", invoer.ErrUnavailable, path, text)
	}
	return major, nil
}

const debianPostgres = "/usr/lib/postgresql"

func binOf(version int) string { return filepath.Join(debianPostgres, strconv.Itoa(version), "bin") }

// PostgresVersions are the major versions on this machine that the program can
// use.
func PostgresVersions() []int {
	entries, err := os.ReadDir(debianPostgres)
	if err != nil {
		return nil // not installed
	}
	var versions []int
	for _, entry := range entries {
		version, err := strconv.Atoi(entry.Name())
		if err != nil || version < OldestPostgres {
			continue
		}
		if _, err := os.Stat(filepath.Join(binOf(version), "initdb")); err == nil {
			versions = append(versions, version)
		}
	}
	return versions
}

// RedisProgram is the path of Redis or, where it took its place, Valkey.
func RedisProgram() (string, error) {
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w: no Redis or Valkey on this machine: sudo apt-get install redis-server", invoer.ErrUnavailable)
}
