package embedded

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/invoer/invoer"
)

// orphans are servers of our data directory that a killed run left. We hold
// the directory's lock, so nobody needs them any more. Process files are not
// trusted for finding them: their numbers may belong to others by now.
type orphans struct {
	marker string // an argument that only servers of this directory have
	place  string // the directory that the argument names
	stages []syscall.Signal
	grace  time.Duration
	log    *slog.Logger
}

// end asks them to go, ever more firmly, and waits until they are gone.
func (o orphans) end(ctx context.Context) error {
	for _, signal := range append(o.stages, syscall.SIGKILL) {
		pids := o.find()
		if len(pids) == 0 {
			return nil
		}
		o.log.Warn("ending a server that a killed run left", "pids", pids, "signal", signal)
		for _, pid := range pids {
			_ = syscall.Kill(pid, signal) // gone already, or seen in the next round
		}
		if o.gone(ctx) {
			return nil
		}
	}
	return fmt.Errorf("%w: processes %v use this data directory and do not end: stop them", invoer.ErrConflict, o.find())
}

// gone waits until there are none, for as long as they may take.
func (o orphans) gone(ctx context.Context) bool {
	late := time.Now().Add(o.grace)
	for len(o.find()) > 0 {
		if time.Now().After(late) || !sleep(ctx, 20*time.Millisecond) {
			return false
		}
	}
	return true
}

func (o orphans) find() []int {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline") // the pattern is well formed
	var pids []int
	for _, file := range files {
		line, err := os.ReadFile(file)
		if err != nil {
			continue // gone meanwhile
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && pid != os.Getpid() && hasArgument(line, o.marker) && o.here(pid) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// here says whether the place is the same directory for the process as for us:
// in a container or changed root that shows us its processes, the same path is
// another one's. A process whose root we may not look through is not ours.
func (o orphans) here(pid int) bool {
	ours, err := os.Stat(o.place)
	if err != nil {
		return false
	}
	its, err := os.Stat(filepath.Join("/proc", strconv.Itoa(pid), "root", o.place))
	return err == nil && os.SameFile(ours, its)
}

// hasArgument looks into a command line of proc(5): arguments end in a zero.
func hasArgument(line []byte, want string) bool {
	for _, argument := range bytes.Split(line, []byte{0}) {
		if string(argument) == want {
			return true
		}
	}
	return false
}
