package extractors

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// The test program is its own child: it lives as one when this is set, and as
// one for whom sharp pages are too much when it is set to strained.
const (
	asChild  = "INVOER_TEST_CHILD"
	strained = "strained"
)

func TestMain(m *testing.M) {
	if os.Getenv(asChild) == "" {
		os.Exit(m.Run())
	}
	live := Child
	if os.Getenv(asChild) == strained {
		live = strainedChild
	}
	if err := live(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// testReader opens a reader whose compilation cache is shared by all tests.
func testReader(t testing.TB) *Reader { return readerWith(t, "1") }

func readerWith(t testing.TB, life string) *Reader {
	t.Helper()
	r, err := OpenReader(ReaderSettings{
		Program: testProgram(t, life), CacheDir: testCache, WorkDir: t.TempDir(), Heavy: 2, Quick: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// testCache keeps the compiled PDFium for all tests.
var testCache = filepath.Join(os.TempDir(), "invoer-test-pdfium")

// testProgram is how this program is started as a child.
func testProgram(t testing.TB, life string) []string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return []string{"/usr/bin/env", asChild + "=" + life, program}
}
