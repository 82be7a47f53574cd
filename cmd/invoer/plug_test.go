package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPulledPlug hands in a hundred documents, kills everything twice while
// they are taken and read, and wants each of them once: what was answered with
// 202 is there, what was not is handed in again as a sender would.
func TestPulledPlug(t *testing.T) {
	data := t.TempDir()
	s := startServer(t, data)
	sent := hundred(t)
	answered := s.handInUntilPlug(sent, 35)
	s.pullPlug()
	s.start()
	s.handInUntilPlug(sent[answered:], 40)
	s.pullPlug()
	s.start()
	for _, f := range sent {
		if status := s.handIn(f.name, f.body); status != http.StatusAccepted {
			t.Fatalf("%s: status %d", f.name, status)
		}
	}
	s.waitRead(len(sent), 6*time.Minute)
	s.wantBalance()
	s.wantEachOnce(sent)
}

type handedIn struct {
	name string
	body []byte
}

// hundred makes a hundred files of other bytes: e-invoices, PDFs with text and
// scans. A comment behind the end of a PDF or XML changes nothing but its hash.
func hundred(t *testing.T) []handedIn {
	t.Helper()
	var files []handedIn
	for i := range 100 {
		kind, comment := "*-pdf-text/document.pdf", fmt.Sprintf("\n%%%d\n", i)
		if i%10 == 0 {
			kind, comment = "*-xml/document.xml", fmt.Sprintf("\n<!-- %d -->\n", i)
		}
		if i%25 == 24 {
			kind = "*-scan/document.pdf"
		}
		found, err := filepath.Glob(filepath.Join("../../testdata/invoices", kind))
		if err != nil || len(found) == 0 {
			t.Fatalf("no file of testdata fits %s (%v)", kind, err)
		}
		path := found[i%len(found)]
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, handedIn{fmt.Sprintf("%03d%s", i, filepath.Ext(path)), append(body, comment...)})
	}
	return files
}

// handIn uploads one file and gives the answer's status.
func (s *server) handIn(name string, body []byte) int {
	s.t.Helper()
	return s.call("POST", "/deliveries?name="+url.QueryEscape(name), bytes.NewReader(body), map[string]string{"Content-Type": "application/octet-stream"}, nil)
}

// handInUntilPlug uploads the first n files and lets the workers get into the
// middle of them.
func (s *server) handInUntilPlug(files []handedIn, n int) int {
	s.t.Helper()
	for _, f := range files[:n] {
		if status := s.handIn(f.name, f.body); status != http.StatusAccepted {
			s.t.Fatalf("%s: status %d", f.name, status)
		}
	}
	return n
}

// documents lists all documents, page by page, without those that were joined
// to another.
func (s *server) documents() []listed { return s.list("") }

// arrivals lists all documents, and those that came again and were joined to
// the first.
func (s *server) arrivals() []listed { return append(s.list(""), s.list("&status=joined")...) }

func (s *server) list(filter string) []listed {
	s.t.Helper()
	var all []listed
	after := ""
	for {
		var page struct {
			Items []listed
			Next  string
		}
		if status := s.call("GET", "/documents?limit=50"+filter+"&after="+url.QueryEscape(after), nil, nil, &page); status != http.StatusOK {
			s.t.Fatalf("list of documents: status %d", status)
		}
		all = append(all, page.Items...)
		if page.Next == "" {
			return all
		}
		after = page.Next
	}
}

type listed struct {
	ID, Delivery, Status string
	Kind                 string `json:"doc_type"`
	Supplier             string `json:"supplier_name"`
}

// waitRead waits until n documents are there and none is waiting.
func (s *server) waitRead(n int, limit time.Duration) {
	s.t.Helper()
	deadline := time.Now().Add(limit)
	for {
		count := map[string]int{}
		docs := s.arrivals()
		for _, d := range docs {
			count[d.Status]++
		}
		if len(docs) >= n && count["waiting"] == 0 {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("after %v: %d documents %v, want %d and none waiting\n%s", limit, len(docs), count, n, tail(s.said.String()))
		}
		time.Sleep(300 * time.Millisecond)
	}
}

func tail(said string) string {
	lines := strings.Split(said, "\n")
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}

// wantBalance wants the proof that nothing was lost.
func (s *server) wantBalance() {
	s.t.Helper()
	out, said, status := runProgram(s.t, "verify", "--data", s.data, "--sample", "100")
	if status != 0 {
		s.t.Errorf("verify ended with %d: %s%s", status, out, said)
	}
}

// wantEachOnce wants one delivery and one document for each file.
func (s *server) wantEachOnce(sent []handedIn) {
	s.t.Helper()
	deliveries := map[string]int{}
	for _, d := range s.arrivals() {
		deliveries[d.Delivery]++
	}
	if len(deliveries) != len(sent) {
		s.t.Errorf("%d deliveries have documents, want %d", len(deliveries), len(sent))
	}
	for id, n := range deliveries {
		if n != 1 {
			s.t.Errorf("delivery %s has %d documents, want 1", id, n)
		}
	}
}
