package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// A progress is a bar on a terminal; anywhere else it shows nothing. It is safe
// for concurrent use.
type progress struct {
	mu    sync.Mutex
	out   io.Writer // nil where there is no terminal
	what  string
	done  int
	total int
}

// newProgress shows how much of total was done on w, if that is a terminal.
func newProgress(w io.Writer, what string, total int) *progress {
	p := &progress{what: what, total: total}
	if f, ok := w.(*os.File); ok && terminal(f) {
		p.out = w
	}
	p.show()
	return p
}

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// add tells that so many more are done.
func (p *progress) add(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
	p.show()
}

const barWidth = 40

func (p *progress) show() {
	if p.out == nil || p.total == 0 {
		return
	}
	full := min(p.done*barWidth/p.total, barWidth)
	fmt.Fprintf(p.out, "\r%s [%s%s] %d/%d", p.what, strings.Repeat("#", full), strings.Repeat(".", barWidth-full), p.done, p.total)
}

// end takes the bar away and gives how the program ends: with an error, or with
// status 1 where some file could not be done.
func (p *progress) end(failed bool, err error) error {
	p.clear()
	if err == nil && failed {
		return exit(1)
	}
	return err
}

// clear takes the bar away, so that a message can stand in its place.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out != nil {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", len(p.what)+barWidth+30))
	}
}
