package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The port is only part of the socket's name: no TCP port is opened.
const (
	postgresPort   = "5432"
	postgresSocket = ".s.PGSQL." + postgresPort
)

// postgres is the server of one data directory.
type postgres struct {
	place
	data string
	bin  string // directory of PostgreSQL's programs; known after prepare
}

func newPostgres(p place) server {
	return &postgres{place: p, data: filepath.Join(p.dir, "postgres")}
}

func (p *postgres) name() string { return "postgres" }

// prepare finds the programs that fit the data and makes the data where there
// is none yet.
func (p *postgres) prepare(ctx context.Context, log *slog.Logger) error {
	made, err := DataVersion(p.dir)
	if err != nil {
		return err
	}
	if p.bin, err = postgresBin(made, p.data); err != nil {
		return err
	}
	orphans := orphans{marker: p.socketsSetting(), place: p.sockets, stages: p.program().stages, grace: p.program().grace, log: log}
	if err := orphans.end(ctx); err != nil {
		return err
	}
	if made != 0 {
		return nil
	}
	return p.create(log)
}

// create makes the data under another name first: a first start that was
// killed leaves nothing that looks like a database.
func (p *postgres) create(log *slog.Logger) error {
	fresh := p.data + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("making the database: %w", err)
	}
	if err := p.user.makeDir(fresh); err != nil {
		return fmt.Errorf("making the database: %w", err)
	}
	for _, step := range []program{p.initdb(fresh), p.roles(fresh)} {
		if err := step.run(log); err != nil {
			return fmt.Errorf("making the database: %w", err)
		}
	}
	if err := os.Rename(fresh, p.data); err != nil {
		return fmt.Errorf("making the database: %w", err)
	}
	return nil
}

// initdb makes an empty cluster. Local connections are trusted, because the
// directory of the socket is closed to everybody but the servers' user.
func (p *postgres) initdb(data string) program {
	args := []string{"-D", dataPath, "-U", Owner, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"}
	if p.volatile {
		args = append(args, "--no-sync")
	}
	return program{
		name: "initdb", path: filepath.Join(p.bin, "initdb"), args: args, data: data, user: p.user,
		stages: []syscall.Signal{syscall.SIGTERM}, grace: time.Second,
	}
}

// roles makes what a server needs before anybody can connect. A statement
// stands on one line: that is how single-user mode reads them.
func (p *postgres) roles(data string) program {
	statements := []string{
		"create role invoer_app nologin",
		"create role " + Server + " login in role invoer_app",
		"create database " + Database + " owner " + Owner,
		"revoke all on database " + Database + " from public",
		"grant connect on database " + Database + " to invoer_app",
	}
	return program{
		name: "postgres --single", path: filepath.Join(p.bin, "postgres"),
		args:  []string{"--single", "-D", dataPath, "-c", "exit_on_error=true", "-c", "log_checkpoints=off", "postgres"},
		input: strings.Join(statements, "\n") + "\n", data: data, user: p.user,
		stages: []syscall.Signal{syscall.SIGTERM}, grace: time.Second,
	}
}

// program is the server itself. Its log has neither statements nor the values
// that broke a rule: they are the clients' data.
func (p *postgres) program() program {
	settings := []string{
		p.socketsSetting(), "listen_addresses=", "port=" + postgresPort, "unix_socket_permissions=0700",
		"log_min_error_statement=panic", "log_error_verbosity=terse", "log_checkpoints=off", "log_line_prefix=",
		"logging_collector=off", "log_destination=stderr", "jit=off", "cluster_name=invoer",
		// A new table that grows fast is looked at soon, so that its rows are found by its indexes.
		"autovacuum_naptime=15s",
	}
	if p.volatile {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200",
			"shared_buffers=64MB", "max_wal_size=128MB", "wal_level=minimal", "max_wal_senders=0")
	}
	args := []string{"-D", dataPath}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	return program{
		name: "postgres", path: filepath.Join(p.bin, "postgres"), args: args, data: p.data, user: p.user,
		// Fast, immediate: PostgreSQL manual, "Shutting Down the Server".
		stages: []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT}, grace: 30 * time.Second,
	}
}

func (p *postgres) socketsSetting() string { return "unix_socket_directories=" + p.sockets }

// ready reads the server's own word in postmaster.pid, as pg_ctl does: the
// eighth line says "ready" once connections are served.
func (p *postgres) ready(pid int) bool {
	text, err := os.ReadFile(filepath.Join(p.data, "postmaster.pid"))
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")
	return len(lines) > 7 && lines[0] == strconv.Itoa(pid) && strings.TrimSpace(lines[7]) == "ready"
}

// run runs a program to its end.
func (p program) run(log *slog.Logger) error {
	run, err := p.start(log)
	if err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	<-run.gone
	if run.err != nil {
		return run.lastWords()
	}
	return nil
}
