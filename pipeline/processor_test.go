package pipeline

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// tick is the unit of processor time in proc(5), on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// A process is one of this machine, as proc(5) tells of it.
type process struct {
	pid, parent int
	name        string
	used        time.Duration // processor time, that of ended children included
}

// spent is the processor time that the house has used, by who used it.
type spent struct{ own, reader, postgres, redis time.Duration }

// spent reads it: wall time says more of who else is at work on a machine than
// of what we do, and processor time does not.
func (h *house) spent(b *testing.B) spent {
	b.Helper()
	all := processes(b)
	backend := h.count(`select pg_backend_pid()`)
	var s spent
	for _, p := range all {
		switch {
		case p.pid == os.Getpid():
			s.own += p.used
		case p.name == "redis-server" && under(all, p.pid, os.Getpid()):
			s.redis += p.used
		case under(all, p.pid, os.Getpid()):
			s.reader += p.used
		case under(all, p.pid, all[backend].parent):
			s.postgres += p.used
		}
	}
	return s
}

// analyze has the database look at its tables, as it does by itself within a
// minute of the first documents: until then it finds a row of a few hundred by
// looking at all of the office.
func (h *house) analyze(b *testing.B) {
	b.Helper()
	owner, err := pgx.Connect(b.Context(), h.db.OwnerURL)
	if err != nil {
		b.Fatal(err)
	}
	defer owner.Close(b.Context())
	if _, err := owner.Exec(b.Context(), `analyze`); err != nil {
		b.Fatal(err)
	}
}

// report tells the processor time a page that was spent since before.
func (s spent) report(b *testing.B, before spent, pages int) {
	b.Helper()
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(pages) }
	own, reader, postgres, redis := each(s.own-before.own), each(s.reader-before.reader), each(s.postgres-before.postgres), each(s.redis-before.redis)
	b.ReportMetric(own, "own-ms/page")
	b.ReportMetric(reader, "reader-ms/page")
	b.ReportMetric(postgres, "postgres-ms/page")
	b.ReportMetric(redis, "redis-ms/page")
	b.ReportMetric(own+reader+postgres+redis, "all-ms/page")
}

// under tells whether a process is another or has come from it.
func under(all map[int]process, pid, of int) bool {
	for ; pid > 1; pid = all[pid].parent {
		if pid == of {
			return true
		}
	}
	return false
}

func processes(b *testing.B) map[int]process {
	b.Helper()
	paths, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(paths) == 0 {
		b.Fatalf("processes: %d, %v", len(paths), err)
	}
	all := map[int]process{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has just ended
		}
		p := processOf(b, string(text))
		all[p.pid] = p
	}
	return all
}

// processOf reads a line of proc(5) stat: the name is in parentheses and may
// have any in it; fields 4 and 14 to 17 are the parent and the times.
func processOf(b *testing.B, line string) process {
	b.Helper()
	pid, rest, _ := strings.Cut(line, " (")
	end := strings.LastIndex(rest, ") ")
	fields := strings.Fields(rest[end+2:])
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.Fatalf("process %q: %v", line, err)
		}
		return n
	}
	p := process{pid: number(pid), parent: number(fields[1]), name: rest[:end]}
	for _, f := range fields[11:15] {
		p.used += time.Duration(number(f)) * tick
	}
	return p
}
