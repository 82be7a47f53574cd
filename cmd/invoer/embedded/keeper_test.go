package embedded

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

func TestDeathsCountOnlyLately(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		every  time.Duration
		deaths int
		enough bool
	}{
		"four in a minute":   {10 * time.Second, 4, false},
		"five in a minute":   {10 * time.Second, 5, true},
		"fifty over the day": {25 * time.Minute, 50, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var d deaths
			var enough bool
			for i := range tt.deaths {
				var pause time.Duration
				pause, enough = d.add(start.Add(time.Duration(i) * tt.every))
				if pause <= 0 || pause > longestPause {
					t.Errorf("pause after death %d: got %s", i+1, pause)
				}
			}
			if enough != tt.enough {
				t.Errorf("%d deaths, one every %s, are enough: got %t, want %t", tt.deaths, tt.every, enough, tt.enough)
			}
		})
	}
}

func TestFullDiskIsSaidPlainly(t *testing.T) {
	t.Parallel()
	p := process{program: program{name: "postgres", data: "/srv/invoer/postgres"}, said: &said{log: quiet()}}
	p.said.add(`PANIC:  could not write to file "pg_wal/xlogtemp.42": No space left on device`)
	for range 2 * linesKept { // as initdb goes on to say what it takes away again
		p.said.add("initdb: removing data directory")
	}
	err := p.lastWords()
	if !errors.Is(err, invoer.ErrUnavailable) || !strings.Contains(err.Error(), "disk under /srv/invoer/postgres is full: free some space") {
		t.Errorf("last words: got %v, want a full disk and what to do", err)
	}
}

func TestSaidKeepsTheLastLines(t *testing.T) {
	t.Parallel()
	s := said{log: quiet()}
	for _, piece := range []string{"1\n2\n3\n4", "4\n5\n6\n\n7\n8\nhalf"} {
		if _, err := s.Write([]byte(piece)); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := s.last(), "3 | 44 | 5 | 6 | 7 | 8"; got != want {
		t.Errorf("last lines: got %q, want %q", got, want)
	}
}

// TestStopOrder looks whether PostgreSQL is gone when Redis is told to end.
func TestStopOrder(t *testing.T) {
	t.Parallel()
	s := startQuick(t, t.TempDir())
	s.inner[0].close()
	postgres, redis := s.pids()
	if len(postgres) != 0 || len(redis) != 1 || s.inner[0].server.name() != "postgres" {
		t.Errorf("after the first of two stops: got postgres %v, redis %v, want only redis", postgres, redis)
	}
}
