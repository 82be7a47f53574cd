package pipeline

import (
	"os"
	"path/filepath"
	"testing"
)

// Two processes on one data directory do not take each other's copies away, and
// what a dead one left is removed.
func TestCopiesOfTwoProcesses(t *testing.T) {
	t.Parallel()
	from, keys := someBlobs(t, 1, 10)
	dir := filepath.Join(t.TempDir(), "o")
	left := filepath.Join(dir, "process-dead")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	first, err := openOriginals(dir, 0, from)
	if err != nil {
		t.Fatal(err)
	}
	path, done, err := first.Open(t.Context(), keys[0])
	if err != nil {
		t.Fatal(err)
	}
	done()
	second, err := openOriginals(dir, 0, from)
	if err != nil {
		t.Fatal(err)
	}
	if again, done, err := first.Open(t.Context(), keys[0]); err != nil || again != path {
		t.Errorf("the first process opens %s, %v; want its copy %s", again, err, path)
	} else {
		done()
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the copy of the first process: %v", err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what a dead process left is still there")
	}
	mine := second.dir.path
	if err := second.dir.lock.Close(); err != nil { // as its end would
		t.Fatal(err)
	}
	if _, err := openOriginals(dir, 0, from); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(mine); err == nil {
		t.Error("what the second process left is still there")
	}
}
