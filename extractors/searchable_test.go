package extractors

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

const corpus = "../testdata/invoices"

// A seen word is one as pdftotext -bbox tells it.
type seenWord struct {
	XMin float64 `xml:"xMin,attr"`
	YMin float64 `xml:"yMin,attr"`
	XMax float64 `xml:"xMax,attr"`
	YMax float64 `xml:"yMax,attr"`
	Text string  `xml:",chardata"`
}

// seen gives the words of each page of a PDF as another program finds them.
func seen(t *testing.T, path string) [][]seenWord {
	t.Helper()
	out, err := exec.Command("pdftotext", "-bbox", path, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext %s: %v", path, err)
	}
	var pages struct {
		Page []struct {
			Word []seenWord `xml:"word"`
		} `xml:"body>doc>page"`
	}
	d := xml.NewDecoder(bytes.NewReader(out))
	d.Strict = false
	if err := d.Decode(&pages); err != nil {
		t.Fatal(err)
	}
	var words [][]seenWord
	for _, p := range pages.Page {
		words = append(words, p.Word)
	}
	return words
}

func TestSearchableCopyHasWordsWhereTheyAreSeen(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	ctx := context.Background()
	for name, src := range map[string]Source{
		"a scan":              {corpus + "/nl-hardware-store-scan/document.pdf", mediaPDF},
		"a photo of a letter": {corpus + "/fr-cleaning-cocontractor-photo/document.jpg", "image/jpeg"},
		"a text PDF":          {corpus + "/en-eu-pdf-text/document.pdf", mediaPDF},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := r.Inspect(ctx, src)
			if err != nil {
				t.Fatal(err)
			}
			var pages []SearchablePage
			for n := range c.Pages {
				pages = append(pages, readPage(t, r, src, n+1))
			}
			file, err := r.Searchable(ctx, pages, "Factuur nº 1")
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "copy.pdf")
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("qpdf", "--check", path).CombinedOutput(); err != nil {
				t.Errorf("qpdf --check: %v\n%s", err, out)
			}
			for i, words := range seen(t, path) {
				if lost := misplaced(pages[i].Page.Words, words); len(lost) > 0 {
					t.Errorf("page %d: %d of %d words are not within 3 pt, as %v", i+1, len(lost), len(pages[i].Page.Words), lost[0])
				}
			}
		})
	}
}

// readPage takes one page through the reader.
func readPage(t *testing.T, r *Reader, src Source, n int) SearchablePage {
	t.Helper()
	ctx := context.Background()
	s, err := r.Normalise(ctx, src, n)
	if err != nil {
		t.Fatalf("%s, page %d: %v", src.Path, n, err)
	}
	if s.Page, err = r.Read(ctx, src, s); err != nil {
		t.Fatalf("%s, page %d: %v", src.Path, n, err)
	}
	return SearchablePage{Source: src, Page: s.Page, Picture: s.Picture, PictureMedia: s.PictureMedia, Turn: s.Page.Turn}
}

// misplaced gives the words that are not found within three points.
func misplaced(want []invoer.Word, got []seenWord) []string {
	var lost []string
	for _, w := range want {
		if !found(w, got) {
			lost = append(lost, fmt.Sprintf("%q at %.0f", w.Text, w.Box))
		}
	}
	return lost
}

// found looks for a word by the place where it begins: pdftotext joins what
// stands close together.
func found(w invoer.Word, got []seenWord) bool {
	const near = 3.0
	for _, s := range got {
		level := math.Abs(s.YMin-w.Box.Y0) <= near && math.Abs(s.YMax-w.Box.Y1) <= near
		inside := s.XMin-near <= w.Box.X0 && w.Box.X1 <= s.XMax+near
		if level && inside && strings.Contains(s.Text, w.Text) {
			return true
		}
	}
	return false
}
