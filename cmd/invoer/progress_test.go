package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestProgress: a bar grows on a terminal and leaves nothing there; in a file
// there never is one.
func TestProgress(t *testing.T) {
	t.Parallel()
	var screen bytes.Buffer
	bar := &progress{out: &screen, what: "reading", total: 4}
	bar.add(1)
	bar.add(3)
	shown := screen.String()
	for _, want := range []string{"reading [##########..", "] 1/4", "[" + strings.Repeat("#", barWidth) + "] 4/4"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the screen has %q, want %q in it", shown, want)
		}
	}
	if err := bar.end(true, nil); err != exit(1) {
		t.Errorf("a file that failed ends with %v, want status 1", err)
	}
	if left := strings.TrimPrefix(screen.String(), shown); strings.Trim(left, "\r ") != "" {
		t.Errorf("at the end %q is written, want the line empty", left)
	}

	path := filepath.Join(t.TempDir(), "log")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	newProgress(file, "reading", 2).add(2)
	if info, err := file.Stat(); err != nil || info.Size() != 0 {
		t.Errorf("the file has %d bytes, %v, want no bar in it", info.Size(), err)
	}
}
