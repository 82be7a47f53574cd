package extractors

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/contract"
)

// A hostile is one line of the shared set's expected.jsonl: what must become
// of a strange or broken file.
type hostile struct {
	ID, File, As  string
	Large         bool
	Outcome       string
	Also          []string
	Codes         []invoer.Code
	Fields, Never map[string]string
	NeverText     []string `json:"never_text"`
	NoFile        []string `json:"no_file"`
	Finding       string
	Documents     int
}

// hostiles reads what must become of each file of the set, which is a copy of
// the shared one without its largest files.
func hostiles(t *testing.T) []hostile {
	t.Helper()
	f, err := os.Open(filepath.Join(hostileSet, "expected.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []hostile
	for scan := bufio.NewScanner(f); scan.Scan(); {
		var h hostile
		if err := json.Unmarshal(scan.Bytes(), &h); err != nil {
			t.Fatal(err)
		}
		if !h.Large {
			all = append(all, h)
		}
	}
	return all
}

const hostileSet = "../testdata/hostile"

// path finds the file, in the shared set where it is too large to be kept.
func (h hostile) path(t *testing.T) string {
	t.Helper()
	for _, set := range []string{hostileSet, filepath.Join(devset(), "hostile")} {
		path := filepath.Join(set, h.File)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Skip("too large to be kept here, and there is no shared set on this machine")
	return ""
}

// TestHostileFiles reads strange, broken and hostile files as the extract
// command does. What must become of each stands in expected.jsonl.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	for _, h := range hostiles(t) {
		t.Run(h.ID, func(t *testing.T) {
			name := h.As
			if name == "" {
				name = h.File
			}
			ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
			defer cancel()
			got, err := r.Extract(ctx, name, h.path(t), invoer.Own{}, today)
			if err != nil {
				t.Fatal(err)
			}
			h.check(t, got)
		})
	}
}

func (h hostile) check(t *testing.T, got []Reading) {
	t.Helper()
	var read []Reading
	for _, reading := range got {
		if reading.Err == nil {
			read = append(read, reading)
		}
	}
	if len(read) == 0 {
		h.checkRefused(t, got)
		return
	}
	h.checkRead(t, read)
	printed, err := json.Marshal(objects(got))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range h.NeverText {
		if strings.Contains(string(printed), text) {
			t.Errorf("%q stands in the output", text)
		}
	}
	for _, file := range h.NoFile {
		if _, err := os.Stat(file); err == nil {
			t.Errorf("file %s came into being", file)
		}
	}
}

func objects(readings []Reading) []contract.Object {
	var all []contract.Object
	for _, r := range readings {
		all = append(all, contract.Read(r.File, r.Pages, &r.Invoice, func(why invoer.Reason) string { return why.Code + strings.Join(why.Args, " ") }))
	}
	return all
}

func (h hostile) checkRefused(t *testing.T, got []Reading) {
	t.Helper()
	if !h.allows("held") && !h.allows("refused") {
		t.Fatalf("not read (%v), want %s", got[0].Err, h.Outcome)
	}
	code, detail := invoer.CodeOf(got[0].Err)
	if !errors.Is(got[0].Err, invoer.ErrUnreadable) || detail == "" || !slices.Contains(h.Codes, code) {
		t.Errorf("error %v, want one of %v and what to do", got[0].Err, h.Codes)
	}
	if len(got) != 1 {
		t.Errorf("%d readings of a file that gives nothing, want 1", len(got))
	}
}

func (h hostile) allows(outcome string) bool {
	return h.Outcome == outcome || slices.Contains(h.Also, outcome)
}

func (h hostile) checkRead(t *testing.T, read []Reading) {
	t.Helper()
	inv := &read[0].Invoice
	total, _ := inv.Value("total_incl") // it is a field of the contract
	if !h.allows("read") && !(h.allows("read-other") && total.Text == "") {
		t.Fatalf("read, want %s", h.Outcome)
	}
	if h.Documents > 0 && len(read) != h.Documents {
		t.Errorf("%d documents, want %d", len(read), h.Documents)
	}
	for name, want := range h.Fields {
		if got, _ := inv.Value(name); got.Text != want {
			t.Errorf("%s: got %q, want %q", name, got.Text, want)
		}
	}
	for name, never := range h.Never {
		if got, _ := inv.Value(name); got.Text == never {
			t.Errorf("%s: got %q, which must not come out", name, got.Text)
		}
	}
	if h.Finding != "" && !slices.ContainsFunc(inv.Findings, func(f invoer.Finding) bool {
		return f.Severity != invoer.Note && (h.Finding == "any" || h.Finding == f.Field)
	}) {
		t.Errorf("findings %v, want one on %s", inv.Findings, h.Finding)
	}
}
