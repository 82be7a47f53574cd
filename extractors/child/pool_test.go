package child

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// The test program is its own child: it lives as one when this is set.
const asChild = "INVOER_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(asChild) == "" {
		os.Exit(m.Run())
	}
	if err := Serve(os.Stdin, os.Stdout, naughty); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// naughty gives handlers that do all that a reader may do on a stranger's file.
func naughty(settings json.RawMessage) (map[string]Handler, error) {
	var greeting string
	if err := json.Unmarshal(settings, &greeting); err != nil {
		return nil, err
	}
	var hoard [][]byte
	return map[string]Handler{
		"echo":  func(r Request) (any, []byte, error) { return greeting, r.Data, nil },
		"pid":   func(Request) (any, []byte, error) { return os.Getpid(), nil, nil },
		"env":   func(Request) (any, []byte, error) { return os.Environ(), nil, nil },
		"die":   func(Request) (any, []byte, error) { return nil, nil, die() },
		"panic": func(Request) (any, []byte, error) { panic("a mistake of the reader") },
		"sleep": func(Request) (any, []byte, error) { time.Sleep(time.Hour); return nil, nil, nil },
		"spin": func(Request) (any, []byte, error) {
			for i := 0; ; i++ {
				_ = i
			}
		},
		"swell": func(Request) (any, []byte, error) {
			for {
				hoard = append(hoard, touched(8<<20))
			}
		},
		"keep": func(r Request) (any, []byte, error) {
			hoard = append(hoard, touched(len(r.Data)*40*heavier))
			return len(hoard), nil, nil
		},
		"refuse":  func(Request) (any, []byte, error) { return nil, nil, invoer.Unread(invoer.CodeEncrypted, "locked") },
		"unknown": func(Request) (any, []byte, error) { return nil, nil, fmt.Errorf("%w: no model", invoer.ErrUnavailable) },
		"nice": func(Request) (any, []byte, error) {
			twenty, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0) // less what nice is
			return 20 - twenty, nil, err
		},
		"limits": func(Request) (any, []byte, error) {
			var files syscall.Rlimit
			err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &files)
			return files.Cur, nil, err
		},
	}, nil
}

// die ends the process. Another thread may be the one that gets the signal, a
// while after kill has returned (kill(2)); nothing may be answered until then.
func die() error {
	if err := syscall.Kill(os.Getpid(), syscall.SIGSEGV); err != nil {
		return err
	}
	select {}
}

func touched(n int) []byte {
	block := make([]byte, n)
	for i := 0; i < n; i += 4096 {
		block[i] = 1
	}
	return block
}

func testPool(t *testing.T, change func(*Config)) *Pool {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{
		Program: []string{"/usr/bin/env", asChild + "=1", program}, Settings: json.RawMessage(`"hello"`),
		Lanes: map[string]int{"only": 1}, MemoryMiB: 200 * heavier, Limit: 20 * time.Second,
	}
	if change != nil {
		change(&cfg)
	}
	p, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func do(t *testing.T, p *Pool, w Work, result any) error {
	t.Helper()
	w.Lane = "only"
	_, err := p.Do(context.Background(), w, result)
	return err
}

func TestWhatAChildDoesCostsOneRequest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		op    string
		limit time.Duration
		code  invoer.Code
	}{
		"it crashes":                         {op: "die", code: invoer.CodeDamaged},
		"it panics":                          {op: "panic", code: invoer.CodeDamaged},
		"it works without end":               {op: "spin", limit: 300 * time.Millisecond, code: invoer.CodeTimeout},
		"it waits without end":               {op: "sleep", limit: 300 * time.Millisecond, code: invoer.CodeTimeout},
		"it takes memory without end":        {op: "swell", code: swollen},
		"it refuses a file and says why":     {op: "refuse", code: invoer.CodeEncrypted},
		"it refuses the same file once more": {op: "refuse", code: invoer.CodeEncrypted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := testPool(t, nil)
			err := do(t, p, Work{Op: c.op, Limit: c.limit}, nil)
			if code, _ := invoer.CodeOf(err); !errors.Is(err, invoer.ErrUnreadable) || code != c.code {
				t.Fatalf("%s: got %v, want an unreadable file with code %s", c.op, err, c.code)
			}
			var greeting string
			if err := do(t, p, Work{Op: "echo"}, &greeting); err != nil || greeting != "hello" {
				t.Errorf("the request after %s: got %q and %v, want hello", c.op, greeting, err)
			}
		})
	}
}

func TestErrorsKeepTheirKindOverThePipe(t *testing.T) {
	t.Parallel()
	err := do(t, testPool(t, nil), Work{Op: "unknown"}, nil)
	if !errors.Is(err, invoer.ErrUnavailable) || errors.Is(err, invoer.ErrUnreadable) {
		t.Errorf("got %v, want an error of the kind that the child gave: %v", err, invoer.ErrUnavailable)
	}
}

func TestDataGoesThereAndBack(t *testing.T) {
	t.Parallel()
	p := testPool(t, nil)
	want := make([]byte, 3<<20)
	for i := range want {
		want[i] = byte(i * 7)
	}
	got, err := p.Do(context.Background(), Work{Lane: "only", Op: "echo", Data: want}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(len(want), len(got)); diff != "" || string(got) != string(want) {
		t.Errorf("%d bytes came back changed: %s", len(want), diff)
	}
}

func TestACancelledRequestEndsItsChild(t *testing.T) {
	t.Parallel()
	p := testPool(t, nil)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	_, err := p.Do(ctx, Work{Lane: "only", Op: "sleep"}, nil)
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, invoer.ErrUnreadable) {
		t.Errorf("got %v, want the end of the context and nothing said of the file", err)
	}
	if err := do(t, p, Work{Op: "echo"}, nil); err != nil {
		t.Errorf("the request after it: %v", err)
	}
}

