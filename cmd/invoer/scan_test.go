package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestScanFolder leaves a file in the folder that was made for a client and
// finds it read.
func TestScanFolder(t *testing.T) {
	folder := t.TempDir()
	s := startServer(t, t.TempDir(), "--scan-folder", folder)
	if _, said, status := runProgram(t, "client", "add", "K1", "Imprimerie Lambotte SC", "--vat", "BE0625266651", "--data", s.data); status != 0 {
		t.Fatalf("client add: %d %s", status, said)
	}
	out, said, status := runProgram(t, "scan", "prepare", "--data", s.data, folder)
	if status != 0 || out != "K1 Imprimerie Lambotte SC\n" {
		t.Fatalf("scan prepare: %d %q %s", status, out, said)
	}
	if out, _, status := runProgram(t, "scan", "prepare", "--data", s.data, folder); status != 0 || out != "" {
		t.Errorf("scan prepare once more: %d %q, want nothing made", status, out)
	}
	document, err := os.ReadFile("../../testdata/invoices/fr-credit-classic-pdf-text/document.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "K1 Imprimerie Lambotte SC", "scan.pdf"), document, 0o600); err != nil {
		t.Fatal(err)
	}
	s.waitRead(1, time.Minute)
	put := filepath.Join(folder, "done", time.Now().Format("2006-01-02"), "K1 Imprimerie Lambotte SC", "scan.pdf")
	if _, err := os.Stat(put); err != nil {
		t.Errorf("the file was not put away: %v", err)
	}
	s.wantBalance()
}
