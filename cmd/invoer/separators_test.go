package main

import (
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/cut"
	"github.com/invoer/invoer/storage"
)

// A sheet says for whom it was printed, when, among how many, and until when to
// use it.
func TestWordsOnASheet(t *testing.T) {
	t.Parallel()
	day := invoer.Date{Year: 2026, Month: time.November, Day: 29}
	words := strings.Join(separatorsCommand{Kind: "invoice"}.lines("en", storage.Client{Code: "K001", Name: "Bakkerij"}, cut.Sheet{Run: "AB12CD", Number: 3, Of: 40, Printed: day}), "\n")
	for _, want := range []string{"K001  Bakkerij", "Run AB12CD, sheet 3 of 40", "Printed on 29/11/2026: 40 sheets", "until 29/11/2027"} {
		if !strings.Contains(words, want) {
			t.Errorf("a sheet says\n%s\nwant %q", words, want)
		}
	}
}
