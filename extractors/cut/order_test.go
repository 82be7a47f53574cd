package cut

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// thatNumber are the documents of which each page says its number.
func thatNumber(docs [][]Page) [][]Page {
	var all [][]Page
	for _, doc := range docs {
		says := len(doc) > 1
		for i, page := range doc {
			s := signsOf(page.Page)
			says = says && s.page == i+1 && s.of == len(doc)
		}
		if says {
			all = append(all, doc)
		}
	}
	return all
}

// TestPagesOutOfOrder: a document whose sheets lie in another order stays whole, and
// is no sure one: a person looks at it. No sure cut goes through it.
func TestPagesOutOfOrder(t *testing.T) {
	t.Parallel()
	docs := slices.Concat(known(t), pagesIn(t, "testdata/annexes.json.gz"))
	shuffled := thatNumber(docs)
	if len(shuffled) < 5 {
		t.Fatalf("%d documents have numbered pages, want some", len(shuffled))
	}
	single, _ := apiece(docs)
	var s score
	doubted, many := 0, 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 13))
		var p pile
		for range 6 {
			doc := slices.Clone(shuffled[r.IntN(len(shuffled))])
			for signsOf(doc[0].Page).page == 1 {
				r.Shuffle(len(doc), func(i, j int) { doc[i], doc[j] = doc[j], doc[i] })
			}
			for _, d := range [][]Page{docs[single[r.IntN(len(single))]], doc} {
				p.begins = append(p.begins, len(p.pages)+1)
				p.pages = append(p.pages, d...)
			}
		}
		for i := range p.pages {
			p.pages[i].Number = i + 1
		}
		found, fates := Documents(p.pages, nil)
		balance(t, p.pages, found, fates)
		s.add(p, found)
		for i := 1; i < len(p.begins); i += 2 {
			many++
			if at := slices.IndexFunc(found, func(d Document) bool { return slices.Contains(d.Pages, p.begins[i]) }); found[at].Sure < 90 && found[at].Why.Code == "pages-out-of-order" {
				doubted++
			}
		}
	}
	t.Logf("%+v, %d of %d doubted", s, doubted, many)
	if s.right*100 < 90*s.docs || s.sureWrong > 0 || doubted < many {
		t.Errorf("%d of %d documents right, %d of %d sure cuts wrong, %d of %d out of order doubted; want 90 %%, none, all", s.right, s.docs, s.sureWrong, s.sure, doubted, many)
	}
}

// TestPageThatIsNotThere: where the last sheet of a document is lost and the others
// lie the wrong way round, no cut between them is a sure one.
func TestPageThatIsNotThere(t *testing.T) {
	t.Parallel()
	docs := slices.Concat(known(t), pagesIn(t, "testdata/annexes.json.gz"))
	single, _ := apiece(docs)
	met := 0
	for n, doc := range thatNumber(docs) {
		if len(doc) < 3 {
			continue
		}
		met++
		pages := slices.Concat(docs[single[n%len(single)]], []Page{doc[1], doc[0]})
		for i := range pages {
			pages[i].Number = i + 1
		}
		found, _ := Documents(pages, nil)
		for _, d := range found {
			if d.Pages[0] == 3 && d.Sure >= 90 {
				t.Errorf("document %d: a cut between its pages 2 and 1 of which the program is %d %% sure", n, d.Sure)
			}
		}
	}
	if met == 0 {
		t.Error("no document has three pages that say their numbers")
	}
}
