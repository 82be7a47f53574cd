package pipeline

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// hang puts a pipe that nobody writes to in a blob's place: who opens it waits in
// the system, as at a disk that hangs. It gives what lets all of them go.
func hang(t *testing.T, root string, key string) (free func()) {
	t.Helper()
	_, hash, _ := strings.Cut(key, "/")
	path := filepath.Join(root, filepath.Dir(key), hash[:2], hash)
	if err := errors.Join(os.Rename(path, path+".away"), syscall.Mkfifo(path, 0o600)); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Rename(path, path+".pipe"); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+".away", path); err != nil {
			t.Fatal(err)
		}
		pipe, err := os.OpenFile(path+".pipe", os.O_RDWR, 0) // which waits for nobody
		if err != nil {
			t.Fatal(err)
		}
		_ = pipe.Close() // whoever waited has an open pipe now, and it ends
	}
}

// TestDiskThatHangs: while the disk of the blobs hangs, documents wait and none
// is held, however often it is tried; when it answers they are read.
func TestDiskThatHangs(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	root := t.TempDir()
	var err error
	if h.blobs, err = blobs.OpenDirectory(root); err != nil {
		t.Fatal(err)
	}
	var log book
	h.log = slog.New(slog.NewTextHandler(&log, nil))
	ring := h.scripted(h.client("K1"), 2, "ocr", 0)
	free := hang(t, root, h.text(`select original from files where id = $1`, ring.ID))

	s := h.settings(&recorded{})
	s.Blobs = promptly(h.blobs, 100*time.Millisecond)
	o, err := openOriginals(filepath.Join(s.WorkDir, "originals"), 0, s.Blobs)
	if err != nil {
		t.Fatal(err)
	}
	p := newPipeline(s, Stages(s.workers(o)), swift)
	p.bell.Ring(t.Context(), ring)
	h.run(p)
	log.wantsTimes(t, "no sign of life", swift.tries()+2)
	if n := h.count(`select count(*) from documents`); n != 0 {
		t.Errorf("%d documents while the disk hangs, want the file to wait:\n%s", n, h.picture())
	}
	free()
	h.settled(time.Minute)
	h.all(1)
}

// A stuck store takes nothing and gives nothing until it is let go.
type stuck struct {
	Blobs
	until chan struct{}
}

func (s stuck) Read([]byte) (int, error) { <-s.until; return 0, io.EOF }

// TestPromptStore: each call of a store that hangs is unavailable, and when too
// many hang no other is made.
func TestPromptStore(t *testing.T) {
	t.Parallel()
	dir, err := blobs.OpenDirectory(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := promptly(dir, 50*time.Millisecond)
	stored, err := p.Write(t.Context(), someOffice, bytes.NewReader([]byte("bytes")), 100)
	if err != nil {
		t.Fatal(err)
	}
	blob, err := p.Get(t.Context(), stored.Key)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(blob); err != nil || string(got) != "bytes" {
		t.Errorf("read %q, %v; want what was written", got, err)
	}
	if err := blob.Close(); err != nil {
		t.Error(err)
	}
	source := stuck{until: make(chan struct{})}
	defer func() {
		close(source.until)
		for p.hanging.Load() > 0 { // they still write into the directory
			time.Sleep(10 * time.Millisecond)
		}
	}()
	for range mostHanging {
		if _, err := p.Write(t.Context(), someOffice, source, 100); !errors.Is(err, invoer.ErrUnavailable) {
			t.Fatalf("writing what hangs: %v, want unavailable", err)
		}
	}
	if _, err := p.Get(t.Context(), stored.Key); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("behind %d calls that hang: %v, want unavailable", mostHanging, err)
	}
}
