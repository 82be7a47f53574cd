package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/ledger/samples"
)

// inventedLedger is a file of the booking contract.
func inventedLedger(t *testing.T) (path string, all []ledger.Purchase) {
	t.Helper()
	all = samples.Recipe{Seed: 4, Clients: 2, Suppliers: 40, From: invoer.Date{Year: 2025, Month: 1, Day: 1}, Months: 8}.Make()
	var text bytes.Buffer
	lines := json.NewEncoder(&text)
	for _, p := range all {
		if err := lines.Encode(p); err != nil {
			t.Fatal(err)
		}
	}
	path = filepath.Join(t.TempDir(), "ledger.jsonl")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, all
}

// ran gives what the program printed.
func ran(t *testing.T, args ...string) (status int, out, said string) {
	t.Helper()
	var printed, errors bytes.Buffer
	status = run(t.Context(), args, &io3{strings.NewReader(""), &printed, &errors})
	return status, printed.String(), errors.String()
}

func TestEvalBookings(t *testing.T) {
	t.Parallel()
	path, all := inventedLedger(t)
	after := 0
	for _, p := range all {
		if p.Date.String() > "2025-06-30" {
			after++
		}
	}
	proposals := filepath.Join(t.TempDir(), "proposals.jsonl")
	status, out, said := ran(t, "eval", "--bookings", path, "--learn-until", "2025-06-30", "--proposals", proposals)
	if status != 0 || said != "" {
		t.Fatalf("status %d, %s", status, said)
	}
	for _, want := range []string{"learnt from", "constant", "varying", "new", "in three", "automatic", "of these wrong"} {
		if !strings.Contains(out, want) {
			t.Errorf("printed, without %q:\n%s", want, out)
		}
	}
	text, err := os.ReadFile(proposals)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != after {
		t.Errorf("%d proposals, want %d", len(lines), after)
	}
	var first struct {
		ID      string
		Entries []struct {
			Account, Amount, Why string
			Confidence           int
			Treatment            struct {
				Case, Class, Rate string
				Deductible        int
			}
			Alternatives []string
		}
	}
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil || first.ID == "" || len(first.Entries) == 0 || first.Entries[0].Account == "" || first.Entries[0].Why == "" {
		t.Errorf("proposal %s: %+v, %v", lines[0], first, err)
	}
	_, again, _ := ran(t, "eval", "--bookings", path, "--learn-until", "2025-06-30")
	if again != out {
		t.Errorf("a second time it prints:\n%s\nand first:\n%s", again, out)
	}
}

func TestEvalBookingsAsJSON(t *testing.T) {
	t.Parallel()
	path, _ := inventedLedger(t)
	status, out, said := ran(t, "eval", "--bookings", path, "--learn-until", "2025-06-30", "--json")
	var figures struct {
		Learnt int
		Groups map[string]struct {
			Documents    int
			AccountShare float64 `json:"account_share"`
		}
	}
	if err := json.Unmarshal([]byte(out), &figures); err != nil || status != 0 {
		t.Fatalf("status %d, %s, %v:\n%s", status, said, err, out)
	}
	if figures.Learnt == 0 || figures.Groups["all"].Documents == 0 || figures.Groups["constant"].AccountShare == 0 {
		t.Errorf("got %+v", figures)
	}
}

func TestEvalBookingsTellsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	path, all := inventedLedger(t)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append([]byte("{\"id\":\"cut\n"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, said := ran(t, "eval", "--bookings", path, "--learn-until", "2030-01-01")
	if status != 0 || !strings.Contains(said, "nothing is judged: the last booking is of "+all[len(all)-1].Date.String()) || !strings.Contains(said, "line 1:") || !strings.Contains(said, "left out") || !strings.Contains(out, fmt.Sprintf("learnt from %d", len(all))) {
		t.Errorf("status %d, %s\n%s", status, said, out)
	}
}

// A ledger of which nothing can be used is told as such; one of a single booking
// is judged from nothing, and says so.
func TestEvalBookingsOfLittle(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"empty": "", "no JSON": "account;amount\n612000;5\n", "cut": `{"id":"b1","date":"2026-`, "without a date": `{"id":"b1","booking":{"journal":"AANK","entries":[{"account":"612000","amount":"1.00"}]}}`} {
		path := filepath.Join(t.TempDir(), "ledger.jsonl")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		status, out, said := ran(t, "eval", "--bookings", path, "--learn-until", "2025-06-30")
		if status != 1 || !strings.Contains(said, "has no booking that can be used") || out != "" {
			t.Errorf("%s: status %d, %s%s; want it told", name, status, out, said)
		}
	}
	_, all := inventedLedger(t)
	text, err := json.Marshal(all[0])
	if err != nil {
		t.Fatal(err)
	}
	path, proposals := filepath.Join(t.TempDir(), "one.jsonl"), filepath.Join(t.TempDir(), "proposals.jsonl")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, said := ran(t, "eval", "--bookings", path, "--learn-until", "2024-06-30", "--proposals", proposals)
	if status != 0 || !strings.Contains(said, "nothing was learnt beforehand") || !strings.Contains(out, "–") {
		t.Errorf("status %d, %s%s", status, out, said)
	}
	var proposed struct {
		Automatic bool
		Entries   []struct{ Account, Amount string }
	}
	line, err := os.ReadFile(proposals)
	if err != nil || json.Unmarshal(line, &proposed) != nil || proposed.Automatic || len(proposed.Entries) != 1 || proposed.Entries[0].Account == "" || proposed.Entries[0].Amount != all[0].Excl.String() {
		t.Errorf("proposed %s (%v), want all of %s on one account by a person", line, err, all[0].Excl)
	}
}

func TestEvalBookingsRefusesWrongArguments(t *testing.T) {
	t.Parallel()
	path, _ := inventedLedger(t)
	for _, args := range [][]string{
		{},
		{"--bookings", path},
		{"--bookings", path, "--learn-until", "June"},
		{"--bookings", path, "--learn-until", "2025-06-30", "--risk", "1.5"},
		{"--bookings", path + "x", "--learn-until", "2025-06-30"},
	} {
		if status, _, said := ran(t, append([]string{"eval"}, args...)...); status != 2 {
			t.Errorf("%v: status %d, %s; want 2", args, status, said)
		}
	}
}
