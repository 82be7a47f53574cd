package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// crowd puts a hundred thousand approved documents into the office, as the owner
// of the schema: each came by a delivery of its own, with the bytes of the one
// file there is.
const crowd = `
with one as (select * from files limit 1),
came as (
	insert into deliveries (office_id, client_id, door, bytes, key, received)
	select office_id, client_id, 'upload', 'crowd-' || n, n, now() - n * interval '3 minutes' from one, generate_series(1, 100000) n
	returning id, key::int as n, received),
kept as (
	insert into files (office_id, client_id, delivery_id, name, media, original, size, sha256, stage)
	select office_id, client_id, came.id, name, media, original, size, sha256, 'done' from one, came
	returning id, office_id, client_id, delivery_id, name, media, size, sha256),
told as (
	insert into parts (office_id, client_id, delivery_id, position, name, media, size, sha256, outcome, reason, file_id)
	select office_id, client_id, delivery_id, 1, name, media, size, sha256, 'taken', '{}', id from kept)
insert into documents (office_id, client_id, delivery_id, file_id, kind, status, stage, received, supplier, supplier_vat, number, issued, due, total, currency, sure, words)
select f.office_id, f.client_id, f.delivery_id, f.id, 'invoice', case when n % 100 = 1 then 'read' when n % 5 = 0 then 'booked' else 'approved' end, 'done',
	received, 'Supplier ' || n % 2000, 'BE' || lpad((n % 2000)::text, 10, '0'), 'F-' || n, current_date - n / 300, current_date - n / 300 + 30,
	100 * n, 'EUR', n % 100, array_to_tsvector(array['supplier', 's' || n % 2000, 'f-' || n, 'f' || n, n || '.00', 'factuur'])
from kept f join came on came.id = f.delivery_id`

// BenchmarkPortalPages measures pages as a browser gets them from an office
// with a hundred thousand documents, on servers that sync everything.
func BenchmarkPortalPages(b *testing.B) {
	s := startServer(b, b.TempDir())
	body, err := os.ReadFile(filepath.Join("../../testdata/invoices", "nl-telecom-scan/document.pdf"))
	if err != nil {
		b.Fatal(err)
	}
	s.handIn("scan.pdf", body)
	s.waitRead(1, time.Minute)
	id := s.documents()[0].ID
	if out, said, status := runProgram(b, "database", "--data", s.data, "--", "psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", crowd, "-c", "vacuum analyze documents", "-c", "vacuum analyze deliveries", "-c", "vacuum analyze files", "-c", "vacuum analyze parts"); status != 0 {
		b.Fatalf("filling the office: %s%s", out, said)
	}
	browser := s.browser(b)
	for _, page := range []struct{ name, path string }{
		{"list", "/documents"},
		{"list-all", "/documents?tab=all"},
		{"search", "/documents?tab=all&q=f-4711"},
		{"search-common", "/documents?tab=all&q=factuur"},
		{"document", "/documents/" + id},
		{"picture", "/documents/" + id + "/pages/1"},
		{"deliveries", "/deliveries"},
	} {
		b.Run(page.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				get(b, browser, s.access.URL+page.path)
				took = append(took, time.Since(began))
			}
			b.ReportMetric(ms(median(took)), "median-ms")
			b.ReportMetric(ms(p95(took)), "p95-ms")
		})
	}
}

// browser is one that is signed in.
func (s *server) browser(b *testing.B) *http.Client {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	answer, err := browser.PostForm(s.access.URL+"/sign-in", url.Values{"email": {s.access.User}, "password": {s.access.Password}})
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Request.URL.Path != "/documents" {
		b.Fatalf("signing in ended at %s with %d", answer.Request.URL, answer.StatusCode)
	}
	return browser
}

// get fetches a page whole.
func get(b *testing.B, browser *http.Client, address string) {
	b.Helper()
	answer, err := browser.Get(address)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v", address, answer.StatusCode, err)
	}
}
