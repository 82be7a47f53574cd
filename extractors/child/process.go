package child

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// How often a working child's memory is looked at. A reader that swells by
// 2 GB/s is over by 50 MB when it is seen.
const watchEvery = 25 * time.Millisecond

// A process is one child. It is used by one request at a time.
type process struct {
	cmd   *exec.Cmd
	in    *bufio.Writer
	out   *bufio.Reader
	stdin io.Closer
	gone  chan struct{} // closed when the process has ended and was waited for
	done  int           // requests so far
	key   string        // what the last request was about
}

func start(cfg Config, nice int) (*process, error) {
	cmd := exec.Command(cfg.Program[0], cfg.Program[1:]...)
	cmd.Env = environment(cfg)
	cmd.Stderr = &lines{log: cfg.Log}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("starting a child: %w", err)
	}
	stdout, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("starting a child: %w", err)
	}
	cmd.Stdout = w
	p := &process{
		cmd: cmd, in: bufio.NewWriterSize(stdin, 64<<10), out: bufio.NewReaderSize(stdout, 64<<10),
		stdin: stdin, gone: make(chan struct{}),
	}
	started := make(chan error)
	go p.life(started, nice, stdout, w)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("starting a child: %w", err)
	}
	if err := writeFrame(p.in, hello{MemoryMiB: cfg.MemoryMiB, Settings: cfg.Settings}, nil); err != nil {
		p.kill()
		return nil, fmt.Errorf("starting a child: %w", err)
	}
	return p, nil
}

// life starts the process and waits for its end on one thread: the kernel's
// parent-death signal is tied to the thread that forked, and how nice that thread
// is passes to the process. One that was made nicer is never unlocked, so that it
// ends with the process and does no other work.
func (p *process) life(started chan<- error, nice int, stdout, w *os.File) {
	runtime.LockOSThread()
	if nice == 0 {
		defer runtime.UnlockOSThread()
	} else {
		yield(nice)
	}
	err := p.cmd.Start()
	w.Close()
	if err != nil {
		stdout.Close()
	}
	started <- err
	if err != nil {
		return
	}
	// How it ended does not matter: whoever waits for an answer sees the pipe close.
	_ = p.cmd.Wait()
	stdout.Close()
	close(p.gone)
}

// yield makes this thread nicer by so much. It fails only where a kernel forbids
// that, and then the children work as all others do.
func yield(nice int) {
	own, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0)
	if err == nil {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, 20-own+nice) // the kernel gives 20 less what nice is
	}
}

func environment(cfg Config) []string {
	// Nothing of the parent's environment: it may hold the operator's secrets.
	env := []string{
		"OMP_THREAD_LIMIT=1", "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "GOMAXPROCS=2",
		// Large blocks of C go back to the system when they are freed.
		"MALLOC_ARENA_MAX=1", "MALLOC_MMAP_THRESHOLD_=262144", "MALLOC_TRIM_THRESHOLD_=1048576",
	}
	if cfg.MemoryMiB > 0 {
		// The rest is for memory that Go does not manage, as Tesseract's.
		env = append(env, "GOMEMLIMIT="+strconv.Itoa(cfg.MemoryMiB/2)+"MiB")
	}
	return append(env, cfg.Env...)
}

func (p *process) kill() {
	// Both fail only when it is gone already.
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	_ = p.stdin.Close()
	<-p.gone
}

// leave lets an idle child go by itself, and kills it when it does not.
func (p *process) leave() {
	_ = p.stdin.Close() // fails only when it is gone already
	select {
	case <-p.gone:
	case <-time.After(time.Second):
		p.kill()
	}
}

// A reply is what came back from a child.
type reply struct {
	answer answer
	data   []byte
}

// A bound is what one request may take.
type bound struct {
	memory int64         // bytes; 0 is without end
	work   time.Duration // of processor time
	rest   time.Duration // by the clock, over which it must have had a hundredth of that
}

