package extractors

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

// A hidden layer that says what its picture shows is believed, and quickly;
// one that says something else is not, and the page says so (peers 66, 67).
func TestHiddenLayers(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	seen := readPage(t, r, Source{corpus + "/nl-hardware-store-scan/document.pdf", mediaPDF}, 1)
	cases := map[string]struct {
		change func(word string) string
		layer  bool // is believed
		notes  []string
	}{
		"that says what is seen":     {func(word string) string { return word }, true, nil},
		"with a letter wrong":        {func(word string) string { return strings.Replace(word, "Factuur", "Factuui", 1) }, true, nil},
		"that names other amounts":   {otherDigits, false, []string{RuleLayer}},
		"of other words":             {shifted, false, []string{RuleLayer}},
		"of signs that are no words": {func(word string) string { return strings.Repeat("\ue001", len(word)) }, false, []string{RuleLayer}},
	}
	for name, c := range cases {
		page := seen
		page.Page.Words = slices.Clone(seen.Page.Words)
		for i := range page.Page.Words {
			page.Page.Words[i].Text = c.change(page.Page.Words[i].Text)
		}
		file, err := r.Searchable(context.Background(), []SearchablePage{page}, "layered")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		path := filepath.Join(t.TempDir(), "layered.pdf")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		got := readPage(t, r, Source{path, mediaPDF}, 1)
		if like := saying(page.Page.Words, got.Page.Words); (like > 0.95) != c.layer {
			t.Errorf("%s: %.2f of its words came out, want nearly all: %t", name, like, c.layer)
		}
		if like := agreeing(seen.Page.Words, got.Page.Words); like < 0.8 {
			t.Errorf("%s: %.2f of what is seen was read where it is", name, like)
		}
		if !slices.Equal(got.Page.Notes, c.notes) {
			t.Errorf("%s: notes %v, want %v", name, got.Page.Notes, c.notes)
		}
	}
}

// otherDigits makes another number of each.
func otherDigits(word string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0' + (r-'0'+3)%10
		}
		return r
	}, word)
}

// shifted writes words in another alphabet, as a font with a wrong map does.
func shifted(word string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return 'a' + (r-'a'+11)%26
		}
		if r >= 'A' && r <= 'Z' {
			return 'A' + (r-'A'+11)%26
		}
		return r
	}, word)
}

// saying is the share of words that are among others.
func saying(words, others []invoer.Word) float64 {
	n := 0
	for _, w := range words {
		if slices.ContainsFunc(others, func(o invoer.Word) bool { return o.Text == w.Text }) {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

// What of a sample is believed, and when its layer says something else.
func TestCompareLines(t *testing.T) {
	t.Parallel()
	const account, total, other = "Rekening BE68 5390 0754 7034 BIC KREDBEBB", "Totaal te betalen 1.471,60 EUR", "Met dank voor uw vertrouwen in ons"
	cases := map[string]struct {
		layer, read         []string
		believed, different bool
	}{
		"all the same":                 {[]string{account, total, other}, []string{account, total, other}, true, false},
		"letters taken for each other": {[]string{account, total, other}, []string{"Rekening 8E68 539O O754 7O34 BIC KREDBEBB", total, other}, true, false},
		"a title that was not read":    {[]string{account, total, other}, []string{account, total, ""}, true, false},
		"one amount misread":           {[]string{account, total, other}, []string{account, "Totaal te betalen 1.477,60 EUR", other}, false, false},
		"another account":              {[]string{account, total, other}, []string{"Rekening NL17 RABO 0047 9722 63", total, other}, false, false},
		"all money another":            {[]string{account, total, other}, []string{"Rekening NL17 RABO 0047 9722 63", "Totaal te betalen 9.999,99 EUR", other}, false, true},
		"other words":                  {[]string{other, other, other}, []string{"Xqy jvok zvpr bz wqxt", "qjw", "vzz"}, false, true},
		"next to nothing":              {[]string{"Pagina 1"}, []string{"Pagina 1"}, false, false},
	}
	for name, c := range cases {
		var lines []layout.Line
		for _, text := range c.layer {
			lines = append(lines, layout.Line{Cells: []layout.Cell{{Text: text}}})
		}
		got := compareLines(lines, c.read)
		if got.believed() != c.believed || got.different() != c.different {
			t.Errorf("%s: %+v: believed %t, different %t; want %t, %t", name, got, got.believed(), got.different(), c.believed, c.different)
		}
	}
}
