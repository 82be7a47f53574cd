package embedded

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestKilledParentLeavesNothingInTheWay kills a process that runs servers, and
// for good measure keeps its servers from hearing of it.
func TestKilledParentLeavesNothingInTheWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, run := range []string{"first", "second"} {
		killedParent(t, dir, run)
	}
	s := startBoth(t, dir)
	if got := ask(t, s, Owner, "select string_agg(run, ' ' order by run) from runs"); got != "first second" {
		t.Errorf("rows of the killed runs: got %q, want both", got)
	}
	if postgres, redis := s.pids(); len(postgres) != 1 || len(redis) != 1 {
		t.Errorf("running: got %v and %v, want one of each", postgres, redis)
	}
}

// killedParent runs servers in another process, writes a row, and kills that
// process and not its children.
func killedParent(t *testing.T, dir, run string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "EMBEDDED_TEST_PARENT="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != "up" {
		t.Fatalf("parent said %q, %v, want up", line, err)
	}
	addresses, err := At(dir)
	if err != nil {
		t.Fatal(err)
	}
	ask(t, &Servers{Addresses: addresses}, Owner, "create table if not exists runs (run text); insert into runs values ('"+run+"')")
	kill(t, cmd.Process.Pid)
	_ = cmd.Wait() // it was killed
}

// TestServersOfAnotherRootAreNotOrphans starts a process that names our
// directory and sees another one under that path, as in a container.
func TestServersOfAnotherRootAreNotOrphans(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := orphans{marker: "dir=" + dir, place: dir}
	ours := waiting(t, &syscall.SysProcAttr{}, dir)
	elsewhere := &syscall.SysProcAttr{Chroot: rootWithShell(t, dir)}
	if os.Geteuid() != 0 {
		elsewhere.Cloneflags = syscall.CLONE_NEWUSER
		elsewhere.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		elsewhere.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	theirs := waiting(t, elsewhere, dir)
	if got := o.find(); !slices.Contains(got, ours) || slices.Contains(got, theirs) {
		t.Errorf("found %v, want %d, which has our directory, and not %d, which has another of that name", got, ours, theirs)
	}
}

const shell = "/bin/sh"

// rootWithShell makes a root directory that has a shell, what it is linked with, and
// an empty directory of the name.
func rootWithShell(t *testing.T, dir string) string {
	t.Helper()
	root := t.TempDir()
	linked, err := exec.Command("ldd", shell).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(regexp.MustCompile(`/\S+`).FindAllString(string(linked), -1), shell) {
		content, err := os.ReadFile(file)
		if err := errors.Join(err, os.MkdirAll(filepath.Dir(root+file), 0o755), os.WriteFile(root+file, content, 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(root+dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return root
}

// waiting starts a process that names the directory and waits until the test ends.
func waiting(t *testing.T, attr *syscall.SysProcAttr, dir string) int {
	t.Helper()
	cmd := exec.Command(shell, "-c", "echo up; read -r end", "sh", "dir="+dir)
	cmd.SysProcAttr, cmd.Dir = attr, "/"
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait() // read says that its input has ended
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "up\n" {
		t.Fatalf("the process said %q, %v, want up", line, err)
	}
	return cmd.Process.Pid
}

func TestArgumentOfCommandLine(t *testing.T) {
	t.Parallel()
	line := []byte("postgres\x00-c\x00unix_socket_directories=/var/a/run\x00")
	tests := map[string]struct {
		want  string
		found bool
	}{
		"the whole argument":            {"unix_socket_directories=/var/a/run", true},
		"the beginning of an argument":  {"unix_socket_directories=/var/a", false},
		"two arguments taken together":  {"-c unix_socket_directories=/var/a/run", false},
		"the end of another's argument": {"/var/a/run", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := hasArgument(line, tt.want); got != tt.found {
				t.Errorf("hasArgument(%q): got %t, want %t", tt.want, got, tt.found)
			}
		})
	}
}
