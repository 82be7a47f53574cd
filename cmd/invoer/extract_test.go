package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
	for i, code := range []string{"empty", "", "unsupported"} {
		problem, failed := lines[i]["error"].(map[string]any)
		if failed != (code != "") || (failed && (problem["code"] != code || problem["detail"] == "")) {
			t.Errorf("line %d: %v, want code %q", i, lines[i], code)
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