// Who waits for a child in vain hears that there was none, not that his file
// takes too long.
func TestWaitingForAChildIsNotTheFilesFault(t *testing.T) {
	t.Parallel()
	p := testPool(t, nil)
	busy, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = p.Do(busy, Work{Lane: "only", Op: "sleep"}, nil) // it is cut off
	}()
	defer func() { stop(); <-ended }()
	for len(p.lanes["only"].free) > 0 {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := p.Do(ctx, Work{Lane: "only", Op: "echo"}, nil); !errors.Is(err, invoer.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want unavailable, as the time was over", err)
	}
}

func TestAChildSeesNothingOfTheParentsEnvironment(t *testing.T) {
	t.Setenv("INVOER_SECRET", "do not tell")
	var env []string
	if err := do(t, testPool(t, nil), Work{Op: "env"}, &env); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, line := range env {
		name, value, _ := strings.Cut(line, "=")
		got[name] = value
	}
	if _, told := got["INVOER_SECRET"]; told {
		t.Errorf("the child's environment has the parent's secret: %v", env)
	}
	if got["OMP_THREAD_LIMIT"] != "1" {
		t.Errorf("OMP_THREAD_LIMIT is %q, want 1: threads of parallel children fight each other", got["OMP_THREAD_LIMIT"])
	}
}

func TestAChildIsRenewedAfterItsShareOfRequests(t *testing.T) {
	t.Parallel()
	p := testPool(t, func(c *Config) { c.Requests = 3 })
	pids := map[int]int{}
	for range 7 {
		var pid int
		if err := do(t, p, Work{Op: "pid"}, &pid); err != nil {
			t.Fatal(err)
		}
		pids[pid]++
	}
	if len(pids) != 3 {
		t.Errorf("7 requests with 3 to a child went to %d children, want 3: %v", len(pids), pids)
	}
}

func TestWhatSwellsAUsedChildIsTriedInAFreshOne(t *testing.T) {
	t.Parallel()
	p := testPool(t, nil)
	for i := range 6 { // each keeps 80 MiB, of which two fit
		if err := do(t, p, Work{Op: "keep", Data: make([]byte, 2<<20)}, nil); err != nil {
			t.Fatalf("request %d: %v", i+1, err)
		}
	}
}

func TestAHangingRequestHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	p := testPool(t, func(c *Config) { c.Lanes = map[string]int{"only": 2, "other": 1} })
	ctx, cancel := context.WithCancel(context.Background())
	var hanging sync.WaitGroup
	hanging.Go(func() {
		if _, err := p.Do(ctx, Work{Lane: "only", Op: "sleep"}, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("the hanging request: got %v, want it cancelled", err)
		}
	})
	for _, lane := range []string{"only", "other", "only", "other"} {
		if _, err := p.Do(context.Background(), Work{Lane: lane, Op: "echo"}, nil); err != nil {
			t.Errorf("lane %s beside a hanging request: %v", lane, err)
		}
	}
	cancel()
	hanging.Wait()
}

// Children of a lane that yields are nicer than we are, and no others.
func TestALaneYieldsToOthers(t *testing.T) {
	t.Parallel()
	p := testPool(t, func(c *Config) {
		c.Lanes, c.Nice = map[string]int{"only": 1, "yielding": 1}, map[string]int{"yielding": 3}
	})
	var plain, yielding int
	for lane, nice := range map[string]*int{"only": &plain, "yielding": &yielding} {
		if _, err := p.Do(t.Context(), Work{Lane: lane, Op: "nice"}, nice); err != nil {
			t.Fatalf("lane %s: %v", lane, err)
		}
	}
	// Nothing is nicer than 19, as tests may be started.
	if want := min(plain+3, 19); yielding != want {
		t.Errorf("nice %d, want %d where others are %d", yielding, want, plain)
	}
}

func TestChildrenLeaveWhenThePoolCloses(t *testing.T) {
	t.Parallel()
	p := testPool(t, nil)
	var pid int
	if err := do(t, p, Work{Op: "pid"}, &pid); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("/proc/" + strconv.Itoa(pid)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("child %d is still there after Close: %v", pid, err)
	}
	if err := do(t, p, Work{Op: "echo"}, nil); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("work for a closed pool: got %v, want %v", err, invoer.ErrUnavailable)
	}
}

func TestNoFileOfAChildGrowsWithoutEnd(t *testing.T) {
	t.Parallel()
	var most uint64
	if err := do(t, testPool(t, nil), Work{Op: "limits"}, &most); err != nil {
		t.Fatal(err)
	}
	if most != 1<<30 {
		t.Errorf("a child may write files of %d bytes, want 1 GiB", most)
	}
}

// A child that gets little of a busy machine is not one that waits.
func TestRestingIsNotWorkingSlowly(t *testing.T) {
	t.Parallel()
	start := time.Now()
	slow := resting{since: start}
	for i := range 20 {
		now, worked := start.Add(time.Duration(i)*time.Second), time.Duration(i)*20*time.Millisecond
		if slow.over(10*time.Second, worked, now) {
			t.Fatalf("one that had a fiftieth of a processor is stopped after %d s", i)
		}
	}
	idle := resting{since: start, worked: time.Second}
	if idle.over(10*time.Second, time.Second, start.Add(9*time.Second)) || !idle.over(10*time.Second, time.Second, start.Add(10*time.Second)) {
		t.Error("one that had nothing is not stopped after 10 s exactly")
	}
}
