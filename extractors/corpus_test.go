package extractors

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/eval"
)

var update = flag.Bool("update", false, "write testdata/scores.json from what is read now")

// The corpus: invoices that we were given or had made for us, some that
// extractors/samples invented, of the kinds that those lack, and shapes that
// were written by hand, which neither has.
var corpusFolders = []string{"../testdata/invoices", "../testdata/invented", "../testdata/shapes"}

const scoresFile = "../testdata/scores.json"

// corpusDay bounds the dates of the invoices, whatever day it is read on.
var corpusDay = invoer.Date{Year: 2026, Month: 11, Day: 24}

// TestCorpus reads every document of the corpus and compares it with its
// want.json. To add a case, add a folder with the document in it, write
// want.json by hand, and run: go test ./extractors -run Corpus -update
//
// No number may fall: a field that is read less often, or wrong more often,
// needs a person who explains it and commits the new scores.
func TestCorpus(t *testing.T) {
	got := readCorpus(t)
	if *update {
		writeScores(t, got)
		return
	}
	raw, err := os.ReadFile(scoresFile)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]eval.Count
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatalf("%s: %v", scoresFile, err)
	}
	for field, before := range want {
		var now eval.Count
		if c := got.Fields[field]; c != nil {
			now = *c
		}
		if now.Right < before.Right || now.Wrong+now.Invented > before.Wrong+before.Invented {
			t.Errorf("%s: %+v, want no fewer right and no more wrong or invented than %+v", field, now, before)
		}
	}
}

// readCorpus reads two documents at a time.
func readCorpus(t *testing.T) *eval.Tally {
	t.Helper()
	var cases []string
	for _, folder := range corpusFolders {
		found, err := filepath.Glob(filepath.Join(folder, "*", "want.json"))
		if err != nil || len(found) == 0 {
			t.Fatalf("cases in %s: %d, %v", folder, len(found), err)
		}
		cases = append(cases, found...)
	}
	reader := testReader(t)
	marks := make([][]eval.Mark, len(cases))
	var group errgroup.Group
	group.SetLimit(2)
	for i, path := range cases {
		group.Go(func() error {
			marks[i] = readCase(t, reader, filepath.Dir(path))
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	tally := eval.NewTally()
	for i := range cases {
		tally.Add(marks[i], 0)
	}
	return tally
}

// readCase reads the document of one folder and says what is not right.
func readCase(t *testing.T, reader *Reader, dir string) []eval.Mark {
	t.Helper()
	truth := wanted(t, dir)
	documents, err := filepath.Glob(filepath.Join(dir, "document.*"))
	if err != nil || len(documents) != 1 {
		t.Errorf("%s: %d documents, %v; want one", dir, len(documents), err)
		return nil
	}
	start := time.Now()
	readings, err := reader.Extract(t.Context(), documents[0], documents[0], invoer.Own{}, corpusDay)
	if err != nil || len(readings) == 0 || readings[0].Err != nil {
		t.Errorf("%s: %d readings, %v", dir, len(readings), err)
		return eval.Compare(truth, invoer.Invoice{})
	}
	marks := eval.Compare(truth, readings[0].Invoice)
	for _, m := range marks {
		if m.Outcome != eval.Right && m.Outcome != eval.Nothing {
			t.Logf("%s: %s %s with %d: got %q, want %q", filepath.Base(dir), m.Field, m.Outcome, m.Confidence, m.Got, m.Want)
		}
	}
	t.Logf("%s: %.1f s", filepath.Base(dir), time.Since(start).Seconds())
	return marks
}

func wanted(t *testing.T, dir string) eval.Truth {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "want.json"))
	if err != nil {
		t.Error(err)
		return eval.Truth{}
	}
	var line bytes.Buffer
	if err := json.Compact(&line, raw); err != nil {
		t.Errorf("%s: %v", dir, err)
		return eval.Truth{}
	}
	truths, err := eval.ReadTruth(&line)
	if err != nil || len(truths) != 1 {
		t.Errorf("%s: %d truths, %v", dir, len(truths), err)
		return eval.Truth{}
	}
	return truths[0]
}

// writeScores keeps the numbers, a field a line, in their order.
func writeScores(t *testing.T, tally *eval.Tally) {
	t.Helper()
	var out bytes.Buffer
	out.WriteString("{\n")
	names := tally.Names()
	for i, name := range names {
		line, err := json.Marshal(tally.Fields[name])
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString(` "` + name + `": ` + string(line))
		if i < len(names)-1 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
	}
	out.WriteString("}\n")
	if err := os.WriteFile(scoresFile, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