// do sends one request and waits for its answer. When ctx ends or the child is
// over its bound it is killed, and the error says which it was.
func (p *process) do(ctx context.Context, c call, data []byte, b bound) (reply, error) {
	answered := make(chan struct{})
	watched := make(chan error, 1)
	b.work += p.worked()
	go func() { watched <- p.watch(ctx, answered, b) }()
	r, err := p.exchange(c, data)
	close(answered)
	why := <-watched
	if err == nil && why == nil {
		return r, nil
	}
	p.kill()
	if why != nil {
		return reply{}, why
	}
	return reply{}, errDied
}

var (
	errSwollen = errors.New("child over its memory")
	errSlow    = errors.New("child over its time")
	errDied    = errors.New("child died")
)

func (p *process) exchange(c call, data []byte) (reply, error) {
	if err := writeFrame(p.in, c, data); err != nil {
		return reply{}, err
	}
	f, err := readFrame(p.out)
	if err != nil {
		return reply{}, err
	}
	r := reply{data: f.data}
	return r, json.Unmarshal(f.header, &r.answer)
}

// watch kills a child that is over its bound or whose work nobody waits for
// any more, and says why.
func (p *process) watch(ctx context.Context, answered <-chan struct{}, b bound) error {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	var pause resting
	for {
		var why error
		select {
		case <-answered:
			return nil
		case <-ctx.Done():
			why = context.Cause(ctx)
		case now := <-tick.C:
			if b.memory > 0 && p.resident() > b.memory {
				why = errSwollen
			} else if worked := p.worked(); worked > b.work || pause.over(b.rest, worked, now) {
				why = errSlow
			}
		}
		if why != nil {
			p.signal()
			return why
		}
	}
}

// resting knows how much a child had worked at some time. The zero value begins
// with the first look.
type resting struct {
	since  time.Time
	worked time.Duration
}

// over tells whether a child has only waited for so long, which one that works
// on a busy machine has not.
func (r *resting) over(most, worked time.Duration, now time.Time) bool {
	if now.Sub(r.since) < most {
		return false
	}
	idle := !r.since.IsZero() && worked-r.worked <= most/100
	r.since, r.worked = now, worked
	return idle
}

func (p *process) signal() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // fails only when it is gone already
}

// resident is the memory in bytes that the child holds now, and 0 once it is
// gone.
func (p *process) resident() int64 {
	columns := p.proc("statm") // proc(5): size resident shared …
	if len(columns) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(columns[1], 10, 64) // the kernel writes digits
	return pages * int64(os.Getpagesize())
}

// worked is the processor time that the child has had so far, and 0 once it is
// gone.
func (p *process) worked() time.Duration {
	columns := p.proc("stat") // proc(5): pid (name) state … 14 utime 15 stime, in hundredths of a second
	if len(columns) < 15 {
		return 0
	}
	user, _ := strconv.ParseInt(columns[13], 10, 64) // the kernel writes digits
	system, _ := strconv.ParseInt(columns[14], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// proc gives the columns of a file about the child. The program's own name,
// which may hold spaces, is one of ours and has none.
func (p *process) proc(file string) []string {
	content, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/" + file)
	if err != nil {
		return nil
	}
	return strings.Fields(string(content))
}

// lines writes what a child says on standard error to the log, line by line
// and cut short: it is for the one who looks for a fault in a reader.
type lines struct {
	log  *slog.Logger
	rest []byte
}

const longestLine = 300

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		line, rest, found := bytes.Cut(l.rest, []byte("\n"))
		if !found {
			break
		}
		l.say(line)
		l.rest = rest
	}
	if len(l.rest) > longestLine {
		l.say(l.rest)
		l.rest = nil
	}
	return len(p), nil
}

func (l *lines) say(line []byte) {
	if len(line) > 0 {
		l.log.Debug("child says", "line", string(line[:min(len(line), longestLine)]))
	}
}
