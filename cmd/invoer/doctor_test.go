package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invoer/invoer/cmd/invoer/embedded"
	"github.com/invoer/invoer/storage"
)

// examine runs doctor and gives what it printed and its exit status.
func examine(t *testing.T, c doctorCommand) (string, int) {
	t.Helper()
	var out bytes.Buffer
	err := c.Run(&io3{out: &out})
	var status exit
	if err != nil && !errors.As(err, &status) {
		t.Fatalf("doctor: %v", err)
	}
	return out.String(), int(status)
}

// TestOldestPostgresIsOne: the private server and an outside one are asked for
// the same.
func TestOldestPostgresIsOne(t *testing.T) {
	t.Parallel()
	if embedded.OldestPostgres != storage.OldestPostgres {
		t.Errorf("a private PostgreSQL is at least %d, an outside one %d", embedded.OldestPostgres, storage.OldestPostgres)
	}
}

// line is the line of what doctor printed that speaks of a thing.
func line(t *testing.T, printed, thing string) string {
	t.Helper()
	for l := range strings.Lines(printed) {
		if strings.Contains(l, thing) {
			return l
		}
	}
	t.Fatalf("doctor says nothing of %s:\n%s", thing, printed)
	return ""
}

func TestDoctorFindsWhatMakeInstalls(t *testing.T) {
	t.Parallel()
	printed, _ := examine(t, doctorCommand{Data: t.TempDir(), Languages: []string{"nld", "fra", "deu", "eng"}})
	for _, thing := range []string{"PostgreSQL", "pg_trgm", "Redis", "Tesseract, nld", "Tesseract, fra", "Tesseract, deu", "Tesseract, eng", "Chromium", "Data directory"} {
		if l := line(t, printed, thing); !strings.HasPrefix(l, "ok ") {
			t.Errorf("doctor of a machine that make test has prepared: %s", l)
		}
	}
}

func TestDoctorSaysWhatTrigramsAreFor(t *testing.T) {
	t.Parallel()
	d := trigramsDiagnosis(nil)
	if d.ill() || !strings.Contains(d.cure, "CREATE EXTENSION pg_trgm") {
		t.Errorf("without the extension: got %+v, want a cure, and a program that runs without it", d)
	}
}

func TestDoctorNamesTheCure(t *testing.T) {
	t.Parallel()
	old := t.TempDir()
	if err := os.Mkdir(filepath.Join(old, "postgres"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(old, "postgres", "PG_VERSION"), []byte("9\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		command doctorCommand
		thing   string
		cure    string
	}{
		"a language without a model": {doctorCommand{Data: t.TempDir(), Languages: []string{"xx_yy"}}, "xx_yy", "sudo apt-get install tesseract-ocr-xx-yy"},
		"data of another PostgreSQL": {doctorCommand{Data: old}, "PostgreSQL", "the data was made by version 9: sudo apt-get install postgresql-9"},
		"a place that nobody writes": {doctorCommand{Data: "/proc/invoer"}, "Data directory", "/proc cannot be written by this user"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			printed, status := examine(t, tt.command)
			l := line(t, printed, tt.thing)
			if !strings.HasPrefix(l, "no ") || !strings.Contains(l, tt.cure) || status != 1 {
				t.Errorf("doctor: got status %d and %q, want 1 and %q", status, l, tt.cure)
			}
		})
	}
}

func TestExistingPart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if got := existing(filepath.Join(dir, "a", "b")); got != dir {
		t.Errorf("existing part: got %s, want %s", got, dir)
	}
}
