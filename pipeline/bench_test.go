package pipeline

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// copies are deliveries of some documents under so many contents (a PDF may have
// anything behind its end), each document once for a client: another time it
// would become an original of the first.
func (h *house) copies(b *testing.B, pattern string, n int) []invoer.Ring {
	b.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		b.Fatalf("documents %s: %v %v", pattern, paths, err)
	}
	rings := make([]invoer.Ring, n)
	var client invoer.ClientID
	for i := range n {
		path := paths[i%len(paths)]
		if i%len(paths) == 0 {
			client = h.client("C" + rand.Text()[:12])
		}
		body, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		rings[i] = h.deliver(client, "document.pdf", medias[filepath.Ext(path)], fmt.Appendf(body, "\n%%%d\n", i))
	}
	return rings
}

// pollEvery is how often is asked whether anything waits: seldom, as asking is
// work of the database, too.
const pollEvery = 250 * time.Millisecond

// through rings for files and waits until nothing waits, and tells pages a
// minute.
func (h *house) through(b *testing.B, p *Pipeline, rings []invoer.Ring) float64 {
	b.Helper()
	pages := h.count(`select count(*) from pages where stage = 'done'`)
	begin := time.Now()
	for _, ring := range rings {
		p.bell.Ring(b.Context(), ring)
	}
	for begin := time.Now(); h.waits() > 0; time.Sleep(pollEvery) {
		if time.Since(begin) > 10*time.Minute {
			b.Fatalf("%d rows still wait:\n%s", h.waits(), h.picture())
		}
	}
	took := time.Since(begin)
	return float64(h.count(`select count(*) from pages where stage = 'done'`)-pages) / took.Minutes()
}

// BenchmarkTextPDFs measures one-page PDFs with text through the whole
// pipeline on real parts, the processor time of each, and bare Tesseract on
// scanned pages in the same run: machines differ, and so does one from hour to
// hour.
func BenchmarkTextPDFs(b *testing.B) {
	h := openHouse(b)
	p, _ := h.start(h.reader())
	pattern := "../testdata/invoices/*-pdf-text/document.pdf"
	h.through(b, p, h.copies(b, pattern, 40)) // children are warm
	h.analyze(b)
	for b.Loop() {
		rings := h.copies(b, pattern, 300)
		before := h.spent(b)
		ours := h.through(b, p, rings)
		h.spent(b).report(b, before, len(rings))
		b.ReportMetric(ours, "pages/min")
		if testing.Short() {
			continue // processor time is enough to compare two programs by
		}
		bare := bareTesseract(b, scans)
		b.ReportMetric(bare, "bare-pages/min")
		b.ReportMetric(ours/bare, "ratio")
	}
}

// BenchmarkRowsOnly is the pipeline without any reading.
func BenchmarkRowsOnly(b *testing.B) {
	h := openHouse(b)
	client := h.client("K1")
	p := h.make(&recorded{}, usual)
	h.run(p)
	for b.Loop() {
		rings := make([]invoer.Ring, 300)
		for i := range rings {
			rings[i] = h.scripted(client, 1, "text", 0)
		}
		b.ReportMetric(h.through(b, p, rings), "pages/min")
	}
}

// scans are what bare Tesseract reads beside.
const scans = "../testdata/invoices/*-scan*/document.pdf"

// BenchmarkScans measures scanned pages through the whole pipeline, and bare
// Tesseract on the same pages beside it: two processes with one thread each,
// the same languages.
func BenchmarkScans(b *testing.B) {
	h := openHouse(b)
	p, _ := h.start(h.reader())
	h.through(b, p, h.copies(b, scans, 2))
	for b.Loop() {
		ours := h.through(b, p, h.copies(b, scans, 40))
		bare := bareTesseract(b, scans)
		b.ReportMetric(ours, "pages/min")
		b.ReportMetric(bare, "bare-pages/min")
		b.ReportMetric(ours/bare, "ratio")
	}
}

// bareTesseract reads the pages of the files as pictures of 300 dpi.
func bareTesseract(b *testing.B, pattern string) float64 {
	b.Helper()
	dir := b.TempDir()
	files, err := filepath.Glob(pattern)
	if err != nil {
		b.Fatal(err)
	}
	for i, file := range files {
		if out, err := exec.Command("pdftoppm", "-r", "300", "-gray", file, filepath.Join(dir, fmt.Sprint(i))).CombinedOutput(); err != nil {
			b.Fatalf("pdftoppm: %v %s", err, out)
		}
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.pgm"))
	if err != nil || len(pages) == 0 {
		b.Fatalf("pictures: %v %v", pages, err)
	}
	begin := time.Now()
	todo := make(chan string, len(pages))
	for _, page := range pages {
		todo <- page
	}
	close(todo)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for page := range todo {
				cmd := exec.Command("tesseract", page, "stdout", "-l", "nld+fra+deu+eng", "tsv")
				cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
				var fault bytes.Buffer
				cmd.Stderr = &fault
				if _, err := cmd.Output(); err != nil {
					b.Errorf("tesseract: %v %s", err, fault.Bytes())
				}
			}
		})
	}
	both.Wait()
	return float64(len(pages)) / time.Since(begin).Minutes()
}
