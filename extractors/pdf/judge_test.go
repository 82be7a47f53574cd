package pdf

import (
	"slices"
	"strings"
	"testing"
)

// shifted is a font that shows the right letters and says that each is the
// next one of the alphabet.
const shifted = "/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange " +
	"1 beginbfrange <20> <7d> <0021> endbfrange endcmap end"

// What a text layer covers of what is seen decides whether it is believed, not
// that there is one (peers 65, 66): else the page is read as a picture, once.
func TestWhichTextLayersAreBelieved(t *testing.T) {
	t.Parallel()
	e := testEngine(t)
	seen, long := printed("", invoiceLines...), strings.Repeat("x", 200)
	cases := map[string]struct {
		file   []byte
		why    string // why not; empty: it is believed
		hidden bool   // there are words that cannot be seen
		layer  bool   // its picture must tell
		wrong  bool   // its words are of no language
	}{
		"what a program wrote":                        {file: onePage(seen)},
		"with a line in invisible mode":               {file: onePage(seen + printed("1 0 0 1 0 -400 cm 3 Tr", "IBAN NL17 RABO 0047 9722 63")), hidden: true},
		"with a line as white as paper":               {file: onePage(seen + printed("1 0 0 1 0 -400 cm 1 g", "IBAN NL17 RABO 0047 9722 63")), hidden: true},
		"the hidden layer of a scan":                  {file: onePage(pictureOnPage + printed("3 Tr", invoiceLines...)), why: "cannot be seen", hidden: true},
		"text under a picture":                        {file: onePage(seen + pictureOnPage), why: "cannot be seen", hidden: true},
		"a scan without any":                          {file: onePage(pictureOnPage), why: noLayer},
		"one letter on a scan":                        {file: onePage(pictureOnPage + printed("", "A")), why: "only a part"},
		"a stamp on a scan":                           {file: onePage(pictureOnPage + printed("", "Ontvangen 12/03/2026", "Boekhouding")), why: "only a part"},
		"letters that make no words":                  {file: onePage(printed("", strings.Split("zxqj kvwz qxjk wvzq jxkq zvwk qjxz", " ")...) + printed("", long)), why: "no words", wrong: true},
		"a font that says other letters":              {file: objects(catalogObject, pageTreeObject, pageObject, stream("", seen), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>", scanned(), stream("", shifted)), why: "no words", wrong: true},
		"the hidden layer of all of a scan":           {file: onePage(pictureOnPage + printed("1.7 0 0 1 -60 0 cm 3 Tr", slices.Repeat(invoiceLines, 11)...)), why: "cannot be seen", hidden: true, layer: true},
		"what a program wrote on a part of a picture": {file: onePage(pictureOnPage + seen), why: "only a part"},
		"an empty page, which needs none":             {file: onePage("")},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := open(t, e, c.file).Text(1)
			if err != nil {
				t.Fatal(err)
			}
			if got.Sound != (c.why == "") || !strings.Contains(got.Why, c.why) {
				t.Errorf("believed: %v, because %q; want %v, because %q; words %v", got.Sound, got.Why, c.why == "", c.why, got.Words)
			}
			if (len(got.Layer) > 0) != c.layer || got.Wrong != c.wrong {
				t.Errorf("a layer of %d words, wrong %t; want one: %t, wrong %t", len(got.Layer), got.Wrong, c.layer, c.wrong)
			}
			if (len(got.Hidden) > 0) != c.hidden {
				t.Errorf("hidden words %v, want some: %v", got.Hidden, c.hidden)
			}
		})
	}
}
