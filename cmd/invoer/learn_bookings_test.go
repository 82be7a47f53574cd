package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invoer/invoer/storage/storagetest"
)

func TestLearnBookings(t *testing.T) {
	t.Parallel()
	store, _ := storagetest.OpenDatabase(t)
	d := openDesk(t, store, "Kantoor C")
	path, _ := inventedLedger(t)
	learn := func(file string) (out, said string, err error) {
		var printed, told bytes.Buffer
		err = learnBookingsCommand{File: file, Client: "K1", Show: 3}.learn(t.Context(), store, d.admin, &io3{strings.NewReader(""), &printed, &told})
		return printed.String(), told.String(), err
	}
	out, _, err := learn(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"learnt ", " bookings", "with the same accounts and amounts", "the newest of those that differ", "supplier"} {
		if !strings.Contains(out, want) {
			t.Errorf("printed, without %q:\n%s", want, out)
		}
	}
	if out, _, err = learn(path); err != nil || !strings.Contains(out, "learnt 0 bookings") || !strings.Contains(out, "were known already") {
		t.Errorf("the same file again: %v\n%s", err, out)
	}
	broken := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(broken, []byte("no;ledger\n1;2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, said, err := learn(broken); err == nil {
		t.Errorf("a file that is no ledger was learnt: %s %s", out, said)
	}
}
