package extractors

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/invoer/invoer"
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

// TestHostilePages takes the shared set's PDFs and pictures (before d050)
// through the reader, which says no with the right code or finds the total.
func TestHostilePages(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	for _, h := range hostiles(t) {
		if h.ID >= "d050" || filepath.Ext(h.File) == ".svg" {
			continue
		}
		t.Run(h.ID, func(t *testing.T) {
			t.Parallel()
			h.open(t, r, sourceOf(t, filepath.Join(devset(), "hostile", h.File)))
		})
	}
}

func (h hostile) open(t *testing.T, r *Reader, src Source) {
	t.Helper()
	text, err := wordsOf(r, src)
	if err == nil {
		if !h.allows("read") && !h.allows("read-other") {
			t.Errorf("it was read, want %s with a code of %v", h.Outcome, h.Codes)
		}
		if want := squashed(h.Fields["total_incl"]); h.Outcome == "read" && !strings.Contains(text, want) {
			t.Errorf("total %s is not among the words", h.Fields["total_incl"])
		}
		return
	}
	code, _ := invoer.CodeOf(err)
	if !errors.Is(err, invoer.ErrUnreadable) || !slices.Contains(h.Codes, code) || !h.allows("held") && !h.allows("refused") {
		t.Errorf("got %v, want %s with a code of %v", err, h.Outcome, h.Codes)
	}
}

// wordsOf gives what stands on the first pages of a file, squashed.
func wordsOf(r *Reader, src Source) (string, error) {
	ctx := context.Background()
	c, err := r.Inspect(ctx, src)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for n := 1; n <= min(len(c.Pages), 3); n++ {
		s, err := r.Normalise(ctx, src, n)
		if err != nil {
			return "", err
		}
		words, err := r.Read(ctx, src, s)
		if err != nil {
			return "", err
		}
		for _, w := range words {
			text.WriteString(w.Text)
		}
	}
	return squashed(text.String()), nil
}

// squashed keeps the letters and digits, as amounts are written in many ways.
func squashed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}
