package pdf

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// BenchmarkText is one page with a text layer: opened, its words taken and
// judged.
func BenchmarkText(b *testing.B) {
	paths, err := filepath.Glob(filepath.Join(corpus, "*-pdf-text", "document.pdf"))
	if err != nil || len(paths) == 0 {
		b.Fatalf("documents: %v %v", paths, err)
	}
	files := make([][]byte, len(paths))
	for i, path := range paths {
		if files[i], err = os.ReadFile(path); err != nil {
			b.Fatal(err)
		}
	}
	e := testEngine(b)
	before := used(b)
	for i := 0; b.Loop(); i++ {
		file := files[i%len(files)]
		d, err := e.Open(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := d.Text(1); err != nil {
			b.Fatal(err)
		}
		d.Close()
	}
	b.ReportMetric(float64((used(b)-before).Microseconds())/1000/float64(b.N), "used-ms/op")
}

// used is the processor time of this process: a busy machine does not make it
// longer, as it makes the time by the clock.
func used(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
