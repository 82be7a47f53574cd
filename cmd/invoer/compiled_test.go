package main

import (
	"os"
	"path/filepath"
	"testing"
)

// What PDFium was compiled to is run, so it lies with the user's own caches or
// in the caller's folder, and nowhere that others share.
func TestCompiledLiesWithTheUser(t *testing.T) {
	home, own := t.TempDir(), t.TempDir()
	file := filepath.Join(own, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ home, want string }{
		"a home":                {home, filepath.Join(home, ".cache", "invoer", "pdfium")},
		"none":                  {"", own},
		"one that is no folder": {file, own},
	} {
		t.Setenv("XDG_CACHE_HOME", "")
		t.Setenv("HOME", c.home)
		if got := compiled(own); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
