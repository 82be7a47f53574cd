package extractors

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/invoer/invoer/extractors/media"
)

// sourceOf finds out by content what a file is, as the doors do.
func sourceOf(t *testing.T, path string) Source {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	head := make([]byte, media.Head)
	n, err := io.ReadFull(file, head)
	if err != nil && n > 0 && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatal(err)
	}
	return Source{Path: path, Media: media.Sniff(head[:n], filepath.Base(path))}
}
