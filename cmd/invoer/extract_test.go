package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
)

// printed runs the program and gives its exit status and the lines that it
// printed.
func printed(t *testing.T, args ...string) (status int, lines []map[string]any, errors string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(context.Background(), args, &io3{strings.NewReader(""), &out, &err})
	for line := range strings.Lines(out.String()) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("line %q: %v", line, err)
		}
		lines = append(lines, object)
	}
	return status, lines, err.String()
}

func corpusXML(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../testdata/invoices/*/document.xml")
	if err != nil || len(files) < 2 {
		t.Fatalf("e-invoices of the corpus %v (%v), want two or more", files, err)
	}
	return files
}

// TestExtractPrintsInOrder: an object for each document, in the order of the
// arguments, and nothing on standard error that is no terminal.
func TestExtractPrintsInOrder(t *testing.T) {
	files := corpusXML(t)
	args := append([]string{"extract", "--jobs", "4", "--own-vat", "BE 0477.574.154"}, append(files, files...)...)
	status, lines, said := printed(t, args...)
	if status != 0 || said != "" {
		t.Errorf("status %d and %q on standard error, want 0 and nothing", status, said)
	}
	var order []string
	for _, line := range lines {
		order = append(order, line["file"].(string))
	}
	if want := append(slices.Clone(files), files...); !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
	total := lines[0]["fields"].(map[string]any)["total_incl"].(map[string]any)
	if total["confidence"] != 100.0 || !strings.HasPrefix(total["path"].(string), "/ubl:") || total["why"] == "" {
		t.Errorf("total %v, want a certain one with a path and a reason in words", total)
	}
}

// TestExtractOfBadFiles: each says why, the others go on, and the status is 1.
func TestExtractOfBadFiles(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "--empty.pdf")
	if err := os.WriteFile(bad, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	good := corpusXML(t)[0]
	status, lines, _ := printed(t, "extract", bad, good, "/nowhere/x.pdf")
	if status != 1 || len(lines) != 3 {
		t.Fatalf("status %d and %d lines, want 1 and 3", status, len(lines))
	}
	for i, code := range []string{"empty", "", "not_found"} {
		problem, failed := lines[i]["error"].(map[string]any)
		if failed != (code != "") || (failed && (problem["code"] != code || problem["detail"] == "")) {
			t.Errorf("line %d: %v, want code %q", i, lines[i], code)
		}
	}
}

// TestExtractNamesTheFileItCannotOpen: what is no file's content has codes of
// its own, and the sentence says the path.
func TestExtractNamesTheFileItCannotOpen(t *testing.T) {
	t.Parallel()
	for path, code := range map[string]string{"/nowhere/x.pdf": "not_found", corpusXML(t)[0] + "/x.pdf": "cannot_open"} {
		status, lines, _ := printed(t, "extract", path)
		if status != 1 || len(lines) != 1 {
			t.Fatalf("%s: status %d and %d lines, want 1 and 1", path, status, len(lines))
		}
		problem, _ := lines[0]["error"].(map[string]any) // none is no code
		if detail, _ := problem["detail"].(string); problem["code"] != code || !strings.Contains(detail, path) {
			t.Errorf("%s: %v, want code %s and the path", path, problem, code)
		}
	}
}

// TestPanicCostsOneFile: a fault of the program on one file is that file's
// line, with the place to report, and the others go on.
func TestPanicCostsOneFile(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	batch := extractBatch{files: []string{"a", "b", "c"}, jobs: 2, bar: newProgress(io.Discard, "reading", 3)}
	batch.extract = func(_ context.Context, name, _ string, _ invoer.Own, _ invoer.Date) ([]extractors.Reading, error) {
		if name == "b" {
			var none []extractors.Reading
			return none[1:2], nil
		}
		return []extractors.Reading{{File: name}}, nil
	}
	if unread, err := batch.print(t.Context(), &out); err != nil || !unread {
		t.Errorf("unread %v, %v; want some unread and no error", unread, err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines, want 3:\n%s", len(lines), out.String())
	}
	for i, want := range []string{`"file":"a"`, `"file":"b","error":{"code":"fault","detail":"a fault of this program at extract_test.go:`, `"file":"c"`} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d: %s, want %s in it", i, lines[i], want)
		}
	}
}

func TestExtractRefusesWrongArguments(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"no file":              {"extract"},
		"no such flag":         {"extract", "--fast", "a.pdf"},
		"a wrong own number":   {"extract", "--own-vat", "BE0477574155", "a.pdf"},
		"jobs below zero":      {"extract", "--jobs=-1", "a.pdf"},
		"jobs that are a word": {"extract", "--jobs", "many", "a.pdf"},
	} {
		if status, lines, said := printed(t, args...); status != 2 || len(lines) != 0 || said == "" {
			t.Errorf("%s: status %d, %d lines and %q on standard error; want 2, none and what was expected", name, status, len(lines), said)
		}
	}
}
