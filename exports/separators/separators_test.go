package separators

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWrite has the sheets read by another program.
func TestWrite(t *testing.T) {
	t.Parallel()
	code := [][]bool{{true, true, false}, {false, true, false}, {true, false, true}}
	var out bytes.Buffer
	sheets := []Sheet{{Code: code, Lines: []string{"Scheidingsblad", `K001 (Café \ Bar)`}}, {Code: code, Lines: []string{"日本"}}}
	if err := Write(&out, sheets); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sheets.pdf")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command("qpdf", "--check", path).CombinedOutput(); err != nil {
		t.Errorf("qpdf: %v %s", err, said)
	}
	text, err := exec.Command("pdftotext", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Scheidingsblad", `K001 (Café \ Bar)`, "??"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the sheets say %q, want %q among it", text, want)
		}
	}
	if pages := bytes.Count(out.Bytes(), []byte("/Type /Page ")); pages != 2 {
		t.Errorf("%d pages, want 2", pages)
	}
}
