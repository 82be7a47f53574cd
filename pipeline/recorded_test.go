package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
)

// A recorded reader gives words that were read before, for tests that are not
// about reading: a file says how many pages it has and how they go.
//
//	pages=3 kind=text|ocr|bad|fail|hang take=10ms
type recorded struct {
	sick  atomic.Bool  // everything fails
	reads atomic.Int64 // pages read
}

type script struct {
	pages int
	kind  string
	take  time.Duration
}

func parseScript(path string) (script, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return script{}, err
	}
	var s script
	var take string
	if _, err := fmt.Sscanf(string(text), "pages=%d kind=%s take=%s", &s.pages, &s.kind, &take); err != nil {
		return script{}, invoer.Unread(invoer.CodeDamaged, "no script")
	}
	s.take, err = time.ParseDuration(take)
	return s, err
}

var errSick = errors.New("reader is sick")

func (r *recorded) Inspect(_ context.Context, src extractors.Source) (extractors.Contents, error) {
	s, err := parseScript(src.Path)
	if err != nil {
		return extractors.Contents{}, err
	}
	return extractors.Contents{Pages: make([]extractors.Size, s.pages)}, nil
}

func (r *recorded) Normalise(ctx context.Context, src extractors.Source, n int) (extractors.Sheet, error) {
	s, err := parseScript(src.Path)
	if err != nil {
		return extractors.Sheet{}, err
	}
	if r.sick.Load() || s.kind == "fail" {
		return extractors.Sheet{}, errSick
	}
	if s.kind == "bad" && n == 2 {
		return extractors.Sheet{}, invoer.Unread(invoer.CodeDamaged, "page 2 is damaged")
	}
	sheet := extractors.Sheet{Page: invoer.Page{Number: n, Width: 595, Height: 842, Reader: "ocr"}, DPI: 300}
	switch s.kind {
	case "text":
		sheet.Page.Reader, sheet.Page.Words = "text", wordsOf(n)
		return sheet, sleep(ctx, s.take)
	case "hang":
		<-make(chan struct{}) // heeds nothing
	}
	sheet.Picture = fmt.Appendf(nil, "\x89PNG page %d of %s", n, src.Path[len(src.Path)-4:])
	return sheet, nil
}

func (r *recorded) Read(ctx context.Context, src extractors.Source, sheet extractors.Sheet) (invoer.Page, error) {
	s, err := parseScript(src.Path)
	if err != nil {
		return invoer.Page{}, err
	}
	r.reads.Add(1)
	sheet.Page.Words = wordsOf(sheet.Page.Number)
	return sheet.Page, sleep(ctx, s.take)
}

func (r *recorded) Searchable(_ context.Context, pages []extractors.SearchablePage, _ string) ([]byte, error) {
	return bytes.Repeat([]byte("%PDF page\n"), len(pages)), nil
}

func wordsOf(page int) []invoer.Word {
	return []invoer.Word{
		{Text: "Factuur", Box: invoer.Box{X0: 50, Y0: 50, X1: 120, Y1: 62}, Confidence: 96},
		{Text: "pagina", Box: invoer.Box{X0: 124, Y0: 50, X1: 160, Y1: 62}, Confidence: 96},
		{Text: fmt.Sprint(page), Box: invoer.Box{X0: 164, Y0: 50, X1: 174, Y1: 62}, Confidence: 90},
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// scripted delivers a file for the recorded reader, different from all others.
func (h *house) scripted(client invoer.ClientID, pages int, kind string, take time.Duration) invoer.Ring {
	h.t.Helper()
	h.files++
	return h.deliver(client, "script.pdf", "application/pdf", fmt.Appendf(nil, "pages=%d kind=%s take=%v %d", pages, kind, take, h.files))
}

// swift is a pace for tests that wait for things to be found again.
var swift = pace{
	lease: 2 * time.Second, renew: 300 * time.Millisecond, watch: 200 * time.Millisecond, sweep: 500 * time.Millisecond,
	lost: time.Second, grace: 2 * time.Second, deaf: 200 * time.Millisecond,
	pauses: []time.Duration{50 * time.Millisecond, 50 * time.Millisecond},
}

// make makes workers without starting them.
func (h *house) make(r Reader, at pace, change ...func([]Stage)) *Pipeline {
	h.t.Helper()
	s := h.settings(r)
	o, err := openOriginals(s.WorkDir+"/originals", 0, s.Blobs)
	if err != nil {
		h.t.Fatal(err)
	}
	stages := Stages(s.workers(o))
	for _, c := range change {
		c(stages)
	}
	return newPipeline(s, stages, at)
}

// step runs rows of a noun at a stage in this goroutine, without any bell.
func (h *house) step(p *Pipeline, ring invoer.Ring) { p.runner.Run(h.t.Context(), ring) }

// rings are those of all rows that wait.
func (h *house) rings(t testing.TB) []invoer.Ring {
	t.Helper()
	var all []invoer.Ring
	for _, noun := range []invoer.Noun{invoer.NounFile, invoer.NounPage, invoer.NounDocument} {
		some, err := h.store.Waiting(t.Context(), noun, 1000, 1000, 0)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, some...)
	}
	return all
}

// ledger is what stands in the database of an office's documents, without
// what differs from one time to the next.
func (h *house) ledger() map[string]int {
	return map[string]int{
		"documents":       h.count(`select count(*) from documents`),
		"read":            h.count(`select count(*) from documents where status = 'read' and stage = 'done'`),
		"pages":           h.count(`select count(*) from pages where stage = 'done'`),
		"document pages":  h.count(`select count(*) from document_pages`),
		"archives":        h.count(`select count(*) from archives`),
		"told of as read": h.count(`select count(*) from events where kind = 'document.read'`),
		"waiting events":  h.count(`select count(*) from events where kind = 'document.waiting'`),
		"fates":           h.count(`select count(*) from pages where fate = 'document'`),
	}
}
