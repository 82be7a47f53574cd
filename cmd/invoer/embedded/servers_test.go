package embedded

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// TestMain lets the test program also be a parent that a test kills, and an
// unprivileged run of itself.
func TestMain(m *testing.M) {
	if dir := os.Getenv("EMBEDDED_TEST_PARENT"); dir != "" {
		parent(dir)
	}
	os.Exit(m.Run())
}

// parent starts servers, says so, and waits to be killed.
func parent(dir string) {
	_, err := Start(context.Background(), Config{Dir: dir, Log: quiet()})
	if err != nil {
		os.Stdout.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Stdout.WriteString("up\n")
	select {}
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// testLog shows what happened when a test fails.
func testLog(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// startBoth starts servers as the program does.
func startBoth(t *testing.T, dir string) *Servers {
	t.Helper()
	return startAs(t, Config{Dir: dir, Log: testLog(t)})
}

// startQuick starts servers that do not wait for the disk.
func startQuick(t *testing.T, dir string) *Servers {
	t.Helper()
	return startAs(t, Config{Dir: dir, Log: testLog(t), Volatile: true})
}

func startAs(t *testing.T, cfg Config) *Servers {
	t.Helper()
	s, err := Start(t.Context(), cfg)
	if err != nil {
		t.Fatalf("Start(%s): %v", cfg.Dir, err)
	}
	t.Cleanup(s.Stop)
	return s
}

// ask runs one statement through psql and gives its output.
func ask(t *testing.T, s *Servers, user, statement string) string {
	t.Helper()
	out, err := query(s, user, statement)
	if err != nil {
		t.Fatalf("psql %q: %v: %s", statement, err, out)
	}
	return out
}

func query(s *Servers, user, statement string) (string, error) {
	cmd := exec.Command("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement, s.PostgresURL(Database, user))
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// redisSays sends inline commands and gives the first line of the last answer.
func redisSays(t *testing.T, s *Servers, command string) string {
	t.Helper()
	conn, err := net.Dial("unix", s.RedisSocket())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(command + "\r\n")); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 200)
	n, err := conn.Read(answer)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(answer[:n]))
}

// eventually waits for what a server does in its own time.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for late := time.Now().Add(90 * time.Second); !happened(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("waited 30 s for this: %s", what)
		}
	}
}

func (s *Servers) pids() (postgres, redis []int) {
	return orphans{marker: "unix_socket_directories=" + s.sockets, place: s.sockets}.find(),
		orphans{marker: s.RedisSocket(), place: s.sockets}.find()
}

func TestServersKeepTheirDataOverRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := startBoth(t, dir)
	ask(t, s, Owner, "create table kept (n int); insert into kept values (41)")
	redisSays(t, s, "SET kept 42")
	if got := redisSays(t, s, "CONFIG GET appendfsync"); !strings.HasSuffix(got, "always") {
		t.Errorf("Redis answers before its disk does: appendfsync %q, want always", got)
	}
	if got := ask(t, s, Owner, "select current_setting('fsync') || ' ' || current_setting('synchronous_commit')"); got != "on on" {
		t.Errorf("PostgreSQL answers before its disk does: fsync and synchronous_commit are %q, want on on", got)
	}
	s.Stop()
	if postgres, redis := s.pids(); len(postgres)+len(redis) > 0 {
		t.Errorf("after Stop these processes still run: %v %v", postgres, redis)
	}

	s = startBoth(t, dir)
	if got := ask(t, s, Owner, "select n from kept"); got != "41" {
		t.Errorf("row after a restart: got %q, want 41", got)
	}
	if got := redisSays(t, s, "GET kept"); got != "$2\r\n42" {
		t.Errorf("key after a restart: got %q, want 42", got)
	}
}

// TestServersAreClosed holds one pair of servers against all that they must
// not do.
func TestServersAreClosed(t *testing.T) {
	t.Parallel()
	s := startBoth(t, t.TempDir())
	t.Run("the login owns nothing", func(t *testing.T) { loginOwnsNothing(t, s) })
	t.Run("no process is root's", func(t *testing.T) { noneIsRoot(t, s) })
	t.Run("no port is open", func(t *testing.T) { noPortIsOpen(t, s) })
}

func loginOwnsNothing(t *testing.T, s *Servers) {
	ask(t, s, Owner, "create table secret (n int)")
	if got := ask(t, s, Server, "select pg_has_role('invoer_app', 'member') and not rolsuper and not rolcreaterole from pg_roles where rolname = current_user"); got != "t" {
		t.Errorf("invoer_server is a plain member of invoer_app: got %q, want t", got)
	}
	for _, statement := range []string{"select * from secret", "create table public.mine (n int)", "create role other"} {
		if out, err := query(s, Server, statement); err == nil {
			t.Errorf("invoer_server ran %q: got %q, want a refusal", statement, out)
		}
	}
}

