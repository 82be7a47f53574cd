package servers

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

// An S3 is an object store that belongs to one test.
type S3 struct {
	Endpoint  string // http://127.0.0.1:port
	AccessKey string
	SecretKey string
	Region    string
}

// StartS3 gives t a versitygw over a temporary directory, which stops after it.
// It has no bucket yet.
func StartS3(t testing.TB) S3 {
	t.Helper()
	return startS3(t)
}

// StartS3WithVersions is StartS3 with versions of objects, which its buckets
// keep when they are asked to or lock.
func StartS3WithVersions(t testing.TB) S3 {
	t.Helper()
	return startS3(t, "--versioning-dir", t.TempDir())
}

func startS3(t testing.TB, flags ...string) S3 {
	t.Helper()
	s3 := S3{AccessKey: "test", SecretKey: "test-secret", Region: "us-east-1"}
	address := freeAddress(t)
	s3.Endpoint = "http://" + address
	args := slices.Concat([]string{
		"--port", address, "--access", s3.AccessKey, "--secret", s3.SecretKey,
		"--region", s3.Region, "--quiet", "posix", "--sidecar", t.TempDir(),
	}, flags, []string{t.TempDir()})
	cmd := exec.Command(built(t, "versitygw"), args...)
	listening(t, cmd, address)
	return s3
}

// listening starts a server, which stops after t, and waits until it listens.
func listening(t testing.TB, cmd *exec.Cmd, address string) {
	t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	gone := run(t, cmd)
	name := filepath.Base(cmd.Path)
	for late := time.Now().Add(30 * time.Second); !listens(address); time.Sleep(10 * time.Millisecond) {
		select {
		case <-gone:
			t.Fatalf("%s ended; it said: %s", name, said.String())
		default:
		}
		if time.Now().After(late) {
			t.Fatalf("%s does not listen on %s after 30 s", name, address)
		}
	}
}

// run starts cmd on a thread that lives as long as it, because the kernel's
// parent-death signal is tied to the thread. The channel closes at its end.
func run(t testing.TB, cmd *exec.Cmd) <-chan struct{} {
	t.Helper()
	started, gone := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(gone)
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // it ends by being killed
		}
	}()
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // fails only when it is gone already
		<-gone
	})
	return gone
}

// freeAddress is one on which nobody listens now.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func listens(address string) bool {
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

// built is where make installs a server, or where the search path has it.
func built(t testing.TB, name string) string {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	here := filepath.Join(root, ".cache", "bin", name)
	if _, err := os.Stat(here); err == nil {
		return here
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(fmt.Errorf("%s is not installed: make tools: %w", name, err))
	}
	return path
}
