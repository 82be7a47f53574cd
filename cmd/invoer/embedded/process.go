package embedded

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/invoer/invoer"
)

// A program is how a server is started and ended.
type program struct {
	name   string
	path   string
	args   []string
	data   string // directory that the process has as descriptor 3, so that it need not be able to walk there
	user   user
	input  string           // for standard input
	stages []syscall.Signal // how it is asked to end, ever more firmly
	grace  time.Duration    // between two of them
}

// dataPath is the data directory as the process sees it: a user who may not
// walk through /root still reaches a directory in there that was opened for
// him.
const dataPath = "/proc/self/fd/3"

// A process is one run of a program.
type process struct {
	program
	pid  int
	gone chan struct{} // closed when it has ended and was waited for
	said *said
	err  error // how it ended; read after gone
}

// start runs the program as a child that is told to end when we die.
func (p program) start(log *slog.Logger) (*process, error) {
	data, err := os.Open(p.data)
	if err != nil {
		return nil, err
	}
	defer data.Close()
	run := &process{program: p, gone: make(chan struct{}), said: &said{log: log}}
	cmd := p.command(data, run.said)
	started := make(chan error)
	go run.life(cmd, started)
	return run, <-started
}

func (p program) command(data *os.File, said *said) *exec.Cmd {
	cmd := exec.Command(p.path, p.args...)
	cmd.Dir = "/"
	cmd.Env = []string{"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "TZ=UTC"}
	cmd.Stdin = strings.NewReader(p.input)
	cmd.Stdout, cmd.Stderr = said, said
	cmd.ExtraFiles = []*os.File{data}
	// A group of its own: Ctrl-C on the terminal is for us, who stop the
	// servers in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: p.stages[0], Credential: p.user.credential()}
	// Descendants that outlive the server must not keep us waiting for their output.
	cmd.WaitDelay = time.Second
	return cmd
}

// life starts the process and waits for its end on one thread: the kernel's
// parent-death signal is tied to the thread that forked.
func (p *process) life(cmd *exec.Cmd, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := cmd.Start()
	if err == nil {
		p.pid = cmd.Process.Pid
	}
	started <- err
	if err != nil {
		return
	}
	p.err = cmd.Wait()
	close(p.gone)
}

// end asks the process to go, ever more firmly, and waits until it is gone.
func (p *process) end() {
	for _, signal := range append(p.stages, syscall.SIGKILL) {
		_ = syscall.Kill(p.pid, signal) // fails only when it is gone already
		select {
		case <-p.gone:
			return
		case <-time.After(p.grace):
		}
	}
	<-p.gone
}

// lastWords is why a process that is gone went, as far as one can tell.
func (p *process) lastWords() error {
	words := p.said.last()
	if p.said.ofFullDisk() {
		return fmt.Errorf("%w: the disk under %s is full: free some space and start again", invoer.ErrUnavailable, p.data)
	}
	err := p.err
	if err == nil {
		err = errors.New("ended by itself")
	}
	if p.said.ofLeftover() {
		err = fmt.Errorf("%w: %w", errLeftover, err)
	}
	return fmt.Errorf("%s: %w; it said: %s", p.name, err, words)
}

// said keeps the last lines that a server wrote and passes all to the log, for
// the one who looks for a fault.
type said struct {
	log  *slog.Logger
	mu   sync.Mutex
	rest []byte
	tail []string
	full bool // some line was about a full disk
	left bool // some line was about a server before it that is not all gone
}

// errLeftover is why a server does not start while processes of its predecessor run.
var errLeftover = errors.New("processes of the server before it still run")

const (
	linesKept   = 6
	longestLine = 400
)

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest = append(s.rest, p...)
	for {
		line, rest, found := bytes.Cut(s.rest, []byte("\n"))
		if !found {
			return len(p), nil
		}
		s.rest = rest
		s.add(strings.TrimSpace(string(line[:min(len(line), longestLine)])))
	}
}

func (s *said) add(line string) {
	if line == "" {
		return
	}
	s.log.Debug("server says", "line", line)
	s.left = s.left || strings.Contains(line, "pre-existing shared memory block") || strings.Contains(line, `lock file "postmaster.pid" already exists`)
	s.full = s.full || strings.Contains(line, "No space left on device")
	s.tail = append(s.tail, line)
	s.tail = s.tail[max(0, len(s.tail)-linesKept):]
}

// ofFullDisk tells whether that was said, also long before the last lines: what
// initdb says afterwards is of no use to anybody.
func (s *said) ofFullDisk() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.full
}

func (s *said) ofLeftover() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left
}

func (s *said) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.tail) == 0 {
		return "nothing"
	}
	return strings.Join(s.tail, " | ")
}
