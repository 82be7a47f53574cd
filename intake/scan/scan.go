// Package scan is the door for folders: what a scanner, an SFTP server, Samba,
// Syncthing or a person leaves in one is taken in.
//
// Looking is the truth: the folder is walked again and again, and events of
// the file system only wake the walk earlier, as network shares give none. A
// file is taken once its size and time stand still, nobody has it open, and its
// end is there; a file without its end gets time. A folder directly below is
// the client's whose code or name it has (invoer scan prepare makes them).
// When the bytes are safe the file goes to done/DATE, or away; what cannot be
// taken goes to refused/DATE with a text beside it that says why.
//
// It promises that a file is in its folder until its bytes are in the house,
// that it never leaves the folder by a link, and that what it cannot put away
// is told and not taken again and again. It believes no clock but its own.
package scan

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
)

// What becomes of a file whose bytes are safe.
const (
	Keep   = "done"   // it goes to done/DATE
	Delete = "delete" // it is deleted
)

// A Door takes in what lies in one folder, for one office. Dir, Office, Store,
// Gate, Log and Now must be set; the rest has defaults.
type Door struct {
	Dir    string
	Office func(context.Context) (storage.Office, error) // asked until it knows
	Store  *storage.Store
	Gate   *intake.Gate
	After  string // Keep or Delete; empty: Keep

	Interval time.Duration // between two walks; 0: half a second
	Quiet    time.Duration // how long a file must stand still; 0: 1.5 s
	Patience time.Duration // how long one without its end must; 0: 2 min

	Log *slog.Logger
	Now func() time.Time

	deaf bool // no events: tests show that walks alone take everything
}

// atOnce is how many files are taken side by side.
const atOnce = 4

// Run takes in what comes until ctx ends.
func (d *Door) Run(ctx context.Context) error {
	l := &looker{Door: d.withDefaults(), seen: map[string]*sight{}}
	ears := listen(d.deaf)
	defer ears.close()
	for {
		looked, more := l.round(ctx, ears)
		if more && ctx.Err() == nil {
			continue
		}
		if !ears.wait(ctx, max(l.Interval, 5*looked)) { // a slow share is not kept busy with looking
			return nil
		}
	}
}

func (d *Door) withDefaults() *Door {
	full := *d
	if full.After == "" {
		full.After = Keep
	}
	for field, usual := range map[*time.Duration]time.Duration{&full.Interval: 500 * time.Millisecond, &full.Quiet: 1500 * time.Millisecond, &full.Patience: 2 * time.Minute} {
		if *field == 0 {
			*field = usual
		}
	}
	return &full
}

// A looker is a door at work: what it saw, and what it told already.
type looker struct {
	*Door
	mu      sync.Mutex // guards seen while files are taken
	seen    map[string]*sight
	away    bool // the folder is not there
	unknown bool // the office is not there
}

// round walks once and takes what is ready. It tells how long it looked, and
// whether some of what is ready was left for the next walk.
func (l *looker) round(ctx context.Context, ears *ears) (looked time.Duration, more bool) {
	began := l.Now()
	tree, err := walk(l.Dir)
	looked = l.Now().Sub(began)
	if l.changed(&l.away, err) {
		l.tell("folder of scans", err)
	}
	if err != nil {
		return looked, false
	}
	defer tree.close()
	ears.follow(l.Dir, tree.folders)
	l.look(tree)
	ready := l.ready(tree)
	if len(ready) == 0 {
		return looked, false
	}
	hand, err := l.hand(ctx, tree.root)
	if l.changed(&l.unknown, err) {
		l.tell("office of a folder of scans", err)
	}
	if err != nil {
		return looked, false
	}
	taken := l.takeAll(ctx, hand, ready, max(longestTaking, 2*looked))
	return looked, taken < len(ready) || len(ready) == mostOfARound
}

// changed tells whether something got worse or better since it was last told.
func (l *looker) changed(state *bool, err error) bool {
	was := *state
	*state = err != nil
	return was != *state
}

func (l *looker) tell(what string, err error) {
	if err != nil {
		l.Log.Warn(what+" is away", "folder", l.Dir, "err", bare(err))
		return
	}
	l.Log.Info(what+" is back", "folder", l.Dir)
}

// longestTaking is how long files are taken before the folder is looked at
// again: what comes while ten thousand are taken is seen as soon as what comes
// alone. Where looking takes long, so may taking.
const longestTaking = 500 * time.Millisecond

// takeAll takes files side by side for as long as it is allowed to, one at
// least, and gives how many it began.
func (l *looker) takeAll(ctx context.Context, h hand, ready []bundle, longest time.Duration) (taken int) {
	var group errgroup.Group
	group.SetLimit(atOnce)
	for began := l.Now(); taken < len(ready) && ctx.Err() == nil && (taken == 0 || l.Now().Sub(began) < longest); taken++ {
		b := ready[taken]
		group.Go(func() error {
			l.settle(b, h.take(ctx, b))
			return nil
		})
	}
	_ = group.Wait() // each file's error is settled with the file
	return taken
}
