package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkUploadToRead measures how long a sender waits on an idle machine,
// one document at a time: until the upload is answered, and until the document
// is read. Servers are as a user has them: everything is synced.
func BenchmarkUploadToRead(b *testing.B) {
	s := startServer(b, b.TempDir())
	for _, kind := range []struct{ name, file, comment string }{
		{"xml", "en-eu-xml/document.xml", "\n<!-- %d -->\n"},
		{"text-pdf", "nl-credit-classic-pdf-text/document.pdf", "\n%%%d\n"},
		{"one-page-scan", "fr-cleaning-cocontractor-scan/document.pdf", "\n%%%d\n"},
	} {
		b.Run(kind.name, func(b *testing.B) {
			body, err := os.ReadFile(filepath.Join("../../testdata/invoices", kind.file))
			if err != nil {
				b.Fatal(err)
			}
			s.waitDelivered(b, append(body, fmt.Sprintf(kind.comment, -1-b.N)...)) // readers are warm
			var answered, read []time.Duration
			for i := range b.N {
				a, r := s.waitDelivered(b, append(body, fmt.Sprintf(kind.comment, b.N<<16+i)...))
				answered, read = append(answered, a), append(read, r)
			}
			b.ReportMetric(ms(median(answered)), "answered-median-ms")
			b.ReportMetric(ms(p95(answered)), "answered-p95-ms")
			b.ReportMetric(ms(median(read)), "read-median-ms")
			b.ReportMetric(ms(p95(read)), "read-p95-ms")
		})
	}
}

// waitDelivered uploads a file for a new client, who has nothing that it could
// be a copy of, and waits until its document is read.
func (s *server) waitDelivered(b *testing.B, body []byte) (answered, read time.Duration) {
	b.Helper()
	code := "C" + rand.Text()[:12]
	client := fmt.Sprintf(`{"code":%q,"name":"Client %s","language":"nl"}`, code, code)
	if status := s.call("POST", "/clients", strings.NewReader(client), map[string]string{"Content-Type": "application/json"}, nil); status != http.StatusCreated {
		b.Fatalf("client: status %d", status)
	}
	began := time.Now()
	var delivery struct{ ID string }
	if status := s.call("POST", "/deliveries?name=document&client="+code, bytes.NewReader(body), map[string]string{"Content-Type": "application/octet-stream"}, &delivery); status != http.StatusAccepted {
		b.Fatalf("upload: status %d", status)
	}
	answered = time.Since(began)
	for {
		var page struct{ Items []listed }
		s.call("GET", "/documents?delivery="+url.QueryEscape(delivery.ID), nil, nil, &page)
		if len(page.Items) > 0 && page.Items[0].Status == "read" {
			return answered, time.Since(began)
		}
		if time.Since(began) > time.Minute {
			b.Fatalf("not read after a minute: %+v", page.Items)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func ms(d time.Duration) float64              { return float64(d.Microseconds()) / 1000 }
func median(ds []time.Duration) time.Duration { return quantile(ds, 50) }
func p95(ds []time.Duration) time.Duration    { return quantile(ds, 95) }

func quantile(ds []time.Duration, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(ds))
	return sorted[min(len(sorted)*percent/100, len(sorted)-1)]
}

// copies is how often a scan of three pages stands in the stack of
// BenchmarkMemory.
const copies = 134

// BenchmarkMemory measures what the server itself holds (its children apart),
// at rest and while a stack of scanned pages is read.
func BenchmarkMemory(b *testing.B) {
	for range b.N {
		s := startServer(b, b.TempDir())
		time.Sleep(2 * time.Second)
		rest := resident(b, s.cmd.Process.Pid)
		stack := filepath.Join(b.TempDir(), "stack.pdf")
		args := append([]string{"--empty", "--pages"}, slices.Repeat([]string{"../../testdata/invoices/nl-telecom-scan/document.pdf"}, copies)...)
		if out, err := exec.Command("qpdf", append(args, "--", stack)...).CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		body, err := os.ReadFile(stack)
		if err != nil {
			b.Fatal(err)
		}
		s.handIn("stack.pdf", body)
		most := rest
		for began := time.Now(); ; {
			most = max(most, resident(b, s.cmd.Process.Pid))
			docs := s.documents()
			if len(docs) > 0 && !slices.ContainsFunc(docs, func(d listed) bool { return d.Status == "waiting" }) {
				break
			}
			if time.Since(began) > time.Hour {
				b.Fatal("the stack is not read after an hour")
			}
			time.Sleep(200 * time.Millisecond)
		}
		b.ReportMetric(float64(rest)/(1<<20), "rest-MiB")
		b.ReportMetric(float64(most-rest)/(1<<20), "more-MiB")
		s.stop()
	}
}

// largeInvoice is an e-invoice with an attachment of so many bytes that nothing
// compresses.
func largeInvoice(b *testing.B, attached int) []byte {
	b.Helper()
	small, err := os.ReadFile("../../testdata/invoices/de-de-craft-xml/document.xml")
	if err != nil {
		b.Fatal(err)
	}
	bytes := make([]byte, attached)
	_, _ = rand.Read(bytes) // never fails
	with := `<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="text/csv" filename="a.csv">` +
		base64.StdEncoding.EncodeToString(bytes) + `</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>`
	before, after, found := strings.Cut(string(small), "<cac:AccountingSupplierParty>")
	if !found {
		b.Fatal("the e-invoice of the corpus has no supplier")
	}
	return []byte(before + with + "<cac:AccountingSupplierParty>" + after)
}

// BenchmarkMemoryOfLargeInvoices measures what the server itself holds while
// six e-invoices of 44 MiB, near the most that is read, come in at one time.
func BenchmarkMemoryOfLargeInvoices(b *testing.B) {
	for range b.N {
		s := startServer(b, b.TempDir())
		time.Sleep(2 * time.Second)
		rest := resident(b, s.cmd.Process.Pid)
		var wait sync.WaitGroup
		for i := range 6 {
			body := largeInvoice(b, 33<<20)
			wait.Go(func() { s.handIn(fmt.Sprintf("large%d.xml", i), body) })
		}
		most, ended := rest, make(chan struct{})
		go func() { wait.Wait(); close(ended) }()
		for began, read := time.Now(), 0; read < 6; time.Sleep(20 * time.Millisecond) {
			most = max(most, resident(b, s.cmd.Process.Pid))
			select {
			case <-ended:
				read = 0
				for _, d := range s.documents() {
					if d.Status == "read" {
						read++
					}
				}
			default:
			}
			if time.Since(began) > 5*time.Minute {
				b.Fatalf("%d of 6 are read after 5 minutes", read)
			}
		}
		b.ReportMetric(float64(rest)/(1<<20), "rest-MiB")
		b.ReportMetric(float64(most-rest)/(1<<20), "more-MiB")
		s.stop()
	}
}

// resident is the memory in bytes that a process holds: proc(5) statm.
func resident(b *testing.B, pid int) int64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		b.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}
