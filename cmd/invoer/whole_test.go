package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fetched is what the tests look at of a document.
type fetched struct {
	ID      string
	Version int
	Status  string
	Stage   string
	Fields  map[string]struct {
		Value      any
		Confidence int
		Reader     string
	}
	Booking *struct{ Entries []struct{ Account string } }
	Archive *struct{ Version int }
	Held    *struct{ Code string }
}

func (s *server) document(id string) fetched {
	s.t.Helper()
	var d fetched
	if status := s.call("GET", "/documents/"+id, nil, nil, &d); status != http.StatusOK {
		s.t.Fatalf("document %s: status %d", id, status)
	}
	return d
}

// approve accepts a document as it stands.
func (s *server) approve(id string) {
	s.t.Helper()
	version := s.document(id).Version
	if status := s.call("POST", "/documents/"+id+"/approve", nil, map[string]string{"If-Match": fmt.Sprintf(`"%d"`, version)}, nil); status != http.StatusOK {
		s.t.Errorf("approving document %s: status %d", id, status)
	}
}

// waitArchived waits until every document was archived that often.
func (s *server) waitArchived(times int, limit time.Duration) {
	s.t.Helper()
	deadline := time.Now().Add(limit)
	for _, d := range s.documents() {
		for got := s.document(d.ID); got.Archive == nil || got.Archive.Version < times || got.Stage != "done"; got = s.document(d.ID) {
			if time.Now().After(deadline) {
				s.t.Fatalf("document %s: archive %+v at stage %s after %v, want version %d", d.ID, got.Archive, got.Stage, limit, times)
			}
			time.Sleep(200 * time.Millisecond)
		}
	}
}

// fetch gives the bytes behind a path of the API.
func (s *server) fetch(path string) []byte {
	s.t.Helper()
	req, err := http.NewRequest("GET", s.access.URL+"/api/v1"+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.access.Token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: status %d, %v", path, res.StatusCode, err)
	}
	return body
}

// TestWholeWay reads, corrects, approves and archives one document through the
// commands and the API, over a stop and a start.
func TestWholeWay(t *testing.T) {
	s := startServer(t, t.TempDir())
	if _, said, status := runProgram(t, "client", "add", "K1", "Imprimerie Lambotte SC", "--vat", "BE0625266651", "--data", s.data); status != 0 {
		t.Fatalf("client add: %d %s", status, said)
	}
	path := "../../testdata/invoices/fr-credit-classic-pdf-text/document.pdf"
	out, said, status := runProgram(t, "import", "--wait", "--data", s.data, "--client", "K1", path)
	if status != 0 || strings.Count(out, "\n") != 1 || !strings.Contains(out, `"doc_type":"credit_note"`) {
		t.Fatalf("import: %d %q %s", status, out, said)
	}
	s.waitArchived(1, time.Minute)
	id := s.documents()[0].ID
	before := s.document(id)
	if before.Booking == nil || len(before.Booking.Entries) < 2 {
		t.Errorf("proposal %+v, want a booking", before.Booking)
	}
	correction := fmt.Sprintf(`{"fields":{"invoice_number":{"value":%q}}}`, "CN 2026/77")
	if status := s.call("PATCH", "/documents/"+id+"/fields", strings.NewReader(correction),
		map[string]string{"Content-Type": "application/json", "If-Match": fmt.Sprintf(`"%d"`, before.Version)}, nil); status != http.StatusOK {
		t.Fatalf("correcting: status %d", status)
	}
	s.stop()
	s.start()
	s.approve(id)
	s.waitArchived(2, time.Minute)
	got := s.document(id)
	if number := got.Fields["invoice_number"]; number.Value != "CN 2026/77" || number.Confidence != 100 {
		t.Errorf("number %+v, want what the person said", number)
	}
	original, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(s.fetch("/documents/"+id+"/original")) != string(original) {
		t.Error("the original is not what was handed in")
	}
	if manifest := string(s.fetch("/documents/" + id + "/manifest")); !strings.Contains(manifest, "CN 2026/77") || !strings.Contains(manifest, "sha256") {
		t.Errorf("manifest %s, want the correction and hashes", manifest)
	}
	s.wantBalance()
}

// TestFirstStartShowsDocuments starts with documents to look at.
func TestFirstStartShowsDocuments(t *testing.T) {
	demo := t.TempDir()
	for _, name := range []string{"en-eu-xml", "nl-credit-classic-pdf-text"} {
		if err := os.CopyFS(filepath.Join(demo, name), os.DirFS("../../testdata/invoices/"+name)); err != nil {
			t.Fatal(err)
		}
	}
	clients, err := os.ReadFile("../../testdata/invoices/clients.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(demo, "clients.json"), clients, 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServer(t, t.TempDir(), "--demo", demo)
	s.waitRead(2, time.Minute)
	if info, err := os.Stat(filepath.Join(s.data, "access.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("access.json: %v %v, want mode 0600", info.Mode(), err)
	}
	s.stop()
	s.start("--demo", demo)
	if n := len(s.documents()); n != 2 {
		t.Errorf("%d documents after a second start, want the same 2", n)
	}
}
