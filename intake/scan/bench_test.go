package scan

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// tenThousand is how many files lie in the folder at once.
const tenThousand = 10_000

// BenchmarkFolder finds ten thousand files of a client in a folder at once, with
// the door's usual times, and takes them; while it does, one file of another
// client comes, and is timed from standing still to being taken.
func BenchmarkFolder(b *testing.B) {
	for range b.N {
		h := open(b)
		h.Interval, h.Quiet, h.Patience = 0, 0, 0
		flood, alone := filepath.Join(h.Dir, "K001"), filepath.Join(h.Dir, "K002")
		for _, dir := range []string{flood, alone} {
			if err := os.Mkdir(dir, 0o755); err != nil {
				b.Fatal(err)
			}
		}
		for n := range tenThousand {
			lay(b, filepath.Join(flood, fmt.Sprintf("%05d.pdf", n)), n)
		}
		began := time.Now()
		h.run()
		waitUntilFewer(b, flood, tenThousand/2)
		laid := time.Now()
		lay(b, filepath.Join(alone, "one.pdf"), -1)
		waitUntilFewer(b, alone, 1)
		b.ReportMetric(time.Since(laid).Seconds(), "s/one-among-them")
		waitUntilFewer(b, flood, 1)
		b.ReportMetric(tenThousand/time.Since(began).Seconds(), "files/s")
		h.stop()
	}
}

func lay(b *testing.B, path string, n int) {
	b.Helper()
	if err := os.WriteFile(path, fmt.Appendf(nil, "%%PDF-1.4\n%%%d\n%%%%EOF\n", n), 0o644); err != nil {
		b.Fatal(err)
	}
}

// waitUntilFewer waits until a folder has fewer files than n.
func waitUntilFewer(b *testing.B, dir string, n int) {
	b.Helper()
	for {
		entries, err := os.ReadDir(dir)
		if err != nil {
			b.Fatal(err)
		}
		if len(entries) < n {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}
