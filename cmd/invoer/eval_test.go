package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples"
)

// inventedSet writes some invented invoices and their truth into a folder.
func inventedSet(t *testing.T) (truth string) {
	t.Helper()
	dir := t.TempDir()
	var lines bytes.Buffer
	for layout := range uint64(6) {
		made := samples.Recipe{Layout: layout, Kind: invoer.KindInvoice}.Make()
		made.Truth.File = made.Truth.ID + ".pdf"
		made.Truth.Fields["invoice_number"] = "not " + made.Truth.ID // so that something is wrong
		if err := os.WriteFile(filepath.Join(dir, made.Truth.File), made.PDF, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := json.NewEncoder(&lines).Encode(made.Truth); err != nil {
			t.Fatal(err)
		}
	}
	truth = filepath.Join(dir, "truth.jsonl")
	if err := os.WriteFile(truth, lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return truth
}

func TestEvalWritesAPage(t *testing.T) {
	truth := inventedSet(t)
	for name, more := range map[string][]string{"as it is": nil, "left out": {"--leave-out", "layout"}} {
		page := filepath.Join(t.TempDir(), "report.html")
		var out, said bytes.Buffer
		args := append([]string{"eval", "--truth", truth, "--html", page, "--jobs", "2"}, more...)
		if status := run(context.Background(), args, &io3{strings.NewReader(""), &out, &said}); status != 0 {
			t.Fatalf("%s: status %d, %s", name, status, &said)
		}
		if !strings.Contains(out.String(), "all documents: 6 documents, 0 could not be read") {
			t.Errorf("%s: printed\n%s", name, &out)
		}
		content, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if pictures := strings.Count(string(content), "data:image/jpeg"); pictures < 4 {
			t.Errorf("%s: %d pictures of wrong numbers on the page, want some", name, pictures)
		}
	}
}

func TestEvalRefusesWrongArguments(t *testing.T) {
	truth := inventedSet(t)
	for _, args := range [][]string{{"--leave-out", "colour"}, {"--jobs", "-1"}, {"--by", "colour"}} {
		var out, said bytes.Buffer
		if status := run(context.Background(), append([]string{"eval", "--truth", truth}, args...), &io3{strings.NewReader(""), &out, &said}); status != 2 {
			t.Errorf("%v: status %d, %q; want 2", args, status, &said)
		}
	}
}

func TestExtractDrawsPages(t *testing.T) {
	made := samples.Recipe{Layout: 4, Kind: invoer.KindInvoice}.Make()
	file := filepath.Join(t.TempDir(), "..faktuur é $(x).pdf")
	if err := os.WriteFile(file, made.PDF, 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "new")
	if status, _, said := printed(t, "extract", "--picture", dir, file, file); status != 0 {
		t.Fatalf("status %d, %s", status, said)
	}
	for _, name := range []string{"001---faktuur-----x--1-1.png", "002---faktuur-----x--1-1.png"} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		picture, err := png.Decode(f)
		if err != nil || picture.Bounds().Dx() <= drawnWidth {
			t.Errorf("%s: %v, %v; want a page with remarks at its side", name, picture, err)
		}
	}
}

func TestSafeName(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/a/b/Factuur 17.pdf": "Factuur-17", "../..": "-", "x/\x00\n.pdf": "--", "": "-", strings.Repeat("a", 99) + ".pdf": strings.Repeat("a", 60),
	} {
		if got := safeName(path); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}

func TestEvalReadable(t *testing.T) {
	truth := inventedSet(t)
	var out, said bytes.Buffer
	args := []string{"eval", "--truth", truth, "--readable", "--wrong", "--jobs", "2"}
	if status := run(context.Background(), args, &io3{strings.NewReader(""), &out, &said}); status != 0 {
		t.Fatalf("status %d, %s", status, &said)
	}
	if !strings.Contains(out.String(), "6/6") || !strings.Contains(out.String(), "0/6") {
		t.Errorf("printed\n%s\nwant all totals found, and none of the numbers, which the truth has wrong", &out)
	}
	if n := strings.Count(said.String(), "invoice_number"); n != 6 {
		t.Errorf("%d numbers are told to stand nowhere, want 6:\n%s", n, &said)
	}
}
