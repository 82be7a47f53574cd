package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// noNetEnv is set in the copy of this test that runs where nothing can be
// reached.
const noNetEnv = "INVOER_TEST_NO_NETWORK"

// TestNothingLeavesTheMachine goes the whole way in a network namespace that
// has a loopback device and no route: what is missed there would have been
// fetched from elsewhere, and what tries to leave fails.
func TestNothingLeavesTheMachine(t *testing.T) {
	if os.Getenv(noNetEnv) != "" {
		wholeWay(t)
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--net", "--", "sh", "-c", `ip link set lo up && exec "$0" -test.run '^TestNothingLeavesTheMachine$' -test.count 1`, self}
	if os.Geteuid() != 0 {
		args = append([]string{"--user", "--map-root-user"}, args...)
	}
	cmd := exec.Command("unshare", args...)
	cmd.Env = append(os.Environ(), noNetEnv+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(string(out), "PASS") {
		t.Errorf("it did not run:\n%s", out)
	}
}

// wholeWay takes an e-invoice, a PDF with text, a scan and a photo from the
// door to the archive, on the program as a user starts it.
func wholeWay(t *testing.T) {
	if routes, err := os.ReadFile("/proc/net/route"); err == nil && strings.Count(string(routes), "\n") > 1 {
		t.Fatalf("there is a route:\n%s", routes)
	}
	s := startServer(t, t.TempDir())
	for _, kind := range []string{"*-xml/document.xml", "*-pdf-text/document.pdf", "*-scan/document.pdf", "*-photo/document.jpg"} {
		found, err := filepath.Glob(filepath.Join("../../testdata/invoices", kind))
		if err != nil || len(found) == 0 {
			t.Fatalf("no file of testdata fits %s (%v)", kind, err)
		}
		body, err := os.ReadFile(found[0])
		if err != nil {
			t.Fatal(err)
		}
		s.handIn(filepath.Base(found[0]), body)
	}
	s.waitRead(4, 3*time.Minute)
	s.waitArchived(1, time.Minute) // one that is approved before that is archived once
	for _, d := range s.documents() {
		if d.Status != "read" || d.Supplier == "" {
			t.Errorf("document %s is %s, supplier %q, want it read with a supplier", d.ID, d.Status, d.Supplier)
		}
		s.approve(d.ID)
	}
	s.waitArchived(2, time.Minute)
	s.wantBalance()
}
