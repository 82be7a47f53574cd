package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/invoer/invoer"
	v1 "github.com/invoer/invoer/api/v1"
)

func TestFilesIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"b.pdf", "a.pdf", ".hidden", "sub/c.pdf", ".git/d.pdf"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "link.pdf")); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "sub2")
	if err := os.Symlink("sub", link); err != nil {
		t.Fatal(err)
	}
	got, left, err := filesIn([]string{filepath.Join(dir, ".hidden"), dir, link})
	if err != nil {
		t.Fatal(err)
	}
	under := func(paths []string) []string {
		for i := range paths {
			paths[i], _ = filepath.Rel(dir, paths[i]) // all lie under dir
		}
		return paths
	}
	want := []string{".hidden", "a.pdf", "b.pdf", "sub/c.pdf", "sub2/c.pdf"}
	if diff := cmp.Diff(want, under(got)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"link.pdf", "sub2"}, under(left)); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

// TestPipesAreNotWaitedFor: nobody writes into this pipe, so opening it would
// wait for ever, deaf to every signal.
func TestPipesAreNotWaitedFor(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.pdf")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	for name, args := range map[string][]string{
		"extract": {"extract", pipe},
		"explain": {"extract", "--explain", pipe},
		"import":  {"import", "--server", server.URL, "--token", "inv_x", pipe},
	} {
		out, said, status := runProgram(t, args...)
		if status != 1 || !strings.Contains(out, "want an ordinary file") {
			t.Errorf("%s of a pipe: status %d %s %s, want 1 and the reason", name, status, out, said)
		}
	}
}

// TestImportOfNothing: a directory without files is said to be one, and what is
// left of others is named.
func TestImportOfNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "link.pdf")); err != nil {
		t.Fatal(err)
	}
	_, said, status := runProgram(t, "import", "--server", "http://127.0.0.1:1", "--token", "inv_x", dir)
	if status != 1 || !strings.Contains(said, "no file to send in "+dir) || !strings.Contains(said, filepath.Join(dir, "link.pdf")) {
		t.Errorf("status %d, said %q, want 1, the directory and the link in it", status, said)
	}
}

func TestDocumentLine(t *testing.T) {
	t.Parallel()
	doc := v1.Document{
		ID: "d1", Status: invoer.StatusRead, Kind: invoer.KindInvoice, Language: "nl", Pages: []v1.Page{{Page: 3, Reader: "ocr"}, {Page: 4, Reader: "ocr"}},
		Findings: []invoer.Finding{}, Fields: map[string]v1.Field{
			"total_incl":   {Value: "121.00", Confidence: 90, Reader: "ocr", Page: 2, Box: []float64{1, 2, 3, 4}, Why: invoer.Because("person-said")},
			"supplier_vat": {Value: "", Confidence: 100, Reader: "person"},
		},
	}
	got, err := json.Marshal(documentLine("a.pdf", "", "x1", doc))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"file":"a.pdf","pages":[3,4],"doc_type":"invoice","language":"nl","readers":["ocr"],"fields":{"total_incl":{"value":"121.00","confidence":90,"reader":"ocr","page":4,"box":[1,2,3,4],"why":"A person said so."}},"findings":[],"document":"d1","delivery":"x1","status":"read"}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
}

// A panicking way to the server panics for a file of one name.
type panicking struct{ name string }

func (p panicking) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Query().Get("name") == p.name {
		panic("a fault")
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestImportGoesOn: a fault of the program on one file, and a file that is gone
// when it is to be sent, are lines of their own; the others are sent.
func TestImportGoesOn(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"id":"d-%s","parts":[{"outcome":"taken"}]}`, r.URL.Query().Get("name"))
	}))
	defer server.Close()
	dir := t.TempDir()
	files := []string{filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "gone"), filepath.Join(dir, "c")}
	for _, file := range files {
		if filepath.Base(file) == "gone" {
			continue
		}
		if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := &importBatch{
		importCommand: importCommand{Jobs: 2}, files: files, followed: newFollowed(), bar: newProgress(io.Discard, "sending", len(files)),
		server: &remote{url: server.URL, http: &http.Client{Transport: panicking{"b"}}},
	}
	var out bytes.Buffer
	if failed, err := b.print(t.Context(), &out); err != nil || !failed {
		t.Errorf("failed %v, %v; want some failed and no error", failed, err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines, want 4:\n%s", len(lines), out.String())
	}
	for i, want := range []string{`"d-a"`, `"code":"fault"`, `"code":"not_found","detail":"there is no file ` + files[2], `"d-c"`} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d: %s, want %s in it", i, lines[i], want)
		}
	}
}

// TestImport hands good and bad files in at a running program.
func TestImport(t *testing.T) {
	s := startServer(t, t.TempDir())
	dir := t.TempDir()
	xml, err := os.ReadFile("../../testdata/invoices/en-eu-xml/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"a.xml": string(xml), "b.pdf": "", "c.exe": "MZ" + strings.Repeat("\x00", 300), "d.rtf": `{\rtf1 x}`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"a.xml read ", "b.pdf skipped empty", "c.exe skipped dangerous", "d.rtf held unsupported"}
	for _, again := range []string{"the first time", "and again"} {
		out, said, status := runProgram(t, "import", "--wait", "--data", s.data, dir)
		if status != 1 {
			t.Errorf("%s: status %d %s, want 1: three files gave no document", again, status, said)
		}
		var got []string
		for line := range strings.Lines(out) {
			var l struct {
				File, Status, Document string
				Error                  struct{ Code, Detail string }
			}
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if (l.Error.Code != "") != (l.Error.Detail != "") {
				t.Errorf("%s: a code and no words for it", line)
			}
			got = append(got, filepath.Base(l.File)+" "+l.Status+" "+l.Error.Code)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", again, diff)
		}
	}
	if out, said, status := runProgram(t, "import", "--data", s.data, filepath.Join(dir, "a.xml")); status != 0 || !strings.Contains(out, `"again":true`) {
		t.Errorf("without --wait: status %d %s %s, want the same delivery again", status, out, said)
	}
	for sentence, args := range map[string][]string{
		"no such file":   {"import", "--data", s.data, filepath.Join(dir, "nothing")},
		"no file at all": {"import", "--data", s.data},
	} {
		if _, said, status := runProgram(t, args...); status != 2 || said == "" {
			t.Errorf("%s: status %d %q, want 2 and a sentence", sentence, status, said)
		}
	}
	if _, said, status := runProgram(t, "import", "--data", s.data, "--token", "inv_wrong", filepath.Join(dir, "a.xml")); status != 1 || !strings.Contains(said, "401") {
		t.Errorf("a wrong token: status %d %q, want 1 and the reason", status, said)
	}
	out, said, status := runProgram(t, "verify", "--data", s.data)
	if status != 0 || !strings.Contains(out, "balanced") {
		t.Errorf("verify: status %d %s %s, want all there", status, out, said)
	}
}
