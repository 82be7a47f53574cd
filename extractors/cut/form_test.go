package cut

import (
	"math/rand/v2"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

// inPairs are the pages of invented documents, two of each sender one after the
// other (testdata/origin.txt).
func inPairs(t *testing.T) [][]Page { return pagesIn(t, "testdata/pairs.json.gz") }

// askew is a page as it lies on the glass of a scanner.
func askew(r *rand.Rand, p Page) Page {
	right, down, turn := (r.Float64()-0.5)*24, (r.Float64()-0.5)*24, (r.Float64()-0.5)*0.01
	words := p.Words
	p.Words = nil
	for _, w := range words {
		x, y := right+turn*w.Box.Y0, down-turn*w.Box.X0
		w.Box = invoer.Box{X0: w.Box.X0 + x, Y0: w.Box.Y0 + y, X1: w.Box.X1 + x, Y1: w.Box.Y1 + y}
		p.Words = append(p.Words, w)
	}
	return p
}

// TestTwoOfOneSenderInARow: stacks in which two documents of each sender lie one
// behind the other come apart, and where all pages are worn most of them do.
func TestTwoOfOneSenderInARow(t *testing.T) {
	t.Parallel()
	docs := inPairs(t)
	for name, least := range map[string]int{"as printed": 97, "worn": 85} {
		var s score
		for seed := range uint64(10) {
			r := rand.New(rand.NewPCG(seed, 15))
			var p pile
			for range 6 {
				pair := 2 * r.IntN(len(docs)/2)
				for _, doc := range docs[pair : pair+2] {
					p.begins = append(p.begins, len(p.pages)+1)
					p.pages = append(p.pages, doc...)
				}
			}
			for i := range p.pages {
				p.pages[i].Number = i + 1
			}
			if name == "worn" {
				p = wornPages(r, p)
			}
			for i := range p.pages {
				p.pages[i] = askew(r, p.pages[i])
			}
			found, fates := Documents(p.pages, nil)
			balance(t, p.pages, found, fates)
			s.add(p, found)
		}
		t.Logf("%s: %+v", name, s)
		if s.right*100 < least*s.docs || s.sureWrong*50 > s.sure {
			t.Errorf("%s: %d of %d documents right, %d of %d sure cuts wrong; want %d %% and at most 2 %%", name, s.right, s.docs, s.sureWrong, s.sure, least)
		}
	}
}

// withOtherRows is a page that goes on below the same head, as programs print a
// document of several pages.
func withOtherRows(r *rand.Rand, p Page) Page {
	rows := invoer.Box{Y0: p.Height}
	for _, line := range layout.Arrange(p.Page, 1).Lines {
		if hasAmount(line.Text()) {
			rows.Y0, rows.Y1 = min(rows.Y0, line.Box.Y0), max(rows.Y1, line.Box.Y1)
		}
	}
	words := p.Words
	p.Words = nil
	for _, w := range words {
		if w.Box.Y0 >= rows.Y0 && w.Box.Y0 < rows.Y1 {
			text := []byte(w.Text)
			for i, b := range text {
				if '0' <= b && b <= '9' {
					text[i] = '0' + byte(r.IntN(10))
				}
			}
			w.Text = string(text)
		}
		p.Words = append(p.Words, w)
	}
	return p
}

// TestFormsAreFilledIn: the next document of a sender has other numbers in the
// places of the form, a page with the head of its document the same ones, and of a
// page that is hardly readable nothing is said.
func TestFormsAreFilledIn(t *testing.T) {
	t.Parallel()
	docs := inPairs(t)
	r := rand.New(rand.NewPCG(1, 3))
	filled := func(first, next Page) filling {
		return signsOf(askew(r, next).Page).form.fills(signsOf(first.Page).form)
	}
	others, same, otherwise := 0, 0, 0
	for i := 0; i < len(docs); i += 2 {
		first, next := docs[i][0], docs[i+1][0]
		if got := filled(first, next); got.again(true) && got.others >= 2 {
			others++
		}
		again := withOtherRows(r, first)
		if got := filled(first, again); got.again(true) && got.others == 0 && got.same >= 4 {
			same++
		}
		if got := filled(worn(r, first, 0.3), worn(r, again, 0.3)); got.again(false) && got.others >= 2 {
			otherwise++
		}
	}
	t.Logf("others %d, same %d, otherwise %d", others, same, otherwise)
	if others < 28 || same < 28 || otherwise > 2 {
		t.Errorf("of 40 pairs %d have other numbers, of 40 heads that are repeated %d the same ones, and %d that are worn other ones; want 28, 28 and at most 2", others, same, otherwise)
	}
	empty := Page{Page: invoer.Page{Width: 595, Height: 842}}
	if got := filled(docs[0][0], empty); got != (filling{}) {
		t.Errorf("an empty page: %+v, want nothing known", got)
	}
}

func TestAnnexesThatAreMisread(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string]bool{
		"Tmesheet": true, "W-rk order": true, "Overzicht prnstaties": true, "Rnlevé d'heures": true, "Stundenz-ttel": true, "Leverinsbon nr. 12": true, "LIEFERSCHEIN": true,
		"Factuur": false, "Rechnung 2026/12": false, "Time to pay": false, "Bestelbon": false, "": false,
	} {
		if got := annexes(heading); got != want {
			t.Errorf("annexes(%q) = %v, want %v", heading, got, want)
		}
	}
	if n := days([]string{"10/02/2024 Mary Breakfast 4,25", "11 maart 2026 Poetsen 2,00", "Datum 12/02/2024", "2026-03-01 x", "1 Visitekaartjes 12,00"}); n != 3 {
		t.Errorf("%d rows begin with a day, want 3", n)
	}
}
