package scan

import (
	"context"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// ears hear that something changed in the folders. Where the system tells
// nothing, or not of all folders, they hear nothing and nobody misses it.
type ears struct {
	watcher *fsnotify.Watcher // nil: deaf
	heard   chan struct{}     // one value stands for any number of changes
	known   map[string]bool
}

// mostEars is how many folders are listened to.
const mostEars = 1000

func listen(deaf bool) *ears {
	e := &ears{heard: make(chan struct{}, 1), known: map[string]bool{}}
	if deaf {
		return e
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return e
	}
	e.watcher = watcher
	go e.run()
	return e
}

func (e *ears) run() {
	for {
		select {
		case event, open := <-e.watcher.Events:
			if !open {
				return
			}
			if event.Has(fsnotify.Chmod) {
				continue
			}
			select {
			case e.heard <- struct{}{}:
			default:
			}
		case _, open := <-e.watcher.Errors:
			if !open {
				return
			}
		}
	}
}

// follow listens to folders that are new. A folder that went away and came
// back is new again.
func (e *ears) follow(dir string, folders []string) {
	if e.watcher == nil {
		return
	}
	now := make(map[string]bool, len(folders))
	for _, folder := range folders[:min(len(folders), mostEars)] {
		now[folder] = e.known[folder] || e.watcher.Add(filepath.Join(dir, folder)) == nil
	}
	e.known = now
}

// wait pauses before the next walk, less when something is heard: a file that
// is being written is heard many times a second. It tells whether ctx lives.
func (e *ears) wait(ctx context.Context, pause time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause / 4):
	}
	select {
	case <-ctx.Done():
		return false
	case <-e.heard:
	case <-time.After(pause - pause/4):
	}
	return true
}

func (e *ears) close() {
	if e.watcher != nil {
		_ = e.watcher.Close() // nobody listens any more
	}
}
