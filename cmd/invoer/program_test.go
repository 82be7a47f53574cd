package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/invoer/invoer/storage/storagetest"
)

// A server is the program, started as a user starts it.
type server struct {
	t      testing.TB
	data   string
	cmd    *exec.Cmd
	access access
	said   *storagetest.Said // everything on standard error
}

// program makes a command that runs the test's own program as invoer.
func program(args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), programEnv+"=1", "INVOER_LISTEN=127.0.0.1:0", "INVOER_METRICS=127.0.0.1:0")
	return cmd
}

// startServer starts serve on a data directory and waits until it is ready.
// It is stopped with the test.
func startServer(t testing.TB, data string, args ...string) *server {
	t.Helper()
	s := &server{t: t, data: data, said: &storagetest.Said{}}
	s.start(args...)
	t.Cleanup(s.stop)
	return s
}

func (s *server) start(args ...string) {
	s.t.Helper()
	s.cmd = program(append([]string{"serve", "--data", s.data}, args...)...)
	s.begin()
	var err error
	if s.access, err = readAccess(filepath.Join(s.data, "access.json")); err != nil {
		s.t.Fatal(err)
	}
}

// begin starts the command and waits until it is ready.
func (s *server) begin() {
	s.t.Helper()
	s.cmd.Stderr = s.said
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "invoer is ready") {
				ready <- true
			}
		}
		ready <- false
	}()
	select {
	case ok := <-ready:
		if !ok {
			s.t.Fatalf("the server ended before it was ready: %s", s.said)
		}
	case <-time.After(5 * time.Minute): // recovery after a crash takes its time on a busy machine
		s.t.Fatalf("the server is not ready after five minutes: %s", s.said)
	}
}

// stop asks the server to end and wants it to do so in time.
func (s *server) stop() {
	if s.cmd.ProcessState != nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // fails only when it is gone already
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			s.t.Errorf("stopping the server: %v\n%s", err, s.said)
		}
	case <-time.After(60 * time.Second):
		s.pullPlug()
		s.t.Errorf("the server did not stop in 60 s\n%s", s.said)
	}
}

// pullPlug kills the server and everything that it started, at once.
func (s *server) pullPlug() {
	s.t.Helper()
	for _, pid := range append(descendants(s.cmd.Process.Pid), s.cmd.Process.Pid) {
		_ = syscall.Kill(pid, syscall.SIGKILL) // fails only when it is gone already
	}
	_ = s.cmd.Wait() // that it was killed is what we wanted
}

// descendants lists the processes below pid, from /proc.
func descendants(pid int) []int {
	children, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	var all []int
	for _, file := range children {
		text, _ := os.ReadFile(file) // gone: it has none
		for _, field := range strings.Fields(string(text)) {
			var child int
			if _, err := fmt.Sscan(field, &child); err == nil {
				all = append(append(all, child), descendants(child)...)
			}
		}
	}
	return all
}

// call asks the API and reads the answer into result unless that is nil.
func (s *server) call(method, path string, body io.Reader, head map[string]string, result any) (status int) {
	s.t.Helper()
	req, err := http.NewRequest(method, s.access.URL+"/api/v1"+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.access.Token)
	for name, value := range head {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if result != nil {
		if err := json.Unmarshal(text, result); err != nil {
			s.t.Fatalf("%s %s: %d %s: %v", method, path, res.StatusCode, text, err)
		}
	}
	return res.StatusCode
}

// runProgram runs a command to its end and gives what it printed and its exit
// status.
func runProgram(t testing.TB, args ...string) (out, said string, status int) {
	t.Helper()
	cmd := program(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}
