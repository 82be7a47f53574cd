package scan

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// A sight is a file as it was last seen.
type sight struct {
	mark  mark
	since time.Time     // it stands still since then, by our clock
	pause time.Duration // the longest that it stood still before it changed again
	next  time.Time     // it is not tried before
	tries int
	told  bool
	kept  bool // its bytes are in the house, and it could not be put away
}

// look compares a tree with what was seen before.
func (l *looker) look(t *tree) {
	now := l.Now()
	for at := range l.seen {
		if _, there := t.files[at]; !there && t.odd[at] == nil {
			delete(l.seen, at)
		}
	}
	for at, m := range t.files {
		s := l.seen[at]
		if s == nil {
			l.seen[at] = &sight{mark: m, since: now}
			continue
		}
		if s.mark != m {
			*s = sight{mark: m, since: now, pause: max(s.pause, now.Sub(s.since))}
		}
	}
	for at, err := range t.odd {
		if l.seen[at] == nil {
			l.seen[at] = &sight{}
			l.Log.Warn("left in the folder of scans", "folder", l.Dir, "err", bare(err))
		}
	}
}

// still tells whether a file has stood still for long enough: for one that
// paused before and went on, half as long again as it paused.
func (l *looker) still(s *sight, now time.Time) bool {
	enough := min(max(l.Quiet, s.pause*3/2), max(l.Patience, l.Quiet))
	return now.Sub(s.since) >= enough && !now.Before(s.next)
}

// mostOfARound is how many files are taken between two walks.
const mostOfARound = 200

// ready are the files to be taken now, with all that belongs to them standing
// still. The folders take turns, so that ten thousand files of one client do
// not stand before the single one of another.
func (l *looker) ready(t *tree) []bundle {
	now := l.Now()
	turns := map[string][]bundle{}
	for _, b := range bundles(t.files) {
		s := l.seen[b.path]
		if s.kept || !l.allStill(b, now) {
			continue
		}
		b.overdue = now.Sub(s.since) >= l.Patience
		top, _, _ := strings.Cut(b.path, "/")
		turns[top] = append(turns[top], b)
	}
	queues := make([][]bundle, 0, len(turns))
	for _, queue := range turns {
		slices.SortFunc(queue, func(a, b bundle) int { return strings.Compare(a.path, b.path) })
		queues = append(queues, queue)
	}
	slices.SortFunc(queues, func(a, b []bundle) int { return strings.Compare(a[0].path, b[0].path) })
	return inTurns(queues, mostOfARound)
}

func (l *looker) allStill(b bundle, now time.Time) bool {
	for _, at := range append([]string{b.path, b.xml}, b.with...) {
		if s := l.seen[at]; s != nil && !l.still(s, now) {
			return false
		}
	}
	return true
}

// inTurns gives one of each queue, then the next of each, up to most.
func inTurns[T any](queues [][]T, most int) []T {
	var all []T
	for row := 0; len(all) < most; row++ {
		before := len(all)
		for _, queue := range queues {
			if row < len(queue) {
				all = append(all, queue[row])
			}
		}
		if len(all) == before {
			break
		}
	}
	return all[:min(len(all), most)]
}

// Why a file is not taken yet. None of them is a fault.
var (
	errChanged    = errors.New("it changed while it was read")
	errBusy       = errors.New("somebody has it open")
	errUnfinished = errors.New("its end is not there")
	errKept       = errors.New("its bytes are safe, and it cannot be put away")
)

// The pauses before a file is tried again that could not be taken.
const (
	shortest = time.Second
	longest  = 30 * time.Second
	quietFor = 5 // tries before it is told
)

// settle remembers what became of a file.
func (l *looker) settle(b bundle, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.seen[b.path]
	switch {
	case err == nil, errors.Is(err, errChanged):
		return // the next walk sees what is there
	case errors.Is(err, errKept):
		s.kept = true
	case errors.Is(err, errUnfinished):
		s.next = l.Now().Add(min(shortest, l.Patience/4))
		return
	}
	s.tries++
	s.next = l.Now().Add(min(longest, shortest<<min(s.tries, 6)/2))
	if !s.told && (s.kept || s.tries >= quietFor) {
		s.told = true
		l.Log.Warn("file stays in the folder of scans", "folder", l.Dir, "err", bare(err))
	}
}
