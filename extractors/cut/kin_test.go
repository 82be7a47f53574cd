package cut

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/invoer/invoer"
)

// worn is what a scan of worn paper leaves of a page's words, by how worn it is
// from 0 to 1: some are lost, in others letters are, and there is grain.
func worn(r *rand.Rand, p Page, much float64) Page {
	const grain = "abcdefghijklmnoprstuvwxyz0123456789.,-:|"
	grains := func() rune { return rune(grain[r.IntN(len(grain))]) }
	words := p.Words
	p.Words = nil
	for _, w := range words {
		if r.Float64() < much/2 {
			continue
		}
		var text []rune
		for _, letter := range w.Text {
			switch x := r.Float64() / much; {
			case x < 0.14:
				letter = grains()
			case x < 0.2:
				continue
			}
			text = append(text, letter)
		}
		if w.Text = string(text); w.Text != "" {
			p.Words = append(p.Words, w)
		}
		if r.Float64() < much/3 {
			at := invoer.Box{X0: r.Float64() * p.Width, Y0: r.Float64() * p.Height}
			at.X1, at.Y1 = at.X0+8, at.Y0+8
			p.Words = append(p.Words, invoer.Word{Text: string([]rune{grains(), grains()}), Box: at})
		}
	}
	return p
}

// wornPages wears each page otherwise: most a little, some much.
func wornPages(r *rand.Rand, p pile) pile {
	for i, page := range p.pages {
		if much := r.Float64(); !page.Blank {
			p.pages[i] = worn(r, page, 0.05+0.6*much*much*much)
		}
	}
	return p
}

// TestWornStacks: stacks of which all pages are worn come apart as those that
// are not do.
func TestWornStacks(t *testing.T) {
	t.Parallel()
	for name, docs := range map[string][][]Page{"many kinds": known(t), "with annexes": pagesIn(t, "testdata/annexes.json.gz")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s score
			for seed := range uint64(20) {
				r := rand.New(rand.NewPCG(seed, 11))
				p := wornPages(r, piled(r, docs, 12, seed%2 == 0))
				found, fates := Documents(p.pages, nil)
				balance(t, p.pages, found, fates)
				s.add(p, found)
			}
			t.Logf("%+v", s)
			if s.right*100 < 90*s.docs || s.placed*100 < 95*s.pages || s.sureWrong*100 > 2*s.sure {
				t.Errorf("%d of %d documents right, %d of %d pages placed, %d of %d sure cuts wrong; want 90 %%, 95 %%, at most 2 %%",
					s.right, s.docs, s.placed, s.pages, s.sureWrong, s.sure)
			}
		})
	}
}

// TestKin: a page whose letters are misread is known by the pages of its
// document, that of another sender is a stranger to them, and one with a handful
// of words is neither.
func TestKin(t *testing.T) {
	t.Parallel()
	docs := slices.DeleteFunc(pagesIn(t, "testdata/annexes.json.gz"), func(d []Page) bool { return len(d) < 2 })
	pages := slices.Concat(docs[:6]...)
	r := rand.New(rand.NewPCG(1, 1))
	second := worn(r, docs[0][1], 0.2)
	pages[1] = second
	kinOf := func(pages []Page, own int) kin {
		read := make([]signs, len(pages))
		for i, p := range pages {
			read[i] = signsOf(p.Page)
		}
		k := newKinship(read)
		for range own {
			k.add()
		}
		return k.of()
	}
	if got := kinOf(pages, 1); !got.known || got.times < 2 {
		t.Errorf("a worn second page: %+v, want at least twice as much in common as others", got)
	}
	stranger := slices.Concat([]Page{docs[0][0], docs[1][0]}, slices.Concat(docs[2:8]...))
	if got := kinOf(stranger, 1); !got.known || got.times > 1.5 || !got.head || got.headKept > 0.1 {
		t.Errorf("the first page of another sender: %+v, want a stranger", got)
	}
	pages[1].Words = pages[1].Words[:3]
	if got := kinOf(pages, 1); got.known {
		t.Errorf("a page of three words: %+v, want nothing known", got)
	}
}

