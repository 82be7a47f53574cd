package embedded

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	osuser "os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

func TestDeepDirectoryGetsShortSockets(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), strings.Repeat("very-deep/", 12))
	s := startQuick(t, dir)
	t.Cleanup(func() { os.RemoveAll(s.sockets) })
	if got := len(filepath.Join(s.sockets, postgresSocket)); got > longestSocket {
		t.Errorf("socket path in %s: got %d bytes, want at most %d", s.sockets, got, longestSocket)
	}
	info, err := os.Stat(s.sockets)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("directory %s: got %v, %v, want mode 0700", s.sockets, info, err)
	}
	if got := ask(t, s, Server, "select 1"); got != "1" {
		t.Errorf("select 1: got %q", got)
	}
}

// TestClosedDirectoryWorksForRoot has the data where only root can walk to, as
// under /root.
func TestClosedDirectoryWorksForRoot(t *testing.T) {
	t.Parallel()
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	s := startQuick(t, filepath.Join(closed, "data"))
	if got := ask(t, s, Server, "select 1"); got != "1" {
		t.Errorf("select 1: got %q", got)
	}
	if os.Geteuid() == 0 && strings.HasPrefix(s.sockets, closed) {
		t.Errorf("sockets are in %s, where the servers' user cannot go", s.sockets)
	}
}

func noneIsRoot(t *testing.T, s *Servers) {
	postgres, redis := s.pids()
	for _, pid := range append(postgres, redis...) {
		uid, _, ok := owner("/proc/" + strconv.Itoa(pid))
		if !ok || uid == 0 {
			t.Errorf("process %d: got user %d, want another than root", pid, uid)
		}
	}
}

// noPortIsOpen compares the sockets of the servers' processes with what the
// kernel says of TCP: proc(5), /proc/net/tcp.
func noPortIsOpen(t *testing.T, s *Servers) {
	listening := map[string]bool{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6"} {
		for _, inode := range inodes(t, table) {
			listening["socket:["+inode+"]"] = true
		}
	}
	postgres, redis := s.pids()
	for _, pid := range append(postgres, redis...) {
		files, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
		if err != nil || len(files) == 0 {
			t.Fatalf("descriptors of process %d: got %v, %v", pid, files, err)
		}
		for _, file := range files {
			if target, err := os.Readlink(file); err == nil && listening[target] {
				t.Errorf("process %d has a network socket: %s", pid, target)
			}
		}
	}
}

// inodes are those of the sockets in a table of /proc/net: the tenth column.
func inodes(t *testing.T, table string) []string {
	t.Helper()
	text, err := os.ReadFile(table)
	if errors.Is(err, os.ErrNotExist) {
		return nil // a machine without IPv6
	}
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(text)) {
		if columns := strings.Fields(line); len(columns) > 9 && columns[9] != "inode" {
			found = append(found, columns[9])
		}
	}
	return found
}

// TestPlainUserNeedsNoRoot runs the servers in a process of another user. When
// the tests run as a plain user already, all the others have shown it.
func TestPlainUserNeedsNoRoot(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		startQuick(t, t.TempDir())
		return
	}
	nobody, err := osuser.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	dir := publicDir(t)
	program := copyOfTest(t, dir)
	cmd := exec.Command("setpriv", "--reuid", nobody.Uid, "--regid", nobody.Gid, "--clear-groups", program)
	cmd.Env = []string{"EMBEDDED_TEST_PARENT=" + filepath.Join(dir, "data"), "PATH=" + os.Getenv("PATH")}
	cmd.Dir = dir
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill() // it waits for that
		_ = cmd.Wait()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "up\n" {
		t.Errorf("a run as nobody said %q, %v, want up", line, err)
	}
}

// publicDir is one that everybody can write to, with a path that everybody can
// walk.
func publicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "embedded-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

// copyOfTest puts this test program where everybody can run it. Another
// process writes it: a file that this one has open for writing would be busy in
// each child that a parallel test starts at that moment.
func copyOfTest(t *testing.T, dir string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "embedded.test")
	if out, err := exec.Command("install", "-m", "755", self, path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

func TestDataOfAnotherPostgres(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "postgres"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "postgres", "PG_VERSION"), []byte("9999\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Config{Dir: dir, Log: testLog(t)})
	if !errors.Is(err, invoer.ErrUnavailable) || !strings.Contains(err.Error(), "install postgresql-9999, or dump it") {
		t.Errorf("data of PostgreSQL 9999: got %v, want what to do", err)
	}
}

func TestHalfMadeDatabaseIsMadeAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "postgres.new", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := startQuick(t, dir)
	if got := ask(t, s, Owner, "select 1"); got != "1" {
		t.Errorf("select 1: got %q", got)
	}
}

func TestSomebodyElsesDirectoryIsRefused(t *testing.T) {
	t.Parallel()
	dir := publicDir(t)
	sockets := filepath.Join(dir, "sockets")
	if err := os.Mkdir(sockets, 0o700); err != nil {
		t.Fatal(err)
	}
	stranger := user{uid: 12345, gid: 12345}
	if err := stranger.makeDir(sockets); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("directory of another user: got %v, want forbidden", err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("/tmp", link); err != nil {
		t.Fatal(err)
	}
	uid, gid, _ := owner(link)
	if err := (user{uid: uid, gid: gid}).makeDir(link); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("symbolic link: got %v, want a conflict", err)
	}
}