func TestKilledServerIsStartedAgain(t *testing.T) {
	t.Parallel()
	s := startBoth(t, t.TempDir())
	ask(t, s, Owner, "create table kept (n int); insert into kept values (1)")
	redisSays(t, s, "SET kept 1")
	postgres, redis := s.pids()
	if len(postgres) != 1 || len(redis) != 1 {
		t.Fatalf("running: got %v and %v, want one of each", postgres, redis)
	}
	kill(t, postgres[0])
	kill(t, redis[0])
	eventually(t, "both servers run again", func() bool {
		p, r := s.pids()
		return len(p) == 1 && len(r) == 1 && p[0] != postgres[0] && r[0] != redis[0] && s.inner[0].server.ready(p[0]) && s.inner[1].server.ready(r[0])
	})
	if got := ask(t, s, Owner, "select n from kept"); got != "1" {
		t.Errorf("row after kill -9: got %q, want 1", got)
	}
	if got := redisSays(t, s, "GET kept"); got != "$1\r\n1" {
		t.Errorf("key after kill -9: got %q, want 1", got)
	}
}

func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatalf("kill -9 %d: %v", pid, err)
	}
}

func TestServerThatDiesTooOftenEndsTheRun(t *testing.T) {
	t.Parallel()
	s := startQuick(t, t.TempDir())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(t.Context()) }()
	for {
		select {
		case err := <-ended:
			if !errors.Is(err, invoer.ErrUnavailable) || !strings.Contains(err.Error(), "redis died 5 times") {
				t.Errorf("Run: got %v, want an unavailable redis that died 5 times", err)
			}
			if postgres, redis := s.pids(); len(postgres)+len(redis) > 0 {
				t.Errorf("after Run these processes still run: %v %v", postgres, redis)
			}
			return
		case <-time.After(10 * time.Millisecond):
		}
		if _, redis := s.pids(); len(redis) > 0 {
			_ = syscall.Kill(redis[0], syscall.SIGKILL) // may be gone already
		}
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s := startQuick(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run after its context ended: got %v, want nil", err)
	}
	if _, err := os.Stat(filepath.Join(s.sockets, postgresSocket)); err == nil {
		t.Error("PostgreSQL's socket is still there")
	}
}

func TestDirectoryHasOneUserAtATime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := startQuick(t, dir)
	if _, err := Start(t.Context(), Config{Dir: dir, Log: quiet()}); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("second Start: got %v, want a conflict", err)
	}
	if got, err := At(dir); err != nil || got != s.Addresses {
		t.Errorf("At: got %v, %v, want %v", got, err, s.Addresses)
	}
	s.Stop()
	if _, err := At(dir); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("At when nothing runs: got %v, want unavailable", err)
	}
}

func TestTwoDirectoriesDoNotClash(t *testing.T) {
	t.Parallel()
	one, two := startQuick(t, t.TempDir()), startQuick(t, t.TempDir())
	redisSays(t, one, "SET who one")
	if got := redisSays(t, two, "GET who"); got != "$-1" {
		t.Errorf("the other's key: got %q, want none", got)
	}
	ask(t, one, Owner, "create table mine (n int)")
	if got := ask(t, two, Owner, "select to_regclass('mine') is null"); got != "t" {
		t.Errorf("the other's table: got null = %q, want t", got)
	}
}

// A PostgreSQL that is killed while it answers a long question leaves a process that
// holds its memory: the next one is started when that is gone, and meanwhile nothing
// counts as a death.
func TestKilledServerWaitsForWhatItLeft(t *testing.T) {
	t.Parallel()
	s := startQuick(t, t.TempDir())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(t.Context()) }()
	postgres, _ := s.pids()
	busy := make(chan struct{})
	go func() {
		defer close(busy)
		// It is cut off: its server is killed.
		_, _ = query(s, Owner, "set statement_timeout = '10s'; select count(*) from generate_series(1, 1000000000000) n where n < 0")
	}()
	eventually(t, "the question is being answered", func() bool {
		n, err := query(s, Owner, "select count(*) from pg_stat_activity where state = 'active' and query like '%generate_series(1, 10000%' and pid <> pg_backend_pid()")
		return err == nil && n == "1"
	})
	kill(t, postgres[0])
	eventually(t, "PostgreSQL runs again", func() bool {
		select {
		case err := <-ended:
			t.Fatalf("the run ended: %v", err)
		default:
		}
		p, _ := s.pids()
		return len(p) == 1 && p[0] != postgres[0] && s.inner[0].server.ready(p[0])
	})
	<-busy
}
