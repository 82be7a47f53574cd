package extractors

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// TestKeptPagesNeedNoReader reads a file once with children and once from what
// was kept, with a program that cannot be started.
func TestKeptPagesNeedNoReader(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/invoices/*/document.pdf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no PDFs in the corpus: %v", err)
	}
	words := t.TempDir()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var got [2][]Reading
	for i, start := range [][]string{{"/usr/bin/env", asChild + "=1", program}, {"/nowhere"}} {
		r, err := OpenReader(ReaderSettings{
			Program: start, CacheDir: filepath.Join(os.TempDir(), "invoer-test-pdfium"),
			WorkDir: t.TempDir(), WordsDir: words, Heavy: 1, Quick: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got[i], err = r.Extract(context.Background(), "a.pdf", files[0], invoer.Own{}, today); err != nil {
			t.Fatalf("reading %d: %v", i, err)
		}
	}
	if diff := cmp.Diff(got[0], got[1]); diff != "" {
		t.Errorf("from the folder it is another invoice: first - second +:\n%s", diff)
	}
}

func TestAShelfKeepsWhyAPageCannotBeRead(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, []byte("bytes"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := shelf{t.TempDir()}
	if _, ok, err := s.take(file); ok || err != nil {
		t.Fatalf("an empty shelf gave ok %t, error %v", ok, err)
	}
	if err := s.put(file, volumeOf([]leaf{{err: invoer.Unread(invoer.CodeDamaged, "no page")}}, []byte("<x"))); err != nil {
		t.Fatal(err)
	}
	v, ok, err := s.take(file)
	if err != nil || !ok || string(v.XML) != "<x" {
		t.Fatalf("got %+v, ok %t, error %v", v, ok, err)
	}
	if code, detail := invoer.CodeOf(v.leaves()[0].err); code != invoer.CodeDamaged || detail != "no page" {
		t.Errorf("code %q, detail %q", code, detail)
	}
}

// TestAShelfForgetsWhatTookTooLong: on another day it may not.
func TestAShelfForgetsWhatTookTooLong(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, []byte("bytes"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := shelf{t.TempDir()}
	if err := s.put(file, volumeOf([]leaf{{err: invoer.Unread(invoer.CodeTimeout, "too slow")}}, nil)); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.take(file); ok || err != nil {
		t.Errorf("kept: ok %t, error %v; want to read it anew", ok, err)
	}
}
