package storage

import (
	"context"
	"time"

	"github.com/invoer/invoer"
)

// A Balance proves that nothing was lost in an office: what came in equals
// what is here. Each difference names its rows.
type Balance struct {
	At                                 time.Time
	Deliveries, Parts, Files, Pages    int
	Taken, Skipped, Held               int // parts, by outcome
	Documents, FilesHeld, FilesWaiting int
	PagesInDocuments, PagesDropped     int // dropped: separators and blanks
	PagesWaiting, PagesHeld            int
	Faults                             []Fault
}

// A Fault is one difference: Rule says which sum does not hold, Noun and ID of
// what.
type Fault struct{ Rule, Noun, ID, Detail string }

// Balanced tells whether all sums hold.
func (b Balance) Balanced() bool { return len(b.Faults) == 0 }

// Balance counts an office's rows and compares.
func (s *Store) Balance(ctx context.Context, who invoer.Scope) (Balance, error) {
	return Balance{}, errSoon
}
