package extractors

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invoer/invoer/extractors/child"
)

// Codes are looked for on one page at a time, in the picture that is read: the
// memory of a child is as large after 300 pages as after 30 (peers 54).
func TestMemoryOverManyPagesWithCodes(t *testing.T) {
	t.Parallel()
	const few, many, most = 30, 300, 24 // pages, pages, MiB
	src := pageWithCode(t)
	settings, err := json.Marshal(childSettings{CacheDir: testCache, WorkDir: t.TempDir(), Languages: []string{"eng"}, MaxPages: 1})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := child.Open(child.Config{Program: testProgram(t, "1"), Settings: settings, Lanes: map[string]int{laneHeavy: 1}, Requests: many + 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var early int64
	for n := 1; n <= many; n++ {
		var s Sheet
		if _, err := pool.Do(context.Background(), child.Work{Lane: laneHeavy, Op: "normalise", Args: pageArgs{Source: src, Page: 1}}, &s); err != nil {
			t.Fatal(err)
		}
		if len(s.Page.Marks) != 1 {
			t.Fatalf("%d codes on page %d, want 1", len(s.Page.Marks), n)
		}
		if n == few {
			early = pool.Resident()
		}
	}
	if late := pool.Resident(); late > early+most<<20 {
		t.Errorf("%d MiB resident after %d pages, %d after %d; want at most %d more", late>>20, many, early>>20, few, most)
	}
}

// pageWithCode is a small page of a PDF with text and a payment code on it.
func pageWithCode(t *testing.T) Source {
	t.Helper()
	code, err := os.ReadFile("testdata/payment-code.txt") // a # for each dark module of a QR code
	if err != nil {
		t.Fatal(err)
	}
	const module = 1.5 // points
	var drawing strings.Builder
	drawing.WriteString("BT /F 9 Tf 9 TL 90 90 Td " + strings.Repeat("(Factuur 2026-118 van twaalf maart) Tj T* ", 9) + "ET\n")
	for y, row := range strings.Fields(string(code)) {
		for x := range row {
			if row[x] == '#' {
				fmt.Fprintf(&drawing, "%g %g %g %g re f\n", 20+module*float64(x), 80-module*float64(y), module, module)
			}
		}
	}
	file := fmt.Sprintf("%%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 250 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"+
		"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"+
		"trailer<</Root 1 0 R>>\n%%%%EOF\n", drawing.Len(), drawing.String())
	path := filepath.Join(t.TempDir(), "code.pdf")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	return Source{path, mediaPDF}
}
