package pipeline

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// medias of the corpus's files by their ending.
var medias = map[string]string{".pdf": "application/pdf", ".jpg": "image/jpeg", ".xml": "application/xml", ".png": "image/png"}

// TestWholeWay takes one document of each kind through all stages on real
// parts.
func TestWholeWay(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	client := h.client("K1")
	p, _ := h.start(h.reader())
	cases := []string{"nl-excel-grid-pdf-text", "de-de-craft-xml", "nl-telecom-scan", "fr-cleaning-cocontractor-photo"}
	for _, name := range cases {
		paths, err := filepath.Glob("../testdata/invoices/" + name + "/document.*")
		if err != nil || len(paths) != 1 {
			t.Fatalf("documents of case %s: %v %v", name, paths, err)
		}
		body, err := os.ReadFile(paths[0])
		if err != nil {
			t.Fatal(err)
		}
		p.bell.Ring(t.Context(), h.deliver(client, filepath.Base(paths[0]), medias[filepath.Ext(paths[0])], body))
	}
	h.settled(2 * time.Minute)
	if got := h.count(`select count(*) from documents where status = 'read' and stage = 'done'`); got != len(cases) {
		t.Errorf("%d documents are read, want %d:\n%s", got, len(cases), h.picture())
	}
}
