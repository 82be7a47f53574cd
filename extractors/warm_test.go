package extractors

import (
	"context"
	"os"
	"testing"
)

// A reader that is warm has compiled what reads PDFs: the first document does
// not wait for it.
func TestWarmReaderHasCompiled(t *testing.T) {
	t.Parallel()
	cache := t.TempDir()
	r, err := OpenReader(ReaderSettings{Program: testProgram(t, "1"), CacheDir: cache, WorkDir: t.TempDir(), Heavy: 1, Quick: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	if err := r.Warm(context.Background()); err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadDir(cache); err != nil || len(kept) == 0 {
		t.Errorf("the cache holds %v (%v), want what was compiled", kept, err)
	}
}
