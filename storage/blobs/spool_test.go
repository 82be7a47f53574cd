package blobs

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/invoer/invoer"
)

const office = invoer.OfficeID("0191e4c5-7d3a-7000-8000-000000000001")

func openDirectory(t *testing.T, root string) *Directory {
	t.Helper()
	d, err := OpenDirectory(root)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestCrashWhileWritingLeavesNoBlob stops where a killed process would: bytes
// are in a file and have no name yet.
func TestCrashWhileWritingLeavesNoBlob(t *testing.T) {
	t.Parallel()
	d := openDirectory(t, t.TempDir())
	s, err := receive(t.Context(), d.tmp, strings.NewReader("never finished"), 100)
	if err != nil {
		t.Fatal(err)
	}
	defer s.file.Close()
	for info, err := range d.List(t.Context(), "") {
		t.Errorf("List after a crash: got %v, %v, want nothing", info, err)
	}
	if n, err := d.Sweep(t.Context(), time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.file.Name()); err != nil {
		t.Errorf("bytes that are still coming in were removed: %v", err)
	}
	if n, err := d.Sweep(t.Context(), time.Now().Add(time.Second)); n != 1 || err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.file.Name()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("bytes of a crashed process after Sweep: got %v, want none", err)
	}
}

// TestFullDisk writes to the device that is always full, and as root to a real
// file system that fills up.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	if _, _, err := copyHashed(t.Context(), full, strings.NewReader("bytes"), 100); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("copy to a full device: got %v, want unavailable", err)
	}
	if os.Geteuid() == 0 {
		fillsUp(t)
	}
}

func fillsUp(t *testing.T) {
	root := t.TempDir()
	if err := unix.Mount("tmpfs", root, "tmpfs", 0, "size=256k"); err != nil {
		t.Logf("root without the right to mount: %v", err)
		return
	}
	defer func() {
		if err := unix.Unmount(root, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	}()
	d := openDirectory(t, root)
	if _, err := d.Write(t.Context(), office, bytes.NewReader(make([]byte, 1<<20)), 2<<20); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("Write of 1 MiB on a disk of 256 KiB: got %v, want unavailable", err)
	}
	if left, err := filepath.Glob(filepath.Join(d.tmp, "*")); len(left) > 0 || err != nil {
		t.Errorf("files after a full disk: got %v, %v, want none", left, err)
	}
	if _, err := d.Write(t.Context(), office, strings.NewReader("small"), 100); err != nil {
		t.Errorf("Write once there is room: %v", err)
	}
}

func TestLimitMustBePositive(t *testing.T) {
	t.Parallel()
	for _, limit := range []int64{0, -1} {
		if _, err := receive(context.Background(), t.TempDir(), strings.NewReader("x"), limit); !errors.Is(err, invoer.ErrInvalid) {
			t.Errorf("limit %d: got %v, want invalid", limit, err)
		}
	}
}

// TestUnknownSizeIsNeverSent reads our own code: minio-go with size -1 takes
// half a gigabyte of memory for any upload, and cuts long streams silently
// (minio-go #989, #1478; gitea #38753).
func TestUnknownSizeIsNeverSent(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("own files: got %v, %v", files, err)
	}
	calls := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if !strings.Contains(line, ".PutObject(") {
				continue
			}
			calls++
			if !strings.Contains(line, "r, size,") && !strings.Contains(line, `strings.NewReader("x"), 1,`) {
				t.Errorf("%s sends something else than put and the trial of the lock do: %s", file, line)
			}
		}
	}
	if calls == 0 {
		t.Error("found no PutObject: this test looks for the wrong thing")
	}
	if err := (&S3{}).put(t.Context(), "key", strings.NewReader("x"), -1); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("a stream of unknown size: %v, want it refused", err)
	}
}
