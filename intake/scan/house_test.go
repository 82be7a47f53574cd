package scan

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest"
)

// A house is a door on real parts: a folder, an office with two clients.
type house struct {
	*Door
	t    testing.TB
	desk string // where files are made before they lie in the folder
	who  invoer.Scope
	a, b storage.Client
	said *storagetest.Said
	stop func()
}

// silent rings for nobody: nothing is read here.
type silent struct{}

func (silent) Ring(context.Context, invoer.Ring) {}

// open makes a house whose door is not open yet. Times are short.
func open(t testing.TB) *house {
	t.Helper()
	store := storagetest.Open(t)
	bytes, err := blobs.OpenDirectory(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	office, err := store.AddOffice(t.Context(), "Kantoor", "nl")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, desk: t.TempDir(), who: invoer.Machine(office.ID), said: &storagetest.Said{}}
	log := slog.New(slog.NewTextHandler(h.said, nil))
	h.Door = &Door{
		Dir: t.TempDir(), Office: func(context.Context) (storage.Office, error) { return office, nil }, Store: store,
		Gate:     &intake.Gate{Store: store, Blobs: bytes, Bell: silent{}, Log: slog.New(slog.DiscardHandler), Now: time.Now},
		Interval: 10 * time.Millisecond, Quiet: 40 * time.Millisecond, Patience: 300 * time.Millisecond, Log: log, Now: time.Now,
	}
	h.a, h.b = h.client("K001", "Bakkerij Ter Linde"), h.client("K002", "Garage Piñol")
	return h
}

func (h *house) client(code, name string) storage.Client {
	h.t.Helper()
	c, err := h.Store.AddClient(h.t.Context(), h.who, storage.Client{Code: code, Name: name, Language: "nl"})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// run opens the door; it is closed with the test, or by stop.
func (h *house) run() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	h.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			h.t.Errorf("the door ended: %v", err)
		}
	})
	h.t.Cleanup(h.stop)
}

func (h *house) path(name string) string { return filepath.Join(h.Dir, name) }

// write leaves a file at once: nobody sees it half written.
func (h *house) write(name, body string) {
	h.t.Helper()
	if err := os.MkdirAll(filepath.Dir(h.path(name)), 0o755); err != nil {
		h.t.Fatal(err)
	}
	made := filepath.Join(h.desk, "file")
	if err := os.WriteFile(made, []byte(body), 0o644); err != nil {
		h.t.Fatal(err)
	}
	if err := os.Rename(made, h.path(name)); err != nil {
		h.t.Fatal(err)
	}
}

// says waits until the door has said something so many times.
func (h *house) says(what string, times int) {
	h.t.Helper()
	for deadline := time.Now().Add(90 * time.Second); strings.Count(h.said.String(), what) < times; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("never said %q %d times: %s", what, times, h.said)
		}
	}
}

func (h *house) rename(from, to string) {
	h.t.Helper()
	if err := os.Rename(h.path(from), h.path(to)); err != nil {
		h.t.Fatal(err)
	}
}

// pdf is a file that looks like one and has bytes of its own.
func pdf(says any) string {
	return fmt.Sprintf("%%PDF-1.4\n%% %v\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\nstartxref\n0\n%%%%EOF\n", says)
}

// lies lists what lies in the folder, without folders, in order; days are
// written as DATE.
func (h *house) lies() []string {
	h.t.Helper()
	today := h.Now().Format("2006-01-02")
	files := []string{}
	err := filepath.WalkDir(h.Dir, func(at string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			rel, _ := filepath.Rel(h.Dir, at) // it is below
			files = append(files, strings.ReplaceAll(rel, today, "DATE"))
		}
		return nil // what a test moves meanwhile is looked at again
	})
	if err != nil {
		h.t.Fatal(err)
	}
	slices.Sort(files)
	return files
}

// wait waits until the folder holds this.
func (h *house) wait(want ...string) {
	h.t.Helper()
	want = slices.Sorted(slices.Values(want))
	for deadline := time.Now().Add(90 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		got := h.lies()
		if slices.Equal(got, want) {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("in the folder lies %q, want %q\n%s", got, want, h.said)
		}
	}
}

// deliveries are those that came in, as "sender: part outcome reason; …", in order.
func (h *house) deliveries() []string {
	h.t.Helper()
	list, err := h.Store.Deliveries(h.t.Context(), h.who, "", "", 500)
	if err != nil {
		h.t.Fatal(err)
	}
	names := map[invoer.ClientID]string{h.a.ID: "A", h.b.ID: "B", "": "nobody"}
	said := []string{}
	for _, d := range list {
		if names[d.Client] == "" {
			client, err := h.Store.Client(h.t.Context(), h.who, d.Client)
			if err != nil {
				h.t.Fatal(err)
			}
			names[d.Client] = client.Code
		}
		var parts []string
		for _, p := range d.Parts {
			parts = append(parts, strings.TrimSpace(p.Name+" "+string(p.Outcome)+" "+p.Reason.Code))
		}
		said = append(said, names[d.Client]+": "+strings.Join(parts, "; "))
	}
	slices.Sort(said)
	return said
}

// count is how many deliveries there are.
func (h *house) count() int { return len(h.deliveries()) }