func TestTitles(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string]bool{
		"FACTUUR": true, "F A C T U U R": true, "Facture n° 12": true, "Verkoopfactuur": true, "Accusé de réception de commande": true, "Pro-forma": true,
		"FACTUU": true, "RECHNUNC 2026/12": true, "Invo1ce": true, // misread
		"Facturen zijn betaalbaar te Gent": false, "Factuurdatum 1/2/2026": false, "Totaal factuur 3.410,53": false, "Korrektur der Rechnung 2025/6437": false,
		"Leveringsbon": false, "A B C D": false, "": false,
	} {
		if got := titles(heading); got != want {
			t.Errorf("titles(%q) = %v, want %v", heading, got, want)
		}
	}
}

// TestPagesThatCouldNotBeRead: a page without words that is not blank, as one that
// could not be read, is a page of a document, alone and among others.
func TestPagesThatCouldNotBeRead(t *testing.T) {
	t.Parallel()
	unread := func(n int) Page { return Page{Page: invoer.Page{Number: n, Width: 595, Height: 842}} }
	read := pagesIn(t, "testdata/annexes.json.gz")[0][0]
	read.Number, read.Blank = 2, false
	for name, pages := range map[string][]Page{"alone": {unread(1)}, "the first": {unread(1), read}, "two around another": {unread(1), read, unread(3)}} {
		docs, fates := Documents(pages, nil)
		balance(t, pages, docs, fates)
		for i, fate := range fates {
			if fate != InDocument {
				t.Errorf("%s: page %d is %v, want it in a document", name, i+1, fate)
			}
		}
	}
}

// TestCompaniesThatAreNamed: a number with two digits misread is the document's
// own, with three it is another's; of a long document the first page counts too.
func TestCompaniesThatAreNamed(t *testing.T) {
	t.Parallel()
	of := func(texts ...string) signs {
		var all signs
		for _, text := range texts {
			all = all.and(signsOf(sheet(text).Page))
		}
		return all
	}
	next := signsOf(sheet("BTW BE 0477.574.154").Page)
	if len(next.companies) != 1 {
		t.Fatalf("%v companies, want the one that is written", next.companies)
	}
	for text, strange := range map[string]bool{
		"BTW BE 0477.574.154": false, "BTW BE 0477.514.1S4": false, "BTW BE O477.574.15": true, "BTW BE 0411.514.1S4": true, "": true,
	} {
		if got := of(text).strangerIn(next); got != strange {
			t.Errorf("behind %q the company is a stranger: %v, want %v", text, got, strange)
		}
	}
	long := []string{"BTW BE 0477.574.154"}
	for n := range 3 * mostOwn {
		long = append(long, fmt.Sprintf("blz. %d", n))
	}
	if got := of(long...); got.strangerIn(next) || len(got.digits) > mostOwn {
		t.Errorf("behind %d pages the company of the first is a stranger, of %d pages with digits", len(long), len(got.digits))
	}
}

// TestPagesOfAHandfulOfWords: a page of which hardly a word could be read is a page of
// the document before it, also behind its conditions.
func TestPagesOfAHandfulOfWords(t *testing.T) {
	t.Parallel()
	for i, doc := range pagesIn(t, "testdata/annexes.json.gz") {
		pages := slices.Clone(doc)
		faded := pages[0]
		faded.Words = []invoer.Word{{Text: "—"}, {Text: `"`}, {Text: "3"}}
		pages = append(pages, faded)
		for n := range pages {
			pages[n].Number = n + 1
		}
		if docs, _ := Documents(pages, nil); len(docs) != 1 {
			t.Errorf("document %d: %d documents, want the page of three words in the first", i, len(docs))
		}
	}
}
