package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestRestoreDrill walks the backup and the drill of docs/operations.md with the
// commands that stand there: the house that comes out of them balances, opens
// to the old sign-in, and has the documents with their archives.
func TestRestoreDrill(t *testing.T) {
	old, drill, kept := t.TempDir(), t.TempDir(), t.TempDir()
	s := startServer(t, old)
	s.handIn("a.xml", corpusFile(t, "de-de-craft-xml/document.xml"))
	s.handIn("b.pdf", corpusFile(t, "fr-credit-classic-pdf-text/document.pdf"))
	s.waitRead(2, 3*time.Minute)
	for _, d := range s.documents() {
		s.approve(d.ID)
	}
	s.waitArchived(1, 2*time.Minute)
	id := s.documents()[0].ID
	want := s.fetch("/documents/" + id + "/archive")

	at := strings.NewReplacer("/srv/invoer", old, "/srv/drill", drill, "invoer.dump", filepath.Join(kept, "invoer.dump"))
	steps := operations(t, "Backup")
	s.follow(at.Replace(steps[0])) // while serve runs, as the paper allows
	if err := os.CopyFS(filepath.Join(kept, "blobs"), os.DirFS(filepath.Join(old, "blobs"))); err != nil {
		t.Fatal(err)
	}
	access, err := os.ReadFile(filepath.Join(old, "access.json"))
	if err != nil {
		t.Fatal(err)
	}
	s.stop()

	empty := startServer(t, drill)
	empty.stop()
	steps = operations(t, "Restore drill")
	s.follow(at.Replace(steps[1])) // steps[0] is serve itself
	if err := os.CopyFS(filepath.Join(drill, "blobs"), os.DirFS(filepath.Join(kept, "blobs"))); err != nil {
		t.Fatal(err)
	}
	if said := s.follow(at.Replace(steps[2])); !strings.Contains(said, "balanced") || strings.Contains(said, "NOT BALANCED") {
		t.Errorf("verify says %s, want balanced", said)
	}
	if err := os.WriteFile(filepath.Join(drill, "access.json"), access, 0o600); err != nil {
		t.Fatal(err)
	}
	again := startServer(t, drill)
	if got := again.fetch("/documents/" + id + "/archive"); !bytes.Equal(got, want) {
		t.Errorf("the archive has %d bytes after the drill, want the %d of before", len(got), len(want))
	}
	again.wantBalance()
}

// operations gives the commands of a part of docs/operations.md, as they stand
// in its steps.
func operations(t *testing.T, heading string) (commands []string) {
	t.Helper()
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, _ := strings.Cut(string(text), "\n## "+heading+"\n")
	part, _, _ = strings.Cut(part, "\n## ")
	for _, found := range regexp.MustCompile("(?m)^[0-9]\\..*?`invoer ([^`]+)`").FindAllStringSubmatch(part, -1) {
		commands = append(commands, found[1])
	}
	if len(commands) == 0 {
		t.Fatalf("docs/operations.md has no command under %q", heading)
	}
	return commands
}

// follow runs a command as it stands in the paper, and wants it to succeed.
func (s *server) follow(command string) string {
	s.t.Helper()
	out, err := program(strings.Fields(command)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("invoer %s: %v\n%s", command, err, out)
	}
	return string(out)
}

func corpusFile(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("../../testdata/invoices", name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}
